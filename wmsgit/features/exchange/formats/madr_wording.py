"""What a record says now, in the words of the file that it goes to: what says the same stays as it is there."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wmsgit.features.exchange.foreign_ids import in_our_words
from wmsgit.features.exchange.formats.madr_text import rendered
from wmsgit.features.exchange.formats.markdown import ITEM, items_of, text_of

_LINK = re.compile(r"(?<=\]\()[\w.-]+(?=\))")
_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class MadrWording:
    """How one file speaks of decisions.

    Attributes:
        path: of the file.
        ids: how files name decisions → their ids here.
    """

    path: str
    ids: Mapping[str, str]

    def text(self, value: str, old: str = "") -> str:
        """A text of ours: lines that say what the old text says stay, the others name decisions as the files do."""
        same = {in_our_words(line, self.ids): line for line in old.split("\n")}
        return "\n".join(same[line] if line in same else self._line(line, old) for line in value.split("\n"))

    def items(self, values: Sequence[str], body: Sequence[str]) -> list[str]:
        """The lines of a list: an item that is there keeps its lines, a new one has the marks of the others.

        Args:
            values: the items.
            body: the lines of the list as it is, without blank lines around it.
        """
        blocks = _blocks(body)
        old = "".join(body)
        same = {in_our_words(text, self.ids): block for block in blocks for text in items_of(text_of(block)) or ()}
        gap = ["\n"] if sum(map(len, blocks)) < len(body) else []
        mark = blocks[0][0] if blocks else "* "
        result: list[str] = []
        for value in values:
            own = same.get(value) or rendered([self._line(value, old)], _following(mark)).splitlines(keepends=True)
            result += [*(gap if result else ()), *own]
            mark = own[0]
        return [line if line.endswith("\n") else f"{line}\n" for line in result]

    def _line(self, line: str, old: str) -> str:
        files = {here: name for name, here in self.ids.items() if name.endswith(".md")}
        folder = posixpath.dirname(self.path)
        line = _LINK.sub(lambda link: posixpath.relpath(files[link[0]], folder) if link[0] in files else link[0], line)
        return in_our_words(line, self._mentions(set(_WORD.findall(old))))

    def _mentions(self, words: set[str]) -> dict[str, str]:
        """Id here → how texts of the files call it: as the old text does, else by the number of its file.

        An id that by chance is a name of the same file stays.
        """
        result: dict[str, str] = {}
        for name, here in self.ids.items():
            if not name.endswith(".md") and result.get(here) not in words and (name in words or name != here):
                result[here] = here if self.ids.get(here) == here and name not in words else name
        return result


def _blocks(body: Sequence[str]) -> list[list[str]]:
    """The lines of each item, without blank lines behind it."""
    blocks: list[list[str]] = []
    indent = len(body[0]) - len(body[0].lstrip()) if body else 0
    for line in body:
        if ITEM.match(line[indent:].rstrip("\r\n")) and not line[:indent].strip():
            blocks.append([])
        blocks[-1].append(line)
    for block in blocks:
        while not block[-1].strip():
            block.pop()
    return blocks


def _following(line: str) -> str:
    """The mark of the item that follows one that begins so: the same, or the next number."""
    mark = re.match(r"[ \t]*(?:[*+-]|\d+[.)])", line)
    text = mark[0] if mark else "*"
    return re.sub(r"\d+", lambda number: str(int(number[0]) + 1), text)
