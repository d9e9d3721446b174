"""JSON: an array of objects, or one object a line, made piece by piece (RFC 8259)."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from json.encoder import encode_basestring
from math import isfinite
from typing import Any

from wmsgit.model.text import UNSEEN

# What a terminal would obey or UTF-8 cannot hold is escaped, which JSON admits and which keeps the value:
# what nobody sees, and lone surrogates (RFC 8259, section 7).
_ESCAPED = re.compile(f"[{UNSEEN}\ud800-\udfff]")
# What begins a command to a workflow's runner. Outside of strings JSON has neither.
_COMMAND = re.compile(r"(?<=:):|(?<=#)#(?=\w*\[)")
_STEP = "  "


def json_array(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The rows as one JSON array, indented by two, a piece for each row."""
    before = f"[\n{_STEP}"
    for row in rows:
        yield before + _safe(_indented(row, _STEP))
        before = f",\n{_STEP}"
    yield "[]\n" if before.startswith("[") else "\n]\n"


def json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The rows as JSON objects, compact and one a line."""
    for row in rows:
        yield json_of(row) + "\n"


def json_of(value: Any) -> str:
    """One value as compact JSON. What JSON cannot hold is null (NaN, infinities) or text (whatever else)."""
    try:
        return _safe(_compact(value))
    except ValueError:
        return _safe(_compact(_finite(value)))


def json_text(value: Any) -> str:
    """One value as JSON, indented by two, with a final line feed."""
    return _safe(_indented(value, "")) + "\n"


def _indented(value: Any, pad: str) -> str:
    """What `json.dumps(value, indent=2)` gives, in less time: that does without the encoder in C."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, Mapping) and value:
        inner = pad + _STEP
        parts = [f"{inner}{encode_basestring(str(key))}: {_indented(value[key], inner)}" for key in value]
        return "{\n" + ",\n".join(parts) + f"\n{pad}}}"
    if isinstance(value, list | tuple) and value:
        inner = pad + _STEP
        return "[\n" + ",\n".join([inner + _indented(item, inner) for item in value]) + f"\n{pad}]"
    return _compact(_finite(value))


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=str, separators=(",", ":"))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list | tuple) else value


def _safe(text: str) -> str:
    if "::" in text or "##" in text:
        text = _COMMAND.sub(_escape, text)
    return text if text.isascii() and "\x7f" not in text else _ESCAPED.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    """The character as one escape, or as two of a surrogate pair."""
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
