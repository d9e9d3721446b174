"""Drift: findings over time, how decisions stand in repositories, waivers by expiry, baselines as they shrink."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from wmsgit.features.flow.lines import StatusLine
from wmsgit.features.flow.measures import Window, day_of, end_of
from wmsgit.features.flow.series import counted_by_day
from wmsgit.model.times import parse_time
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import Key
from wmsgit.site.charts.charts import areas, lines
from wmsgit.site.charts.plot import SERIES, figure, numbers
from wmsgit.site.drift_state import DriftState
from wmsgit.site.layout import badge, empty, heading, section, table
from wmsgit.site.markup import Child, Html, join
from wmsgit.site.site import Site

_DAYS = 180
_MOST_ROWS = 300


def drift(site: Site, state: DriftState) -> Html:
    """The page."""
    parts: list[Child] = [_matrix(site, state)]
    for kind in site.finding_kinds:
        parts += [_over_time(site, kind), _waivers(site, kind)]
    parts += [_baselines(site, kind) for kind in site.survey.kinds.values() if kind.id_of]
    shown = [part for part in parts if part]
    note = "What the rules of the decisions find in the repositories."
    return join(
        heading("Drift", note), *(shown or [empty("No decision carries a rule yet, and there are no findings.")])
    )


def _matrix(site: Site, state: DriftState) -> Html | None:
    if not state.cells:
        return None
    decisions = sorted({decision for decision, _ in state.cells})
    repos = sorted({repo for _, repo in state.cells})
    rows: list[list[Child]] = []
    for decision in decisions:
        cells = [state.cells.get((decision, repo)) for repo in repos]
        signs = [join(badge(cell[0]), f" {cell[1]}" if cell[1] else None) if cell else "" for cell in cells]
        rows.append([site.record_link(site.survey.by_id[decision]), *signs])
    words = "as a scan finds them now" if state.is_scanned else "by what is recorded; no repository was scanned"
    caption = f"Decisions × repositories, {words}"
    return section("How the decisions stand", table(["decision", *repos], rows, caption))


def _over_time(site: Site, kind: Kind) -> Html | None:
    findings = list(site.lines(kind).values())
    if not findings:
        return None
    until = int(site.survey.now.timestamp())
    first = min(line.began_s for line in findings)
    window = Window(max(first, until - int(timedelta(days=_DAYS).total_seconds())), until + 1)
    repo = next(field.file_of for field in kind.fields.values() if field.file_of)
    owners = ("assigned_to",) if site.survey.disclosure.has_people else ()
    charts = [
        _counted(site, kind, findings, window, name)
        for name in ("detected_rule", repo, *owners)
        if name in kind.fields and site.survey.disclosure.shows_field(kind, name)
    ]
    return section("Findings over time", *charts)


def _counted(site: Site, kind: Kind, findings: Sequence[StatusLine], window: Window, name: str) -> Html:
    """The open findings of each day, by the value of a field."""
    data = site.survey.state.data
    labels = _labels(findings, lambda record_id: str(data((kind.name, record_id)).get(name) or "none"))
    series = counted_by_day(findings, window, lambda line, status: "" if status in kind.closed else labels[line.id])
    word = name.replace("detected_", "").replace("_", " ")
    title, days = f"Open findings by {word}", [day.isoformat() for day in window.days()]
    chart = areas(title, days, series, "findings") if series else empty("None is open.")
    rows: list[list[Child]] = [[label, values[-1]] for label, values in series.items()]
    more = numbers("Now, as a table", table([word, "open"], rows, title))
    return figure(chart, f"Open {kind.name} records at the end of each day in UTC, by {word}.", more)


def _labels(findings: Sequence[StatusLine], label: Callable[[str], str]) -> Mapping[str, str]:
    """Record → its series; the rarest share one, for there are only so many colours."""
    words = {line.id: label(line.id) for line in findings}
    counts: dict[str, int] = {}
    for word in words.values():
        counts[word] = counts.get(word, 0) + 1
    kept = sorted(counts, key=lambda word: (-counts[word], word))[: SERIES - 1]
    return {name: word if word in kept else "others" for name, word in words.items()}


def _waivers(site: Site, kind: Kind) -> Html | None:
    if not site.survey.disclosure.shows_field(kind, "waiver"):
        return None
    rows: list[tuple[str, Key, Mapping[str, Any]]] = []
    for key in site.survey.of_kind(kind.name):
        waiver = site.survey.state.data(key).get("waiver")
        if isinstance(waiver, dict):
            rows.append((str(waiver.get("expires") or "never"), key, waiver))
    if not rows:
        return None
    today = f"{site.survey.now:%Y-%m-%d}"
    lines_: list[list[Child]] = [
        [join(expires, " ", badge("expired", "bad") if expires < today else None), site.record_link(key),
         str(waiver.get("owner") or ""), str(waiver.get("reason") or "")]
        for expires, key, waiver in sorted(rows, key=lambda row: (row[0], row[1]))[:_MOST_ROWS]
    ]  # fmt: skip
    return section("Waivers by expiry", table(["expires", "finding", "owner", "reason"], lines_, "Waivers by expiry"))


def _baselines(site: Site, kind: Kind) -> Html | None:
    """How many findings each baseline lets be, at the end of each day."""
    names = [name for name, field in kind.fields.items() if field.is_list and field.properties]
    name = next((item for item in names if site.survey.disclosure.shows_field(kind, item)), "")
    keys = site.survey.of_kind(kind.name)
    if not name or not keys:
        return None
    changes: dict[str, list[tuple[int, int]]] = {}
    for key in keys[:SERIES]:
        for entry in reversed(site.survey.history.of(key)):
            for change in entry.fields:
                if change.field == name:
                    moment = int(_seconds(entry.at))
                    changes.setdefault(key[1], []).append(
                        (moment, len(change.new) if isinstance(change.new, list) else 0)
                    )
    if not changes:
        return None
    until = int(site.survey.now.timestamp())
    first = max(min(steps[0][0] for steps in changes.values()), until - _DAYS * 86_400)
    window = Window(first, until + 1)
    series = {
        repo: [next((count for since, count in reversed(steps) if since <= end_of(day)), 0) for day in window.days()]
        for repo, steps in changes.items()
    }
    chart = lines("Findings in the baselines", [day.isoformat() for day in window.days()], series, "findings")
    words = f"How many findings of before each repository still has, from {day_of(first)} on."
    return section("Baselines", figure(chart, words))


def _seconds(moment: str) -> float:
    return parse_time(moment).timestamp()
