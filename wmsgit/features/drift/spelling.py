"""Spelling: paths that are no UTF-8, as records have them."""

from collections.abc import Iterable


def spelled(text: str) -> str:
    r"""`text` with what UTF-8 cannot hold written out, as `\udcff` for the byte FF in a file's name (PEP 383)."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def as_listed(path: str, files: Iterable[str]) -> str:
    """The path as Git lists it: a record spells one that is no UTF-8."""
    return next((file for file in files if spelled(file) == path), path) if "\\" in path else path
