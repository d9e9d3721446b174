"""References of records that came before to what the source has only now brought: they get the id that it has here."""

from collections.abc import Mapping
from typing import Any

from wmsgit.features.exchange.circles import targets_of
from wmsgit.features.exchange.foreign_ids import IdMap
from wmsgit.model.identity import id_of_path
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.transaction import Transaction


def present_targets(workspace: Workspace, ids: IdMap, kind: str, field: str) -> dict[str, list[str]]:
    """The ids that each record of a kind refers to by a field, as they are once the import has landed."""
    earlier = set(ids.known.values())
    return {
        record.id: targets_of(_settled(record.data.get(field), ids) if record.id in earlier else record.data.get(field))
        for record in workspace.index().documents(workspace.kind(kind))
    }


def settle_references(workspace: Workspace, transaction: Transaction, ids: IdMap) -> None:
    """Give the references of the records that came before the ids that what they name has here."""
    kinds: dict[str, Mapping[str, Any]] = {}
    for (name, _), record_id in ids.known.items():
        kind = workspace.kind(name)
        path = transaction.known(record_id)
        if not path or not kinds.setdefault(name, kind.references):
            continue
        place = Place(name, id_of_path(path), path)
        ours = transaction.data(place)
        data = {**ours, **_changes(kind, ours, ids)}
        if data != ours:
            transaction.put(place, data)


def _changes(kind: Kind, data: Data, ids: IdMap) -> Data:
    return {name: _settled(data[name], ids) for name, field in kind.references.items()
            if name in data and field.references != "repo"}  # fmt: skip


def _settled(value: Any, ids: IdMap) -> Any:
    """A reference, or a list of them; what is the id of a record here stays."""
    if isinstance(value, list):
        return [_settled(item, ids) for item in value]
    return ids.target(value) if isinstance(value, str) and not ids.free.get(value) else value
