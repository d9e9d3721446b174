"""Writes: what is committed, what is printed where, what is refused."""

import json
from pathlib import Path

import pytest
from cli_program import Program


def text_of(program: Program, number: int) -> str:
    return (program.folder / f"records/tasks/WS-TASK-{number:03d}.yaml").read_text()


def commits(program: Program) -> int:
    return int(program.git("rev-list", "--count", "HEAD"))


def test_add_prints_the_id_and_says_the_rest_on_standard_error(tasks: Program) -> None:
    done = tasks("task", "add", "Buy paper", "--priority", "low", "--labels", "a,b", "labels+=c", "goal=x")
    assert done.stdout == "WS-TASK-004\n"
    assert done.stderr.startswith("committed ")
    assert "WS-TASK-004: add Buy paper" in done.stderr
    shown = json.loads(tasks("show", "WS-TASK-004", "--format", "json").stdout)[0]
    assert (shown["priority"], shown["goal"]) == ("LOW", "x")
    assert sorted(shown["labels"]) == ["a", "b", "c"]
    assert tasks.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (["--", "--help me"], "--help me"),
        (["retries=3 is too few"], "retries=3 is too few"),
        (["title=By field"], "By field"),
        (["@@ann asks"], "@ann asks"),
    ],
)
def test_title_may_look_like_something_else(tasks: Program, words: list[str], title: str) -> None:
    record_id = tasks("task", "add", *words).stdout.strip()
    assert json.loads(tasks("show", record_id, "--format", "json").stdout)[0]["title"] == title


def test_value_may_be_a_file_or_standard_input(tasks: Program, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("one\ntwo\n")
    tasks("task", "set", "1", f"description=@{tmp_path / 'long.txt'}", "notes=@-", stdin="only line\n")
    shown = json.loads(tasks("task", "show", "1", "--format", "json").stdout)[0]
    assert (shown["description"], shown["notes"]) == ("one\ntwo\n", "only line")


def test_result_is_printed_in_a_format_when_asked_for(tasks: Program) -> None:
    done = tasks("task", "set", "1", "priority=LOW", "--format", "json")
    assert json.loads(done.stdout)[0]["priority"] == "LOW"
    assert tasks("task", "set", "1", "priority=HIGH").stdout == ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["task", "set", "1", "status=pendng"], 3, "did you mean 'pending'?"),
        (["task", "set", "1", "titel=x"], 3, "did you mean 'title'?"),
        (["task", "set", "404", "status=closed"], 4, "WS-TASK-404"),
        (["task", "set", "1"], 2, "nothing is to be set"),
        (["task", "set", "status=closed"], 2, "no record is named"),
        (["set", "--where", "1", "status=closed"], 2, "needs a kind"),
        (["task", "set", "1", "notes=@nowhere.txt"], 4, "@@nowhere.txt"),
        (["task", "set", "1", "notes=@-", "goal=@-"], 2, "only once"),
        (["task", "add", "x", "--id", "../evil"], 3, "safe id"),
        (["task", "add", "x", "--id", "ws-task-001"], 5, "exists"),
        (["task", "add", ""], 3, "title"),
        (["task", "add", "x" * 20_000], 3, "20,000"),
        (["task", "add", "one", "two"], 2, "quotes"),
        (["task", "add", "x", "colour=red"], 3, "colour"),
        (["task", "add"], 2, "title is missing"),
        (["task", "add", "bad \udcff text"], 3, "UTF-8"),
        (["task", "plan", "2"], 3, "from closed"),
        (["task", "note", "1", " "], 3, "text"),
        (["task", "edit", "404"], 4, "WS-TASK-404"),
        (["save", "../elsewhere"], 2, "outside the workspace"),
    ],
)
def test_refused_write_says_why_and_changes_nothing(tasks: Program, words: list[str], code: int, said: str) -> None:
    before = tasks.git("rev-parse", "HEAD")
    done = tasks(*words, code=code)
    assert said in done.stderr
    assert done.stdout == ""
    assert len(done.stderr) < 2_000
    assert tasks.git("rev-parse", "HEAD") == before
    assert tasks.git("status", "--porcelain") == ""


def test_several_records_change_in_one_commit(tasks: Program) -> None:
    before = commits(tasks)
    tasks("task", "set", "-", "labels+=ops", stdin="1 2\n3")
    assert commits(tasks) == before + 1
    assert all("- ops" in text_of(tasks, number) for number in (1, 2, 3))
    tasks("task", "set", "--where", "status = 'closed'", "labels-=ops", "-m", "not those")
    assert "ops" not in text_of(tasks, 2)
    assert "not those" in tasks.git("log", "-1", "--format=%B")


def test_dry_run_says_what_would_change_and_writes_nothing(tasks: Program) -> None:
    before = text_of(tasks, 1)
    done = tasks("task", "set", "1", "priority=LOW", "--dry-run")
    assert "priority HIGH → LOW" in done.stderr
    assert "--dry-run" in done.stderr
    assert text_of(tasks, 1) == before


def test_nothing_to_change_is_said_and_exits_0(tasks: Program) -> None:
    before = commits(tasks)
    assert "nothing changed" in tasks("task", "set", "1", "priority=HIGH").stderr
    assert "nothing changed" in tasks("save").stderr
    assert commits(tasks) == before


def test_no_commit_leaves_the_commit_to_the_user_and_save_makes_it(tasks: Program) -> None:
    before = commits(tasks)
    assert "not committed" in tasks("task", "set", "1", "priority=LOW", "--no-commit").stderr
    assert commits(tasks) == before
    assert "priority HIGH → LOW" in tasks("save").stderr
    assert commits(tasks) == before + 1


def test_patch_sets_merges_and_removes(tasks: Program) -> None:
    patch = "priority: null\nmetadata:\n  ticket: 1.10\ntitle: 2026-01-01\n"
    tasks("task", "set", "1", "--patch", "-", stdin=patch)
    shown = json.loads(tasks("task", "show", "1", "--format", "json").stdout)[0]
    assert "priority" not in shown
    assert shown["title"] == "2026-01-01"
    assert shown["metadata"] == {"ticket": 1.1}


def test_transition_stamps_and_takes_its_own_options(tasks: Program) -> None:
    tasks("task", "block", "1", "--on", "WS-TASK-003", "-m", "waits for it")
    shown = json.loads(tasks("task", "show", "1", "--format", "json").stdout)[0]
    assert (shown["status"], shown["blocked_by"], shown["blocked_reason"]) == (
        "blocked",
        ["WS-TASK-003"],
        "waits for it",
    )
    tasks("task", "complete", "1", "3")
    assert "completed_at" in text_of(tasks, 1)
    assert "already" in tasks("task", "complete", "3").stderr


def test_removal_of_what_others_refer_to_is_refused_unless_unlinked(tasks: Program) -> None:
    tasks("task", "set", "1", "dependencies+=WS-TASK-003")
    assert "WS-TASK-001 refers to WS-TASK-003" in tasks("task", "rm", "3", code=5).stderr
    tasks("rm", "WS-TASK-003", "--unlink")
    assert "dependencies" not in text_of(tasks, 1)
    tasks("task", "show", "3", code=4)


def test_note_appends_a_remark_with_time_and_name(tasks: Program) -> None:
    tasks("note", "WS-TASK-001", "@-", stdin="first\nsecond\n")
    remark = json.loads(tasks("task", "show", "1", "--format", "json").stdout)[0]["comments"][0]
    assert (remark["by"], remark["text"]) == ("Ann Lee", "first\nsecond\n")


def test_member_is_added_beside_the_workspace_by_default(wmsgit: Program) -> None:
    assert wmsgit("repo", "add", "api").stdout == "api\n"
    wmsgit("repo", "add", "web", "--path", "../w", "--url", "https://example.org/web.git")
    found = json.loads(wmsgit("repo", "list", "--format", "json", "--sort", "id").stdout)
    assert [row["path"] for row in found] == ["../api", "../w"]
    assert found[1]["urls"] == ["https://example.org/web.git"]
    assert "not on this machine" in wmsgit("repo", "status").stdout
    assert wmsgit("repo", "exec", "--", "git", "status", code=1).stderr.count("exit code 127") == 2


def test_session_is_started_logged_and_ended(wmsgit: Program) -> None:
    session = wmsgit("session", "start", "--goal", "Keys", "--format", "ids").stdout.strip()
    assert "session is open" in wmsgit("session", "start", code=5).stderr
    wmsgit("session", "log", "code", "Rotated", "--modified", "keys.yaml", "--outcome", "done")
    assert session in wmsgit("status").stdout
    wmsgit("session", "end", "-m", "all done")
    shown = json.loads(wmsgit("session", "show", session, "--format", "json").stdout)[0]
    assert shown["activities"][0]["files_modified"] == ["keys.yaml"]
    assert (shown["status"], shown["handoff_notes"]) == ("completed", "all done")
    assert "session start" in wmsgit("session", "log", "code", "x", code=4).stderr


def test_context_is_set_shown_and_cleared_without_a_commit(wmsgit: Program) -> None:
    wmsgit("repo", "add", "api")
    before = commits(wmsgit)
    assert "repo add" in wmsgit("context", "set", "web", code=4).stderr
    wmsgit("context", "set", "api", "-m", "keys")
    assert wmsgit("context", "show").stdout == "api\n"
    wmsgit("context", "clear")
    assert wmsgit("context", "show").stdout == ""
    assert "api" in wmsgit("context", "history").stdout
    wmsgit("context", "clear", code=4)
    assert commits(wmsgit) == before


def test_log_to_a_session_that_is_not_there_names_it(wmsgit: Program) -> None:
    assert (
        "nobody: there is no open session" in wmsgit("session", "log", "a", "b", code=4, WMSGIT_SESSION="nobody").stderr
    )


def test_at_sign_doubled_stands_for_itself_before_me_too(tasks: Program) -> None:
    tasks("task", "set", "1", "notes=@@me", "assigned_to=@me")
    (row,) = json.loads(tasks("task", "show", "1", "--format", "json").stdout)
    assert (row["notes"], row["assigned_to"]) == ("@me", "Ann Lee")
    tasks("task", "add", "Another", "--notes", "@@me")
    assert json.loads(tasks("task", "show", "4", "--format", "json").stdout)[0]["notes"] == "@me"


def test_bare_number_in_a_reference_is_an_id(tasks: Program) -> None:
    tasks("task", "set", "1", "dependencies+=3")
    tasks("task", "block", "1", "--on", "2", "-m", "waits")
    (row,) = json.loads(tasks("task", "show", "1", "--format", "json").stdout)
    assert (row["dependencies"], row["blocked_by"]) == (["WS-TASK-003"], ["WS-TASK-002"])


def test_patch_does_not_change_an_id(tasks: Program) -> None:
    assert "an id is not changed" in tasks("task", "set", "1", "--patch", "-", stdin="id: other", code=3).stderr
    assert tasks.git("status", "--porcelain") == ""


def test_field_that_the_schema_does_not_know_can_be_taken_out(tasks: Program) -> None:
    path = tasks.folder / "records/tasks/WS-TASK-001.yaml"
    before = path.read_text()
    path.write_text(before + "colour: red\n")
    assert "no field 'colour'" in tasks("task", "set", "1", "colour=blue", code=3).stderr
    tasks("task", "set", "1", "colour=", "--no-commit")
    assert path.read_text() == before


@pytest.mark.parametrize("verb", [("set", "a=b"), ("show",), ("note", "text"), ("rm",)])
def test_path_instead_of_an_id_is_refused(tasks: Program, verb: tuple[str, ...]) -> None:
    assert "is not a safe id" in tasks("task", verb[0], "../../x", *verb[1:], code=3).stderr


def test_number_without_its_kind_is_explained(tasks: Program) -> None:
    assert "(a number alone needs its kind: WS-TASK-001)" in tasks("show", "1", code=4).stderr


def test_save_names_problems_in_the_order_of_lines(tasks: Program) -> None:
    path = tasks.folder / "records/tasks/WS-TASK-001.yaml"
    path.write_text("title: x\nstatus: pendng\ncreated: never\nfoo: 1\n")
    lines = tasks("save", code=3).stderr.splitlines()[1:]
    assert [line.split(":")[1] for line in lines] == ["2", "3", "4"]


def test_a_change_of_type_alone_is_a_change(tasks: Program) -> None:
    for value in ("1", "true", "1.0"):
        tasks("task", "set", "WS-TASK-001", f"metadata.many={value}")
        assert f"many: {value}\n" in (tasks.folder / "records" / "tasks" / "WS-TASK-001.yaml").read_text()
    entries = json.loads(tasks("log", "WS-TASK-001", "--field", "metadata", "--format", "json").stdout)
    assert [entry["changes"][0]["new"]["many"] for entry in entries] == [1.0, True, 1]
    assert len(entries) == 3
