"""Export: records as the older system's four files, or as one document."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from wmsgit.features.exchange.base import base_in, zone_in
from wmsgit.features.exchange.layout import SOURCES, TASKS, RowLayout, Source
from wmsgit.features.exchange.order import in_file_order
from wmsgit.features.exchange.rows import RowConverter
from wmsgit.model.record import Record
from wmsgit.model.times import format_time
from wmsgit.schema.kind import Kind

FORMAT_VERSION = "1.0"
"""What an exported document says as its `version`."""
JSON = "json"
"""What the four files are called as a source."""


def write_legacy(records: Iterable[Record], kinds: Mapping[str, Kind], zone: tzinfo = UTC) -> dict[str, Any]:
    """The older system's files: name → value, the tasks as a bare list, the others objects with one list.

    Rows have every key that the older system's have, then the fields that it did not know; what an import put
    under `metadata.imported` is back in its place. They are in the order of their
    file, or of their ids.

    Args:
        records: records of any kinds; those that the older system had no file for are left out.
        kinds: name → kind.
        zone: the zone in which moments are written, without saying it.
    """
    rows = _rows(records, kinds, zone)
    return {
        source.file: rows[source.kind] if source is TASKS else {source.keys[0]: rows[source.kind]} for source in SOURCES
    }


def dump_legacy(value: Any) -> bytes:
    """A file's value as its text: UTF-8, indented by two, with a final newline."""
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False, default=str) + "\n"
    return text.encode("utf-8", errors="backslashreplace")


def export_document(
    records: Iterable[Record],
    kinds: Mapping[str, Kind],
    *,
    workspace: str,
    exported_at: datetime,
    statistics: Mapping[str, Mapping[str, int]],
) -> dict[str, Any]:
    """All of the older system's tables as one document, as `export_to_json()` gives it.

    Returns:
        `version`, `workspace`, `exported_at`, then `tasks`, `sessions`, `issues` and `decisions` as lists of
        rows in the form of the four files, and `statistics` as given.
    """
    rows = _rows(records, kinds, UTC)
    head = {"version": FORMAT_VERSION, "workspace": workspace, "exported_at": format_time(exported_at)}
    tables = {source.keys[0]: rows[source.kind] for source in SOURCES}
    return {**head, **tables, "statistics": {name: dict(counts) for name, counts in statistics.items()}}


def _rows(records: Iterable[Record], kinds: Mapping[str, Kind], zone: tzinfo) -> dict[str, list[dict[str, Any]]]:
    by_kind: dict[str, list[Record]] = {source.kind: [] for source in SOURCES}
    for record in records:
        if record.kind in by_kind:
            by_kind[record.kind].append(record)
    return {source.kind: _table(source, by_kind[source.kind], kinds, zone) for source in SOURCES}


def _table(source: Source, records: list[Record], kinds: Mapping[str, Kind], zone: tzinfo) -> list[dict[str, Any]]:
    if source.kind not in kinds:
        return []
    by_id = {record.id: record for record in records}
    bases = {record.id: base_in(record.data, JSON) for record in records}
    ids = in_file_order(by_id, {name: base.after for name, base in bases.items() if base})
    return write_rows([by_id[name] for name in ids], kinds[source.kind], source.layout, zone)


def write_rows(records: Sequence[Record], kind: Kind, layout: RowLayout, zone: tzinfo) -> list[dict[str, Any]]:
    """The rows of a kind's records, times in the zone in which they came.

    A row without a zone of its own says its zone where others have one, so that one import reads both rightly.
    """
    zones = {record.id: zone_in(record.data) for record in records}
    says_zone = any(zones.values())
    own = {name: _zone(name) for name in set(zones.values()) if name}
    plain = RowConverter(kind, layout, zone, says_zone=says_zone)
    converters = {name: RowConverter(kind, layout, result) for name, result in own.items() if result}
    return [converters.get(zones[record.id], plain).write(record.id, record.data) for record in records]


def _zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        return None
