"""Code: what the last scan found in a file of a member, by the records of drift, in the decision's words."""

from pathlib import Path

from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.actions.hover import findings_of
from wmsgit.model.finding import Finding, Level
from wmsgit.model.loaded import LoadedFile

_SERIOUS = frozenset({"CRITICAL", "HIGH"})


def code_findings(edited: EditedWorkspace, path: str) -> list[Finding]:
    """The open findings of one file of a member; none for a file of no member."""
    return [_finding(edited, path, file) for file in _in_file(edited, path)]


def _in_file(edited: EditedWorkspace, path: str) -> list[LoadedFile]:
    places = list(_member_paths(edited, path))
    if not places:
        return []
    return [
        file
        for file in findings_of(edited)
        if ((file.data or {}).get("repo"), (file.data or {}).get("file_path")) in places
    ]


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
