"""The first page: where the work stands, and what was decided and done lately."""

from datetime import timedelta
from typing import Any

from wmsgit.features.survey.values import Listed
from wmsgit.model.times import parse_time
from wmsgit.site.layout import badge, empty, heading, section, table
from wmsgit.site.markup import Child, Html, el, join
from wmsgit.site.site import Site, utc
from wmsgit.site.words import duration, moment

_MOST = 12
_WEEKS = 4
_UNDER_WAY = "in_progress"
_URGENT = ("CRITICAL", "HIGH")
_WEIGHTS = ("severity", "priority")


def overview(site: Site) -> Html:
    """The page."""
    survey = site.survey
    description = (
        str(survey.settings.get("description") or "") if "description" not in survey.disclosure.exclude else ""
    )
    note = survey.disclosure.text(description) or _as_of(site)
    parts = [
        _counts(site),
        el(
            "div",
            section("In progress", _cards(site, _under_way(site), "Nobody is at anything.", "board.html")),
            section("Ready", _cards(site, _ready(site), "No open record is free to be taken.", "lists.html")),
            section("Urgent", _cards(site, _urgent(site), "Nothing urgent is open.", "lists.html")),
            section("Stuck", _stuck(site)),
            class_="columns",
        ),
        _findings(site),
        _decisions(site),
        _views(site),
        _unreadable(site),
        el("p", _as_of(site), class_="note") if description else None,
    ]
    return join(heading(survey.name, note), *parts)


def _as_of(site: Site) -> str:
    commit = site.survey.commit[:10]
    past = getattr(site.survey.ws, "revision", None)
    if past is not None:
        return f"As of {utc(past.committed_at.timestamp())}, commit {commit}."
    return f"As of {utc(site.survey.now.timestamp())}{f', commit {commit}' if commit else ''}."


def _counts(site: Site) -> Html:
    tiles = []
    for kind in dict.fromkeys((*site.with_status, *site.survey.kinds.values())):
        keys = site.survey.of_kind(kind.name)
        if keys:
            is_open = sum(not site.survey.state.is_closed(key) for key in keys) if kind.closed else len(keys)
            count = f"{is_open} open of {len(keys)}" if kind.closed else str(len(keys))
            label = site.link(f"lists/{kind.name}.html", [el("strong", kind.name), " ", el("span", count)])
            tiles.append(el("li", label))
    return el("ul", tiles, class_="tiles") if tiles else empty("There are no records yet.")


def _cards(site: Site, rows: list[tuple[Listed, Child]], nothing: str, whole: str) -> Html:
    if not rows:
        return empty(nothing)
    items = [
        el("li", site.record_link((row.kind, row.id)), el("span", note, class_="aside")) for row, note in rows[:_MOST]
    ]
    more = el("li", site.link(whole, f"and {len(rows) - _MOST} more"), class_="more") if len(rows) > _MOST else None
    return el("ul", items, more, class_="plain-list cards-list")


def _under_way(site: Site) -> list[tuple[Listed, Child]]:
    result: list[tuple[Listed, Child]] = []
    for kind in site.with_status:
        for key in site.survey.of_kind(kind.name):
            if site.survey.state.status(key) == _UNDER_WAY:
                listed, age = site.survey.listed(key), site.age_s(kind, key[1])
                note = ", ".join(filter(None, [listed.holder, _unbroken(age)]))
                result.append((listed, note))
    return result


def _unbroken(age_s: int | None) -> str:
    """An age whose number and unit stay on one line."""
    return "" if age_s is None else duration(age_s).replace(" ", "\u00a0")


def _ready(site: Site) -> list[tuple[Listed, Child]]:
    from wmsgit.features.planning.actions.ready import ready_keys
    from wmsgit.site.site import quietly

    if any(not site.shows_status(kind) for kind in site.survey.kinds.values() if kind.name in site.relations.claims):
        return []
    keys = quietly(lambda: list(ready_keys(site.survey.ws))) or []
    return [(site.survey.listed(key), _weight(site, key)) for key in keys if key in site.survey.state.records]


def _weight(site: Site, key: tuple[str, str]) -> Html | None:
    data = site.survey.state.data(key)
    word = next((str(data[name]) for name in _WEIGHTS if data.get(name)), "")
    return badge(word) if word else None


def _urgent(site: Site) -> list[tuple[Listed, Child]]:
    rows: list[tuple[int, Listed, Child]] = []
    for kind in site.with_status:
        field = next((name for name in _WEIGHTS if name in kind.fields), "")
        if field and kind not in site.finding_kinds:
            for key in site.survey.of_kind(kind.name):
                word = site.survey.state.data(key).get(field)
                if word in _URGENT and not site.survey.state.is_closed(key):
                    rows.append((_URGENT.index(word), site.survey.listed(key), badge(str(word))))
    rows.sort(key=lambda row: (row[0], row[1].id))
    return [(listed, sign) for _, listed, sign in rows]


def _stuck(site: Site) -> Html:
    """What waits for others, or has not moved for the workspace's stale days."""
    from wmsgit.features.planning.staleness import stale_days

    limit = timedelta(days=stale_days(site.survey.settings)).total_seconds()
    rows: list[tuple[float, Listed, Child]] = []
    for kind in site.with_status:
        if kind in site.finding_kinds:
            continue
        stages = site.stages(kind)
        for key in site.survey.of_kind(kind.name):
            status, age = site.survey.state.status(key), site.age_s(kind, key[1])
            is_stale = status in stages.started and age is not None and age > limit
            if status in stages.waiting or is_stale:
                blockers = ", ".join(site.survey.state.blockers(key))
                words = (
                    f"{status}{f' by {blockers}' if blockers else ''}{f', {_unbroken(age)}' if age is not None else ''}"
                )
                rows.append((age or 0, site.survey.listed(key), words))
    rows.sort(key=lambda row: (-row[0], row[1].id))
    return _cards(site, [(listed, words) for _, listed, words in rows], "Nothing is stuck.", "board.html")


def _findings(site: Site) -> Html | None:
    rows: dict[str, list[int]] = {}
    for kind in site.finding_kinds:
        repo = next(field.file_of for field in kind.fields.values() if field.file_of)
        for key in site.survey.of_kind(kind.name):
            data = site.survey.state.data(key)
            if not site.survey.state.is_closed(key) and data.get(repo):
                counts = rows.setdefault(str(data[repo]), [0, 0])
                counts[0] += 1
                counts[1] += any(data.get(name) in _URGENT for name in _WEIGHTS)
    if not rows:
        return None
    lines: list[list[Child]] = [[name, total, urgent] for name, (total, urgent) in sorted(rows.items())]
    caption = "Open findings by repository"
    return section(
        "Drift", table(["repository", "open", "urgent"], lines, caption), el("p", site.link("drift.html", "More"))
    )


def _decisions(site: Site) -> Html | None:
    since = (site.survey.now - timedelta(weeks=_WEEKS)).astimezone()
    recent: list[tuple[Any, tuple[str, str]]] = []
    for kind in site.decision_kinds:
        for key in site.survey.of_kind(kind.name):
            try:
                when = parse_time(str(site.survey.state.data(key).get(kind.date)))
            except (ValueError, OverflowError):
                continue
            if when >= since:
                recent.append((when, key))
    if not recent:
        return None
    items = [
        el("li", moment(when), " ", site.record_link(key), " ", badge(site.survey.state.status(key)))
        for when, key in sorted(recent, reverse=True)[:_MOST]
    ]
    return section(f"Decided in the last {_WEEKS} weeks", el("ul", items, class_="plain-list"))


def _views(site: Site) -> Html | None:
    if not site.views:
        return None
    items = [
        el("li", site.link(f"views/{view.name}.html", view.name), f" {view.description}" if view.description else None)
        for view in site.views
    ]
    return section("Views", el("ul", items, class_="plain-list"))


def _unreadable(site: Site) -> Html | None:
    lines = site.survey.unreadable
    if not lines:
        return None
    return section("Records that cannot be read", el("ul", [el("li", line) for line in lines], class_="problems"))
