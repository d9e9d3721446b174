"""What tools show: records, changes, and what an action told beside them, as items of an answer."""

from collections.abc import Iterable, Sequence

from wmsgit.features.records.yaml_text import as_yaml
from wmsgit.mcp.answer import Answer, Item
from wmsgit.model.record import Record
from wmsgit.schema.kind import Kind
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import WriteResult


def record_item(record: Record, kind: Kind) -> Item:
    """A whole record: its text is YAML."""
    return Item(as_yaml(record.to_dict()), _facts(record, kind), record.id)


def brief_item(record: Record, kind: Kind) -> Item:
    """A record in a list: its title, and the columns of its kind."""
    data = record.data
    shown = {"title": kind.title_of(data)} | {name: data[name] for name in kind.columns if name in data}
    return Item(as_yaml({name: value for name, value in shown.items() if value}), _facts(record, kind), record.id)


def written(outcome: WriteResult, notices: Iterable[str] = ()) -> Answer:
    """What a write did: one item a record."""
    landed = {"commit": outcome.commit[:10]} if outcome.commit else {}
    items = [
        Item(
            " ".join(str(change).split()),
            {"id": change.id, "kind": change.kind, "change": change.change, **landed},
            change.id,
        )
        for change in outcome.changes
    ]
    return Answer(items, [*outcome.warnings, *notices])


def records_of(ws: Workspace, keys: Sequence[tuple[str, str]]) -> list[Item]:
    """The records of these kinds and ids, in their order."""
    kinds = {name: ws.kind(name) for name in dict.fromkeys(key[0] for key in keys)}
    known = {
        (name, record.id): brief_item(record, kind)
        for name, kind in kinds.items()
        for record in ws.index([name]).documents(kind, ids=[key[1] for key in keys if key[0] == name])
    }
    return [known[key] for key in keys if key in known]


def _facts(record: Record, kind: Kind) -> dict[str, str]:
    """Id, kind, and the status where it is one that the schema has."""
    status = record.data.get(kind.status) if kind.status else None
    known = {"status": status} if isinstance(status, str) and status in kind.fields[kind.status].enum else {}
    return {"id": record.id, "kind": record.kind, **known}
