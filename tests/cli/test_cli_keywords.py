"""Schemas with keywords that cannot be used, names that are reserved, and kinds that are renamed."""

import json
from pathlib import Path

import pytest
from cli_program import Program

TASK = "schemas/task.schema.json"
PERSON = {
    "title": "person",
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "string", "enum": ["open", "gone"], "default": "open"},
        "boss": {"type": "string", "x-wmsgit": {"references": "person"}},
    },
    "x-wmsgit": {"folder": "persons", "transitions": [{"name": "leave", "from": "open", "to": "gone"}]},
}


def change(program: Program, old: str, new: str, path: str = TASK) -> None:
    file = program.folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def typos(tasks: Program) -> Program:
    """A workspace whose schema of tasks has two misspelled keywords."""
    change(tasks, '"references": "state"', '"refereces": "state"')
    change(tasks, '"acyclic": true,\n        "merge"', '"acyclic": "yes",\n        "merge"')
    return tasks


def test_typo_is_an_error_of_check_at_its_place(typos: Program) -> None:
    lines = [line for line in typos("check", code=1).stdout.splitlines() if "BROKEN-SCHEMA" in line]
    assert [line.partition(" BROKEN-SCHEMA ")[2] for line in lines] == [
        "properties.dependencies.x-wmsgit.acyclic: 'yes' is not true or false; did you mean true?",
        "properties.state.x-wmsgit.refereces: unknown x-wmsgit keyword 'refereces'; did you mean 'references'?",
    ]


def test_records_are_checked_all_the_same(typos: Program) -> None:
    change(typos, "status: pending", "status: pendng", "records/tasks/WS-TASK-001.yaml")
    assert "did you mean 'pending'?" in typos("check", code=1).stdout


def test_reading_warns_once_of_all_typos(typos: Program) -> None:
    done = typos("task", "list")
    assert "WS-TASK-001" in done.stdout
    (warning,) = [line for line in done.stderr.splitlines() if line.startswith("warning: ")]
    assert warning.startswith("warning: 2 keywords cannot be used and have no effect: ")
    assert TASK in warning
    assert "(acyclic, refereces)" in warning


@pytest.mark.parametrize(
    "words",
    [
        ("task", "add", "Two"),
        ("set", "WS-TASK-001", "priority=LOW"),
        ("task", "complete", "WS-TASK-001"),
        ("note", "WS-TASK-001", "x"),
        ("rm", "WS-TASK-001"),
        ("fmt",),
    ],
)
def test_write_of_that_kind_is_refused_and_changes_nothing(typos: Program, words: tuple[str, ...]) -> None:
    before = typos.git("status", "--porcelain")
    error = typos(*words, code=3).stderr
    assert f"{TASK}: nothing of the kind task is written while its schema has keywords that cannot be used" in error
    assert "did you mean 'references'?" in error
    assert typos.git("status", "--porcelain") == before


@pytest.mark.parametrize("verb", ["complete", "start", "cancel"])
@pytest.mark.parametrize("keyword", ['"transitons": [', '"transitions": "none", "x": ['])
def test_a_transition_that_is_lost_with_its_table_says_what_is_wrong_with_that(
    tasks: Program, verb: str, keyword: str
) -> None:
    change(tasks, '"transitions": [', keyword)
    before = tasks.git("status", "--porcelain")
    error = tasks("task", verb, "1", code=3).stderr
    assert "nothing of the kind task is written while its schema has keywords that cannot be used" in error
    assert "x-wmsgit.transit" in error
    assert tasks.git("status", "--porcelain") == before


def test_a_kind_of_which_nothing_is_shown_is_named(tasks: Program) -> None:
    (tasks.folder / TASK).write_text("{ no JSON", encoding="utf-8")
    for words in (("ready",), ("status",), ("search", "keys"), ("board",)):
        done = tasks(*words, code=None)
        assert done.returncode in {0, 3}, words
        assert "task.schema.json:1:3: not valid JSON" in done.stderr, words
    assert "not valid JSON" in tasks("ready", "--claim", code=3).stderr


@pytest.mark.parametrize("words", [("task", "list"), ("ready",), ("status",), ("board",), ("search", "keys")])
def test_a_closed_status_that_is_none_stops_no_read(tasks: Program, words: tuple[str, ...]) -> None:
    change(tasks, '"closed": [', '"closed": ["nosuch", ')
    result = tasks(*words)
    assert "WS-TASK-001" in result.stdout
    assert "1 keyword cannot be used" in result.stderr
    assert "'nosuch' is not a status" in tasks("task", "set", "1", "priority=LOW", code=3).stderr


def test_other_kinds_are_written(typos: Program) -> None:
    typos("issue", "add", "One", "issue_type=bug", "severity=LOW")


def test_schema_save_undo_and_doctor_always_run(typos: Program) -> None:
    assert "task" in typos("schema", "list").stdout
    json.loads(typos("schema", "show", "task").stdout)
    assert "unknown x-wmsgit keyword 'refereces'" in typos("doctor", code=1).stdout
    typos("save")
    change(typos, "priority: HIGH", "priority: LOW", "records/tasks/WS-TASK-001.yaml")
    assert "nothing of the kind task is written" in typos("save", code=3).stderr
    typos.git("checkout", "records")
    typos("undo")
    assert "'refereces'" not in typos("doctor", code=None).stdout
    typos("schema", "upgrade")
    typos("check")


def test_past_revision_is_read_and_checked_without_a_word(typos: Program) -> None:
    typos("save")
    change(typos, '"refereces"', '"references"')
    change(typos, '"acyclic": "yes"', '"acyclic": true')
    typos("save")
    assert "warning" not in typos("task", "list", "--at", "HEAD~1").stderr
    assert "BROKEN-SCHEMA" not in typos("check", "--at", "HEAD~1").stdout
    change(typos, '"references": "state"', '"refereces": "state"')
    typos("save")
    assert "warning" not in typos("task", "list", "--at", "HEAD").stderr
    typos("check", "--at", "HEAD")
    typos("check", code=1)


def test_keyword_of_a_later_release_names_it(tasks: Program) -> None:
    change(tasks, '"routed": true', '"routed": true, "colour": "red"')
    change(tasks, ">=0.2", ">=7.1", "records/workspace.yaml")
    assert "unknown x-wmsgit keyword 'colour': needs wmsgit ≥ 7.1" in tasks("check", code=1).stdout
    assert "needs wmsgit ≥ 7.1" in tasks("task", "list").stderr


@pytest.mark.parametrize(("before", "after"), [(">=0.0.1,<9", ">=0.2,<9"), (">=0.2", ">=0.2"), ("<9", ">=0.2,<9")])
def test_upgrade_raises_the_required_release_in_its_commit(tasks: Program, before: str, after: str) -> None:
    change(tasks, ">=0.2", before, "records/workspace.yaml")
    change(tasks, '"acyclic": true', '"acyclic": false')
    tasks("save")
    change(tasks, "Finish the work.", "Finish it.")
    tasks("save")
    tasks("schema", "upgrade")
    assert f'"{after}"' in (tasks.folder / "records/workspace.yaml").read_text()
    assert tasks.git("status", "--porcelain") == ""
    assert "nothing changed" in tasks("schema", "upgrade").stderr


@pytest.mark.parametrize(
    "words",
    [("set", "WS-TASK-001", "milestone=M1"), ("task", "add", "Two", "milestone=M1")],
)
def test_field_that_only_the_release_knows_says_how_to_get_it(tasks: Program, words: tuple[str, ...]) -> None:
    forget_milestone(tasks.folder / TASK)
    error = tasks(*words, code=3).stderr
    assert "task has no field 'milestone' in this workspace" in error
    assert "run wmsgit schema upgrade" in error


def test_patch_with_a_field_that_only_the_release_knows_says_how_to_get_it(tasks: Program) -> None:
    forget_milestone(tasks.folder / TASK)
    error = tasks("set", "WS-TASK-001", "--patch", "-", code=3, stdin="milestone: M1\n").stderr
    assert "run wmsgit schema upgrade" in error
    error = tasks("set", "WS-TASK-001", "--patch", "-", code=3, stdin="colour: red\n").stderr
    assert "schema upgrade" not in error


def forget_milestone(path: Path) -> None:
    schema = json.loads(path.read_text())
    del schema["properties"]["milestone"]
    path.write_text(json.dumps(schema, indent=2))


def with_kind(program: Program, name: str) -> Program:
    text = json.dumps(PERSON, indent=2).replace('"person"', f'"{name}"').replace('"persons"', f'"{name}s"')
    (program.folder / f"schemas/{name}.schema.json").write_text(text + "\n")
    program("init")
    program("save")
    return program


@pytest.mark.parametrize(
    "name",
    [
        "redo", "autoclose", "find", "site", "ui", "lsp", "mcp", "digest", "watch", "changelog", "uninstall", "help",
        "version", "person",
    ],
)  # fmt: skip
def test_kind_with_a_coming_name_works_and_is_warned_of(wmsgit: Program, name: str) -> None:
    with_kind(wmsgit, name)("save")
    wmsgit(name, "add", "Ann")
    assert f"{name.upper()}-001" in wmsgit(name, "list").stdout
    done = wmsgit("check").stdout
    assert f"'wmsgit schema rename-kind {name} NEW'" in done
    assert "(warning)" in done


@pytest.mark.parametrize("name", ["amend", "tick", "split", "clean", "push", "pr"])
def test_transition_with_a_coming_name_is_warned_of(wmsgit: Program, name: str) -> None:
    with_kind(wmsgit, "crew")
    change(wmsgit, '"leave"', f'"{name}"', "schemas/crew.schema.json")
    assert f"'{name}' will be a verb of wmsgit itself" in wmsgit("check").stdout


def test_renamed_kind_takes_all_that_names_it_along_in_one_commit(wmsgit: Program) -> None:
    folder = with_kind(wmsgit, "officer").folder
    settings = folder / "records/workspace.yaml"
    settings.write_text(
        settings.read_text() + "gates:\n  officer:\n    leave:\n      nothing_open: [officer]\n"
        "views:\n  crew:\n    kind: officer\nwip:\n  officer:\n    open: 3\nreview: [adr, officer]\n"
    )
    (folder / "schemas/crew.schema.json").write_text(json.dumps({
        "properties": {"title": {"type": "string"}, "who": {"type": "string", "x-wmsgit": {"references": "officer"}},
                       "whom": {"type": "string", "x-wmsgit": {"references": "task", "also": ["officer"]}}}
    }))  # fmt: skip
    wmsgit("save")
    wmsgit("officer", "add", "Ann")
    wmsgit("officer", "add", "Bob", "boss=OFFICER-001")
    wmsgit("crew", "add", "All", "who=OFFICER-001")
    before = wmsgit.git("rev-parse", "HEAD")
    assert "dry run" in wmsgit("schema", "rename-kind", "officer", "colleague", "--dry-run").stderr
    assert (wmsgit.git("status", "--porcelain"), wmsgit.git("rev-parse", "HEAD")) == ("", before)

    assert "2 files of its records" in wmsgit("schema", "rename-kind", "officer", "colleague").stderr
    assert wmsgit.git("rev-parse", "HEAD~1") == before
    assert wmsgit.git("status", "--porcelain") == ""
    assert [path for path in wmsgit.git("ls-files").splitlines() if "officer" in path] == []
    assert '"officer"' not in "".join(path.read_text() for path in (folder / "schemas").glob("*.json"))
    assert "officer" not in settings.read_text()
    assert "OFFICER-002" in wmsgit("colleague", "list", "boss=OFFICER-001").stdout
    wmsgit("colleague", "add", "Cy")
    assert "Cy" in wmsgit("colleague", "show", "3").stdout
    assert "colleague" in settings.read_text()
    for path in (".vscode/settings.json", ".idea/jsonSchemas.xml"):
        assert "schemas/colleague.schema.json" in (folder / path).read_text()
        assert "records/colleagues" in (folder / path).read_text()
        assert "officer" not in (folder / path).read_text()
    assert wmsgit("check", "--strict").stdout == ""


def test_renaming_is_undone_whole(wmsgit: Program) -> None:
    with_kind(wmsgit, "person")
    wmsgit("person", "add", "Ann")
    wmsgit("schema", "rename-kind", "person", "colleague")
    wmsgit("task", "add", "Ask her", "description=PERSON-001 knows")
    told = wmsgit("undo", "2").stderr
    assert "schemas/person.schema.json" in told
    assert "remove" not in told, "the records are there, of the kind that came back"
    assert wmsgit.git("diff", "HEAD~3", "--stat", "--", "schemas", "records/people", "records/persons") == ""
    assert "Ann" in wmsgit("person", "list").stdout


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("person", "task", 5), ("person", "lsp", 5), ("person", "check", 3), ("person", "../x", 3),
        ("person", "decision", 3), ("task", "job", 5), ("nobody", "job", 4),
    ],
)  # fmt: skip
def test_renaming_that_cannot_be_changes_nothing(wmsgit: Program, old: str, new: str, code: int) -> None:
    with_kind(wmsgit, "person")("schema", "rename-kind", old, new, code=code)
    assert wmsgit.git("status", "--porcelain") == ""
    assert "person" in wmsgit("schema", "list").stdout


def test_files_in_the_way_of_a_renaming_are_kept(wmsgit: Program) -> None:
    with_kind(wmsgit, "person")("person", "add", "Ann")
    way = wmsgit.folder / "records/colleagues/PERSON-001.yaml"
    way.parent.mkdir()
    way.write_text("mine\n")
    assert "is in the way" in wmsgit("schema", "rename-kind", "person", "colleague", code=5).stderr
    assert way.read_text() == "mine\n"


def test_kind_whose_folder_is_not_named_after_it_stays_there(wmsgit: Program) -> None:
    with_kind(wmsgit, "person")
    change(wmsgit, '"persons"', '"people"', "schemas/person.schema.json")
    wmsgit("save")
    wmsgit("person", "add", "Ann")
    wmsgit("schema", "rename-kind", "person", "colleague")
    text = (wmsgit.folder / "records/people/PERSON-001.yaml").read_text()
    assert "schemas/colleague.schema.json" in text
    wmsgit("check", "--strict")


def test_schema_of_schemas_is_no_kind_anywhere(wmsgit: Program) -> None:
    assert "x-wmsgit" not in wmsgit("schema", "list").stdout
    (wmsgit.folder / "schemas/meta/x-wmsgit.schema.json").write_text("{}\n")
    assert "schemas/meta/x-wmsgit.schema.json: lags behind" in wmsgit("doctor", code=1).stdout
    wmsgit("save")
    wmsgit.git("rm", "-q", "--cached", "schemas/task.schema.json")
    wmsgit("check", "--staged")
    wmsgit("check")
    wmsgit("check", "--at", "HEAD")
    wmsgit("schema", "upgrade")
    assert len((wmsgit.folder / "schemas/meta/x-wmsgit.schema.json").read_text()) > 1000


def test_editors_files_learn_of_a_kind_of_ones_own_by_schema_upgrade(wmsgit: Program) -> None:
    (wmsgit.folder / "schemas/risk.schema.json").write_text('{"type": "object", "properties": {"title": {}}}')
    assert ".vscode/settings.json" in wmsgit("schema", "upgrade").stderr
    for path in (".vscode/settings.json", ".idea/jsonSchemas.xml"):
        assert "schemas/risk.schema.json" in (wmsgit.folder / path).read_text()
    assert "nothing changed" in wmsgit("schema", "upgrade").stderr


BROKEN_TABLES = {
    "no list": ('"transitions": [', '"transitions": "all", "columns": [], "x": ['),
    "misspelled": ('"transitions": [', '"transitons": ['),
    "from nothing": ('"name": "complete",\n        "from": [', '"name": "complete",\n        "from": ["pendng", '),
    "to nothing": ('"to": "completed"', '"to": "complted"'),
    "closed as nothing": ('"closed": [', '"closed": ["complted", '),
    "twice": ('"transitions": [', '"transitions": [{"name": "complete", "to": "completed"},'),
}
WRITES = (
    ("task", "set", "1", "status=completed"), ("task", "set", "1", "title=X"), ("task", "add", "New"),
    ("task", "set", "--where", "status = 'pending'", "status=completed"), ("set", "WS-TASK-001", "status=completed"),
    ("task", "note", "1", "x"), ("task", "rm", "2"), ("ready", "--claim"), ("save",),
    ("import", "json", "../older"), ("renumber", "WS-TASK-002", "WS-TASK-020"),
)  # fmt: skip
FEW_WRITES = (("task", "set", "1", "status=completed"), ("task", "note", "1", "x"), ("save",))


@pytest.mark.parametrize("name", BROKEN_TABLES)
def test_a_broken_table_of_transitions_stops_every_write_of_its_kind(name: str, tasks: Program) -> None:
    change(tasks, *BROKEN_TABLES[name])
    tasks.git("commit", "-qam", "broken")
    (tasks.folder.parent / "older").mkdir()
    rows = [{"id": "T-9", "title": "x", "status": "completed", "created": "2025-01-01T00:00:00"}]
    (tasks.folder.parent / "older" / "WORKSPACE-TASKS.json").write_text(json.dumps(rows))
    head = tasks.git("rev-parse", "HEAD")
    tasks("check", code=1)
    for words in WRITES if name == "no list" else FEW_WRITES:
        if words == ("save",):
            change(tasks, "status: pending", "status: completed", "records/tasks/WS-TASK-001.yaml")
        tasks(*words, code=3)
        tasks.git("checkout", "-q", "records")
        assert (tasks.git("rev-parse", "HEAD"), tasks.git("status", "--porcelain")) == (head, ""), words
    tasks("issue", "add", "Other kinds go on", "issue_type=x", "severity=LOW")
    tasks("undo")
