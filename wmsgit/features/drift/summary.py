"""Summary: what a lead reads of the recorded findings: where they stand, what came and went, what ends soon."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wmsgit.features.drift.findings import ACKNOWLEDGED, OPEN, RESOLVED, is_waived
from wmsgit.features.drift.rule import SEVERITIES, Rule
from wmsgit.model.record import Record

SOON_DAYS = 30
"""How many days ahead what ends is told."""
WEEKS = 26
"""How many weeks the trend has at most."""
_WEEK_DAYS = 7
NOBODY = "(none)"
STANDS = ("open", "acknowledged", "waived", "baselined")
"""The columns of a group, in order."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DriftSummary:
    """What the recorded findings come to.

    Attributes:
        today, since: the day of the summary, and the one from which on changes are told.
        groups: `repo`, `decision` or `owner` → rows with its name, `STANDS`, `came` and `went`, the worst first.
        severities: severity → how many findings are neither resolved, baselined nor waived.
        came, went: rows of the findings that were opened and resolved since then, the newest first.
        ending: rows with `day`, `what` and `about`, the soonest first.
        trend: rows with `day`, the end of a week, and `open`, how many stood unresolved then.
    """

    today: str
    since: str
    groups: Mapping[str, Sequence[Row]]
    severities: Mapping[str, int]
    came: Sequence[Row]
    went: Sequence[Row]
    ending: Sequence[Row]
    trend: Sequence[Row]

    def as_json(self) -> Row:
        """The summary as JSON has it."""
        groups = {f"by_{name}": list(rows) for name, rows in self.groups.items()}
        lists = {name: list(getattr(self, name)) for name in ("came", "went", "ending", "trend")}
        return {"today": self.today, "since": self.since, **groups, "severities": dict(self.severities), **lists}


def summary(
    findings: Sequence[Record],
    baselines: Iterable[Record],
    rules: Iterable[Rule],
    owners: Mapping[str, Sequence[str]],
    *,
    since: str,
    today: str,
) -> DriftSummary:
    """What the recorded findings come to.

    Args:
        findings: the records.
        baselines: the baselines.
        rules: those in force.
        owners: repository → whose it is.
        since: the day from which on changes are told, as `2026-11-23`.
        today: the day.
    """
    came = [item for item in findings if _day(item, "detected_at") >= since]
    went = [item for item in findings if _is_resolved(item) and _day(item, "resolved_at") >= since]
    items = _Baselined(baselines, findings, today)
    cells = [*(_cell(item, owners, today, items) for item in findings), *items.cells(owners)]
    new, gone = ({item.id for item in items} for items in (came, went))
    standing = [item for item in findings if not _is_resolved(item) and not is_waived(item, today)]
    failing = [item for item in standing if not items.has(item)]
    severities = {name: sum(item.data.get("severity") == name for item in failing) for name in SEVERITIES}
    return DriftSummary(
        today,
        since,
        {name: _grouped(cells, name, new, gone) for name in ("repo", "decision", "owner")},
        {name: count for name, count in severities.items() if count},
        [_row(item, "detected_at") for item in sorted(came, key=lambda item: _newest(item, "detected_at"))],
        [_row(item, "resolved_at") for item in sorted(went, key=lambda item: _newest(item, "resolved_at"))],
        list(_ending(standing, findings, rules, today)),
        list(_trend(findings, today)),
    )


def _cell(item: Record, owners: Mapping[str, Sequence[str]], today: str, baselined: "_Baselined") -> Row:
    data, repo = item.data, str(item.data.get("repo") or NOBODY)
    waiver = data.get("waiver")
    named = waiver.get("owner") if isinstance(waiver, Mapping) and not _is_resolved(item) else None
    owner = named or data.get("assigned_to") or next(iter(owners.get(repo, ())), NOBODY)
    stands = "" if _is_resolved(item) else "waived" if is_waived(item, today) else str(data.get("status"))
    stands = "" if stands in {OPEN, ACKNOWLEDGED} and baselined.has(item) else stands  # its line is counted
    decision = str(data.get("detected_rule") or NOBODY).partition("/")[0]
    return {"id": item.id, "repo": repo, "decision": decision, "owner": str(owner), "stands": stands}


class _Baselined:
    """The lines of the baselines, without those of findings that are waived, which are counted there."""

    def __init__(self, baselines: Iterable[Record], findings: Iterable[Record], today: str) -> None:
        waived = {_key(item.data, item.data.get("repo")) for item in findings if is_waived(item, today)}
        lines = [(record.data.get("repo"), item) for record in baselines for item in record.data.get("findings") or ()]
        self._lines = {key: item for repo, item in lines if (key := _key(item, repo)) not in waived}

    def has(self, finding: Record) -> bool:
        """Whether a finding is in the baseline of its repository."""
        return _key(finding.data, finding.data.get("repo")) in self._lines

    def cells(self, owners: Mapping[str, Sequence[str]]) -> Iterator[Row]:
        """A cell for each line."""
        for (repo, _), item in self._lines.items():
            owner = next(iter(owners.get(repo, ())), NOBODY)
            decision = str(item.get("rule")).partition("/")[0]
            yield {"id": "", "repo": repo, "decision": decision, "owner": owner, "stands": "baselined"}


def _key(data: Mapping[str, Any], repo: Any) -> tuple[str, str]:
    return str(repo), str(data.get("fingerprint"))


def _grouped(cells: Iterable[Row], name: str, came: set[str], went: set[str]) -> list[Row]:
    rows: dict[str, Row] = {}
    for cell in cells:
        row = rows.setdefault(cell[name], {name: cell[name], **dict.fromkeys((*STANDS, "came", "went"), 0)})
        if cell["stands"] in STANDS:
            row[cell["stands"]] += 1
        row["came"] += cell["id"] in came
        row["went"] += cell["id"] in went
    counted = (row for row in rows.values() if any(row[column] for column in (*STANDS, "came", "went")))
    return sorted(counted, key=lambda row: (-row[OPEN], -row[ACKNOWLEDGED], str(row[name])))


def _row(item: Record, when: str) -> Row:
    data = item.data
    kept = {name: data.get(name) for name in ("repo", "detected_rule", "severity", "file_path", "violation_details")}
    return {"day": _day(item, when), "id": item.id, **kept}


def _ending(standing: Iterable[Record], findings: Iterable[Record], rules: Iterable[Rule], today: str) -> Iterator[Row]:
    """Waivers that end soon or have ended, and rules that will fail soon."""
    soon = (date.fromisoformat(today) + timedelta(SOON_DAYS)).isoformat()
    rows = []
    for item in findings:
        waiver = item.data.get("waiver")
        last = str(waiver.get("expires") or "") if isinstance(waiver, Mapping) and not _is_resolved(item) else ""
        if last and last <= soon and (is_waived(item, today) or item in standing):
            what = "waiver ends" if last >= today else "waiver has ended"
            rows.append({"day": last, "what": what, "about": item.id})
    rows += [
        {"day": rule.fail_from, "what": "rule fails from then on", "about": rule.name}
        for rule in rules
        if today < rule.fail_from <= soon
    ]
    yield from sorted(rows, key=lambda row: (row["day"], row["about"]))


def _trend(findings: Sequence[Record], today: str) -> Iterator[Row]:
    """How many findings were recorded and not resolved at the end of each week, as the records say now."""
    spans = [(_day(item, "detected_at"), _day(item, "resolved_at") if _is_resolved(item) else "") for item in findings]
    first = min((start for start, _ in spans if start), default=today)
    last = date.fromisoformat(today)
    days = [(last - timedelta(_WEEK_DAYS * back)).isoformat() for back in range(WEEKS - 1, -1, -1)]
    for day in days:
        if day >= first or day == today:
            yield {"day": day, "open": sum(start <= day and (not end or end > day) for start, end in spans if start)}


def _is_resolved(item: Record) -> bool:
    return bool(item.data.get("status") == RESOLVED)


def _day(item: Record, field: str) -> str:
    return str(item.data.get(field) or "")[: len("2026-11-23")]


def _newest(item: Record, field: str) -> tuple[int, str]:
    day = _day(item, field)
    return (-date.fromisoformat(day).toordinal() if day else 0, item.id)
