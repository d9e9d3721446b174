"""Growing the archive: `records/archive/<table>.jsonl` gains the rows that it lacks, and loses none (ADR-048)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from wmsgit.features.exchange.base import digest
from wmsgit.model.archive import rows_in


def archived(text: bytes, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The file's text with a line for each row that it does not have yet; one that has changed is a further line."""
    known = {digest(row) for row in rows_in(text)}
    lines = []
    for row in rows:
        if digest(row) not in known:
            known.add(digest(row))
            lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    start = text if not text or text.endswith(b"\n") else text + b"\n"
    return start + "".join(lines).encode("utf-8", "backslashreplace") if lines else text
