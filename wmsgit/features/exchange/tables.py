"""The older database's tables as rows of kinds: which table becomes which kind, and where its children go.

Every column has a place: a field, an item of a list, or, by its own name, `metadata.imported`. Rows of a table that is
folded into another are kept whole there, and rows whose parent is missing go to the archive.
"""

import json
import re
from collections.abc import Collection, Hashable, Iterable, Mapping
from hashlib import sha256
from typing import Any

from wmsgit.features.exchange.folding import FOLDS, REVIEW, joined, timed
from wmsgit.features.exchange.layout import ACTIVITY, ID, METADATA, RowLayout, Source
from wmsgit.features.exchange.older_tables import ARCHIVED, CHILDREN, OTHER_NAMES
from wmsgit.features.exchange.titles import first_sentence
from wmsgit.model.identity import is_safe_id
from wmsgit.model.same import same_key
from wmsgit.schema.kind import Kind

Row = dict[str, Any]
TABLE, ROW_ID = "table", "row_id"
"""Under `metadata.imported`: the table that a record came from where its kind has another, and its row's own id."""
SECONDARY = {
    "work_contexts": ("context_switches", "CTX-OLD"),
    "architecture_components": ("component_placements", "PLACE-OLD"),
    "violations": ("cross_repo_issues", "VIOLATION"),
}
"""A table without a kind of its own → the kind's table, and the prefix of ids that are made of its keys."""
_MODULE = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*(?:\.\*{1,2})?\Z")


def tables_of(
    database: Mapping[str, list[Row]], kinds: Iterable[Kind]
) -> tuple[list[tuple[str, Source, list[Row]]], dict[str, int]]:
    """The rows of a database by the kinds that they become, and how many rows the unknown tables have.

    Returns:
        (table's name, its source, its rows) for each known table, in the order of the kinds; and unknown table →
        the number of its rows, where it has any.
    """
    by_table = {kind.table: kind for kind in kinds}
    reader = _Tables(database, by_table)
    present = [table for table in (*by_table, *SECONDARY) if database.get(table)]
    result = [(table, reader.source(table), reader.rows(table)) for table in present if reader.kind(table)]
    if database.get("import_rules") and "component_placements" in by_table:
        result.append(("import_rules", reader.source("import_rules"), _rules(database["import_rules"])))
    taken = {*by_table, *SECONDARY, *CHILDREN, *ARCHIVED, "import_rules"}
    return result, {name: len(rows) for name, rows in database.items() if name not in taken and rows}


def archive_of(database: Mapping[str, list[Row]]) -> tuple[dict[str, list[Row]], dict[str, int]]:
    """What goes to the archive: table → rows; and table → how many of them belong to a row that is missing."""
    kept = {name: database[name] for name in ARCHIVED if database.get(name)}
    orphans: dict[str, int] = {}
    for table, (parent, column) in CHILDREN.items():
        known = {same_key(_key(row, parent)) for row in database.get(parent, ())}
        left = [row for row in database.get(table, ()) if same_key(row.get(column)) not in known]
        if left:
            kept[table], orphans[table] = left, len(left)
    return {name: [_decoded_row(row) for row in rows] for name, rows in kept.items()}, orphans


def layout_of(kind: Kind) -> RowLayout:
    """How a kind's rows are laid out in the database: by the fields' names, children as lists in them."""
    made = {"title": "decision"} if {"title", "decision"} <= kind.fields.keys() else {}
    items = {"activities": ACTIVITY, "reviews": REVIEW}
    held = {name: item for name, item in items.items() if name in kind.fields}
    return RowLayout(keys=tuple(kind.fields), made=made, items=held)


class _Tables:
    def __init__(self, database: Mapping[str, list[Row]], by_table: Mapping[str, Kind]) -> None:
        self._database = database
        self._by_table = by_table
        self._children = {table: _by_parent(database.get(table, ()), key) for table, (_, key) in CHILDREN.items()}
        components = database.get("architecture_components", ())
        self._placements = {
            same_key(_key(row, "architecture_components")): record_id(row, "PLACE-OLD") for row in components
        }

    def kind(self, table: str) -> Kind | None:
        """The kind that a table's rows become."""
        return self._by_table.get(SECONDARY.get(table, (table, ""))[0])

    def source(self, table: str) -> Source:
        kind = self._by_table["component_placements"] if table == "import_rules" else self.kind(table)
        assert kind is not None  # it was asked for
        return Source(kind.name, table, (table,), layout_of(kind))

    def rows(self, table: str) -> list[Row]:
        kind = self.kind(table)
        assert kind is not None  # it was asked for
        named = [_named(row, table, kind) for row in self._database[table]]
        spelled = {item[ID] for item in named if isinstance(item.get(ID), str)}
        pairs = zip(self._database[table], named, strict=True)
        return [self._row(row, item, table, kind, spelled) for row, item in pairs]

    def _row(self, row: Row, named: Row, table: str, kind: Kind, spelled: Collection[str]) -> Row:
        prefix = SECONDARY.get(table, ("", ""))[1]
        given = named.get(ID)
        named[ID] = record_id(row, prefix) if prefix else _main_id(given, kind, spelled)
        if given is not None and not isinstance(given, list | dict) and named[ID] != given:
            named[ROW_ID] = given
        if prefix:
            named[TABLE] = table
        key = same_key(_key(row, table))
        children = {
            name: self._children[name].get(key, []) for name, (parent, _) in CHILDREN.items() if parent == table
        }
        for name, items in children.items():
            if name in self._database:
                FOLDS[name](named, items, self._placements)
        if table == "violations" and not named.get("title"):
            text = named.get("description") or named.get("issue_type")
            named["title"] = first_sentence(str(text or "")) or "violation"
        return named


def record_id(row: Row, prefix: str) -> str:
    """The id of a row of a table whose kind has another id form: its own where that is legal, else from its key.

    The key is the row's id, or what it says of itself where it has none; never its place among the rows.
    """
    own = row.get(ID, row.get("component_id"))
    if isinstance(own, str) and is_safe_id(own) and not own.isdecimal():
        return own
    if isinstance(own, int) or (isinstance(own, str) and own.isdecimal()):
        return f"{prefix}-{int(own):03d}"
    key = own if own is not None else [row.get(name) for name in ("component_name", "repo", "activated_at", "message")]
    words = re.sub(r"[^A-Za-z0-9]+", "-", own if isinstance(own, str) else str(row.get("component_name") or ""))
    hashed = sha256(json.dumps(key, default=str).encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return "-".join(part for part in (prefix, words.strip("-")[:60], hashed) if part)


def _main_id(value: Any, kind: Kind, spelled: Collection[str]) -> Any:
    """The id of a row; one that is made of a number gives way to one that another row of the table spells."""
    if isinstance(value, bool) or not isinstance(value, int):
        unsafe = isinstance(value, str) and value and not is_safe_id(value)
        return record_id({ID: value}, kind.name.upper()) if unsafe else value
    own = kind.id_form.numbered(value) if kind.id_form.is_numbered else ""
    return own if own and own not in spelled else f"{kind.name.upper()}-{value}"


def _named(row: Row, table: str, kind: Kind) -> Row:
    """A row with the fields' names; `extra_metadata` joins the metadata."""
    names = OTHER_NAMES.get(table, {})
    named = {names.get(name, name) if names.get(name) not in row else name: value for name, value in row.items()}
    texts = {name for name, field in kind.fields.items() if not (field.is_list or field.is_object)}
    named = {name: value if name in texts else _decoded(value) for name, value in named.items()}
    named = {name: timed(value) if name in kind.fields else value for name, value in named.items()}
    if "extra_metadata" in named:
        named[METADATA] = joined(named.get(METADATA), named.pop("extra_metadata"))
    return named


def _key(row: Row, table: str) -> Any:
    """By what rows of other tables name a row."""
    other = "component_id" if table == "architecture_components" else next(iter(OTHER_NAMES.get(table, {ID: ID})))
    return row.get(ID, row.get(other, row.get("component_name")))


def _by_parent(rows: Iterable[Row], column: str) -> dict[Hashable, list[Row]]:
    result: dict[Hashable, list[Row]] = {}
    for row in rows:
        result.setdefault(same_key(row.get(column)), []).append(_decoded_row(row))
    return result


def _decoded_row(row: Row) -> Row:
    return {name: _decoded(value) for name, value in row.items() if value is not None}


def _decoded(value: Any) -> Any:
    """A column's value: text that is a JSON list or object is that."""
    if not isinstance(value, str) or value[:1] not in {"[", "{"}:
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _rules(rows: Iterable[Row]) -> list[Row]:
    """One placement for each repository that has import rules, for the whole of it."""
    by_repo: dict[str, list[Row]] = {}
    for row in rows:
        by_repo.setdefault(str(row.get("source_repo") or "all"), []).append(_decoded_row(row))
    return [_rule_placement(repo, own) for repo, own in by_repo.items()]


def _rule_placement(repo: str, rows: list[Row]) -> Row:
    own, named = f"RULES-{repo}", dict[str, list[str]]()
    for row in rows:
        sort, module = str(row.get("rule_type")).lower(), str(row.get("target_module"))
        name = "allowed_imports" if "allow" in sort and "not" not in sort and "dis" not in sort else "forbidden_imports"
        if _MODULE.match(module):
            named.setdefault(name, []).append(module)
    times = sorted(str(timed(row["created_at"])) for row in rows if row.get("created_at"))
    return {
        ID: own if is_safe_id(own) else record_id({ID: repo}, "RULES"),
        "component_name": repo,
        "component_type": "repository",
        "correct_repo": repo,
        "owned_paths": ["**"],
        "rules": {name: list(dict.fromkeys(modules)) for name, modules in named.items()},
        "created_at": times[0] if times else None,
        "import_rules": rows,
    }
