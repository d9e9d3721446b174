"""The archive's files: rows of the older system without a record of their own, whole, one a line (ADR-048)."""

import json
from collections.abc import Iterable
from typing import Any

FOLDER = "records/archive"


def path_of(table: str) -> str:
    """The archive's file of a table."""
    return f"{FOLDER}/{table}.jsonl"


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
