"""People: one person under every name, in what is written, filtered, ready and told; nothing of it without a record."""

import json
from pathlib import Path

import pytest
from cli_program import Program, copied_program


@pytest.fixture
def people(tasks_template: Path, tmp_path: Path) -> Program:
    bob = ("bob", "name=Bob Roe", "--alias", "Rob", "--email", "bob@example.org", "handles.github=broe")
    ann = ("ann", "name=Ann Poe", "--email", "ann@example.org")
    return copied_program(tasks_template, tmp_path, ("person", "add", *bob), ("person", "add", *ann))


def as_user(program: Program, name: str, address: str) -> Program:
    environ = {**program.environ, "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": address}
    return Program(program.folder, environ)


def assigned(program: Program, *numbers: int) -> list[str | None]:
    records = json.loads(program("task", "list", "--all", "--format", "json").stdout)
    by_id = {record["id"]: record.get("assigned_to") for record in records}
    return [by_id[f"WS-TASK-{number:03}"] for number in numbers]


@pytest.mark.parametrize(
    "name", ["bob", "Bob", "BOB ROE", "rob", "bob@example.org", "@@broe", "Bob  Roe <bob@example.org>"]
)
def test_every_name_of_a_person_is_written_as_the_id(people: Program, name: str) -> None:
    done = people("task", "set", "1", f"assigned_to={name}")
    assert assigned(people, 1) == ["bob"]
    assert "no person" not in done.stderr


def test_a_name_that_nobody_has_is_written_with_a_warning_that_names_the_nearest(people: Program) -> None:
    done = people("task", "set", "1", "assigned_to=Bob Row")
    assert "WS-TASK-001: assigned_to: no person goes by 'Bob Row'; did you mean 'Bob Roe'?" in done.stderr
    assert assigned(people, 1) == ["Bob Row"]
    shown = people("check").stdout
    assert "UNKNOWN-PERSON" in shown
    assert (
        "no person goes by 'Bob Row'; did you mean 'Bob Roe'?" in people("task", "list", "assigned_to=Bob Row").stderr
    )
    assert "no person" not in people("task", "set", "1", "priority=LOW").stderr, "only what a write adds"


def test_filters_take_every_spelling_for_the_same_person(people: Program) -> None:
    for number, name in ((1, "Rob"), (2, "Bob Roe"), (3, "ann")):
        path = people.folder / f"records/tasks/WS-TASK-00{number}.yaml"
        path.write_text(f"{path.read_text()}assigned_to: {name}\n")
    for name in ("bob", "BOB ROE", "bob@example.org"):
        shown = people("task", "list", "--all", f"assigned_to={name}", "--format", "ids").stdout.split()
        assert sorted(shown) == ["WS-TASK-001", "WS-TASK-002"], name
    shown = people("task", "list", "--all", "assigned_to.not=rob", "--format", "ids").stdout.split()
    assert shown == ["WS-TASK-003"]
    shown = people("task", "list", "--all", "--assigned-to", "Ann Poe", "--format", "ids").stdout.split()
    assert shown == ["WS-TASK-003"]


def test_git_s_name_and_address_are_those_of_a_person(people: Program) -> None:
    for name, address in (("Robert", "bob@example.org"), ("Rob", "elsewhere@example.org")):
        bob = as_user(people, name, address)
        path = people.folder / "records/tasks/WS-TASK-001.yaml"
        path.write_text(f"{path.read_text()}assigned_to: Bob Roe\n")
        assert "WS-TASK-001" in bob("ready", "--format", "ids").stdout, "his own, whatever it is called"
        assert "is held by Bob Roe" in people("ready", "--explain", "WS-TASK-001").stdout
        assert "WS-TASK-001" in bob("task", "list", "assigned_to=@me", "--format", "ids").stdout
        bob("task", "start", "1")
        assert assigned(people, 1) == ["bob"]
        assert json.loads(bob("status", "--format", "json").stdout)["you"]["in_progress"] == ["WS-TASK-001"]
        bob("undo")
        people("task", "set", "1", "assigned_to=")


def test_a_mailmap_joins_names_that_no_record_has(people: Program) -> None:
    lines = [
        "# ours",
        "Bob Roe <bob@example.org> <robert@old.example.org>",
        "Bob Roe <bob@example.org> Robbie <r@x.org>",
    ]
    (people.folder / ".mailmap").write_text("\n".join(lines))
    people("task", "set", "1", "assigned_to=robert@old.example.org")
    people("task", "set", "2", "assigned_to=robbie")
    assert assigned(people, 1, 2) == ["bob", "bob"]


def test_reviewers_owners_and_deciders_are_people_too(people: Program) -> None:
    people("task", "review", "1", "--type", "plan", "--grade", "A", "--reviewer", "Rob")
    assert json.loads(people("task", "show", "1", "--json").stdout)[0]["reviews"][0]["reviewer"] == "bob"
    people("repo", "add", "--id", "api", "path=../api")
    people("repo", "set", "api", "owners+=Ann Poe")
    assert json.loads(people("repo", "show", "api", "--json").stdout)[0]["owners"] == ["ann"]
    assert people("repo", "list", "owners=ann@example.org", "--format", "ids").stdout.split() == ["api"]
    people("adr", "add", "Use files", "decision=Files.", "deciders=Rob,Ann Poe")
    assert json.loads(people("adr", "list", "--json").stdout)[-1]["deciders"] == ["bob", "ann"]


def test_a_name_that_two_people_claim_means_neither(people: Program) -> None:
    people("person", "add", "bella", "name=Bella Roe", "aliases=Rob")
    assert "'Rob' may be bella or bob" in people("task", "set", "1", "assigned_to=Rob").stderr
    assert assigned(people, 1) == ["Rob"]
    assert "'Rob' is claimed by bella and bob" in people("check").stdout


def test_without_people_every_name_is_itself(tasks: Program) -> None:
    done = tasks("task", "set", "1", "assigned_to=Bob Roe")
    assert done.stderr.count("\n") == 1
    tasks("task", "set", "2", "assigned_to=bob roe")
    shown = tasks("task", "list", "assigned_to=Bob Roe", "--format", "ids")
    assert (shown.stdout.split(), shown.stderr) == (["WS-TASK-001"], "")
    assert "PERSON" not in tasks("check").stdout


def test_an_older_workspace_gets_people_by_the_upgrade_alone(tasks: Program) -> None:
    (tasks.folder / "schemas/person.schema.json").unlink()
    tasks("save", "-m", "as an older release made it")
    assert "there is no command wmsgit person" in tasks("person", "list", code=2).stderr
    tasks("task", "set", "1", "assigned_to=Bob Roe")
    tasks("schema", "upgrade")
    tasks("person", "add", "bob", "name=Bob Roe")
    assert tasks("task", "list", "assigned_to=BOB", "--format", "ids").stdout.split() == ["WS-TASK-001"]


@pytest.mark.parametrize(
    ("file", "own", "reason"),
    [
        ("person.schema.json", {"x-wmsgit": {"folder": "staff"}}, "person is a kind of this workspace's own"),
        ("team.schema.json", {"x-wmsgit": {"folder": "people"}}, "the folder 'people' belongs to the kind team"),
    ],
)
def test_an_upgrade_leaves_kinds_of_the_workspace_s_own_alone(
    tasks: Program, file: str, own: dict, reason: str
) -> None:
    schemas = tasks.folder / "schemas"
    (schemas / "person.schema.json").unlink()
    tasks.git("checkout", "-q", "--orphan", "older")
    tasks.git("add", "-A")
    tasks.git("commit", "-qm", "initialise", "-m", "Wmsgit-Op: init")
    text = json.dumps({"properties": {"title": {"type": "string"}}, **own})
    (schemas / file).write_text(text)
    tasks.git("add", "-A")
    tasks.git("commit", "-qm", "ours")
    assert f"schemas/person.schema.json: left out: {reason}" in tasks("schema", "upgrade").stderr
    assert Path(schemas / file).read_text() == text
