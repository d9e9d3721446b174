"""Boards: records in columns by status, in one lane or in a lane for each repository, person or milestone."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from wmsgit.schema.kind import Kind
from wmsgit.schema.relations import holder_field
from wmsgit.schema.state import Key
from wmsgit.site.layout import badge, empty, heading
from wmsgit.site.markup import Child, Html, el, join
from wmsgit.site.pages.asks import steps_text
from wmsgit.site.site import MILESTONE, Site, list_page
from wmsgit.site.words import duration

_MOST_CLOSED = 8
_MOST_CARDS = 200
"""More cards in one column nobody reads; the list has them all."""
_MOST_LANES = 40
LANES = ("repository", "person", "milestone")


def lanes_of(site: Site, kind: Kind) -> list[str]:
    """The ways in which a kind's board can be parted."""
    return [name for name in LANES if _field(site, kind, name)]


def board_page(kind: str, lane: str = "", *, is_first: bool = False) -> str:
    """Where a board is."""
    name = "board" if is_first else f"boards/{kind}"
    return f"{name}{f'-by-{lane}' if lane else ''}.html"


def board(site: Site, kind: Kind, lane: str, order: Callable[[], Sequence[Key]]) -> Html:
    """The page.

    Args:
        site: the site.
        kind: the kind of the cards.
        lane: one of `LANES`; empty for a single lane.
        order: gives the cards in order, as `in_order`; boards of one kind share it.
    """
    keys = order()
    columns = _columns(site, kind)
    groups = _groups(site, kind, lane, keys) if lane else {"": keys}
    lanes = [_lane(site, kind, name, group, columns) for name, group in list(groups.items())[:_MOST_LANES]]
    more = el("p", f"and {len(groups) - _MOST_LANES} more lanes", class_="note") if len(groups) > _MOST_LANES else None
    steps = el("div", hidden=True, data_steps=steps_text(site, kind)) if site.options.is_live else None
    title = f"Board of {kind.name} records" + (f" by {lane}" if lane else "")
    return join(
        heading(title),
        _choices(site, kind, lane),
        steps,
        *lanes,
        more,
        None if keys else empty("There are no cards yet."),
    )


def _choices(site: Site, kind: Kind, lane: str) -> Html:
    first = site.with_status[0]
    kinds = [
        site.link(
            board_page(item.name, is_first=item is first), item.name, aria_current="true" if item is kind else None
        )
        for item in site.with_status
    ]
    lanes = [
        site.link(
            board_page(kind.name, name, is_first=kind is first),
            f"by {name}" if name else "one lane",
            aria_current="true" if name == lane else None,
        )
        for name in ("", *lanes_of(site, kind))
    ]
    rows = [el("p", [join(item, " ") for item in row], class_="choices") for row in (kinds, lanes) if len(row) > 1]
    return el("nav", rows, aria_label="Boards")


def _columns(site: Site, kind: Kind) -> list[str]:
    """The statuses that have a column: those with cards and, to be moved to, those that transitions lead to."""
    used = site.by_status(kind).keys()
    known = kind.fields[kind.status].enum
    limits = site.wip.get(kind.name) or {}
    reached = {step.target for step in kind.transitions.values()} if site.options.is_live else set()
    return [name for name in (*known, *sorted(used - set(known))) if name in used or name in limits or name in reached]


def _lane(site: Site, kind: Kind, name: str, keys: Sequence[Key], columns: Sequence[str]) -> Html:
    by_status: dict[str, list[Key]] = {column: [] for column in columns}
    statuses = site.status_of(kind)
    for key in keys:
        by_status[statuses[key]].append(key)
    stages = [_column(site, kind, status, by_status[status], level=3 if name else 2) for status in columns]
    return el(
        "section",
        el("h2", name) if name else None,
        el("div", stages, class_="board", tabindex="0", role="group", aria_label=f"Board {name}".strip()),
        class_="lane has-name" if name else "lane",
    )


def _column(site: Site, kind: Kind, status: str, keys: Sequence[Key], *, level: int) -> Html:
    is_closed = status in kind.closed
    limit = (site.wip.get(kind.name) or {}).get(status)
    most = _MOST_CLOSED if is_closed else _MOST_CARDS
    cards = [_card(site, kind, key) for key in keys[:most]]
    rest = len(keys) - most
    more = el("p", site.link(list_page(kind.name), f"and {rest} more"), class_="more") if rest > 0 else None
    is_over = isinstance(limit, int) and len(keys) > limit
    count = f"{len(keys)} of {limit}" if limit is not None else str(len(keys))
    head = el(
        f"h{level}", status or "(none)", " ", el("span", count, class_=f"count{' over' if is_over else ''}"),
        " over the limit" if is_over else None,
    )  # fmt: skip
    signs = ["column", "is-closed" if is_closed else "", "" if keys else "is-empty"]
    return el(
        "section", head, el("ul", cards, class_="cards"), more,
        class_=" ".join(filter(None, signs)), data_status=status, data_kind=kind.name,
    )  # fmt: skip


def in_order(site: Site, kind: Kind) -> list[Key]:
    """The records of a kind: the open ones by weight, then the closed ones, of which the newest comes first."""
    lines, records = site.lines(kind), site.survey.state.records
    ended = [key for status, keys in site.by_status(kind).items() if status in kind.closed for key in keys]
    moments = {key: lines[key[1]].steps[-1][0] if key[1] in lines else 0 for key in ended}
    ranks = {
        name: {word: number for number, word in enumerate(kind.fields[name].enum)}
        for name in kind.order
        if kind.fields[name].enum
    }

    def rank(key: Key) -> tuple[tuple[int, ...], str]:
        data = records[key].data
        return tuple(words.get(str(data.get(name)), len(words)) for name, words in ranks.items()), key[1]

    ended.sort(key=lambda key: (-moments[key], key[1]))
    return [*sorted(site.open_of(kind), key=rank), *ended]


def _card(site: Site, kind: Kind, key: Key) -> Html:
    state, age_s = site.survey.state, site.age_s(kind, key[1])
    age = "" if age_s is None else duration(age_s)
    blockers = state.blockers(key) if key in state.awaited and key not in state.closed else ()
    values = (state.records[key], age, blockers)
    return site.piece(("card", key), values, lambda: _new_card(site, key, age, blockers))


def _new_card(site: Site, key: Key, age: str, blockers: Sequence[str]) -> Html:
    data, listed = site.survey.state.data(key), site.survey.listed(key)
    signs: list[Child] = [badge(str(data[name])) for name in ("priority", "severity") if data.get(name)]
    signs += [el("span", f"waits for {', '.join(blockers)}", class_="badge bad")] if blockers else []
    signs += [el("span", listed.holder, class_="holder")] if listed.holder else []
    signs += [el("span", age, class_="age", title="in this status")] if age else []
    target = site.record_href(key)
    return el(
        "li",
        el("p", el("a", key[1], href=target, class_="id") if target else key[1], " ", listed.title, site.mark(key)),
        el("p", [join(sign, " ") for sign in signs], class_="signs"),
        class_="card", data_id=key[1], data_kind=key[0], data_status=listed.status,
        draggable="true" if site.options.is_live else None, tabindex="0" if site.options.is_live else None,
    )  # fmt: skip


def _field(site: Site, kind: Kind, lane: str) -> str:
    """The field by which a board is parted; empty where the kind has none, or it is not shown."""
    repo = next((name for name, field in kind.references.items() if field.references == "repo"), "")
    milestone = MILESTONE if MILESTONE in kind.fields else ""
    name = {"repository": repo, "person": holder_field(kind), "milestone": milestone}[lane]
    return name if name and site.survey.disclosure.shows_field(kind, name) else ""


def _groups(site: Site, kind: Kind, lane: str, keys: Sequence[Key]) -> Mapping[str, list[Key]]:
    """Lane → its records; one that names several stands in each."""
    field, records = _field(site, kind, lane), site.survey.state.records
    groups: defaultdict[str, list[Key]] = defaultdict(list)
    rest: list[Key] = []
    for key in keys:
        value = records[key].data.get(field)
        if not value:
            rest.append(key)
        elif isinstance(value, list):
            for name in dict.fromkeys(map(str, value)):
                groups[name].append(key)
        else:
            groups[str(value)].append(key)
    nobody = {"repository": "no repository", "person": "nobody", "milestone": "no milestone"}[lane]
    return dict(sorted(groups.items())) | ({nobody: rest} if rest else {})
