"""Baselines: the findings that a repository had when a rule was adopted, followed from one scan to the next."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from wmsgit.features.drift.findings import Detection, DriftFinding, ScanCoverage, pair_up
from wmsgit.features.drift.spelling import spelled
from wmsgit.model.record import Data, Record

KIND = "baseline"
_FIELDS = ("fingerprint", "rule", "file_path", "message", "commit")
"""Of an item."""


@dataclass(frozen=True)
class Baseline:
    """What became of the baselines' items.

    Attributes:
        recorded: fingerprint of what was found now → the item that lets it be.
        gone: the items of which nothing is left.
        kept: the items that could not be evaluated, or were not asked for.
        repos: the repositories that have a baseline.
    """

    recorded: Mapping[str, Record] = field(default_factory=dict)
    gone: Sequence[Record] = ()
    kept: Sequence[Record] = ()
    repos: Collection[str] = ()

    @property
    def is_stale(self) -> bool:
        """Whether the files are to be brought up to date: something is gone, or has another fingerprint now."""
        moved = any(item.data["fingerprint"] != fingerprint for fingerprint, item in self.recorded.items())
        return moved or bool(self.gone)


def items_of(records: Iterable[Record]) -> list[Record]:
    """Each item of these baselines as a finding's record, by which it can be followed."""
    return [
        Record(
            KIND,
            record.id,
            {
                "fingerprint": item["fingerprint"],
                "detected_rule": item["rule"],
                "repo": record.data["repo"],
                "file_path": item["file_path"],
                "commit": item.get("commit", ""),
                "item": item,
            },
            record.path,
        )
        for record in records
        for item in record.data.get("findings") or ()
    ]


def follow(detections: Sequence[Detection], records: Sequence[Record], evidence: ScanCoverage) -> Baseline:
    """What became of the items of these baselines: a renamed file or rule keeps them."""
    items = items_of(records)
    known = {str(item.data["fingerprint"]): item for item in items}
    result = {entry.fingerprint: item for entry, item in pair_up(detections, known, evidence) if item}
    met = {item.data["fingerprint"] for item in result.values()}
    verdicts = {key: evidence.verdict(item) for key, item in known.items() if key not in met}
    waits = {key for key, verdict in verdicts.items() if verdict in {"unknown", "not asked", "older", "stands"}}
    return Baseline(
        result,
        [known[key] for key in verdicts if key not in waits],
        [known[key] for key in sorted(waits)],
        {str(record.data["repo"]) for record in records},
    )


def addable(findings: Iterable[DriftFinding], repo: str) -> list[Detection]:
    """What a baseline of this repository would gain: the new and open findings that fail a scan."""
    return [
        finding.detection
        for finding in findings
        if finding.gates and finding.detection and finding.detection.violation.repo == repo
    ]


def redrawn(
    baseline: Baseline, detections: Iterable[Detection], added: Iterable[Detection], repo: str, commit: str
) -> list[Data]:
    """The items that a repository's baseline has from now on, sorted; one that did not change is as it was.

    Args:
        baseline: what became of its items.
        detections: what was found.
        added: what is baselined from now on.
        repo: the repository.
        commit: the commit at which it was scanned; empty for none.
    """
    items: dict[str, Data] = {
        str(item.data["fingerprint"]): item.data["item"] for item in baseline.kept if _is(item, repo)
    }
    for detection in detections:
        item = baseline.recorded.get(detection.fingerprint)
        if item is not None and _is(item, repo):
            same = item.data["fingerprint"] == detection.fingerprint
            items[detection.fingerprint] = item.data["item"] if same else _item(detection, commit)
    items |= {detection.fingerprint: _item(detection, commit) for detection in added}
    return sorted(items.values(), key=_order)


def with_entry(baseline: Data, finding: Data) -> Data:
    """A baseline's fields with an item for a recorded finding, in its place; one that is there already stays."""
    known = [item for item in baseline.get("findings") or () if isinstance(item, dict)]
    if any(item.get("fingerprint") == finding.get("fingerprint") for item in known):
        return baseline
    given = ("fingerprint", "detected_rule", "file_path", "violation_details", "commit")
    fields = dict(zip(_FIELDS, (str(finding.get(name) or "") for name in given), strict=True))
    item = {name: value for name, value in fields.items() if value}
    return {**baseline, "findings": sorted([*known, item], key=_order)}


def _is(item: Record, repo: str) -> bool:
    return bool(item.data["repo"] == repo)


def _item(item: Detection, commit: str) -> Data:
    path, message = spelled(item.violation.path), spelled(item.violation.message)
    fields = dict(zip(_FIELDS, (item.fingerprint, item.rule.name, path, message, commit), strict=True))
    return {name: value for name, value in fields.items() if value}


def _order(item: Data) -> tuple[str, str, str]:
    return str(item.get("file_path")), str(item.get("rule")), str(item.get("fingerprint"))
