"""A plane and a source that both change, and what an import between them has to do, said once more without the program.

The model knows each value as the two sides had it when they last agreed. It asks the program nothing but its records.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import older_database
from in_process import Result

from wmsgit import WorkspaceDB

Row = dict[str, Any]
Run = Callable[..., Result]
NOUNS = {
    "workspace_tasks": "task", "workspace_sessions": "session", "cross_repo_issues": "issue",
    "architecture_decisions": "adr", "architecture_components": "placement", "architecture_states": "state",
    "drift_detections": "drift",
}  # fmt: skip
TEXTS = {
    "workspace_tasks": {
        "title": "title", "description": "description", "notes": "notes", "assigned_to": "assigned_to",
        "priority": "priority", "workflow_id": "metadata.imported.workflow_id", "assigned_repo": "assigned_repo",
    },
    "workspace_sessions": {"handoff_notes": "handoff_notes", "user": "user", "ai_assistant": "ai_assistant"},
    "cross_repo_issues": {
        "title": "title", "severity": "severity", "description": "description", "action_required": "action_required",
    },
    "architecture_decisions": {"decision": "decision", "rationale": "rationale", "impact": "impact"},
    "architecture_components": {
        "component_name": "component_name", "expected_path": "correct_location",
        "version": "metadata.imported.version",
    },
    "architecture_states": {"state_name": "state_name", "version": "version"},
    "drift_detections": {"file_path": "file_path", "violation_details": "violation_details", "severity": "severity"},
}  # fmt: skip
"""Table → its column of one value → the field that holds it."""
LISTS = {
    "workspace_tasks": ("related_files", "dependencies"),
    "cross_repo_issues": ("repos_affected",),
    "architecture_decisions": ("documentation", "related_files"),
}
"""Table → columns that hold a list, each under its own name in the record."""
CHILDREN = {
    "workspace_sessions": ("session_activities", "session_id", "description", "activities"),
    "workspace_tasks": ("bastard_reports", "task_id", "full_report", "reviews"),
    "architecture_components": ("code_component_mappings", "component_id", "file_path", "owned_paths"),
}
"""Table → its child table, the column that names the parent, the child's text, and the list that it becomes part of."""
GRADES = ("HIGH", "LOW", "MEDIUM")
OF_GRADES = {"priority", "severity", "impact"}
OF_JSON = tuple(NOUNS)[:4]
IN_JSON = {
    "workspace_tasks": "WORKSPACE-TASKS.json", "workspace_sessions": "SESSION-LOG.json",
    "cross_repo_issues": "CROSS-REPO-ISSUES.json", "architecture_decisions": "ARCHITECTURE-DECISIONS.json",
}  # fmt: skip
MAY_BE_REFUSED = (0, 5)
"""How writes end to which a frozen decision may be in the way."""
Key = tuple[str, str, str]
"""Table, id, field."""


def at(record: Row, path: str) -> Any:
    """The value at a dotted name; None for none, and for an empty one."""
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return None if value in ("", [], {}) else value


@dataclass
class World:
    """Both sides, and what the model remembers of them.

    Attributes:
        run: the program, in the plane.
        plane: the workspace's folder.
        database: where the source lies: a database, or a folder of JSON files.
        is_json: which of both.
        rnd: the chance.
        rows: the source.
        agreed: a value → ours and theirs when they were last settled.
        own: id → what only the plane has, each as `field`, `text`.
        removed: the records that were removed here.
    """

    run: Run
    plane: Path
    database: Path
    is_json: bool
    rnd: random.Random
    rows: dict[str, list[Row]] = field(default_factory=dict)
    agreed: dict[Key, tuple[Any, Any]] = field(default_factory=dict)
    own: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    older: set[str] = field(default_factory=set)
    count: int = 0

    def __post_init__(self) -> None:
        whole = older_database.filled(4)
        children = {child for child, *_ in CHILDREN.values()}
        self.spare = {table: whole[table] for table in (*self.tables, *children)}
        self.rows = {table: rows[:2] for table, rows in self.spare.items()}

    @property
    def tables(self) -> tuple[str, ...]:
        """The parents' tables that the source has."""
        return OF_JSON if self.is_json else tuple(NOUNS)

    def word(self, stem: str) -> str:
        self.count += 1
        return f"{stem} {self.count}"

    def value(self, column: str, stem: str) -> str:
        """A new value for a column of one value; now and then the same on both sides."""
        if column in OF_GRADES:
            return self.rnd.choice(GRADES)
        return self.rnd.choice([self.word(stem), self.word(stem), "the same"])

    # What happens at the source.

    def change_source(self) -> None:
        table = self.rnd.choice(self.tables)
        roll = self.rnd.random()
        if roll < 0.1 and self.spare_rows(table):
            self.rows[table] = [*self.rows[table], self.rnd.choice(self.spare_rows(table))]
        elif roll < 0.2:
            self.rows[table] = self.rnd.sample(self.rows[table], len(self.rows[table]))
        elif not self.rows[table]:
            return
        elif roll < 0.25:
            self.remove_row(table)
        else:
            row = self.rnd.choice(self.rows[table])
            self.rows[table] = [self.changed(table, row) if other is row else other for other in self.rows[table]]

    def spare_rows(self, table: str) -> list[Row]:
        present = {row["id"] for row in self.rows[table]}
        return [row for row in self.spare[table] if row["id"] not in present]

    def remove_row(self, table: str) -> None:
        gone = self.rnd.choice(self.rows[table])
        self.rows[table] = [row for row in self.rows[table] if row is not gone]
        if table in CHILDREN:
            child, parent, *_ = CHILDREN[table]
            self.rows[child] = [row for row in self.rows[child] if row[parent] != gone["id"]]

    def changed(self, table: str, row: Row) -> Row:
        roll = self.rnd.random()
        if roll < 0.15 and "updated" in row:
            back = self.rnd.random() < 0.3
            self.older |= {row["id"]} if back else set()
            self.count += 1
            return {**row, "updated": f"{2020 if back else 2026}-01-01 00:00:{self.count % 60:02d}"}
        if roll < 0.4 and table in CHILDREN:
            self.change_children(table, row["id"])
            return row
        if roll < 0.6 and table in LISTS:
            column = self.rnd.choice(LISTS[table])
            return {**row, column: json.dumps(self.changed_items(json.loads(row[column] or "[]"), "theirs"))}
        column = self.rnd.choice(list(TEXTS[table]))
        empties = column not in {"title", "decision", "component_name", "state_name", "severity", "file_path"}
        return {**row, column: None if empties and self.rnd.random() < 0.15 else self.value(column, "theirs")}

    def change_children(self, table: str, parent_id: str) -> None:
        child, parent, text, _ = CHILDREN[table]
        own = [row for row in self.rows[child] if row[parent] == parent_id]
        if own and self.rnd.random() < 0.4:
            gone = self.rnd.choice(own)
            self.rows[child] = [row for row in self.rows[child] if row is not gone]
        else:
            word = self.word("their child")
            new = {**self.spare[child][0], "id": f"{child}-{word[-3:].strip()}x{self.count}", parent: parent_id}
            self.rows[child] = [*self.rows[child], {**new, text: word}]

    def changed_items(self, items: list[str], stem: str) -> list[str]:
        if items and self.rnd.random() < 0.4:
            gone = self.rnd.choice(items)
            return [item for item in items if item != gone]
        return [*items, self.word(f"{stem} item")]

    # What happens in the plane.

    def change_plane(self) -> None:
        table = self.rnd.choice(self.tables)
        records = self.records(table)
        if not records:
            return
        name = self.rnd.choice(sorted(records))
        actions = [self.set_text, self.set_text, self.set_list, self.add_own, self.remark, self.edit_by_hand]
        if self.rnd.random() < 0.06:
            self.remove(table, name)
        else:
            self.rnd.choice(actions)(table, name, records[name])

    def set_text(self, table: str, name: str, _: Row) -> None:
        column = self.rnd.choice(list(TEXTS[table]))
        value = self.value(column, "ours")
        self.run(NOUNS[table], "set", name, f"{TEXTS[table][column]}={value}", codes=MAY_BE_REFUSED)

    def set_list(self, table: str, name: str, record: Row) -> None:
        if table not in LISTS:
            return
        column = self.rnd.choice(LISTS[table])
        items = at(record, column) or []
        if items and self.rnd.random() < 0.4:
            self.run(NOUNS[table], "set", name, f"{column}-={self.rnd.choice(items)}", codes=MAY_BE_REFUSED)
        else:
            self.run(NOUNS[table], "set", name, f"{column}+={self.word('our item')}", codes=MAY_BE_REFUSED)

    def add_own(self, table: str, name: str, _: Row) -> None:
        word = self.word("our own")
        if table == "workspace_sessions":
            WorkspaceDB(workspace_root=str(self.plane)).add_session_activity(name, "code", word)
            self.keep(name, "activities", word)
        elif table == "architecture_components":
            self.run("placement", "set", name, f"owned_paths+={word}")
            self.keep(name, "owned_paths", word)
        elif table == "workspace_tasks":
            self.run("task", "review", name, "--grade", "C", "--fix", word)
            self.keep(name, "reviews", word)
        else:
            key = f"mine{self.count}"
            self.run(NOUNS[table], "set", name, f"metadata.{key}={word}")
            self.keep(name, f"metadata.{key}", word)

    def remark(self, table: str, name: str, _: Row) -> None:
        word = self.word("our remark")
        self.run(NOUNS[table], "note", name, word)
        self.keep(name, "comments", word)

    def edit_by_hand(self, _: str, name: str, __: Row) -> None:
        (path,) = (self.plane / "records").rglob(f"{name}.yaml")
        lines = path.read_text().splitlines(keepends=True)
        starts = [number for number, line in enumerate(lines) if line[:1].isalpha()]
        word = self.word("# our comment")
        lines.insert(self.rnd.choice(starts), f"{word}\n")
        path.write_text("".join(lines))
        self.run("save")
        self.keep(name, "", word)

    def remove(self, table: str, name: str) -> None:
        if self.run(NOUNS[table], "rm", name, "--unlink", codes=MAY_BE_REFUSED).returncode == 0:
            self.removed.add(name)
            self.own.pop(name, None)

    def keep(self, name: str, path: str, text: str) -> None:
        self.own.setdefault(name, []).append((path, text))

    # The import, and what must be true of it.

    def records(self, table: str) -> dict[str, Row]:
        listed = json.loads(self.run(NOUNS[table], "list", "--format", "json").stdout)
        return {record["id"]: record for record in listed}

    def write_source(self) -> None:
        if not self.is_json:
            older_database.write(self.database, self.rows)
            return
        self.database.mkdir(exist_ok=True)
        for table in self.tables:
            rows = [self.json_row(table, row) for row in self.rows[table]]
            key = {"workspace_sessions": "sessions", "cross_repo_issues": "issues"}.get(table, "decisions")
            value: Any = rows if table == "workspace_tasks" else {key: rows}
            (self.database / IN_JSON[table]).write_text(json.dumps(value))

    def json_row(self, table: str, row: Row) -> Row:
        plain = {name: older_database.parsed(value) for name, value in row.items()}
        if table == "workspace_sessions":
            mine = [child for child in self.rows["session_activities"] if child["session_id"] == row["id"]]
            names = ("time", "activity_type", "description", "outcome")
            plain |= {"session_id": plain.pop("id"), "activities": [{n: child[n] for n in names} for child in mine]}
        return plain

    def import_and_compare(self) -> Iterator[str]:
        """Import, and say what is wrong with it, each in a few words."""
        before = {table: self.records(table) for table in self.tables}
        self.write_source()
        sort = "json" if self.is_json else "sqlite"
        listed = self.run("import", sort, self.database, "--verbose", codes=(0, 7)).stdout
        after = {table: self.records(table) for table in self.tables}
        for table in self.tables:
            yield from self.compare(table, before[table], after[table], listed)
        yield from self.missing_own(after)

    def compare(self, table: str, before: dict[str, Row], after: dict[str, Row], listed: str) -> Iterator[str]:
        source = {str(row["id"]): row for row in self.rows[table]}
        for name in {*before, *after, *source}:
            if name in self.removed:
                yield from [f"{name} came back"] * (name in after)
                yield from [f"{name} is not said to be removed"] * (
                    name in source and f"kept: {name}: id" not in listed
                )
            elif name not in after:
                yield f"{name} is missing"
            elif name not in before:
                yield from self.compare_new(table, source[name], after[name])
            else:
                row = source.get(name)
                yield from self.compare_texts(table, row, before[name], after[name], listed)
                yield from self.compare_lists(table, row, before[name], after[name], listed)
        for name in source:
            self.older.discard(name)

    def compare_new(self, table: str, row: Row, record: Row) -> Iterator[str]:
        for column, path in TEXTS[table].items():
            theirs = row.get(column)
            yield from [f"{row['id']}: {path} is {at(record, path)!r}"] * (at(record, path) != theirs)
            self.agreed[table, row["id"], path] = theirs, theirs
        for path, items in self.lists_of(table, row).items():
            yield from [f"{row['id']}: {path} lacks items"] * (not items <= items_in(record, path))
            self.agreed[table, row["id"], path] = items, items

    def compare_texts(self, table: str, row: Row | None, old: Row, new: Row, listed: str) -> Iterator[str]:
        name = old["id"]
        for column, path in TEXTS[table].items():
            mine, now = at(old, path), at(new, path)
            ours_then, theirs_then = self.agreed[table, name, path]
            theirs = theirs_then if row is None else row.get(column) or None
            is_ours, is_theirs = mine != ours_then, theirs != theirs_then
            is_listed = f"kept: {name}: {path}: " in listed
            if is_theirs and name in self.older and not is_ours:
                wanted = now if now == theirs or (now == mine and is_listed) else "taken, or listed"
            else:
                wanted = mine if is_ours or not is_theirs else theirs
                both = is_ours and is_theirs and mine != theirs
                yield from [f"{name}: {path} is{'' if both else ' not'} to be listed"] * (is_listed != both)
            yield from [f"{name}: {path}: {mine!r} and {theirs!r} became {now!r}, not {wanted!r}"] * (now != wanted)
            if now == theirs:
                self.agreed[table, name, path] = now, theirs

    def compare_lists(self, table: str, row: Row | None, old: Row, new: Row, listed: str) -> Iterator[str]:
        name = old["id"]
        for path in self.lists_of(table, row or {"id": name}):
            mine, now = items_in(old, path), items_in(new, path)
            ours_then, theirs_then = self.agreed[table, name, path]
            theirs = theirs_then if row is None else self.lists_of(table, row)[path]
            if name in self.older and f"kept: {name}: {path}: " in listed:
                continue
            yield from [f"{name}: {path}: ours is lost"] * (not mine - theirs_then <= now)
            yield from [f"{name}: {path}: theirs is missed"] * (not theirs - theirs_then <= now)
            yield from [f"{name}: {path}: theirs removed stays"] * bool((theirs_then - theirs) & ours_then & now)
            yield from [f"{name}: {path}: ours removed returns"] * bool((ours_then - mine) & theirs_then & theirs & now)
            yield from [f"{name}: {path}: something new"] * (not now <= mine | theirs)
            self.agreed[table, name, path] = now, theirs

    def lists_of(self, table: str, row: Row) -> dict[str, frozenset[str]]:
        """The lists that a row says: field → its items, of objects their texts."""
        lists = {column: frozenset(json.loads(row.get(column) or "[]")) for column in LISTS.get(table, ())}
        if table in CHILDREN and not (self.is_json and table != "workspace_sessions"):
            child, parent, text, path = CHILDREN[table]
            lists[path] = frozenset(str(item[text]) for item in self.rows[child] if item[parent] == row["id"])
        return lists

    def missing_own(self, after: dict[str, dict[str, Row]]) -> Iterator[str]:
        for name, kept in self.own.items():
            (table,) = (table for table in after if name in after[table])
            (path,) = (self.plane / "records").rglob(f"{name}.yaml")
            texts = {"": path.read_text()}
            for place, text in kept:
                whole = texts.get(place) or json.dumps(at(after[table][name], place))
                yield from [f"{name}: {text} of {place or 'the file'} is lost"] * (text not in whole)


def items_in(record: Row, path: str) -> frozenset[str]:
    """A list's items, of objects the text by which the model knows them."""
    texts = ("description", "report")
    return frozenset(
        str(next((item[name] for name in texts if name in item), item)) if isinstance(item, dict) else str(item)
        for item in at(record, path) or ()
    )
