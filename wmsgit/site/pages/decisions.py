"""Decisions: an index, when they were made, what replaced what, and which rules they carry."""

from datetime import date, timedelta

from wmsgit.model.times import time_of
from wmsgit.schema.state import Key
from wmsgit.site.charts.network import Box, network
from wmsgit.site.charts.plot import day_labels, figure, frame, scale_for, x_at
from wmsgit.site.drift_state import DriftState
from wmsgit.site.layout import badge, empty, heading, section
from wmsgit.site.markup import Child, Html, el, join
from wmsgit.site.pages.kind_list import columns_of, newest_first
from wmsgit.site.pages.lists import records_table
from wmsgit.site.site import Site

_MOST_DRAWN = 150
_RADIUS = 5
_FEWEST_DAYS = 2
"""One day is no line of time."""


def decisions(site: Site, drift: DriftState) -> Html:
    """The page."""
    parts: list[Child] = [heading("Decisions", "Which hold, which were replaced, and what their rules find today.")]
    for kind in site.decision_kinds:
        keys = site.survey.of_kind(kind.name)
        if not keys:
            continue
        newest = newest_first(site, kind)
        parts += [
            section(
                f"All {kind.name} records" if len(site.decision_kinds) > 1 else "All decisions",
                records_table(site, kind, newest, columns_of(site, kind)),
            ),
            _rules(site, keys, drift),
            _timeline(site, keys),
            _replaced(site, keys),
        ]
    return join(*parts) if len(parts) > 1 else join(parts[0], empty("Nothing has been decided yet."))


def _timeline(site: Site, keys: list[Key]) -> Html | None:
    """A point for each decision: when, and how many there were by then."""
    dated: list[tuple[str, Key]] = []
    for key in keys:
        moment = time_of(site.survey.state.data(key).get(site.survey.kinds[key[0]].date))
        if moment:
            dated.append((f"{moment:%Y-%m-%d}", key))
    if len({day for day, _ in dated}) < _FEWEST_DAYS:
        return None
    dated.sort()
    first, last = (date.fromisoformat(dated[number][0]) for number in (0, -1))
    span = (last - first).days + 1
    scale = scale_for([len(dated)])
    dots = []
    for number, (day, key) in enumerate(dated, start=1):
        listed = site.survey.listed(key)
        x = x_at((date.fromisoformat(day) - first).days, span)
        words = f"{day} {key[1]} {listed.title} ({listed.status})"
        sort = "closed" if listed.is_closed else "s0"
        dot = el("circle", el("title", words), cx=x, cy=scale.y(number), r=_RADIUS, class_=f"dot {sort}")
        target = site.record_href(key)
        dots.append(el("a", dot, href=target, aria_label=words) if target else dot)
    words = f"{len(dated)} decisions from {first} to {last}"
    labels = day_labels([f"{first + timedelta(days=number)}" for number in range(span)])
    chart = frame("When decisions were made", words, scale, "decisions", labels, *dots)
    return section("Timeline", figure(chart, f"{words}. A grey point is one that holds no more."))


def _replaced(site: Site, keys: list[Key]) -> Html | None:
    fields = {field for kind, field in site.relations.links}
    links = [
        (key[1], target[1])
        for key in keys
        for target, name in site.survey.state.references(key)
        if name in fields and target[0] == key[0]
    ]
    if not links:
        return None

    def box(name: str) -> Box:
        key = (keys[0][0], name)
        if key not in site.survey.state.records:
            return Box(name, "does not exist", "", "", "missing")
        listed = site.survey.listed(key)
        sort = "closed" if listed.is_closed or listed.status == "superseded" else "open"
        return Box(name, listed.title, listed.status, site.record_href(key), sort)

    drawn = network("What replaces what", links[:_MOST_DRAWN], box, "replaces")
    return section("What replaces what", el("p", "An arrow leads to what was replaced.", class_="note"), drawn)


def _rules(site: Site, keys: list[Key], drift: DriftState) -> Html | None:
    items = []
    for key in keys:
        rules = drift.rules.get(key[1], ())
        if rules:
            lines = [el("li", el("code", rule.name), " ", badge(rule.verdict), " ", rule.words) for rule in rules]
            items.append(el("li", site.record_link(key), el("ul", lines, class_="values")))
    return section("Rules and what they find", el("ul", items, class_="plain-list")) if items else None
