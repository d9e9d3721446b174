"""Scalars: which value a plain YAML scalar is, by YAML 1.2's core schema and by the schema's shape.

The forms are those of YAML 1.2.2, section 10.3.2, but for `.inf` and `.nan`, which JSON cannot say: they stay
text, as does a number too large for a double.
"""

import math
import re
from typing import Any, Final

from wmsgit.schema.shape import Shape

Types = frozenset[str] | None

_WORDS: Final[dict[str, Any]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# What a scalar that is not a string can begin with; everything else is decided by its first character.
_SUSPECT = frozenset("0123456789+-.~nNtTfF")
# Spelled, not compiled: a start that reads no such number, as a merge of one record, pays nothing.
_NUMBER = r"(?P<int>[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
# Python itself refuses to read longer decimal numbers (sys.int_info.default_max_str_digits is 4300).
_MAX_NUMBER_LENGTH = 1000
_TEXT_OR_NULL = frozenset({"string", "null"})
_BASES = {"0o": 8, "0x": 16}


def plain_value(text: str, types: Types) -> Any:
    """The value of a plain scalar where `types` (None: all) are admitted; null is None.

    Where the resolved type is not admitted and a string is, the scalar is its text.
    """
    if not text:
        return None
    if text[0] not in _SUSPECT or (types is not None and len(types) == 1 and "string" in types):
        return text
    value = core_value(text)
    if types is None or value.__class__ is str or _admits(value, types) or "string" not in types:
        return value
    return text


def core_value(text: str) -> Any:
    """The value of a plain scalar by YAML 1.2's core schema alone."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _MAX_NUMBER_LENGTH:
        return text
    if text.isdecimal() and text.isascii():
        return int(text)
    match = re.fullmatch(_NUMBER, text)
    if match is None:
        return text
    if match["int"]:
        return int(text[2:], _BASES[text[:2]]) if text[:2] in _BASES else int(text)
    number = float(text)
    return number if math.isfinite(number) else text


def is_null(text: str) -> bool:
    """Whether a plain scalar says null."""
    return text in _WORDS and _WORDS[text] is None


def admits_null(shape: Shape) -> bool:
    """Whether null is a value here; where it is not, a key without a value is an absent field."""
    return shape.types is None or "null" in shape.types


def is_text_only(shape: Shape) -> bool:
    """Whether a plain scalar here is text whatever it looks like (null apart)."""
    return shape.types is not None and "string" in shape.types and shape.types <= _TEXT_OR_NULL


def _admits(value: Any, types: frozenset[str]) -> bool:
    if value is None:
        return "null" in types
    if value.__class__ is bool:
        return "boolean" in types
    return "number" in types or (value.__class__ is int and "integer" in types)
