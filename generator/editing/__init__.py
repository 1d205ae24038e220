"""Editing curations: a change goes in, and no byte of anything else is touched.

1. `forms` reads the text of an issue made by a form; `requests` reads what a person types.
2. `changes` says what to change, and in which steps on plain data.
3. `nodes` tells where each part of a file begins and ends, `emit` writes values as YAML.
4. `splices` proposes the one range of text that a step replaces; `edit` takes the first proposal
   that the strict reader reads as exactly the data before and the change.
5. `drafts` puts the result before the checks of `digest check`, before anything is written.
"""
