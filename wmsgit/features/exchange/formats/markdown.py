"""Markdown as other tools write it: front matter, then sections by heading; every line keeps its bytes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from textwrap import dedent
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.schema.shape import ANYTHING, Shape
from wmsgit.store.document import read_data

_HEADING = re.compile(r"\A {0,3}(?P<marks>#{1,6})(?:[ \t]+(?P<text>.*?))?(?:[ \t]+#+)?[ \t]*\Z")
_FENCE = re.compile(r"\A {0,3}(?P<marks>`{3,}|~{3,})")
_UNDERLINE = re.compile(r"\A=+[ \t]*\Z")
_DASHED = re.compile(r"\A-{2,}[ \t]*\Z")
_BLOCK = re.compile(r"\A(?:[ \t]|[|>#*+-]|\d+[.)])")
"""How a line begins that makes no heading with dashes below it."""
_MARKED = re.compile(r"^ {0,3}#{2,6}[ \t]", re.MULTILINE)
ITEM = re.compile(r"\A(?:[*+-]|\d{1,3}[.)])[ \t]+(?P<text>.*)\Z")
"""A line that begins an item of a list."""
_KEY = re.compile(r"^[^#\s].*:(?:\s|\Z)", re.MULTILINE)
_DASHES = "---"
TEXTS = Shape(frozenset({"string"}))
"""What a key of front matter holds when its plain scalar is to stay the text that it is."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, up to the next heading of any level.

    Attributes:
        level: of the heading; 0 for what stands before the first.
        heading: its text; empty for none.
        head: the heading's own lines, with their ends.
        body: the lines below it, with their ends.
    """

    level: int
    heading: str
    head: tuple[str, ...]
    body: tuple[str, ...]

    @property
    def text(self) -> str:
        """What stands below the heading: without blank lines around it, with a final line end if it has several."""
        return text_of(self.body)


def decoded(content: bytes, place: str) -> str:
    """A file's text, without a byte order mark.

    Raises:
        InvalidError: when it is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidError(f"it is not valid UTF-8 at byte {error.start}", where=place) from error


def digest_of(content: bytes) -> str:
    """The mark of a file's state: 12 hexadecimal digits."""
    return sha256(content).hexdigest()[:12]


def split_front_matter(text: str) -> tuple[str, str]:
    """The lines between two lines `---` at the beginning, and the rest; the first is empty where there are none."""
    lines = lines_of(text)
    if not lines or lines[0].rstrip() != _DASHES:
        return "", text
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in {_DASHES, "..."}:
            return "".join(lines[1:number]), "".join(lines[number + 1 :])
    return "", text


def has_keys(matter: str) -> bool:
    """Whether front matter is empty, or has a key: what has none is somebody's text."""
    return not matter.strip() or bool(_KEY.search(matter))


def front_matter(text: str, place: str, shape: Shape = ANYTHING) -> dict[str, Any]:
    """The values of front matter.

    Raises:
        InvalidError: when it is no YAML mapping within the bounds of a record.
    """
    try:
        return read_data(text.replace("\r\n", "\n").encode(), shape, path=place) if text.strip() else {}
    except InvalidError as error:
        raise InvalidError(f"its front matter cannot be read: {error.message}", where=place) from error


def sections(text: str) -> list[Section]:
    """The sections of a text, the part before the first heading among them; headings in fenced code are none."""
    result = [Section(0, "", (), ())]
    head: tuple[str, ...] = ()
    body: list[str] = []

    def close() -> None:
        result[-1] = Section(result[-1].level, result[-1].heading, head, tuple(body))

    for line, heading, level in _lines(text):
        if not level:
            body.append(line)
            continue
        is_underlined = heading is None
        above = body.pop() if is_underlined else ""
        close()
        head, body = ((above, line) if is_underlined else (line,)), []
        result.append(Section(level, (above if heading is None else heading).strip(), head, ()))
    close()
    return result


def _lines(text: str) -> Iterator[tuple[str, str | None, int]]:
    """Each line with the heading that it makes and its level; None for one that makes the line above a heading."""
    fence = above = ""
    is_dashed = not _MARKED.search(text)  # beside headings with `##` dashes are a rule
    for line in lines_of(text):
        bare = line.rstrip("\r\n")
        heading: str | None = ""
        level = 0
        mark = _FENCE.match(bare)
        if fence:
            fence = "" if mark and mark["marks"].startswith(fence) else fence
        elif mark:
            fence = mark["marks"]
        elif match := _HEADING.match(bare):
            heading, level = match["text"] or "", len(match["marks"])
        elif _UNDERLINE.match(bare) and above.strip():
            heading, level = None, 1
        elif is_dashed and _DASHED.match(bare) and above.strip() and not _BLOCK.match(above):
            heading, level = None, 2
        yield line, heading, level
        above = "" if mark or fence or level else bare  # a heading's lines are no text that could be underlined


def text_of(lines: Sequence[str]) -> str:
    """Lines as the value of a field: no blank lines around them, a final line end if there are several."""
    bare = [line.rstrip("\r\n") for line in lines]
    while bare and not bare[0].strip():
        bare.pop(0)
    while bare and not bare[-1].strip():
        bare.pop()
    return "\n".join([*bare, ""]) if len(bare) > 1 else "".join(bare).strip()


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends; only a line feed ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def items_of(text: str) -> list[str] | None:
    """The items of a list; None for a text that is anything else. What goes on below an item belongs to it."""
    items: list[list[str]] = []
    for line in dedent(text).split("\n"):
        match = ITEM.match(line)
        if match:
            items.append([match["text"].strip()])
        elif items and (line.startswith(("  ", "\t")) or not line.strip()):
            items[-1].append(line)
        elif line.strip():
            return None
    return [item for item in map(_item, items) if item]


def _item(lines: Sequence[str]) -> str:
    """An item as one line; as several where it has items or code of its own."""
    first, *rest = lines
    if any(ITEM.match(line.strip()) or _FENCE.match(line.strip()) for line in rest):
        below = dedent("\n".join(rest))
        return f"{first}\n{below}".strip()
    return " ".join(filter(None, (first, *(line.strip() for line in rest))))


def newline_of(text: str) -> str:
    """The line end of a text: that of its first line."""
    first = text.partition("\n")[0]
    return "\r\n" if first.endswith("\r") else "\n"
