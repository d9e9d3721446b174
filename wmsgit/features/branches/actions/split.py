"""Splitting: a record becomes the whole of which one new record a repository is a part, in the order of releases."""

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from wmsgit.errors import ConflictError, InvalidError
from wmsgit.features.branches.actions.places import repos_of
from wmsgit.features.records.actions.write import arrange, defaults
from wmsgit.model.record import Data
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind
from wmsgit.workspace.members import members
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction

_DEPENDS = "depends_on"


def split(ws: Workspace, place: Place, *, how: WriteOptions = AS_USUAL) -> WriteResult:
    """Add a part of a record for each of its repositories that has none yet, in one commit.

    A part waits for those of the repositories that its own repository depends on.

    Raises:
        InvalidError: when the kind has no field for the whole, or the repositories depend on one another in a circle.
        ConflictError: when the record names fewer than two repositories.
    """
    kind, data = ws.kind(place.kind), ws.record(place).data
    whole = next(
        (name for name, field in kind.fields.items() if field.is_part_of and field.references == kind.name), ""
    )
    if not whole:
        raise InvalidError(
            f"a {kind.name} has no field for what it is a part of", hint="'wmsgit schema upgrade' adds it"
        )
    repos = repos_of(ws, place)
    if len(repos) < 2:  # noqa: PLR2004 - one repository is one part
        raise ConflictError("there is nothing to split", where=place.id, hint="it names one repository")
    order, needs = _ordered(ws, repos)
    parts = _parts(ws, kind, whole, place.id)

    def work(transaction: Transaction) -> None:
        for repo in order:
            if repo in parts:
                transaction.warn(f"{parts[repo]} is the part in {repo} already")
                continue
            waits = [parts[other] for other in needs[repo] if other in parts]
            new = dict(_fields(kind, data, repo, waits) | {whole: place.id})
            record_id = transaction.new_id(kind, new)
            transaction.add(kind, record_id, arrange(kind, new | defaults(ws, kind, new)))
            parts[repo] = record_id

    return perform(ws, f"{kind.name} split", how, work)


def _ordered(ws: Workspace, repos: Sequence[str]) -> tuple[list[str], dict[str, list[str]]]:
    """The repositories, each after those that it depends on; and on which of the others each does."""
    known = {record.id: record.data.get(_DEPENDS) or () for record in members(ws, repos)}
    needs = {repo: [str(other) for other in known[repo] if other in repos] for repo in sorted(repos)}
    try:
        return list(TopologicalSorter(needs).static_order()), needs
    except CycleError as error:
        raise InvalidError("these repositories depend on one another: " + ", ".join(error.args[1])) from error


def _parts(ws: Workspace, kind: Kind, whole: str, record_id: str) -> dict[str, str]:
    """Repository → the part of a record that is done in it."""
    field = kind.routed
    return {
        str(record.data[field]): record.id
        for record in ws.index([kind.name]).documents(kind)
        if record.data.get(whole) == record_id and field and record.data.get(field)
    }


def _fields(kind: Kind, data: Data, repo: str, waits: Sequence[str]) -> dict[str, Any]:
    result: dict[str, Any] = {kind.argument: f"{data.get(kind.argument, '')} ({repo})"}
    result |= {name: data[name] for name in kind.order if name in data}
    for name, field in kind.fields.items():
        if field.routed:
            result[name] = repo
        elif field.references == "repo" and field.is_list:
            result[name] = [repo]
    waiting = next(_waiting(kind), None)
    if waiting and waits:
        result[waiting] = list(waits)
    return result


def _waiting(kind: Kind) -> Iterator[str]:
    """The fields by which a record waits for others of its kind."""
    fields: dict[str, Field] = dict(kind.fields)
    return (name for name, field in fields.items() if field.references == kind.name and field.is_list and field.acyclic)
