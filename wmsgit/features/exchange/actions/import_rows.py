"""Rows of the table `imports`: where records come from, and whether anybody has changed them here since."""

from collections.abc import Iterator
from typing import Any

from wmsgit.features.exchange.base import base_in, digest, name_of, sources_in, values_in
from wmsgit.features.exchange.layout import METADATA, SOURCE
from wmsgit.model.record import Data, Record
from wmsgit.workspace.workspace import Workspace


def import_rows(workspace: Workspace) -> list[tuple[Any, ...]]:
    """Of each record and source: kind, id, source, the source's id, url, version, and whether it was touched here."""
    index = workspace.index()
    records = (record for kind in workspace.registry.kinds() for record in index.documents(kind))
    return [row for record in records for row in _rows(record)]


def _rows(record: Record) -> Iterator[tuple[Any, ...]]:
    metadata = record.data.get(METADATA)
    own = metadata.get(SOURCE) if isinstance(metadata, dict) else None
    own = own if isinstance(own, dict) else {}
    for source in sources_in(record.data):
        base = base_in(record.data, source)
        if base is not None:
            is_its = own.get("name") == source
            url, version = (str(own.get(name, "")) if is_its else "" for name in ("url", "version"))
            yield record.kind, record.id, source, base.id, url, version, int(is_touched(record.data, source))


def is_touched(data: Data, source: str) -> bool:
    """Whether a record says anything that its source did not say when it was imported last."""
    base = base_in(data, source)
    values = {name_of(path): digest(value) for path, value in values_in(data).items() if path != ("id",)}
    return base is None or values != {name: value for name, value in base.fields.items() if value}
