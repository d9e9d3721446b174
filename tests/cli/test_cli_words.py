"""What people type who know other programs, each word with its answer; and ids as people write them."""

import json
import subprocess
from pathlib import Path

import pytest
from cli_program import Program

from wmsgit.cli.parser.table import GROUPS, RECORD_VERBS, VERBS
from wmsgit.cli.words import OLDER_OPTIONS, OLDER_WORDS, OPTION_WORDS, WORDS
from wmsgit.model.text import nearest

ALIASES = {
    "commit --help": "wmsgit save",
    "st": "in progress",
    "view WS-TASK-001": "Rotate the keys",
    "grep rotate": "WS-TASK-001",
    "history": "three tasks",
    "comment WS-TASK-001 hallo": "comments +1",
    "task ls": "WS-TASK-001",
    "task new Title": "WS-TASK-004",
    "task create Title": "WS-TASK-004",
    "task view 1": "Rotate the keys",
    "task comment 1 hallo": "comments +1",
    "-h": "Usage: wmsgit",
    "task -h": "Usage: wmsgit task",
    "task list -h": "Usage: wmsgit task list",
    "help": "wmsgit --help",
    "help issue": "Usage: wmsgit issue",
    "help task list": "Usage: wmsgit task list",
    "version": "wmsgit 0.",
    "-V": "wmsgit 0.",
    "task list --json": '"id": "WS-TASK-001"',
    "show WS-TASK-001 -o json": '"id": "WS-TASK-001"',
    "show WS-TASK-001 --output=yaml": "- id: WS-TASK-001",
    "task list --assignee=Ann --all": "no task fits",
    "task add Title --assignee Ann": "WS-TASK-004",
    "task list --owner Ann": "no task fits",
    "task set 1 --status approved": "pending → approved",
    "set WS-TASK-001 --repos-affected=web": "repos_affected",
}
HINTS = {
    "ls": "wmsgit task list",
    "list": "wmsgit task list",
    "add": "wmsgit task add TITLE",
    "new Title": "wmsgit task add TITLE",
    "create": "wmsgit task add TITLE",
    "delete WS-TASK-001": "wmsgit rm ID",
    "remove": "wmsgit rm ID",
    "done": "wmsgit task complete ID",
    "finish": "wmsgit task complete ID",
    "complete 1": "wmsgit task complete ID",
    "close 1": "wmsgit task close ID",
    "start 1": "wmsgit task start ID, or wmsgit session start",
    "claim": "wmsgit ready --claim",
    "next": "wmsgit ready",
    "mv": "wmsgit renumber",
    "move": "status=STATUS",
    "rename": "title=TITLE",
    "update": "FIELD=VALUE",
    "upgrade": "wmsgit schema upgrade",
    "config": "records/workspace.yaml",
    "push": "wmsgit sync",
    "pull": "wmsgit sync",
    "scan": "wmsgit drift scan",
    "clone ../plane": "wmsgit setup --clone",
    "branch keys": "wmsgit task start ID --branch",
    "checkout keys": "wmsgit context set REPO",
    "tag": "labels+=LABEL",
    "assign 1 Ann": "assigned_to=NAME",
    "reopen 1": "wmsgit task reopen ID",
    "completion bash": "wmsgit --show-completion bash",
    "task history 1": "wmsgit log ID",
    "task blame 1": "wmsgit blame ID",
    "task diff": "wmsgit diff",
    "task graph 1": "wmsgit graph ID",
    "task help": "wmsgit help task",
    "task": "wmsgit task list",
    "task note 1 two words": "put quotes around",
    "session log hello": "wmsgit session log TYPE TEXT",
    "task delete 1": "wmsgit task rm ID",
    "task remove 1": "wmsgit task rm ID",
    "task update 1": "wmsgit task set ID FIELD=VALUE",
    "task done 1": "wmsgit task complete ID",
    "issue done 1": "wmsgit issue resolve ID",
    "state done": "wmsgit state set ID FIELD=VALUE",
    "task finish 1": "wmsgit task complete ID; of a task: push, pr, then complete or autoclose, and clean",
    "task work 1": "wmsgit task start ID --worktree",
    "work WS-TASK-001": "wmsgit task start ID --worktree",
    "task mv 1": "git mv",
    "task move 1": "wmsgit task set ID status=STATUS",
    "task rename 1": "wmsgit task set ID title=TITLE",
    "task search keys": "wmsgit search TEXT --kind task",
    "task find keys": "wmsgit search TEXT --kind task",
    "task log 1": "wmsgit log ID",
    "task assign 1": "assigned_to=NAME",
    "task list rotate keys": "wmsgit search rotate keys --kind task",
    "set WS-TASK-001 --titel x": "did you mean '--title'?",
    "show": "wmsgit show WS-TASK-001",
    "task shwo 1": "did you mean 'show'?",
    "taks list": "did you mean 'task'?",
    "task list --prioritty HIGH": "did you mean '--priority'?",
    "sql": "the query is missing",
}


@pytest.mark.parametrize("words", ALIASES)
def test_an_alias_does_what_its_command_does(tasks: Program, words: str) -> None:
    done = tasks(*words.split())
    assert ALIASES[words] in done.stdout + done.stderr


@pytest.mark.parametrize("words", HINTS)
def test_a_hint_names_the_command_and_does_nothing(tasks: Program, words: str) -> None:
    before = tasks.git("rev-parse", "HEAD")
    assert HINTS[words] in tasks(*words.split(), code=2).stderr
    assert tasks.git("rev-parse", "HEAD") == before


def test_every_word_of_the_table_is_typed_above() -> None:
    typed = [*ALIASES, *HINTS]
    for place, word in WORDS.keys() - {("root", older) for older in OLDER_WORDS}:
        firsts = [line.split()[place == "noun"] for line in typed if len(line.split()) > (place == "noun")]
        assert word in firsts, (place, word)
    for option in OPTION_WORDS.keys() - OLDER_OPTIONS.keys():
        assert any(option in line for line in typed), option


def test_no_word_stands_in_the_place_of_a_command() -> None:
    assert [word for place, word in WORDS if place == "root" and word in {*VERBS, *GROUPS}] == []
    assert [word for place, word in WORDS if place == "noun" and word in RECORD_VERBS] == []


def test_a_kinds_own_verb_and_field_go_before_the_table(tasks: Program) -> None:
    schema = {
        "type": "object",
        "required": ["title", "status"],
        "properties": {
            "title": {"type": "string"},
            "status": {"type": "string", "enum": ["open", "over"], "default": "open"},
            "json": {"type": "string"},
            "color": {"type": "string"},
        },
        "x-wmsgit": {"closed": ["over"], "transitions": [{"name": "done", "from": ["open"], "to": "over"}]},
    }
    (tasks.folder / "schemas" / "risk.schema.json").write_text(json.dumps(schema))
    tasks("save")
    tasks("risk", "add", "x", "--json", "yes", "--color", "red")
    assert "open → over" in tasks("risk", "done", "1").stderr
    shown = tasks("risk", "show", "1", "-o", "json").stdout
    assert json.loads(shown)[0]["color"] == "red"
    assert json.loads(shown)[0]["json"] == "yes"


SPELLINGS = ["WS-TASK-2", "ws-task-002", "task-2", "TASK-2", "WS-TASK-0002", "ws_task_2"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_id_is_understood_as_it_is_written(tasks: Program, spelling: str) -> None:
    for noun in ((), ("task",)):
        assert tasks(*noun, "show", spelling).stdout.startswith("WS-TASK-002  Clean up")
    assert "WS-TASK-002: comments +1" in tasks("note", spelling, "hallo").stderr


@pytest.mark.parametrize("spelling", ["2", "#2", "002"])
def test_after_a_noun_a_number_is_enough(tasks: Program, spelling: str) -> None:
    assert tasks("task", "show", spelling).stdout.startswith("WS-TASK-002")
    assert "WS-TASK-002: comments +1" in tasks("task", "note", spelling, "hallo").stderr
    tasks("issue", "show", "task-2", code=4)


def test_a_reference_takes_a_spelling_too(tasks: Program) -> None:
    tasks("task", "set", "1", "dependencies+=task-3", "parent=WS-TASK-3")
    record = json.loads(tasks("show", "WS-TASK-001", "--json").stdout)[0]
    assert record["dependencies"] == ["WS-TASK-003"]
    assert record["parent"] == "WS-TASK-003"


def test_a_filter_takes_a_spelling_too(tasks: Program) -> None:
    tasks("task", "set", "3", "dependencies+=2", "parent=1")
    for spelling in ("1", "task-1", "WS-TASK-1", "ws-task-001"):
        for words in (["task", "list", f"parent={spelling}"], ["task", "list", "--parent", spelling]):
            assert tasks(*words, "--format", "ids").stdout == "WS-TASK-003\n"
        assert "WS-TASK-003" not in tasks("task", "list", f"parent.not={spelling}").stdout
    assert tasks("task", "list", "dependencies=1", "dependencies=task-2", "--format", "ids").stdout == "WS-TASK-003\n"
    assert tasks("task", "list", "parent=1", "--at", "HEAD~1", "--format", "ids").stdout == ""
    assert "there is no task WS-TASK-077 (the last is WS-TASK-003)" in tasks("task", "list", "parent=77").stderr


def test_what_takes_ids_and_other_words_takes_a_spelling_too(tasks: Program) -> None:
    tasks("task", "set", "2", "priority=LOW")
    assert "priority" in tasks("diff", "HEAD~1", "task-2").stdout
    page = tasks.folder.parent / "one.html"
    tasks("site", "build", str(page), "--single-file", "WS-TASK-2")
    assert "Clean up" in page.read_text()


def test_a_merge_says_how_to_go_on_and_takes_a_spelling_too(tasks: Program) -> None:
    tasks.git("checkout", "-q", "-b", "other")
    tasks("task", "set", "2", "title=Theirs")
    tasks.git("checkout", "-q", "-")
    tasks("task", "set", "2", "title=Ours")
    tasks("merge", "other", code=5)
    told = tasks("status").stdout
    assert ", in the middle of a merge\n" in told
    assert "not committed ('wmsgit merge' shows what is open, 'wmsgit merge --continue' commits it):" in told
    assert "  unmerged records/tasks/WS-TASK-002.yaml\n" in told
    assert "'wmsgit merge' shows what is open" in tasks("task", "set", "1", "priority=LOW", code=5).stderr
    tasks("merge", "task-2", "title=theirs")
    tasks("merge", "--continue")
    assert tasks("task", "show", "2", "--format", "json").stdout.count('"title": "Theirs"') == 1


def add_by_hand(program: Program, path: str, title: str) -> None:
    file = program.folder / "records" / "tasks" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"title: {title}\nstatus: pending\ncreated: '2026-01-01T10:00:00Z'\n")


def test_the_id_itself_goes_before_another_case_and_that_before_a_spelling(tasks: Program) -> None:
    assert "Clean up" in tasks("show", "WS-TASK-2").stdout
    add_by_hand(tasks, "old/ws-task-2.yaml", "Another case")
    assert "Another case" in tasks("show", "WS-TASK-2").stdout
    add_by_hand(tasks, "older/2.yaml", "The number alone")
    assert "The number alone" in tasks("task", "show", "2").stdout
    assert "The number alone" in tasks("show", "2").stdout


def test_what_fits_several_records_is_refused_with_all_of_them(tasks: Program) -> None:
    add_by_hand(tasks, "WS-TASK-0002.yaml", "Four digits")
    for words in (("task", "show", "2"), ("task", "note", "2", "x"), ("show", "task-2")):
        errors = tasks(*words, code=4).stderr
        assert "WS-TASK-002 (" in errors
        assert "WS-TASK-0002 (" in errors
    assert "Four digits" in tasks("show", "WS-TASK-0002").stdout


def test_a_prefix_is_enough_to_read_and_not_to_write(tasks: Program) -> None:
    tasks("issue", "add", "bug", "title=x", "severity=LOW")
    assert tasks("show", "ISS").stdout.startswith("ISSUE-001")
    tasks("note", "ISS", "x", code=4)
    tasks("show", "WS-TASK", code=4)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("show WS-TASK-77", "the last is WS-TASK-003"),
        ("task show 77", "the last is WS-TASK-003"),
        ("task note 77 x", "the last is WS-TASK-003"),
        ("show wms-task-2", "did you mean 'WS-TASK-002'?"),
        ("show WSTASK-003", "did you mean 'WS-TASK-003'?"),
        ("show 2", "a number alone needs its kind: WS-TASK-002"),
        ("show 77", "wmsgit task show 77"),
    ],
)
def test_a_suggestion_is_what_was_meant(tasks: Program, words: str, hint: str) -> None:
    assert hint in tasks(*words.split(), code=4).stderr


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        ("task set 1 assignee=ann", 3, "did you mean 'assigned_to'?"),
        ("task set 1 status=done", 3, "did you mean 'completed'?"),
        ("task list depends_on=1", 3, "did you mean 'dependencies'?"),
        ("task list --columns id,tags", 3, "did you mean 'labels'?"),
        ("task list --status wip", 3, "did you mean 'in_progress'?"),
        ("task list --sort deadline", 3, "did you mean 'due'?"),
        ("task add y --tag x", 2, "did you mean '--labels'?"),
        ("task list --epic 3", 2, "did you mean '--parent'?"),
        ("status --jsn", 2, "did you mean '--json'?"),
    ],
)
def test_a_word_of_another_tracker_is_answered_with_ours(tasks: Program, words: str, code: int, hint: str) -> None:
    assert hint in tasks(*words.split(), code=code).stderr


def test_show_shows_what_there_is_and_names_what_there_is_not(tasks: Program) -> None:
    done = tasks("task", "show", "1", "77", "2", "78", code=4)
    assert "Rotate the keys" in done.stdout
    assert "Clean up" in done.stdout
    assert "WS-TASK-077" in done.stderr
    assert "WS-TASK-078" in done.stderr
    assert [row["id"] for row in json.loads(tasks("task", "show", "1", "77", "--json", code=4).stdout)] == [
        "WS-TASK-001"
    ]


def test_a_small_number_is_no_beginning_of_a_date(tasks: Program) -> None:
    tasks("session", "start")
    assert "WS-TASK-002" in tasks("log", "2", code=4).stderr
    assert "there is no record 20" in tasks("show", "20", code=4).stderr
    assert "-session-" in tasks("show", tasks("session", "show", "--format", "ids").stdout[:4]).stdout


def test_several_that_are_not_there_are_named_before_what_is_advised(tasks: Program) -> None:
    assert tasks("note", "WS-TASK-077", "x", code=4).stderr.count("the last is") == 1
    assert tasks("task", "start", "77", "78", code=4).stderr.splitlines() == [
        "wmsgit: there is no task WS-TASK-077",
        "  there is no task WS-TASK-078",
        "  (the last is WS-TASK-003)",
    ]


@pytest.mark.parametrize(("word", "near"), [("lgo", "log"), ("clone", ""), ("completion", ""), ("priorty", "priority")])
def test_the_nearest_word_is_near(word: str, near: str) -> None:
    assert nearest(word, ["log", "context", "milestone", "priority"]) == near


def test_a_wrong_table_is_answered_with_the_tables(tasks: Program) -> None:
    errors = tasks("sql", "select * from tasks", code=2).stderr
    assert "did you mean 'workspace_tasks'?" in errors
    assert "tables: " in errors
    assert "cross_repo_issues" in errors
    assert "wmsgit sql --tables" in tasks("sql", "select titel from workspace_tasks", code=2).stderr
    described = json.loads(tasks("sql", "--tables", "--json").stdout)
    title = next(row for row in described if (row["table"], row["column"]) == ("workspace_tasks", "title"))
    assert title["description"] == "What is to be done, in one line."
    known = {(row["table"], row["column"]) for row in described}
    for table in {row["table"] for row in described} - {"record_search"}:
        columns = json.loads(tasks("sql", f"select name from pragma_table_info('{table}')", "--json").stdout)
        if columns:
            assert {(table, row["name"]) for row in columns} == {pair for pair in known if pair[0] == table}


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        ("bastard report WS-TASK-001", 2, "wmsgit task review ID"),
        ("context set core --notes x", 4, "did you mean 'web-core'?"),
        ("task add Title --users 3", 2, "scale.users in records/workspace.yaml"),
        ("violations list", 2, "wmsgit drift list"),
    ],
)
def test_the_older_commands_lead_on(tasks: Program, words: str, code: int, hint: str) -> None:
    tasks("repo", "add", "web-core", "--path", ".")
    assert hint in tasks(*words.split(), code=code).stderr
    for word, answer in OLDER_WORDS.items():
        assert answer in tasks(word, code=2).stderr
    assert "web-core" in tasks("context", "set", "web-core", "--notes", "why not").stderr


def test_the_last_session_needs_no_id(tasks: Program) -> None:
    assert "there is no session yet" in tasks("session", "show", code=4).stderr
    tasks("repo", "add", "api")
    tasks("session", "start", "api")
    assert "in_progress" in tasks("session", "show").stdout


def test_a_workspace_is_made_with_the_folders_above_it(outside: Program) -> None:
    outside("init", "a/b/c")
    assert (outside.folder / "a/b/c/records/workspace.yaml").is_file()


def test_what_cannot_be_made_is_refused_before_anything_is_listed(outside: Program) -> None:
    subprocess.run(["git", "config", "--global", "--unset", "user.name"], env=dict(outside.environ), check=True)
    subprocess.run(["git", "config", "--global", "user.useConfigOnly", "true"], env=dict(outside.environ), check=True)
    subprocess.run(["git", "config", "--global", "--unset", "user.email"], env=dict(outside.environ), check=True)
    done = outside("init", "plane", code=6)
    assert "git does not know who you are" in done.stderr
    assert "write" not in done.stderr
    assert not (outside.folder / "plane").exists()
    Path(outside.folder / "file").write_text("x")
    assert "not a folder" in outside("init", "file/plane", code=6).stderr
