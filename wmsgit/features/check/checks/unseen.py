"""Unseen characters in keys, ids and comments: what a reviewer reads is not what the file says."""

from collections.abc import Iterable, Iterator
from typing import Any

from wmsgit.model.finding import Finding
from wmsgit.model.ports import Pointer
from wmsgit.model.unseen import may_have_unseen, spelled, unseen_in
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import strings_at
from wmsgit.store.document import Document

CODE = "UNSEEN"
_CAUSE = "characters that are not seen"


def unseen_findings(document: Document, path: str, kind: Kind | None = None) -> Iterator[Finding]:
    """A warning for each key, id and comment that has characters which are not seen.

    Args:
        document: the file as it was read.
        path: the file.
        kind: the record's; None for the settings, in which no field holds ids.
    """
    for pointer, key in _keys(document.data):
        yield from _finding(path, document.position(pointer, key=True), "the key", key)
    for pointer, value in _ids(document, kind) if kind else ():
        yield from _finding(path, document.position(pointer), "the id", value)
    for start, end in document.comment_spans() if may_have_unseen(document.text) else ():
        comment = document.text[start:end]
        unseen = list(unseen_in(comment, is_prose=True))
        if unseen:
            characters = "".join(character for _, character in unseen)
            place = document.lines.position(start + unseen[0][0])
            yield Finding(path, *place, CODE, f"the comment has {spelled(characters)}", "warning", _CAUSE)


def _finding(path: str, place: tuple[int, int], what: str, text: str) -> Iterator[Finding]:
    characters = "".join(character for _, character in unseen_in(text))
    if characters:
        visible = "".join(character for character in text if character not in characters)
        yield Finding(path, *place, CODE, f"{what} {visible!r} also has {spelled(characters)}", "warning", _CAUSE)


def _ids(document: Document, kind: Kind) -> Iterator[tuple[Pointer, str]]:
    """The record's own id, and those that its fields name."""
    names = ["id", *(field.name for field in kind.fields.values() if field.references)]
    for name in names:
        yield from strings_at(document.data.get(name), (name,))


def _keys(value: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        yield from (((*pointer, key), key) for key in value if isinstance(key, str))
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        if isinstance(item, dict | list):
            yield from _keys(item, (*pointer, key))
