"""Texts and lists of a decision as MADR has them below its headings."""

import re
from collections.abc import Mapping
from typing import Any

from wmsgit.features.exchange.formats.markdown import lines_of, sections, text_of

HEADINGS: Mapping[str, str] = {
    "context": "## Context and Problem Statement",
    "drivers": "## Decision Drivers",
    "options": "## Considered Options",
    "decision": "## Decision Outcome",
    "rationale": "### Rationale",
    "consequences": "### Consequences",
    "confirmation": "### Confirmation",
}
"""Field → its heading in MADR 4, in that order; MADR has no heading for a rationale."""
LISTS = ("drivers", "options")
TEXT_FIELDS = ("context", "decision", "rationale", "consequences", "confirmation")
ENDS = "line-ends"
"""In the front matter of what wmsgit wrote: the sections whose last line ends otherwise than is usual."""
ESCAPED = "escaped"
"""Beside it: the sections in which a line that would be a heading, or would begin code, has a backslash before it."""
_INDENT = "    "
"""Of the further lines of an item: with less, one that begins with `#` would be a heading."""
_LINE, _LINE_BELOW = "\n", f"\n{_INDENT}"
_LOOKS_SO = r"\\* {0,3}\\*(?:#|=|`{3}|~{3})"
_ESCAPED = re.compile(rf"^\\(?={_LOOKS_SO})", re.MULTILINE)
_UNESCAPED = re.compile(rf"^(?={_LOOKS_SO})", re.MULTILINE)


def rendered(value: Any, bullet: str = "*") -> str:
    """A field's value below its heading, with a final line end."""
    if isinstance(value, list):
        return "".join(f"{bullet} {str(item).replace(_LINE, _LINE_BELOW)}\n" for item in value)
    text = str(value)
    return (_UNESCAPED.sub(r"\\", text) if _opens_section(text) else text).rstrip("\n") + "\n"


def restored(text: str, *, is_odd: bool, is_escaped: bool) -> str:
    """A section's text of a file that wmsgit wrote, as the field had it."""
    if is_odd:
        text = text[:-1] if text.endswith("\n") else f"{text}\n"
    return _ESCAPED.sub("", text) if is_escaped else text


def items_written(text: str) -> list[str] | None:
    """The items of a list that wmsgit wrote, to the letter; None for a text that is none."""
    items: list[str] = []
    for line in text.rstrip("\n").split("\n"):
        if line[:2] in {"* ", "- ", "+ "}:
            items.append(line[2:])
        elif items and (line.startswith(_INDENT) or not line):
            items[-1] = f"{items[-1]}\n{line.removeprefix(_INDENT)}"
        else:
            return None
    return items


def is_kept(value: Any) -> bool:
    """Whether reading gives a value back to the letter."""
    if isinstance(value, list):
        return items_written(text_of(lines_of(rendered(value)))) == value
    own = marks({"context": value})
    text = text_of(lines_of(f"\n{rendered(value)}\n"))
    return bool(restored(text, is_odd=bool(own[ENDS]), is_escaped=bool(own[ESCAPED])) == value)


def marks(data: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the front matter says of the texts, so that reading gives them back to the letter."""
    texts = {name: data[name] for name in TEXT_FIELDS if isinstance(data.get(name), str)}
    return {
        ENDS: [name for name, text in texts.items() if text.endswith("\n") != ("\n" in text.rstrip("\n"))],
        ESCAPED: [name for name, text in texts.items() if _opens_section(text)],
    }


def _opens_section(text: str) -> bool:
    """Whether a line of a text would be a heading where it is written, or leave code open behind it."""
    return len(sections(f"{text}\n# end\n")) != len(("", "end")) or len(sections(f"above\n\n{text}")) > 1
