"""Spelling: file names that are no UTF-8 as a record can hold them."""


def spelled(text: str) -> str:
    r"""`text` with what UTF-8 cannot hold written out, as `\udcff` for the byte FF in a file's name (PEP 383)."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
