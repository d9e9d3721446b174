"""What a search found, for a person: a line a record, and below it the words around what was found."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wmsgit.model.text import one_line
from wmsgit.render.table import table
from wmsgit.render.text import paint, wrap

_INDENT = "    "
_USUAL_WIDTH = 100
_COLUMNS = ("id", "kind", "status", "title")
_WORD = re.compile(r"\w+")


def search_text(
    hits: Sequence[Mapping[str, Any]], text: str, *, width: int | None = None, colour: bool = False
) -> Iterator[str]:
    """Lines of text, each with its line feed.

    Args:
        hits: `id`, `kind`, `status`, `title` and `snippet` of each record.
        text: what was searched for, whose words are marked.
        width: the columns of a line; None cuts no title.
        colour: whether what was found is marked.
    """
    words = sorted(set(_WORD.findall(text)), key=len, reverse=True)
    pattern = (
        re.compile("|".join(rf"(?<![\[;])\b{re.escape(word)}\w*" for word in words), re.IGNORECASE) if words else None
    )
    head, *rows = table(hits, _COLUMNS, width=width, colour=colour) if hits else [""]
    yield head
    for row, hit in zip(rows, hits, strict=False):
        yield _marked(row, pattern) if colour else row
        snippet = one_line(str(hit["snippet"] or ""))
        is_of_title = snippet.strip("…") in one_line(str(hit["title"] or ""))
        if is_of_title and all(word.lower() in row.lower() for word in words):
            continue
        for line in wrap(snippet, (width or _USUAL_WIDTH) - len(_INDENT)):
            yield f"{_INDENT}{_marked(line, pattern) if colour else line}\n"


def _marked(line: str, pattern: re.Pattern[str] | None) -> str:
    return pattern.sub(lambda match: paint(match[0], "match"), line) if pattern else line
