"""What features hand the core: tables beside the records, trailers of commits, and the verdict on a write."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from wmsgit.workspace.extensions import SESSION, Extensions, Trailers

if TYPE_CHECKING:
    from wmsgit.model.change import Verdict, WrittenRecord
    from wmsgit.model.history_rows import HistoryRows
    from wmsgit.schema.field import Way
    from wmsgit.schema.kind import Kind
    from wmsgit.workspace.workspace import Workspace

_MOST_DOUBTS = 20


def _history(ws: "Workspace", known: Collection[str]) -> "HistoryRows":
    from wmsgit.features.history.actions.table import read_history_rows

    return read_history_rows(ws, known, ws.history_start)


def _switches(ws: "Workspace") -> list[dict[str, str]]:
    """The switches of context that this worktree alone knows: no revision has them."""
    from wmsgit.features.sessions.actions.switches import all_switches, as_fields

    return [] if ws.history_start else [as_fields(switch) for switch in all_switches(ws)]


def _trailers(ws: "Workspace") -> Trailers:
    if not ws.chosen_session and not ws.keeps(SESSION):
        return {}
    from wmsgit.features.sessions.actions.current import session_trailer

    return session_trailer(ws)


def _places(ws: "Workspace") -> Sequence[str]:
    from wmsgit.features.sessions.actions.context import places_of_work

    return places_of_work(ws)


def _judge(ws: "Workspace", written: "Sequence[WrittenRecord]") -> "Verdict":
    from wmsgit.model.change import ACCEPTED

    verdict = ACCEPTED
    if not all(_is_plain(record, ws.kind(record.kind)) for record in written):
        from wmsgit.features.review.actions.verdict import verdict_on  # its rooms are many, and most writes are plain

        verdict = verdict_on(ws, written)
    doubts = _doubtful_names(ws, written)
    if not doubts:
        return verdict
    from dataclasses import replace

    return replace(verdict, warnings=(*verdict.warnings, *doubts))


def _doubtful_names(ws: "Workspace", written: "Sequence[WrittenRecord]") -> list[str]:
    """The names that a write adds and that mean no person, each once."""
    result: dict[str, str] = {}
    for record in written:
        ways = ws.kind(record.kind).person_ways
        changed = _changed_ways(record, ways)
        if not changed or not ws.people:
            continue
        from wmsgit.schema.mentions import values_along

        before = {name for _, _, name in values_along(record.old, ways)}
        for field, _, name in values_along(record.new, changed):
            doubt = ws.people.doubt(name) if name not in before else ""
            if doubt:
                result.setdefault(name, f"{record.id}: {field.name}: {doubt}")
    return list(result.values())[:_MOST_DOUBTS]


def _changed_ways(record: "WrittenRecord", ways: "Sequence[Way]") -> "list[Way]":
    """Those that lead through a field which a write changes."""
    old, new = record.old or {}, record.new or {}
    return [way for way in ways if old.get(way[0].name) != new.get(way[0].name)]


def _is_plain(record: "WrittenRecord", kind: "Kind") -> bool:
    """Whether nothing that a verdict looks at has changed: plain values alone, of no status, that refer to nothing."""
    old, new = record.old, record.new
    if old is None or new is None or old.get(kind.status) in kind.frozen.statuses:
        return False
    for name in {*old, *new}:
        values = old.get(name), new.get(name)
        if values[0] == values[1] and type(values[0]) is type(values[1]):
            continue
        field = kind.fields.get(name)
        if name == kind.status or field is None or field.references or any(isinstance(v, list | dict) for v in values):
            return False
    return True


def _commits(ws: "Workspace") -> Sequence[Sequence[Any]]:
    """The commits of members that belong to records; no revision has them."""
    from wmsgit.features.commits.actions.rows import commit_rows

    return [] if ws.history_start else commit_rows(ws)


def _commit_records(ws: "Workspace") -> Sequence[Sequence[Any]]:
    """Which of them belongs to which record."""
    from wmsgit.features.commits.actions.rows import commit_record_rows

    return [] if ws.history_start else commit_record_rows(ws)


def _imports(ws: "Workspace") -> Sequence[Sequence[Any]]:
    """Where records come from."""
    from wmsgit.features.exchange.actions.import_rows import import_rows

    return import_rows(ws)


_TABLES = {
    "commits": (("repo", "commit_id", "author", "email", "committed_at", "subject", "branch", "merged"), _commits),
    "commit_records": (("repo", "commit_id", "kind", "id", "via"), _commit_records),
    "imports": (("kind", "id", "source", "source_id", "url", "version", "touched"), _imports),
}

EXTENSIONS: "Extensions[Workspace]" = Extensions(
    history=_history,
    rows={"context": _switches},
    trailers=_trailers,
    places=_places,
    judge=_judge,
    tables=_TABLES,
)
"""Every feature's, as surfaces open a workspace with them."""
