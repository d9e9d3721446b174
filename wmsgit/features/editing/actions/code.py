"""Code: what the last scan found in a file of a member, by the records of drift, in the decision's words."""

from collections.abc import Collection
from datetime import UTC
from pathlib import Path

from wmsgit.features.drift.actions.policy import FINDING
from wmsgit.features.drift.baseline_entries import KIND as BASELINE
from wmsgit.features.drift.baseline_entries import items_of
from wmsgit.features.drift.findings import is_waived
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.actions.hover import findings_of
from wmsgit.model.finding import Finding, Level
from wmsgit.model.record import LoadedFile, Record

_SERIOUS = frozenset({"CRITICAL", "HIGH"})


def code_findings(edited: EditedWorkspace, path: str) -> list[Finding]:
    """The open findings of one file of a member; none for a file of no member."""
    return [finding for _, finding in recorded_findings(edited, path)]


def recorded_findings(edited: EditedWorkspace, path: str) -> list[tuple[LoadedFile, Finding]]:
    """The open findings of one file of a member, each with its record; neither waived nor baselined ones."""
    places = list(_member_paths(edited, path))
    if not places:
        return []
    today = edited.ws.now().astimezone(UTC).date().isoformat()
    baselined = _baselined(edited)
    return [
        (file, _finding(edited, path, file))
        for file in findings_of(edited)
        if ((file.data or {}).get("repo"), (file.data or {}).get("file_path")) in places
        and not is_waived(Record(file.kind, file.id, file.data or {}, file.path), today)
        and (file.data or {}).get("fingerprint") not in baselined
    ]


def open_code(edited: EditedWorkspace, changed: Collection[str]) -> set[str]:
    """The open files of which something else may be said once these records changed: all, where findings are meant."""
    kinds = {kind.name for path in changed if (kind := edited.plane.kind_at(path))}
    if not kinds & {FINDING, BASELINE}:
        return set()
    return {path for path in edited.plane.buffers if edited.plane.kind_at(path) is None}


def _baselined(edited: EditedWorkspace) -> set[str]:
    files = [file for file in edited.plane.catalogue.of_kinds(BASELINE) if file.data is not None]
    records = [Record(file.kind, file.id, file.data or {}, file.path) for file in files]
    try:
        return {str(item.data["fingerprint"]) for item in items_of(records)}
    except (KeyError, TypeError, AttributeError):  # one is being typed, and not valid now
        return set()


def _member_paths(edited: EditedWorkspace, path: str) -> list[tuple[str, str]]:
    """The members that a file lies in, each with its path there."""
    file = edited.file_of(path)
    result = []
    for name, place in edited.members().items():
        real = Path(place).resolve()
        if file.is_relative_to(real):
            result.append((name, file.relative_to(real).as_posix()))
    return result


def _finding(edited: EditedWorkspace, path: str, file: LoadedFile) -> Finding:
    data = file.data or {}
    rule = str(data["detected_rule"])
    decision = edited.plane.catalogue.record(rule.partition("/")[0])
    title = edited.plane.catalogue.line(decision.path).title if decision else ""
    words = str(data.get("violation_details") or data.get("violation_type") or rule)
    level: Level = "error" if data.get("severity") in _SERIOUS else "warning"
    line = data.get("line")
    message = f"{words} ({title}; {file.id})" if title else f"{words} ({file.id})"
    return Finding(path, line if isinstance(line, int) and line > 0 else 1, 1, rule, message, level)
