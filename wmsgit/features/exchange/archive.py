"""The archive: rows of the older system without a record of their own, whole, one a line of a JSON file.

`records/archive/<table>.jsonl` only ever grows: a row that is there already is passed over, one that has changed is a
further line, and nothing that an import leaves out is removed (ADR-048).
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from wmsgit.features.exchange.base import digest

FOLDER = "records/archive"


def path_of(table: str) -> str:
    """The archive's file of a table."""
    return f"{FOLDER}/{table}.jsonl"


def archived(text: bytes, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The file's text with a line for each row that it does not have yet."""
    known = {digest(row) for row in rows_in(text)}
    lines = []
    for row in rows:
        if digest(row) not in known:
            known.add(digest(row))
            lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    start = text if not text or text.endswith(b"\n") else text + b"\n"
    return start + "".join(lines).encode("utf-8", "backslashreplace") if lines else text


def rows_in(text: bytes) -> list[dict[str, Any]]:
    """The rows of a file, as far as its lines can be read."""
    result = []
    for line in text.decode("utf-8", "replace").splitlines():
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            result.append(row)
    return result


def latest_rows(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as they were last: of those with one id only the latest line."""
    latest: dict[Any, dict[str, Any]] = {}
    for number, row in enumerate(rows):
        key = row.get("id")
        latest[f"{type(key).__name__} {key}" if key is not None else number] = row
    return list(latest.values())
