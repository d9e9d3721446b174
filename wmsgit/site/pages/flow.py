"""Flow: lead and cycle time, throughput, cumulative flow, ageing and burn-up, with what the words mean."""

from collections import Counter
from typing import Any

from wmsgit.schema.kind import Kind
from wmsgit.schema.relations import holder_field
from wmsgit.schema.state import Key
from wmsgit.site.charts.charts import MOST_POINTS, areas, bars, lines, points
from wmsgit.site.charts.plot import figure, numbers
from wmsgit.site.layout import badge, empty, heading, section, table, table_row
from wmsgit.site.markup import Child, Html, el, join
from wmsgit.site.site import Site
from wmsgit.site.words import days

_DAY_S = 86_400
_MOST_AGEING = 100
_AGEING_AT_ONCE = 20
"""A phone shows a screen of these; the rest is folded."""
_MOST_FINISHED = 500
_MOST_MILESTONES = 8


def flow_page(kind: str, *, is_first: bool = False) -> str:
    """Where the flow of a kind is."""
    return "flow.html" if is_first else f"flow/{kind}.html"


def flow_of_kind(site: Site, kind: Kind) -> Html:
    """The page."""
    result = site.flow(kind, _MOST_AGEING)
    first = site.with_status[0]
    kinds = [
        site.link(
            flow_page(item.name, is_first=item is first), item.name, aria_current="true" if item is kind else None
        )
        for item in site.with_status
    ]
    since, until = result["since"][:10], result["until"][:10]
    choices = el("nav", el("p", [join(item, " ") for item in kinds], class_="choices"), aria_label="Flow of")
    head = heading(
        f"Flow of {kind.name} records",
        join(f"{since} to {until}. The same numbers: ", el("code", f"wmsgit stats flow {kind.name} --format json")),
    )
    if not result["records"]:
        return join(head, choices, empty("No record of this kind has been committed yet."))
    return join(
        head, choices, _summary(result), _times(site, kind, result), _throughput(result), _cumulative(result),
        _ageing(site, kind, result), _burn_up(result), _people(site, kind, result), _definitions(result),
    )  # fmt: skip


def _summary(result: dict[str, Any]) -> Html:
    rows: list[list[Child]] = []
    for name, label in (("lead", "lead time"), ("cycle", "cycle time"), ("waited", "waited for others")):
        part = result[name]
        rows.append([label, part["count"], days(part["p50_s"]), days(part["p85_s"]), days(part["p95_s"])])
    heads: list[Child] = ["", "finished", "half within", "85 % within", "95 % within"]
    return section("How long work takes", table(heads, rows, "Percentiles of the times, in days"))


def _times(site: Site, kind: Kind, result: dict[str, Any]) -> Html:
    rows = result["finished"]
    if not rows:
        return section("Finished work", empty("Nothing was finished in this time."))
    span = [day["day"] for day in result["cumulative"]]
    title = site.survey.title
    parts: list[Child] = []
    for name, label in (("lead", "Lead time"), ("cycle", "Cycle time")):
        dots = [
            (row["closed_at"][:10], row[f"{name}_s"] / _DAY_S,
             f"{row['id']} {title((kind.name, row['id']))}: {days(row[f'{name}_s'])} days")
            for row in rows[-MOST_POINTS:] if row[f"{name}_s"] is not None
        ]  # fmt: skip
        summary = result[name]
        marks = {
            f"{share} %": round(summary[f"p{share}_s"] / _DAY_S, 1)
            for share in (50, 85, 95)
            if summary[f"p{share}_s"] is not None
        }
        if dots:
            chart = points(f"{label} of what was finished", span, dots, marks, "days")
            parts.append(
                figure(chart, f"{label} in days, by the day on which it was closed; {summary['count']} records.")
            )
    lines_ = [_finished(site, (kind.name, row["id"]), row) for row in rows[::-1][:_MOST_FINISHED]]
    heads: list[Child] = ["record", "closed", "lead (days)", "cycle (days)", "waited (days)"]
    return section("Finished work", *parts, numbers("As a table", table(heads, lines_, "Finished work", sortable=True)))


def _finished(site: Site, key: Key, row: dict[str, Any]) -> Html:
    def make() -> Html:
        times = [days(row[name]) for name in ("lead_s", "cycle_s", "waited_s")]
        return table_row([site.record_link(key), row["closed_at"][:10], *times])

    return site.piece(("finished", key), (row, site.survey.state.records[key]), make)


def _throughput(result: dict[str, Any]) -> Html:
    weeks = [(row["week"], row["closed"]) for row in result["throughput"]]
    chart = bars("Throughput by week", weeks, "closed")
    rows: list[list[Child]] = [[week, count] for week, count in weeks]
    more = numbers("As a table", table(["week", "closed"], rows, "Throughput by week"))
    return section("Throughput", figure(chart, "How many records were closed in each week.", more))


def _cumulative(result: dict[str, Any]) -> Html:
    rows = result["cumulative"]
    names = [name for name in rows[0] if name != "day" and any(row[name] for row in rows)]
    series = {name: [row[name] for row in rows] for name in reversed(names)}
    chart = areas("Cumulative flow", [row["day"] for row in rows], series, "records")
    last: list[list[Child]] = [[name, rows[0][name], rows[-1][name]] for name in names]
    more = numbers("As a table", table(["status", "at first", "at the end"], last, "Cumulative flow"))
    return section("Cumulative flow", figure(chart, "How many records had which status at the end of each day.", more))


def _ageing(site: Site, kind: Kind, result: dict[str, Any]) -> Html:
    rows = result["ageing"]
    if not rows:
        return section("Ageing", empty("Nothing is open."))
    lines_: list[list[Child]] = [
        [site.record_link((kind.name, row["id"])), badge(row["status"]), days(row["age_s"]), days(row["started_s"]),
         days(row["status_s"]), days(row["waited_s"])]
        for row in rows
    ]  # fmt: skip
    heads: list[Child] = ["record", "status", "age (days)", "since started", "in this status", "waited"]
    rest = sum(
        count for status, count in result["cumulative"][-1].items() if status != "day" and status not in kind.closed
    ) - len(rows)
    more = el("p", f"and {rest} more", class_="note") if rest > 0 else None
    longest = table(heads, lines_[:_AGEING_AT_ONCE], "What is open, the longest in work first", sortable=True)
    folded = lines_[_AGEING_AT_ONCE:]
    further = numbers(f"{len(folded)} more", table(heads, folded, "What is open, further", sortable=True))
    return section("Ageing", longest, further if folded else None, more)


def _burn_up(result: dict[str, Any]) -> Html | None:
    if not result["burn_up"]:
        return None
    figures = []
    for item in result["burn_up"][-_MOST_MILESTONES:]:
        series = {"scope": [row["scope"] for row in item["days"]], "done": [row["done"] for row in item["days"]]}
        chart = lines(f"Burn-up of {item['milestone']}", [row["day"] for row in item["days"]], series, "records")
        done, scope = series["done"][-1], series["scope"][-1]
        figures.append(figure(chart, f"{item['milestone']}: {done} of {scope} closed."))
    return section("Burn-up of milestones", *figures)


def _people(site: Site, kind: Kind, result: dict[str, Any]) -> Html | None:
    """What each person closed, only where the workspace says so."""
    setting = site.survey.settings.get("flow")
    if not (isinstance(setting, dict) and setting.get("people") is True and site.survey.disclosure.has_people):
        return None
    claims = holder_field(kind)
    data = site.survey.state.data
    counts = Counter(str(data((kind.name, row["id"])).get(claims) or "nobody") for row in result["finished"])
    rows: list[list[Child]] = [[name, count] for name, count in sorted(counts.items())]
    return section("By person", table(["person", "closed"], rows, "Closed records by person")) if rows else None


def _definitions(result: dict[str, Any]) -> Html:
    rows = [join(el("dt", name), el("dd", words)) for name, words in result["definitions"].items()]
    return section("What the words mean", el("dl", rows, class_="fields"))
