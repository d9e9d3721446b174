"""Records as the rows of the older database, with what an import kept of them back in its columns."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC
from typing import Any

from wmsgit.features.exchange.folding import NO_REVIEWER
from wmsgit.features.exchange.layout import ID, IMPORTED, METADATA
from wmsgit.features.exchange.moments import is_naive
from wmsgit.features.exchange.older_tables import OLDER_TABLES, OTHER_NAMES, TIME
from wmsgit.features.exchange.tables import ROW_ID, SECONDARY, TABLE, layout_of
from wmsgit.features.exchange.values import is_empty
from wmsgit.features.exchange.writing import write_rows
from wmsgit.model.record import Record
from wmsgit.schema.kind import Kind

Row = dict[str, Any]
_RULES = "import_rules"


def older_rows(records: Mapping[str, list[Record]], kinds: Iterable[Kind]) -> dict[str, list[Row]]:
    """Table → its rows, of the older database.

    A field that the older tables have no column for is left out; a column that they do not have and an import has
    kept is there again.

    Args:
        records: kind's name → its records.
        kinds: the kinds.
    """
    writer = _Writer()
    for kind in kinds:
        if kind.table in OLDER_TABLES:
            for row in write_rows(records.get(kind.name, []), kind, layout_of(kind), UTC):
                writer.add(kind, row)
    return writer.rows


class _Writer:
    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {table: [] for table in OLDER_TABLES}

    def add(self, kind: Kind, row: Row) -> None:
        """Take one row of a kind, with the rows of other tables that were folded into it."""
        if row.get(_RULES):
            self.rows[_RULES] += row[_RULES]
            return
        table = row.pop(TABLE, None)
        table = table if table in SECONDARY else kind.table
        key = row.pop(ROW_ID, None)
        row[ID] = key = row[ID] if key is None else key
        left = (row.get(METADATA) or {}).get(IMPORTED) or {}
        for name, unfold in _UNFOLDS.items():
            # What could not be an item of the record, an activity without any time, is a row of its table all the same.
            rest = left.pop(name, None) if isinstance(left.get(name), list) else None
            if name in row or rest:
                unfold(self.rows, key, [*(row.pop(name, None) or ()), *(rest or ())], row)
        self.rows[table].append(_columns(row, table, kind))


def _columns(row: Row, table: str, kind: Kind) -> Row:
    declared = OLDER_TABLES[table]
    names = {new: old for old, new in OTHER_NAMES.get(table, {}).items() if old in declared}
    named = {names.get(name, name): value for name, value in row.items() if name != METADATA}
    if "extra_metadata" in declared:
        named["extra_metadata"] = row.get(METADATA)
    own = {name: value for name, value in named.items() if name in declared or name not in kind.fields}
    return _stored(own, declared)


def _stored(row: Row, declared: Mapping[str, str]) -> Row:
    values = {name: None if is_empty(value) else value for name, value in row.items()}
    return {
        name: value.replace("T", " ", 1)
        if declared.get(name) == TIME and isinstance(value, str) and value[10:11] == "T" and is_naive(value)
        else value
        for name, value in values.items()
        if value is not None or name in declared
    }


def _unfold_activities(rows: Mapping[str, list[Row]], key: Any, items: Any, _: Row) -> None:
    for number, item in enumerate(items or (), start=1):
        own = {name: value for name, value in item.items() if name != METADATA}
        own |= {"session_id": key, "extra_metadata": item.get(METADATA), ID: own.get(ID, f"{key}-{number}")}
        rows["session_activities"].append(_stored(own, OLDER_TABLES["session_activities"]))


def _unfold_reviews(rows: Mapping[str, list[Row]], key: Any, items: Any, _: Row) -> None:
    for number, item in enumerate(items or (), start=1):
        own = {name: value for name, value in item.items() if name != METADATA}
        if own.get("evaluator") == NO_REVIEWER:
            del own["evaluator"]
        own |= {"task_id": key, ID: f"{key}-{number}", **(item.get(METADATA) or {})}
        rows["bastard_reports"].append(_stored(own, OLDER_TABLES["bastard_reports"]))


def _unfold_links(table: str, parent: str, column: str) -> Callable[..., None]:
    """Puts the rows of a table of links back, those that are gone left out, and new ones after them."""

    def unfold(rows: Mapping[str, list[Row]], key: Any, linked: Any, row: Row) -> None:
        kept = [item for item in row.pop(table, None) or () if item.get(column) is None or item[column] in linked]
        known = {item.get(column) for item in kept}
        new = [value for value in linked or () if value not in known]
        rows[table].extend([*kept, *({ID: f"{key}-{value}", parent: key, column: value} for value in new)])

    return unfold


def _unfold_architecture(rows: Mapping[str, list[Row]], _: Any, items: Any, __: Row) -> None:
    rows["architecture_tasks"].extend(items or ())


_UNFOLDS: Mapping[str, Callable[..., None]] = {
    "activities": _unfold_activities,
    "reviews": _unfold_reviews,
    "decisions": _unfold_links("session_decisions", "session_id", "decision_id"),
    "issues_found": _unfold_links("session_issues", "session_id", "issue_id"),
    "owned_paths": _unfold_links("code_component_mappings", "component_id", "file_path"),
    "architecture_tasks": _unfold_architecture,
}
