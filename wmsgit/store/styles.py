"""Styles: one scalar as YAML text, in the plainest style that every reader takes for the same value.

Quotes are those of prettier, which YAML editors format with: double, or single where the text holds a double
quote or a backslash and needs no escape. Plain scalars that an older reader of YAML takes for a number, a time or a
truth are quoted, too.
"""

import math
import re
from functools import lru_cache
from typing import Any, Final

from wmsgit.errors import InvalidError
from wmsgit.schema.shape import ANYTHING, Shape
from wmsgit.store.scalars import core_value, is_text_only

# Patterns that few texts need are spelled here, and compiled when one is used.
# What may only stand escaped in double quotes: control characters, line breaks, byte order mark, surrogates.
# Spelled by what is in it: a class by what is not takes `re` 60,000 steps to compile.
_ESCAPED = "[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
_ESCAPES: Final = {
    "\\": "\\\\", '"': '\\"', "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v",
    "\f": "\\f", "\r": "\\r", "\x1b": "\\e", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P",
}  # fmt: skip
_ESCAPED_OR_QUOTE = _ESCAPED + '|["\\\\]'
_INDICATORS = frozenset(" ?:,[]{}#&*!|>'\"%@`")
_FLOW_MARKS = frozenset(",[]{}:?#")
_NO_DASH_BEFORE = frozenset(" -,[]{}")
# libyaml and PyYAML give up on a key without `?` whose `:` is further away.
_MAX_SIMPLE_KEY = 1000
MAX_INDICATOR = 9
"""The largest indentation that a block's header can name (YAML 1.2.2, section 8.1.1.1)."""

# Most texts: words that no reader takes for anything else, for they begin as no number and no truth does; and digests,
# in which letters stand beside digits as in no number.
SURELY_PLAIN = re.compile(
    r"(?:[A-EG-MP-SU-XZa-eg-mp-su-xz]|[Ff][0-9B-Zb-z]|[NOTYnoty][0-9]"
    r"|[1-9][0-9]*[BOXbox]|[0-9]+(?:[Ee][0-9]+)?[ACDF-NP-WYZacdf-np-wyz])"
    r"[A-Za-z0-9 ,;.()/_'-]*+(?<=[A-Za-z0-9.)])"
)
is_surely_plain = SURELY_PLAIN.fullmatch
"""By a look at its characters, which tells it of most: whether a text needs no quotes outside of `[]` and `{}`."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def scalar_text(value: Any, shape: Shape = ANYTHING, *, in_flow: bool = False, quote: str = "") -> str:
    """A scalar as one line of YAML.

    Args:
        value: a str, int, float, bool or None.
        shape: what the schema admits at the place.
        in_flow: whether the place is inside `[]` or `{}`.
        quote: the quote to keep where the value can use it.

    Raises:
        InvalidError: for a value that YAML and JSON cannot both say.
    """
    if isinstance(value, str):
        return _string(value, shape, in_flow=in_flow, quote=quote)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return _float(value)
    raise InvalidError(f"{value!r} cannot be written in a record")


@lru_cache(4096)
def key_text(name: str) -> str:
    """A key with its colon; of a very long key the explicit form, which ends in a line of its own."""
    text = name if is_plain(name, in_flow=True) and not looks_typed(name, ANYTHING) else quoted(name)
    return f"{text}:" if len(text) <= _MAX_SIMPLE_KEY else f"? {text}\n:"


def is_plain(text: str, *, in_flow: bool = False) -> bool:
    """Whether a text can stand without quotes, whatever it would be taken for."""
    if not text or text[0] in _INDICATORS or text[-1] in " :" or ": " in text or " #" in text:
        return False
    if text[0] == "-" and (len(text) == 1 or text[1] in _NO_DASH_BEFORE):
        return False
    if text.startswith("...") or needs_escape(text):
        return False
    return not (in_flow and not _FLOW_MARKS.isdisjoint(text))


def needs_escape(text: str) -> bool:
    """Whether a text has a character that may only stand escaped in double quotes."""
    return not text.isprintable() and re.search(_ESCAPED, text) is not None


def quoted(text: str, quote: str = "") -> str:
    """A text in quotes, in those of `quote` where it can."""
    if needs_escape(text):
        return _double(text)
    if quote == "'" or (not quote and ('"' in text or "\\" in text)):
        return "'" + text.replace("'", "''") + "'"
    return _double(text)


def literal(
    text: str, *, indent: int, relative: int, may_keep: bool = True, is_line: bool = False
) -> tuple[str, list[str]] | None:
    """A text as a literal block: its header and its lines; None where a literal block cannot carry it well.

    Args:
        text: the text.
        indent: the column of the lines.
        relative: how far that is from the mapping or list around, for the indentation indicator.
        may_keep: whether line breaks at the end may be said by blank lines (`|+`).
        is_line: whether a text of one line may be written so, too.
    """
    if not (is_line or "\n" in text):
        return None
    body = text.removesuffix("\n")
    if not body.strip(" \t\n") or (body.endswith("\n") and not may_keep):
        return None
    lines = body.split("\n")
    if needs_escape(text.replace("\n", "").replace("\t", "")) or any(line and not line.strip(" \t") for line in lines):
        return None
    first = next(line for line in lines if line)
    if first[0] in " \t" and not 1 <= relative <= MAX_INDICATOR:
        return None
    chomping = "-" if body == text else "+" if body.endswith("\n") else ""
    indicator = str(relative) if first[0] in " \t" else ""
    return f"|{indicator}{chomping}", [" " * indent + line if line else "" for line in lines]


def _string(text: str, shape: Shape, *, in_flow: bool, quote: str) -> str:
    if not quote and not in_flow and is_surely_plain(text):
        return text
    if not quote and is_plain(text, in_flow=in_flow) and not looks_typed(text, shape):
        return text
    return quoted(text, quote)


def _double(text: str) -> str:
    if _SURROGATE.search(text):
        raise InvalidError("a text with a lone surrogate cannot be written in a record")
    return '"' + re.sub(_ESCAPED_OR_QUOTE, lambda result: _escape(result[0]), text) + '"'


def _escape(char: str) -> str:
    known = _ESCAPES.get(char)
    if known is not None:
        return known
    return f"\\x{ord(char):02X}" if char <= "\xff" else f"\\u{ord(char):04X}"


def _float(value: float) -> str:
    text = repr(value)
    mantissa, e, exponent = text.partition("e")
    # A reader of YAML 1.1 wants a point in a number with an exponent.
    return f"{mantissa}.0e{exponent}" if e and "." not in mantissa else text


# Every form that a reader of YAML 1.1 takes for something else than text (yaml.org/type, PyYAML's resolver).
_OLDER_TYPE = r"""(?xs)(?: ~ | null | Null | NULL | = | <<
    | y | Y | n | N | [yY]es | YES | [nN]o | NO | [oO]n | ON | [oO]ff | OFF
    | [tT]rue | TRUE | [fF]alse | FALSE
    | [-+]? (?: 0b[01_]+ | 0o?[0-7_]+ | 0x[0-9a-fA-F_]+ | [0-9][0-9_]* (?: :[0-5]?[0-9] )* (?: \.[0-9_]* )? )
    | [-+]? (?: [0-9][0-9_]* )? \.? [0-9_]+ (?: \.[0-9_]* )? (?: [eE][-+]?[0-9]+ )?
    | [-+]? [0-9][0-9_]* \. (?: [eE][-+]?[0-9]+ )?
    | [-+]? \. (?: inf | Inf | INF ) | \. (?: nan | NaN | NAN )
    | [0-9]{4} - [0-9]{1,2} - [0-9]{1,2} (?: [Tt\ ] .* )?
    )"""
_MOMENT = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?([Zz]|[-+][0-9]{2}(:?[0-9]{2})?)?)?"
)


_TYPED_SIGNS = frozenset("0123456789_+-.~=<")
_TYPED_LETTERS = frozenset("nNyYoOtTfF")
_MAX_TYPED_WORD = len("false")


def looks_typed(text: str, shape: Shape) -> bool:
    """Whether some reader of YAML would take the plain scalar `text` for something else than text.

    Dates and times do not count where the shape admits only a string: YAML 1.2 has no such type.
    """
    if text and text[0] not in _TYPED_SIGNS and (text[0] not in _TYPED_LETTERS or len(text) > _MAX_TYPED_WORD):
        return False
    if is_text_only(shape) and re.fullmatch(_MOMENT, text):
        return False
    return not text or re.fullmatch(_OLDER_TYPE, text) is not None or core_value(text).__class__ is not str
