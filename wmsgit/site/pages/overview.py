"""The first page: where the work stands, and what was decided and done lately."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from wmsgit.model.times import time_of
from wmsgit.schema.state import Key
from wmsgit.site.layout import badge, empty, heading, section, table
from wmsgit.site.markup import Child, Html, el, join
from wmsgit.site.site import Site, quietly, utc
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
            section("In progress", _under_way(site)),
            section("Ready", _ready(site)),
            section("Urgent", _urgent(site)),
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
            count = f"{sum(1 for _ in site.open_of(kind))} open of {len(keys)}" if kind.closed else str(len(keys))
            label = site.link(f"lists/{kind.name}.html", [el("strong", kind.name), " ", el("span", count)])
            tiles.append(el("li", label))
    return el("ul", tiles, class_="tiles") if tiles else empty("There are no records yet.")


def _cards(site: Site, keys: Sequence[Key], note: Callable[[Key], Child], nothing: str, whole: str) -> Html:
    if not keys:
        return empty(nothing)
    items = [el("li", site.record_link(key), el("span", note(key), class_="aside")) for key in keys[:_MOST]]
    more = el("li", site.link(whole, f"and {len(keys) - _MOST} more"), class_="more") if len(keys) > _MOST else None
    return el("ul", items, more, class_="plain-list cards-list")


def _under_way(site: Site) -> Html:
    keys = [key for kind in site.with_status for key in site.by_status(kind).get(_UNDER_WAY, ())]

    def note(key: Key) -> str:
        age = site.age_s(site.survey.kinds[key[0]], key[1])
        return ", ".join(filter(None, [site.survey.listed(key).holder, _unbroken(age)]))

    return _cards(site, keys, note, "Nobody is at anything.", "board.html")


def _unbroken(age_s: int | None) -> str:
    """An age whose number and unit stay on one line."""
    return "" if age_s is None else duration(age_s).replace(" ", "\u00a0")


def _ready(site: Site) -> Html:
    from wmsgit.features.planning.actions.ready import ready_keys

    keys: list[Key] = []
    if all(site.shows_status(kind) for kind in site.survey.kinds.values() if kind.name in site.relations.claims):
        keys = quietly(lambda: list(ready_keys(site.survey.ws))) or []
    shown = [key for key in keys if key in site.survey.state.records]
    return _cards(site, shown, partial(_weight, site), "No open record is free to be taken.", "lists.html")


def _weight(site: Site, key: Key) -> Html | None:
    data = site.survey.state.data(key)
    word = next((str(data[name]) for name in _WEIGHTS if data.get(name)), "")
    return badge(word) if word else None


def _urgent(site: Site) -> Html:
    rows, records = list[tuple[int, str, Key]](), site.survey.state.records
    for kind in site.with_status:
        field = next((name for name in _WEIGHTS if name in kind.fields), "")
        if field and kind not in site.finding_kinds:
            words = ((key, records[key].data.get(field)) for key in site.open_of(kind))
            rows += [(_URGENT.index(word), key[1], key) for key, word in words if word in _URGENT]
    keys = [key for _, _, key in sorted(rows)]
    return _cards(site, keys, partial(_weight, site), "Nothing urgent is open.", "lists.html")


def _stuck(site: Site) -> Html:
    """What waits for others, or has not moved for the workspace's stale days."""
    from wmsgit.features.planning.staleness import stale_days

    limit = timedelta(days=stale_days(site.survey.settings)).total_seconds()
    rows: list[tuple[float, str, Key]] = []
    for kind in site.with_status:
        if kind in site.finding_kinds:
            continue
        stages = site.stages(kind)
        for status in {*stages.started, *stages.waiting}:
            for key in site.by_status(kind).get(status, ()):
                age = site.age_s(kind, key[1])
                if status in stages.waiting or (age is not None and age > limit):
                    rows.append((-(age or 0), key[1], key))

    def note(key: Key) -> str:
        age, blockers = site.age_s(site.survey.kinds[key[0]], key[1]), ", ".join(site.survey.state.blockers(key))
        status = site.survey.state.status(key)
        return f"{status}{f' by {blockers}' if blockers else ''}{f', {_unbroken(age)}' if age is not None else ''}"

    return _cards(site, [key for _, _, key in sorted(rows)], note, "Nothing is stuck.", "board.html")


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
            when = time_of(site.survey.state.data(key).get(kind.date))
            if when and when >= since:
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
