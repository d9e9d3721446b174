"""A judge of edits that knows nothing of wmsgit: it reads texts by PyYAML's tokens and nodes, and their marks."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

Anchor = tuple[Any, ...]
"""The way to a value: keys, and in lists what an item is: its value, or of an object its id or first field."""


@dataclass(frozen=True)
class Place:
    """One value in the text: its way, its own value, where its entry begins and where its value ends."""

    way: Anchor
    value: Any
    start: int
    end: int
    in_flow: bool
    column: int


def data_of(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def typed(value: Any) -> Any:
    """The value so that == tells 1 from True and 1.0, and takes no heed of the order of keys."""
    if isinstance(value, dict):
        return {name: typed(part) for name, part in value.items()}
    return [typed(part) for part in value] if isinstance(value, list) else (type(value).__name__, value)


def faults(before: str, after: str, intended: Any) -> Iterator[str]:
    """What is wrong with an edit of a text, given the data that it was to have."""
    before, after = before.removeprefix("\ufeff"), after.removeprefix("\ufeff")
    if typed(data_of(after)) != typed(intended):
        yield f"reads as {data_of(after)}"
        return
    if ("\r\n" in before) != ("\r\n" in after) and "\n" in after.replace("\r\n", "") and "\n" in before:
        yield "mixed line ends"
    old_places, new_places = list(places_of(before)), list(places_of(after))
    yield from _misplaced(comments_of(before, old_places), comments_of(after, new_places), old_places, new_places)
    yield from _touched(before, after, old_places, new_places)
    if _longest_blank(after) > max(_longest_blank(before), 1):
        yield "more blank lines together than before"


def _misplaced(
    old: dict[str, Anchor], new: dict[str, Anchor], before: list[Place], places: list[Place]
) -> Iterator[str]:
    ways = Counter(place.way for place in places)
    once = Counter(place.way for place in before)
    for comment, way in new.items():
        if comment not in old:
            yield f"{comment} comes from nowhere"
        elif way != old[comment]:
            yield f"{comment} was said of {old[comment]} and stands beside {way}"
    for comment, way in old.items():
        if comment not in new and way in ways and ways[way] >= once[way]:
            yield f"{comment} is lost, and {way} is still there"


def _touched(before: str, after: str, old: list[Place], new: list[Place]) -> Iterator[str]:
    """The entries of the block style that say the same and are written otherwise."""
    written = Counter((place.way, _lines(after, place)) for place in new)
    kept = {(place.way, repr(typed(place.value))) for place in new}
    twins = Counter(place.way for place in old)
    for place in old:
        once = (place.way, _lines(before, place))
        # A `|` text that ends a file without a line break needs another header elsewhere.
        is_open = place.end >= len(before) and not before.endswith("\n")
        if (
            twins[place.way] == 1
            and not is_open
            and not place.in_flow
            and (place.way, repr(typed(place.value))) in kept
            and not written[once]
        ):
            yield f"{place.way} was {once[1]!r} and is written otherwise"


def _lines(text: str, place: Place) -> str:
    """An entry's text from its key or dash on, without what follows it in its last line."""
    return text[place.start : place.end].rstrip()


def places_of(text: str) -> Iterator[Place]:
    yield from _places(text, yaml.compose(text, Loader=yaml.SafeLoader), (), in_flow=False)


def _places(text: str, node: Any, way: Anchor, *, in_flow: bool) -> Iterator[Place]:
    in_flow = in_flow or bool(getattr(node, "flow_style", False))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _entry(text, value, (*way, key.value), key.start_mark, in_flow=in_flow)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _entry(text, item, (*way, _name(item)), item.start_mark, in_flow=in_flow)


def _entry(text: str, value: Any, way: Anchor, mark: Any, *, in_flow: bool) -> Iterator[Place]:
    loader = yaml.SafeLoader("")
    inner = loader.construct_object(value, deep=True)
    loader.dispose()
    end = value.end_mark.index
    if isinstance(value, yaml.CollectionNode) and not value.flow_style:
        end = max((place.end for place in _places(text, value, way, in_flow=in_flow)), default=end)
    yield Place(way, inner, mark.index, end, in_flow, mark.column)
    yield from _places(text, value, way, in_flow=in_flow)


def _name(item: Any) -> Any:
    if isinstance(item, yaml.MappingNode) and item.value:
        first = next((pair for pair in item.value if pair[0].value == "id"), item.value[0])
        return first[0].value, first[1].value if isinstance(first[1], yaml.ScalarNode) else "…"
    return ("item", item.value) if isinstance(item, yaml.ScalarNode) else "list"


def comments_of(text: str, places: list[Place]) -> dict[str, Anchor]:
    """Each comment (they are unique) with the way of what it stands beside; () for what stands alone."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    spans = [
        (token.start_mark.index, token.end_mark.index, token.style)
        for token in yaml.scan(text, Loader=yaml.SafeLoader)
        if isinstance(token, yaml.ScalarToken)
    ]
    found: dict[str, Anchor] = {}
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        for hit in re.finditer(r"(?:(?<=\s)|^)#", text[start:end]):
            at = start + hit.start()
            if not any(a <= at < b and not (style in {"|", ">"} and "\n" not in text[a:at]) for a, b, style in spans):
                found[text[at:end].rstrip()] = _beside(text, places, starts, number, at)
                break
    return found


def _beside(text: str, places: list[Place], starts: list[int], number: int, at: int) -> Anchor:
    start = starts[number]
    if text[start:at].strip():
        ended = [place for place in places if start < place.end <= at]
        if ended:
            return max(ended, key=lambda place: (place.end, len(place.way))).way
        begun = [place for place in places if start <= place.start < at]
        return max(begun, key=lambda place: (place.start, len(place.way))).way if begun else ()
    column = at - start
    for below in range(number + 1, len(starts)):
        line = text[starts[below] : starts[below + 1] if below + 1 < len(starts) else len(text)]
        bare = line.strip()
        if not bare:
            return ()
        if bare.startswith("#"):
            continue
        indent = len(line) - len(line.lstrip(" "))
        first = [place for place in places if starts[below] <= place.start < starts[below] + len(line)]
        return first[0].way if first and column <= indent else ()
    return ()


def _longest_blank(text: str) -> int:
    longest = run = 0
    for line in text.removesuffix("\n").split("\n"):
        run = 0 if line.strip() else run + 1
        longest = max(longest, run)
    return longest
