"""Flow style: what is being typed inside of brackets and braces of one line, `{id: a, modules: [b]}`."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is open.

    Attributes:
        is_list: which of both.
        start: where the part that is being typed begins.
        number: the part's position in a list.
        key: its key in a mapping; empty before its colon.
        keys: the keys before it.
    """

    is_list: bool
    start: int
    number: int = 0
    key: str = ""
    keys: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class FlowPart:
    """What is being typed.

    Attributes:
        pointer: the way to it from what the line's value is; of a key, the way to its mapping.
        is_key: whether a key is being typed.
        start: where its word begins in the text before the cursor.
        siblings: the keys before it in its mapping.
    """

    pointer: tuple[str | int, ...]
    is_key: bool
    start: int
    siblings: frozenset[str]


def flow_at(head: str) -> FlowPart | None:
    """What is being typed behind the beginning of a value; None where no bracket or brace of it is open."""
    stack: list[_Frame] = []
    quote = ""
    for at, sign in enumerate(head):
        if quote:
            quote = "" if sign == quote else quote
        elif not stack and sign not in "[{ ":
            return None
        elif sign in "\"'" and stack and not head[stack[-1].start : at].strip():
            quote = sign
        else:
            _take(stack, head, at, sign)
    return _part(stack, head) if stack else None


def _take(stack: list[_Frame], head: str, at: int, sign: str) -> None:
    top = stack[-1] if stack else None
    if sign in "[{" and (top is None or not head[top.start : at].strip()):
        stack.append(_Frame(sign == "[", at + 1))
    elif top is None:
        return
    elif sign in "]}":
        stack.pop()
    elif sign == ",":
        top.start, top.number, top.key = at + 1, top.number + 1, ""
    elif sign == ":" and not top.is_list and not top.key and head[at + 1 : at + 2] in {"", " "}:
        top.key = head[top.start : at].strip().strip("\"'")
        top.keys.add(top.key)
        top.start = at + 1


def _part(stack: list[_Frame], head: str) -> FlowPart:
    top = stack[-1]
    way = [frame.number if frame.is_list else frame.key for frame in stack]
    is_key = not top.is_list and not top.key
    start = top.start
    while head[start : start + 1] == " ":
        start += 1
    start += head[start : start + 1] in {'"', "'"}
    return FlowPart(tuple(way[:-1] if is_key else way), is_key, start, frozenset(top.keys))
