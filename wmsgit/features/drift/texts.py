"""Texts: whether a file's bytes are text, and that text as UTF-8, line by line."""

import codecs

_LOOKED_AT_BYTES = 8000
"""How far Git looks for a NUL when it tells binary files (`buffer_is_binary` in xdiff-interface.c)."""

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def text_of(data: bytes) -> bytes | None:
    """The text as UTF-8 without a byte order mark, or None where the bytes are none.

    UTF-16 and UTF-32 are known by their byte order marks. Whatever else holds no NUL is text as it stands, so that
    the ASCII in a file of an older encoding can still be looked at.
    """
    for mark, encoding in _WIDE:
        if data.startswith(mark):
            try:
                return data.decode(encoding).encode("utf-8", "surrogatepass")
            except UnicodeDecodeError:
                return None
    if b"\0" in data[:_LOOKED_AT_BYTES]:
        return None
    return data.removeprefix(codecs.BOM_UTF8)


def line_count(text: bytes) -> int:
    """How many lines a text has; a last one without an end counts."""
    return text.count(b"\n") + (not text.endswith(b"\n") and bool(text))
