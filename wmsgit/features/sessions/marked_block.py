"""The marked block: text of ours inside a file of someone else's, of which not one other byte changes."""

import re

from wmsgit.errors import ConflictError
from wmsgit.model.text import edited

BEGIN = "<!-- wmsgit:begin -->"
END = "<!-- wmsgit:end -->"
_ANY = re.compile(r"<!--\s*wmsgit:|wmsgit:\s*(?:begin|end)\b", re.IGNORECASE)


def with_block_in(data: bytes, block: str, where: str = "") -> bytes:
    """As `with_block`, of a file's bytes; those that are no UTF-8 stay as they are."""
    return edited(data, lambda text: with_block(text, block, where))


def with_block(text: str, block: str, where: str = "") -> str:
    """A text whose marked block has these lines; without markers it is added at the end.

    Args:
        text: the whole file's, with its own line ends, byte order mark and last line.
        block: what stands between the markers, with line feeds and a final one.
        where: the file's name, for errors.

    Raises:
        ConflictError: when the markers are damaged: one without the other, twice, in the wrong order, or not alone on
            their lines.
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+\Z", text)
    begins, ends = ([at for at, line in enumerate(lines) if _bare(line) == mark] for mark in (BEGIN, END))
    marked = len(begins) + len(ends)
    is_whole = len(begins) == len(ends) == 1 and begins[0] < ends[0]
    around = [*lines[: begins[0]], *lines[ends[0] + 1 :]] if is_whole else lines
    if (marked and not is_whole) or _ANY.search("".join(around)):  # what stands in the block is ours, whatever it says
        raise _damaged(where)
    newline = "\r\n" if "\r\n" in text else "\n"
    body = block.replace("\n", newline)
    if not marked:
        return _appended(text, f"{BEGIN}{newline}{body}{END}", newline)
    return "".join([*lines[: begins[0] + 1], body, *lines[ends[0] :]])


def without_block(text: str) -> str:
    """A text without its marked block, and without the empty line before it that `with_block` has put there.

    Where the markers are damaged, or there are none, it is the text itself.
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+\Z", text)
    begins, ends = ([at for at, line in enumerate(lines) if _bare(line) == mark] for mark in (BEGIN, END))
    if not len(begins) == len(ends) == 1 or begins[0] > ends[0]:
        return text
    before, after = lines[: begins[0]], lines[ends[0] + 1 :]
    mark = "\ufeff" if begins[0] == 0 and lines[0].startswith("\ufeff") else ""
    is_last = not after and len(before) > 1 and not before[-1].strip("\r\n")
    kept = "".join(before[:-1] if is_last else before)
    if is_last and not lines[ends[0]].endswith("\n"):  # it was put behind a last line without an end
        kept = kept.removesuffix("\n").removesuffix("\r")
    return mark + kept + "".join(after)


def _bare(line: str) -> str:
    return line.removeprefix("\ufeff").strip()


def _appended(text: str, block: str, newline: str) -> str:
    if not text.removeprefix("\ufeff"):
        return f"{text}{block}{newline}"
    if text.endswith("\n"):
        return f"{text}{newline}{block}{newline}"
    return f"{text}{newline}{newline}{block}"


def _damaged(where: str) -> ConflictError:
    return ConflictError(
        "the markers of the block are damaged, so nothing was changed",
        where=where,
        hint=f"there is one line {BEGIN} and after it one line {END}, each alone on its line, or neither",
    )
