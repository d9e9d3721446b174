"""Networks: records in layers from left to right, joined by their references."""

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from wmsgit.model.cycles import component_numbers
from wmsgit.model.groups import grouped
from wmsgit.site.markup import Html, el, join

_BOX_WIDTH, _BOX_HEIGHT, _GAP_X, _GAP_Y, _MARGIN = 190, 40, 60, 12, 10
_MAX_LABEL = 26
Link = tuple[str, str]
"""A record and another that it waits for, or refers to."""


@dataclass(frozen=True, slots=True)
class Box:
    """A record as a box.

    Attributes:
        id, title, status: what stands in it.
        href: its page; empty for none.
        sort: `closed`, `open`, `missing`, `this`.
        mark: what a change did to it; empty for nothing.
    """

    id: str
    title: str
    status: str
    href: str
    sort: str
    mark: str = ""


def layers_of(links: Collection[Link]) -> dict[str, int]:
    """Record → its layer: those that wait for nothing have 0, the others one more than what they wait for.

    The records of a cycle have one layer.
    """
    plain = _plain_layers(links)
    if plain is not None:
        return plain
    groups = _groups(links)
    below: dict[int, set[int]] = {}
    for source, target in links:
        if groups[source] != groups[target]:
            below.setdefault(groups[source], set()).add(groups[target])
    depth: dict[int, int] = {}
    for group in set(groups.values()):
        _measure(group, below, depth)
    return {name: depth[group] for name, group in groups.items()}


def _plain_layers(links: Collection[Link]) -> dict[str, int] | None:
    """As `layers_of`, where there is no cycle; None where there is one."""
    waiters: dict[str, list[str]] = {}
    left = dict.fromkeys((end for link in links for end in link), 0)
    for source, target in links:
        waiters.setdefault(target, []).append(source)
        left[source] += 1
    layers = {name: 0 for name, count in left.items() if not count}
    placed = list(layers)
    for name in placed:  # grows
        for waiter in waiters.get(name, ()):
            left[waiter] -= 1
            layers[waiter] = max(layers.get(waiter, 0), layers[name] + 1)
            if not left[waiter]:
                placed.append(waiter)
    return layers if len(placed) == len(left) else None


def _groups(links: Collection[Link]) -> dict[str, int]:
    """Record → a number that those have in common which reach one another."""
    groups: dict[str, int] = dict(component_numbers(grouped(links)))
    for number, name in enumerate(sorted({end for link in links for end in link} - groups.keys()), start=1):
        groups[name] = -number
    return groups


def _measure(group: int, below: Mapping[int, set[int]], depth: dict[int, int]) -> None:
    """Add how deep a group lies, and all below it; no recursion, for a chain may be long."""
    waiting = [group]
    while waiting:
        top = waiting[-1]
        unknown = [other for other in below.get(top, ()) if other not in depth]
        if unknown:
            waiting += unknown
        else:
            depth[waiting.pop()] = 1 + max((depth[other] for other in below.get(top, ())), default=-1)


def in_cycles(links: Collection[Link]) -> set[Link]:
    """The links that lead back to where they began."""
    if _plain_layers(links) is not None:
        return set()
    groups = _groups(links)
    return {link for link in links if groups[link[0]] == groups[link[1]]}


def longest_way(links: Collection[Link], layers: Mapping[str, int]) -> list[str]:
    """The longest chain of records of which each waits for the next, leaving cycles aside."""
    ahead = grouped((source, target) for source, target in links if layers[source] > layers[target])
    if not ahead:
        return []
    deepest = max(layers.values())
    chain = [min(name for name, layer in layers.items() if layer == deepest)]
    while ahead.get(chain[-1]):
        chain.append(min(ahead[chain[-1]], key=lambda name: (-layers[name], name)))
    return chain


def _rows(links: Collection[Link], layers: Mapping[str, int]) -> dict[str, int]:
    """Record → its row in its layer, beside what it waits for where there is room, so that few ways are long."""
    targets = grouped(links)
    columns = grouped((layers[name], name) for name in sorted(layers))
    rows: dict[str, int] = {}
    for layer in sorted(columns):
        means = {}
        for name in columns[layer]:
            known = [rows[target] for target in targets.get(name, ()) if target in rows]
            means[name] = sum(known) / len(known) if known else 0.0
        row = -1
        for name in sorted(columns[layer], key=lambda name, means=means: (means[name], name)):  # type: ignore[misc]
            rows[name] = row = max(row + 1, int(means[name]))
    return rows


def network(
    title: str,
    links: Sequence[Link],
    box_of: Callable[[str], Box],
    verb: str = "waits for",
    *,
    shows_longest: bool = True,
) -> Html:
    """The records of these links as a drawing: what is waited for stands to the left.

    Args:
        title: what it shows.
        links: who waits for whom.
        box_of: what stands in a record's box.
        verb: what a link says.
        shows_longest: whether the longest chain is marked.
    """
    layers = layers_of(links)
    places = {
        name: (_MARGIN + layers[name] * (_BOX_WIDTH + _GAP_X), _MARGIN + row * (_BOX_HEIGHT + _GAP_Y))
        for name, row in _rows(links, layers).items()
    }
    circles, critical = in_cycles(links), longest_way(links, layers) if shows_longest else []
    steps, on_it = set(itertools.pairwise(critical)), set(critical)
    ways = [_way(places, link, verb, cycle=link in circles, critical=link in steps) for link in links]
    boxes = [_box(box_of(name), *places[name], critical=name in on_it) for name in places]
    width = max((x for x, _ in places.values()), default=0) + _BOX_WIDTH + _MARGIN
    height = max((y for _, y in places.values()), default=0) + _BOX_HEIGHT + _MARGIN
    words = f"{len(places)} records, {len(links)} references, {len(circles)} in a cycle"
    chain = f"; the longest chain: {f' {verb} '.join(critical)}" if critical else ""
    drawing = el(
        "svg", el("title", title), el("desc", words + chain), el("g", ways, boxes, class_="moving"),
        viewBox=f"0 0 {width} {height}", width=width, height=height, class_="network",
    )  # fmt: skip
    return join(el("div", drawing, class_="pan", tabindex="0", role="region", aria_label=title))


def _way(places: Mapping[str, tuple[int, int]], link: Link, verb: str, *, cycle: bool, critical: bool) -> Html:
    (from_x, from_y), (to_x, to_y) = places[link[0]], places[link[1]]
    start_y, end_y = from_y + _BOX_HEIGHT / 2, to_y + _BOX_HEIGHT / 2
    start_x, end_x = (from_x, to_x + _BOX_WIDTH) if to_x < from_x else (from_x + _BOX_WIDTH, to_x + _BOX_WIDTH)
    bend = (start_x - end_x) / 2 if to_x < from_x else -_GAP_X / 2
    path = f"M{start_x:g},{start_y:g}C{start_x - bend:g},{start_y:g} {end_x + bend:g},{end_y:g} {end_x:g},{end_y:g}"
    head = f"M{end_x:g},{end_y:g}l7,-4v8z" if to_x <= from_x else ""
    sort = "cycle" if cycle else "critical" if critical else "way"
    words = f"{link[0]} {verb} {link[1]}{' (in a cycle)' if cycle else ''}"
    return el("g", el("title", words), el("path", d=path, class_=sort), el("path", d=head, class_=f"head {sort}"))


def _box(box: Box, x: int, y: int, *, critical: bool) -> Html:
    signs = [f"({box.status})" if box.status else "", f"[{box.mark}]" if box.mark else ""]
    words = " ".join(filter(None, [box.id, box.title, *signs]))
    inner = join(
        el("title", words),
        el("rect", x=x, y=y, width=_BOX_WIDTH, height=_BOX_HEIGHT, rx=5,
           class_=" ".join(filter(None, ["box", box.sort, "critical" if critical else "", box.mark]))),
        el("text", _cut(f"{box.id} {box.mark or box.status}"), x=x + 8, y=y + 16, class_="box-id"),
        el("text", _cut(box.title), x=x + 8, y=y + 32),
    )  # fmt: skip
    return el("a", inner, href=box.href) if box.href else el("g", inner)


def _cut(words: str) -> str:
    return words if len(words) <= _MAX_LABEL else words[: _MAX_LABEL - 1].rstrip() + "…"
