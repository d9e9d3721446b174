"""Members' paths: a record of a repository says a place that may be obeyed on every machine."""

from collections.abc import Iterable, Iterator

from wmsgit.features.check.checks.references import MEMBERS
from wmsgit.model.finding import Finding
from wmsgit.model.member_path import path_fault, printable, recorded_path, usual_path
from wmsgit.model.ports import Places
from wmsgit.model.record import LoadedFile

CODE = "MEMBER-PATH"
_FIELD = "path"
_MAX_SHOWN = 100


def member_path_findings(files: Iterable[LoadedFile], places: Places) -> Iterator[Finding]:
    """A finding at each path of a repository that no command goes to, with the one to record in its place."""
    for file in files:
        recorded = recorded_path(file.data) if file.kind == MEMBERS and file.data else ""
        fault = path_fault(recorded) if recorded else ""
        if fault:
            line, column = places(file.path, (_FIELD,))
            yield Finding(file.path, line, column, CODE, _message(file.id, recorded, fault))


def _message(name: str, recorded: str, fault: str) -> str:
    shown = printable(recorded[:_MAX_SHOWN]) + ("…" if len(recorded) > _MAX_SHOWN else "")
    return (
        f"{_FIELD}: '{shown}' {fault}: record {usual_path(name)}, and where it is elsewhere on a machine"
        f" `git config wmsgit.repo.{name}.path DIR` says so there"
    )
