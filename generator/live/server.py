"""The server of the preview: MkDocs' own, but for where answers come from.

Pages keep the policy of the site, which allows no script but the site's own: the one that loads a
page again comes as a file. It asks, and gets its answer when there is a new state.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from mkdocs import livereload

from generator.live.answers import MOVED, NOT_FOUND, OK, Answer

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

_POLL: Final = re.compile(r"/livereload/[0-9]+/[0-9]+")
_SCRIPT: Final = re.compile(r"/livereload/(?P<epoch>[0-9]+)/(?P<request>[0-9]+)\.js")


class Server(livereload.LiveReloadServer):
    """Answers requests in threads of their own; `start` begins, `shutdown` ends it."""

    def __init__(
        self, address: tuple[str, int], mount: str, answer: Callable[[str], Answer]
    ) -> None:
        """Take the address, so that nobody else has it meanwhile.

        Raises:
            OSError: it cannot be had, and why; another preview may be running.
        """
        host, port = address
        super().__init__(lambda: None, host, port, root="", mount_path=mount)
        self._answer = answer
        try:
            self.server_bind()
        except OSError as error:
            self.server_close()
            said = f"{error.strerror or error}; --address names another place"
            raise OSError(error.errno, said, f"{host}:{port}") from None

    def start(self) -> None:
        """Begin to answer."""
        self.server_activate()
        self.serve_thread.start()

    def reload(self) -> None:
        """Have all pages that are shown loaded again."""
        with self._epoch_cond:
            self._visible_epoch = max(livereload._timestamp(), self._visible_epoch + 1)
            self._epoch_cond.notify_all()

    def _serve_request(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes] | None:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        if _POLL.fullmatch(path):
            polled: Iterable[bytes] | None = super()._serve_request(environ, start_response)
            return polled
        # The epoch is read first: should the state change meanwhile, the page is loaded once more.
        answer = self._find(path, self._visible_epoch)
        headers = [("Cache-Control", "no-store"), ("Content-Length", str(len(answer.data)))]
        if answer.status == MOVED:
            headers.append(("Location", quote(answer.name)))
        else:
            headers.append(("Content-Type", str(self._guess_type(answer.name))))  # type: ignore[no-untyped-call]
        start_response(answer.status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.data]

    def _find(self, path: str, epoch: int) -> Answer:
        if script := _SCRIPT.fullmatch(path):
            text = livereload._SCRIPT_TEMPLATE.substitute(
                epoch=script["epoch"], request_id=script["request"]
            )
            return Answer(OK, "livereload.js", text.encode())
        if not path.startswith(self.mount_path):
            above = f"{path}/" == self.mount_path or path == "/"
            return Answer(MOVED, self.mount_path) if above else Answer(NOT_FOUND, "")
        answer = self._answer(path.removeprefix(self.mount_path))
        if answer.status == MOVED:
            return Answer(MOVED, self.mount_path + answer.name)
        if answer.name.endswith(".html"):
            data = _add_script(answer.data, epoch, livereload._timestamp())
            return Answer(answer.status, answer.name, data)
        return answer


def _add_script(page: bytes, epoch: int, request: int) -> bytes:
    before, body, after = page.rpartition(b"</body>")
    script = f'<script src="/livereload/{epoch}/{request}.js"></script>'.encode()
    return before + script + body + after if body else page + script
