"""The text of a task's pull requests: one for all, in a block that an update replaces and people write around."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wmsgit.model.text import uncontrolled

_BEGIN, _END = "<!-- wmsgit: begin -->", "<!-- wmsgit: end -->"
_BLOCK = re.compile(re.escape(_BEGIN) + r".*?" + re.escape(_END), re.DOTALL)


@dataclass(frozen=True, slots=True)
class RequestPart:
    """A pull request among those of a task, in the order of merging: its repository, and its URL where it is open."""

    repo: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class TaskText:
    """What a task says: its id, title and description, and the id of the whole that it is a part of."""

    id: str
    title: str = ""
    description: str = ""
    whole: str = ""


def title_of(text: TaskText) -> str:
    """The title of each of them."""
    return " ".join(uncontrolled(f"{text.id}: {text.title}" if text.title else text.id).split())


def body_of(text: TaskText, parts: Sequence[RequestPart], at: int, before: str = "") -> str:
    """The text of one of them.

    Args:
        text: what the task says.
        parts: all of its pull requests, in the order of merging.
        at: which of these the text is for, counted from 0.
        before: the text that the pull request has: what people wrote around the block stays.
    """
    block = "\n".join([_BEGIN, *_lines(text, parts, at), _END])
    if _BLOCK.search(before):
        return _BLOCK.sub(lambda _: block, before, count=1)
    return f"{before.rstrip()}\n\n{block}" if before.strip() else block


def _lines(text: TaskText, parts: Sequence[RequestPart], at: int) -> list[str]:
    result = (
        [uncontrolled(text.description).replace(_BEGIN, "").replace(_END, "").strip(), ""] if text.description else []
    )
    if len(parts) > 1:
        result += ["Merge in this order:", ""]
        for number, part in enumerate(parts):
            here = " (this one)" if number == at else ""
            result.append(f"{number + 1}. {part.repo}: {part.url or 'not open yet'}{here}")
        result.append("")
    earlier = (f"Depends-On: {part.url}" for part in parts[:at] if part.url)
    whole = [f"Part-of: {text.whole}"] if text.whole else []
    return [*result, f"Refs: {text.id}", *whole, *earlier]
