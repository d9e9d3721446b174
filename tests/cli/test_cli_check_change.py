"""`check --base` and `--merged`: real repositories, through the program."""

import json
from pathlib import Path

import pytest
from cli_program import Program, copied_program, made_once

CREATED = "created: '2026-01-09T10:00:00Z'"


@pytest.fixture(scope="module")
def plane_template(tmp_path_factory: pytest.TempPathFactory, tasks_template: Path) -> Path:
    return made_once(tmp_path_factory, tasks_template, _branch_off)


def _branch_off(tasks: Program) -> None:
    write(tasks, "tasks/WS-TASK-004", f"title: Wait\nstatus: pending\n{CREATED}\ndependencies: [WS-TASK-001]\n")
    body = "title: Use files\nstatus: accepted\ndate: '2026-01-01T10:00:00Z'\ndecision: One file a record.\n"
    write(tasks, "decisions/ADR-001", body)
    (tasks.folder / "records" / "repos").mkdir(exist_ok=True)
    for name in ("api", "web"):
        write(tasks, f"repos/{name}", f"path: ../{name}\n")
    save(tasks, "more")
    tasks.git("checkout", "-q", "-b", "topic")


@pytest.fixture
def plane(tmp_path: Path, plane_template: Path) -> Program:
    """A workspace with tasks and decisions on `main`; the branch `topic` is checked out."""
    return copied_program(plane_template, tmp_path)


def file(program: Program, name: str) -> Path:
    return program.folder / "records" / f"{name}.yaml"


def write(program: Program, name: str, body: str) -> None:
    path = file(program, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"id: {path.stem}\n{body}")
    program.git("add", str(path))


def edit(program: Program, name: str, old: str, new: str) -> None:
    text = file(program, name).read_text()
    assert old in text
    file(program, name).write_text(text.replace(old, new))


def save(program: Program, message: str) -> None:
    program.git("add", "-A", ".")
    program.git("commit", "-qm", message)


def findings(program: Program, *options: str, code: int | None = 1) -> list[dict[str, object]]:
    done = program("check", "--base", "main", *options, "--format", "json", code=code)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def codes(program: Program, *options: str, code: int | None = 1) -> list[object]:
    return [found["code"] for found in findings(program, *options, code=code)]


def test_branch_without_changes_is_clean_and_nothing_is_written(plane: Program) -> None:
    before = plane.git("status", "--porcelain", "--ignored"), plane.git("count-objects", "-v")
    assert codes(plane, code=0) == []
    assert codes(plane, "--merged", code=0) == []
    assert (plane.git("status", "--porcelain", "--ignored"), plane.git("count-objects", "-v")) == before


def test_illegal_step_names_the_legal_ones_at_the_status(plane: Program) -> None:
    edit(plane, "tasks/WS-TASK-002", "status: closed", "status: in_progress")
    (found,) = findings(plane)
    assert (found["code"], found["path"], found["line"]) == ("TRANSITION", "records/tasks/WS-TASK-002.yaml", 3)
    assert "from closed it goes to pending (reopen)" in str(found["message"])


def test_empty_base_is_refused(plane: Program) -> None:
    assert "--base needs a branch" in plane("check", "--base", "", code=2).stderr


def test_several_legal_steps_in_as_many_commits_are_legal(plane: Program) -> None:
    edit(plane, "tasks/WS-TASK-002", "status: closed", "status: pending")
    save(plane, "reopen")
    edit(plane, "tasks/WS-TASK-002", "status: pending", "status: in_progress")
    save(plane, "start")
    assert codes(plane, code=0) == []


def test_text_of_an_accepted_decision_is_frozen_and_its_links_are_not(plane: Program) -> None:
    edit(plane, "decisions/ADR-001", "decision: One file a record.", "decision: >\n  One file\n  a record.\n")
    edit(plane, "decisions/ADR-001", "status: accepted", "status: implemented\nrelated_files: [README.md]")
    assert "FROZEN" not in codes(plane, code=0)
    edit(plane, "decisions/ADR-001", "a record.", "a kind.")
    (found,) = [item for item in findings(plane) if item["code"] == "FROZEN"]
    assert "ADR-001 is accepted: write a new adr that supersedes it" in str(found["message"])


def test_closing_before_its_dependency_is_found_at_the_dependency(plane: Program) -> None:
    edit(plane, "tasks/WS-TASK-004", "status: pending", "status: completed")
    (found,) = findings(plane)
    assert (found["code"], found["line"], found["column"]) == ("OPEN-DEPENDENCY", 5, 16)
    edit(plane, "tasks/WS-TASK-004", "status: completed", "status: cancelled")
    assert codes(plane, code=0) == []


def test_deleted_record_that_is_named_is_found_at_the_name(plane: Program) -> None:
    file(plane, "tasks/WS-TASK-001").unlink()
    found = [(item["code"], item["path"]) for item in findings(plane) if item["level"] == "error"]
    assert found == [("DELETED", "records/tasks/WS-TASK-004.yaml")]


def test_schema_of_the_change_does_not_excuse_it_and_is_listed_first(plane: Program) -> None:
    path = plane.folder / "schemas" / "task.schema.json"
    schema = json.loads(path.read_text())
    schema["x-wmsgit"]["transitions"] = []
    schema["properties"]["status"]["enum"].append("whatever")
    path.write_text(json.dumps(schema, indent=2))
    edit(plane, "tasks/WS-TASK-001", "status: pending", "status: whatever")
    edit(plane, "tasks/WS-TASK-002", "status: closed", "status: in_progress")
    assert codes(plane) == ["POLICY-CHANGED", "SCHEMA-CHANGE", "TRANSITION", "TRANSITION"]
    first, second, *_ = findings(plane)
    assert "steps are allowed that were not" in str(first["message"])
    assert "x-wmsgit.transitions" in str(second["message"])
    assert plane("check").returncode == 0


def test_attributes_that_take_records_from_the_driver_are_told_first(plane: Program) -> None:
    (plane.folder / ".git" / "info" / "attributes").write_text("*.yaml merge=wmsgit\n")
    top, below = plane.folder / ".gitattributes", plane.folder / "records" / "tasks" / ".gitattributes"
    text = top.read_text()
    top.write_text(text.replace("-text", "text"))
    assert codes(plane, code=0) == []
    below.write_text("*.yaml binary\n")
    file(plane, "tasks/WS-TASK-001").unlink()
    (first, *_) = findings(plane)
    assert (first["code"], first["path"]) == ("MERGE-CHANGE", "records/tasks/.gitattributes")
    assert "'merge' is unset for records/tasks/WS-TASK-002.yaml and 3 more" in str(first["message"])
    below.unlink()
    top.write_text(f"{text}/records/decisions/** merge=union\n")
    (first, *_) = findings(plane)
    assert (first["path"], "is union for records/decisions/ADR-001" in str(first["message"])) == (
        ".gitattributes",
        True,
    )


def test_schema_that_hides_records_in_another_folder_hides_nothing(plane: Program) -> None:
    path = plane.folder / "schemas" / "adr.schema.json"
    path.write_text(path.read_text().replace('"folder": "decisions"', '"folder": "adrs"'))
    edit(plane, "decisions/ADR-001", "One file a record.", "No files.")
    assert "FROZEN" in codes(plane)
    path.unlink()
    assert "FROZEN" in codes(plane)


def test_id_that_both_sides_gave_is_found_and_renumber_proposed(plane: Program) -> None:
    write(plane, "tasks/WS-TASK-006", f"title: Ours\nstatus: pending\n{CREATED}\n")
    save(plane, "ours")
    plane.git("checkout", "-q", "main")
    write(plane, "tasks/2026/ws-task-006", f"title: Theirs\nstatus: pending\n{CREATED}\n")
    save(plane, "theirs")
    plane.git("checkout", "-q", "topic")
    (found,) = findings(plane)
    assert (found["code"], found["path"]) == ("ID-TAKEN", "records/tasks/WS-TASK-006.yaml")
    assert "wmsgit renumber WS-TASK-006" in str(found["message"])
    assert set(codes(plane, "--merged")) == {"DUPLICATE-ID"}


def test_id_that_moved_without_a_record_of_it_is_found(plane: Program) -> None:
    text = file(plane, "tasks/WS-TASK-003").read_text()
    file(plane, "tasks/WS-TASK-003").unlink()
    file(plane, "tasks/WS-TASK-013").write_text(text.replace("WS-TASK-003", "WS-TASK-013"))
    save(plane, "by hand")
    assert codes(plane) == ["ID-MOVED"]
    plane.git("commit", "-q", "--amend", "-m", "renumber\n\nWmsgit-Renumber: WS-TASK-003 WS-TASK-013")
    assert codes(plane, code=0) == []


def test_id_that_comes_to_name_another_record_is_found(plane: Program) -> None:
    write(plane, "tasks/WS-TASK-003", "title: Other\nstatus: pending\ncreated: '2026-05-05T10:00:00Z'\n")
    assert "ID-REUSED" in codes(plane)
    plane.git("checkout", "-q", "-f", "topic")
    plane.git("rm", "-q", "records/tasks/WS-TASK-003.yaml")
    save(plane, "remove")
    plane.git("checkout", "-q", "-B", "main")
    plane.git("checkout", "-q", "-b", "later")
    write(plane, "tasks/WS-TASK-003", "title: Other\nstatus: pending\ncreated: '2026-05-05T10:00:00Z'\n")
    assert codes(plane) == ["ID-REUSED"]
    plane.git("checkout", "-q", "HEAD~1", "--", "records/tasks/WS-TASK-003.yaml")
    assert codes(plane, code=0) == []


def test_merge_that_closes_what_the_other_side_opened_is_found(plane: Program) -> None:
    edit(plane, "tasks/WS-TASK-001", "status: pending", "status: completed")
    save(plane, "one is done")
    plane.git("branch", "-f", "main")
    edit(plane, "tasks/WS-TASK-004", "status: pending", "status: completed")
    save(plane, "four is done")
    plane.git("checkout", "-q", "main")
    edit(plane, "tasks/WS-TASK-001", "status: completed", "status: pending")
    save(plane, "one is not done")
    plane.git("checkout", "-q", "topic")
    assert codes(plane, code=0) == []
    (found,) = findings(plane, "--merged")
    assert (found["code"], found["path"]) == ("OPEN-DEPENDENCY", "records/tasks/WS-TASK-004.yaml")


def test_conflicts_of_a_merge_are_found_with_and_without_markers(plane: Program) -> None:
    edit(plane, "tasks/WS-TASK-003", "title: Ship it", "title: Ship it now")
    edit(plane, "tasks/WS-TASK-001", "title: Rotate the keys", "title: Rotate")
    save(plane, "ours")
    plane.git("checkout", "-q", "main")
    edit(plane, "tasks/WS-TASK-003", "title: Ship it", "title: Ship it later")
    file(plane, "tasks/WS-TASK-001").unlink()
    save(plane, "theirs")
    plane.git("checkout", "-q", "topic")
    found = {(item["path"], item["code"], item["line"]) for item in findings(plane, "--merged")}
    assert ("records/tasks/WS-TASK-003.yaml", "CONFLICT", 2) in found
    assert ("records/tasks/WS-TASK-001.yaml", "CONFLICT", 0) in found


def test_change_that_would_land_on_another_id_is_found(plane: Program) -> None:
    long = "description: |\n" + "".join(f"  line {n} of a text that makes the files alike\n" for n in range(30))
    edit(plane, "tasks/WS-TASK-003", "title: Ship it\n", f"title: Ship it\n{long}")
    save(plane, "long")
    plane.git("branch", "-f", "main")
    edit(plane, "tasks/WS-TASK-003", "line 7 of", "line seven of")
    save(plane, "ours")
    plane.git("checkout", "-q", "main")
    text = file(plane, "tasks/WS-TASK-003").read_text().replace("WS-TASK-003", "WS-TASK-023")
    plane.git("rm", "-q", "records/tasks/WS-TASK-003.yaml")
    file(plane, "tasks/WS-TASK-023").write_text(text.replace("2026-01-03", "2026-06-06"))
    save(plane, "theirs")
    plane.git("checkout", "-q", "topic")
    found = {(item["path"], item["code"]) for item in findings(plane, "--merged")}
    assert ("records/tasks/WS-TASK-023.yaml", "ID-LANDED") in found


def test_moved_file_is_merged_with_what_the_other_side_did_to_it(plane: Program) -> None:
    edit(plane, "tasks/WS-TASK-003", "title: Ship it", "title: Ship it now")
    save(plane, "ours")
    plane.git("checkout", "-q", "main")
    (plane.folder / "records" / "tasks" / "2026").mkdir()
    plane.git("mv", "records/tasks/WS-TASK-003.yaml", "records/tasks/2026/WS-TASK-003.yaml")
    save(plane, "theirs")
    plane.git("checkout", "-q", "topic")
    assert codes(plane, "--merged", code=0) == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--base", "nope"), 4),
        (("--base", "-x"), 4),
        (("--merged",), 2),
        (("--base", "main", "--staged"), 2),
        (("--base", "main", "--format", "sarif"), 0),
        (("--base", "main", "records/tasks"), 0),
    ],
)
def test_options_fit_together_or_are_refused(plane: Program, options: tuple[str, ...], code: int) -> None:
    plane("check", *options, code=code)


def test_shallow_clone_cannot_tell(plane: Program, tmp_path: Path) -> None:
    edit(plane, "tasks/WS-TASK-003", "title: Ship it", "title: Ship it now")
    save(plane, "ours")
    plane.git("checkout", "-q", "main")
    edit(plane, "tasks/WS-TASK-002", "title: Clean up", "title: Clean")
    save(plane, "theirs")
    plane.git("checkout", "-q", "topic")
    plane.git("clone", "-q", "--depth=1", "--no-single-branch", f"file://{plane.folder}", str(tmp_path / "shallow"))
    shallow = Program(tmp_path / "shallow", plane.environ)
    assert "shallow" in shallow("check", "--base", "origin/main", code=7).stderr
