"""Placing: a member of a plane that was made before places were decided moves into the user's own configuration."""

from pathlib import Path

from wmsgit.errors import WmsgitError
from wmsgit.model.member_path import path_fault, recorded_path, usual_path
from wmsgit.model.record import Record
from wmsgit.model.symptom import Symptom
from wmsgit.vcs.locate import repository_at
from wmsgit.workspace.member_places import MemberPlace, meant, setting_of, write_setting_of
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace


def misplaced(ws: Workspace, record: Record, place: MemberPlace) -> Symptom:
    """What is wrong with a place that no command goes to; a question, where a repository is there all the same."""
    name, words = f"repository {record.id}", f"{place.path}: {place.refusal}"
    path = _where_it_was(ws, record, place)
    if path is None or ws.dirs is None:
        return Symptom(name, words, place.hint)
    return Symptom(
        name,
        words,
        f"wmsgit doctor --fix asks whether it is the member; {place.hint}",
        lambda: _place(ws, record, path),
        f"is the repository at {path} your {record.id}",
    )


def _where_it_was(ws: Workspace, record: Record, place: MemberPlace) -> Path | None:
    """The repository that the recorded path meant in earlier releases; None where there is none."""
    path = place.path
    if place.is_ill_formed:
        text = recorded_path(record.data)
        if not text.isprintable():
            return None
        path = meant(ws, text)
    try:
        return path if repository_at(path) else None
    except (WmsgitError, OSError, RuntimeError, ValueError):
        return None


def _place(ws: Workspace, record: Record, path: Path) -> str:
    """Let the configuration say the place, and the record what it may say."""
    from wmsgit.features.records.actions.write import set_fields
    from wmsgit.features.records.assignments import Assignment

    write_setting_of(ws, record.id, str(path))
    stated = f"{record.id}: git config {setting_of(record.id)} {path}"
    if not path_fault(recorded_path(record.data)):
        return stated
    usual = usual_path(record.id)
    set_fields(ws, [Place(record.kind, record.id, record.path)], [Assignment(("path",), "=", usual)])
    return f"{stated}; its record says {usual}"
