"""A build is never hung: hostile schemas, records and queries, and the time that a command is given."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from cli_program import Program
from costs import processor_seconds

from wmsgit.cli.deadline import asked_timeout
from wmsgit.cli.values import StandardInput

ENDLESS = "with recursive c(n) as (select 1 union all select n + 1 from c) select max(n) from c"
HEAD = "title: x\nstatus: pending\npriority: HIGH\ncreated: 2026-01-01T00:00:00Z\n"


def write(program: Program, path: str, text: str) -> Path:
    file = program.folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def doubled(links: int) -> str:
    """A schema of three kilobytes that stands for 2 to the power of `links` fields."""
    defs: dict[str, Any] = {f"a{links}": {"type": "string"}}
    for number in range(links):
        below = {"$ref": f"#/$defs/a{number + 1}"}
        defs[f"a{number}"] = {"type": "object", "properties": {"p": below, "q": below}}
    return json.dumps({"properties": {"x": {"$ref": "#/$defs/a0"}}, "$defs": defs})


def test_schema_beyond_a_budget_holds_up_no_command(tasks: Program) -> None:
    write(tasks, "schemas/zz.schema.json", doubled(40))

    def run() -> None:
        assert "zz " in tasks("--help").stdout
        assert len(parsed := json.loads(tasks("task", "list", "--format", "json").stdout)) == 3
        assert parsed[0]["kind"] == "task"
        assert "more than 5,000" in tasks("zz", "list", code=3).stderr
        assert "schemas/zz.schema.json:1:1: BROKEN-SCHEMA more than 5,000" in tasks("check", code=1).stdout
        tasks("status")
        tasks("diff")

    assert processor_seconds(run) < 60


def test_too_many_schemas_are_one_error_for_every_command(tasks: Program) -> None:
    for number in range(1500):
        write(tasks, f"schemas/k{number}.schema.json", "{}")
    for words in (["--help"], ["check"], ["task", "list"], ["status"], ["diff"]):
        stderr = tasks(*words, code=3).stderr
        assert "schemas: " in stderr
        assert "schema files, at most 100 are read" in stderr
        assert len(stderr.splitlines()) == 1


def test_problems_of_a_record_are_told_up_to_a_number(tasks: Program) -> None:
    write(tasks, "records/tasks/WS-TASK-009.yaml", HEAD + "".join(f"labelz{n}: 1\n" for n in range(4020)))
    lines = [line for line in tasks("check", code=1).stdout.splitlines() if "WS-TASK-009" in line]
    assert len(lines) == 21
    assert lines[-1] == "records/tasks/WS-TASK-009.yaml:24:1: SCHEMA … and 4,000 more"
    write(
        tasks,
        "records/tasks/WS-TASK-009.yaml",
        HEAD + "dependencies:\n" + "".join(f"- WS-TASK-{n}\n" for n in range(1000, 1120)),
    )
    found = [one for one in json.loads(tasks("check", "--format", "json").stdout) if "WS-TASK-009" in one["path"]]
    assert [one["message"] for one in found][-1] == "… and 100 more"
    assert len(found) == 21


def test_values_of_strangers_are_echoed_up_to_a_length(tasks: Program) -> None:
    write(tasks, "records/tasks/WS-TASK-009.yaml", HEAD.replace("HIGH", "x" * 400_000))
    settings = tasks.folder / "records/workspace.yaml"
    settings.write_text(settings.read_text() + f"requires_wmsgit: '{'x' * 400_000}'\n")
    assert all(len(line) < 800 for line in tasks("check", code=1).stdout.splitlines())


def test_two_versions_with_long_lists_are_compared_in_time(tasks: Program) -> None:
    for first in (0, 20_000):
        labels = "".join(f"- l{n}\n" for n in range(first, first + 20_000))
        write(tasks, "records/tasks/WS-TASK-009.yaml", f"{HEAD}labels:\n{labels}")
        tasks.git("add", "-A")
        tasks.git("commit", "-qm", "labels")

    def run() -> None:
        assert "+ l20000" in tasks("diff", "HEAD~1").stdout
        assert "+ l20000" in tasks("log", "WS-TASK-009").stdout
        assert len(json.loads(tasks("blame", "WS-TASK-009", "--format", "json").stdout)) > 20_000

    assert processor_seconds(run) < 60


def test_blame_of_equal_items_is_by_how_many_there_are(tasks: Program) -> None:
    commits = []
    for labels in ("[a]", "[a, b, a]", "[b, a, a, a]"):
        write(tasks, "records/tasks/WS-TASK-009.yaml", f"{HEAD}labels: {labels}\n")
        tasks.git("add", "-A")
        tasks.git("commit", "-qm", "labels")
        commits.append(tasks.git("rev-parse", "HEAD").strip())
    found = json.loads(tasks("blame", "WS-TASK-009", "--format", "json").stdout)
    of_labels = [(one["value"], one["commit"]) for one in found if one["field"] == "labels"]
    assert [value for value, _ in of_labels] == ["b", "a", "a", "a"]
    assert [commits.index(next(c for c in commits if c.startswith(commit))) for _, commit in of_labels] == [1, 0, 1, 2]


def test_query_is_ended_inside_of_one_call(tasks: Program) -> None:
    query = "select instr(hex(zeroblob(3900000)), hex(zeroblob(1900000)) || '1')"
    start = time.monotonic()
    process = tasks.start("sql", query, "--timeout", "1", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 7, stderr
    assert b"longer than 1 s" in stderr
    assert time.monotonic() - start < 60


@pytest.mark.parametrize("as_process", [True, False])
def test_command_ends_with_the_time_that_it_is_given(tasks: Program, *, as_process: bool) -> None:
    words = ("--timeout", "1", "sql", ENDLESS, "--timeout", "100")
    if as_process:
        process = tasks.start(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        stderr = process.communicate(timeout=120)[1].decode()
        assert process.returncode == 7, stderr
    else:
        stderr = tasks(*words, code=7).stderr
    assert "'sql' takes longer than 1 s, and was stopped" in stderr
    assert "not done: all of 'sql'" in stderr


def test_command_within_its_time_is_as_without(tasks: Program) -> None:
    write(tasks, "records/tasks/WS-TASK-009.yaml", "title: x\n")
    for words in (["check", "--timeout", "300"], ["--timeout=300", "check"], ["check"]):
        process = tasks.start(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        stdout, stderr = process.communicate(timeout=300)
        assert process.returncode == 1
        assert stdout.count(b"SCHEMA") == 2
        assert stderr.count(b"checked 4 records") == 1
    assert "--timeout stands before the command" in tasks("task", "list", "--timeout", "5", code=2).stderr
    assert "--timeout" in tasks("--timeout", "soon", "check", code=2).stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("check", (0, "check")),
        ("check --timeout 5", (5, "check")),
        ("-C plane --timeout=5 check", (5, "check")),
        ("-C --timeout check", (0, "check")),
        ("--timeout 2.5 drift scan api", (2.5, "drift scan")),
        ("drift scan api --timeout 5", (5, "drift scan")),
        ("drift list --timeout 5", (0, "drift")),
        ("sql q --timeout 5", (0, "sql")),
        ("job add x --timeout 5", (0, "job")),
        ("repo exec -- make --timeout 5", (0, "repo")),
        ("check -- --timeout 5", (0, "check")),
        ("--timeout", (0, "wmsgit")),
        ("--timeout soon check", (0, "check")),
    ],
)
def test_time_is_taken_from_where_it_is_given(words: str, expected: tuple[float, str]) -> None:
    assert asked_timeout(words.split()) == expected


def test_an_endless_input_is_read_as_far_as_it_counts(tasks: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/zero").open() as endless:
        monkeypatch.setattr(sys, "stdin", endless)
        assert len(StandardInput().read(most=1_000)) == 1_001
    patch = tasks.folder.parent / "patch.yaml"
    with patch.open("wb") as file:
        file.truncate(1 << 40)  # a hole: nothing of it is on the disk
    assert "too many for a record" in tasks("task", "set", "1", "--patch", str(patch), code=3).stderr
