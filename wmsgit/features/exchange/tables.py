"""The older database's tables as rows of kinds: which table becomes which kind, and where its children go.

Every column has a place: a field, an item of a list, or, by its own name, `metadata.imported`. Rows of a table that is
folded into another are kept whole there, and rows whose parent is missing go to the archive.
"""

import json
import re
from collections.abc import Hashable, Iterable, Mapping
from hashlib import sha256
from typing import Any

from wmsgit.features.exchange.layout import ACTIVITY, ID, METADATA, RowLayout, Source
from wmsgit.features.exchange.older_tables import ARCHIVED, CHILDREN, OTHER_NAMES
from wmsgit.features.exchange.titles import first_sentence
from wmsgit.model.identity import is_safe_id
from wmsgit.model.same import same_key
from wmsgit.schema.kind import Kind

Row = dict[str, Any]
TABLE, ROW_ID = "table", "row_id"
"""Under `metadata.imported`: the table that a record came from where its kind has another, and its row's own id."""
NO_REVIEWER = "older reviewer"
REVIEW_NAMES = {
    "evaluation_type": "type", "overall_grade": "grade", "critical_blockers": "blockers", "required_fixes": "fixes",
    "full_report": "report", "evaluated_at": "at", "evaluator": "reviewer",
}  # fmt: skip
REVIEW = RowLayout(keys=(*REVIEW_NAMES, METADATA), names=REVIEW_NAMES)
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
    found = [(table, reader.source(table), reader.rows(table)) for table in present if reader.kind(table)]
    if database.get("import_rules") and "component_placements" in by_table:
        found.append(("import_rules", reader.source("import_rules"), _rules(database["import_rules"])))
    taken = {*by_table, *SECONDARY, *CHILDREN, *ARCHIVED, "import_rules"}
    return found, {name: len(rows) for name, rows in database.items() if name not in taken and rows}


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
        return [self._row(row, table, kind) for row in self._database[table]]

    def _row(self, row: Row, table: str, kind: Kind) -> Row:
        prefix = SECONDARY.get(table, ("", ""))[1]
        named = _named(row, table, kind)
        given = named.get(ID)
        named[ID] = record_id(row, prefix) if prefix else _main_id(given, kind)
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
                _FOLDS[name](named, items, self._placements)
        if table == "violations" and not named.get("title"):
            text = named.get("description") or named.get("issue_type")
            named["title"] = first_sentence(str(text)) if text else "violation"
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


def _main_id(value: Any, kind: Kind) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        unsafe = isinstance(value, str) and value and not is_safe_id(value)
        return record_id({ID: value}, kind.name.upper()) if unsafe else value
    return kind.id_form.numbered(value) if kind.id_form.is_numbered else f"{kind.name.upper()}-{value}"


def _named(row: Row, table: str, kind: Kind) -> Row:
    """A row with the fields' names; `extra_metadata` joins the metadata."""
    names = OTHER_NAMES.get(table, {})
    named = {names.get(name, name) if names.get(name) not in row else name: value for name, value in row.items()}
    texts = {name for name, field in kind.fields.items() if not (field.is_list or field.is_object)}
    named = {name: value if name in texts else _decoded(value) for name, value in named.items()}
    named = {name: _timed(value) if name in kind.fields else value for name, value in named.items()}
    if "extra_metadata" in named:
        named[METADATA] = _joined(named.get(METADATA), named.pop("extra_metadata"))
    return named


def _joined(kept: Any, extra: Any) -> Any:
    if extra is None:
        return kept
    own = extra if isinstance(extra, dict) else {"extra_metadata": extra}
    return {**(kept if isinstance(kept, dict) else {}), **own}


def _timed(value: Any) -> Any:
    """SQLite's `2025-11-02 10:00:00` with the T of RFC 3339."""
    return value.replace(" ", "T", 1) if isinstance(value, str) and _MOMENT.match(value) else value


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?\Z", re.ASCII)


def _key(row: Row, table: str) -> Any:
    """By what rows of other tables name a row."""
    other = "component_id" if table == "architecture_components" else next(iter(OTHER_NAMES.get(table, {ID: ID})))
    return row.get(ID, row.get(other, row.get("component_name")))


def _by_parent(rows: Iterable[Row], column: str) -> dict[Hashable, list[Row]]:
    found: dict[Hashable, list[Row]] = {}
    for row in rows:
        found.setdefault(same_key(row.get(column)), []).append(_decoded_row(row))
    return found


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
    named: dict[str, list[str]] = {}
    for row in rows:
        sort, module = str(row.get("rule_type")).lower(), str(row.get("target_module"))
        name = "allowed_imports" if "allow" in sort and "not" not in sort and "dis" not in sort else "forbidden_imports"
        if _MODULE.match(module):
            named.setdefault(name, []).append(module)
    times = sorted(str(_timed(row["created_at"])) for row in rows if row.get("created_at"))
    return {
        ID: record_id({ID: f"RULES-{repo}"}, "RULES"),
        "component_name": repo,
        "component_type": "repository",
        "correct_repo": repo,
        "owned_paths": ["**"],
        "rules": {name: list(dict.fromkeys(modules)) for name, modules in named.items()},
        "created_at": times[0] if times else None,
        "import_rules": rows,
    }


def _fold_reports(task: Row, rows: list[Row], _: Mapping[Hashable, str]) -> None:
    """Reports as reviews; what has no field of its own, the grades by category among it, is their metadata."""
    task["reviews"] = [*(_list(task.get("reviews"))), *map(_review, rows)]


def _review(row: Row) -> Row:
    review = {name: value for name, value in row.items() if name in REVIEW_NAMES}
    rest = {name: value for name, value in row.items() if name not in REVIEW_NAMES and name != "task_id"}
    review.setdefault("evaluator", NO_REVIEWER)
    sort = str(review.get("evaluation_type", "plan"))
    review["evaluation_type"] = "completion" if "complet" in sort.lower() else "plan"
    if review["evaluation_type"] != sort:
        rest["evaluation_type"] = sort
    for name in ("critical_blockers", "required_fixes"):
        if name in review and not isinstance(review[name], list):
            rest[name] = review[name]
        if name in review:
            review[name] = [str(item) for item in _list(review[name])]
    if not isinstance(review.get("full_report", ""), str):
        rest["full_report"] = review["full_report"]
        review["full_report"] = json.dumps(review["full_report"], ensure_ascii=False)
    return {name: _timed(value) for name, value in review.items()} | ({METADATA: rest} if rest else {})


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _fold_activities(session: Row, rows: list[Row], _: Mapping[Hashable, str]) -> None:
    session["activities"] = [*_list(session.get("activities")), *map(_activity, rows)]


def _activity(row: Row) -> Row:
    named = {name: _timed(value) for name, value in row.items() if name not in {"session_id", "extra_metadata"}}
    extra = _joined(row.get(METADATA), row.get("extra_metadata"))
    return named | ({METADATA: extra} if extra else {})


def _fold_decisions(session: Row, rows: list[Row], _: Mapping[Hashable, str]) -> None:
    _fold_links(session, rows, "session_decisions", "decision_id", "decisions")


def _fold_issues(session: Row, rows: list[Row], _: Mapping[Hashable, str]) -> None:
    _fold_links(session, rows, "session_issues", "issue_id", "issues_found")


def _fold_links(session: Row, rows: list[Row], table: str, column: str, name: str) -> None:
    linked = [str(row[column]) for row in rows if row.get(column)]
    session[name] = list(dict.fromkeys([*_list(session.get(name)), *linked]))
    session[table] = rows


def _fold_architecture(task: Row, rows: list[Row], placements: Mapping[Hashable, str]) -> None:
    columns = {"architecture_state_id": "state", "architectural_goal": "goal", "milestone": "milestone"}
    for row in rows:
        for column, name in columns.items():
            task[name] = task.get(name) or row.get(column)
        component = row.get("component_id")
        if component is not None:
            task["placement"] = task.get("placement") or placements.get(same_key(component), str(component))
    task["architecture_tasks"] = rows


def _fold_mappings(component: Row, rows: list[Row], _: Mapping[Hashable, str]) -> None:
    component["owned_paths"] = list(dict.fromkeys(str(row["file_path"]) for row in rows if row.get("file_path")))
    component["code_component_mappings"] = rows


_FOLDS = {
    "session_activities": _fold_activities,
    "session_decisions": _fold_decisions,
    "session_issues": _fold_issues,
    "bastard_reports": _fold_reports,
    "architecture_tasks": _fold_architecture,
    "code_component_mappings": _fold_mappings,
}
