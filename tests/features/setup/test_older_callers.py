"""Callers of the older system: what is said of their lines, and that all of it exists."""

import re
from pathlib import Path

import pytest
from git_environment import git_environment
from in_process import run_here

from wmsgit import WorkspaceDB
from wmsgit.cli.parser.reference import every_command
from wmsgit.cli.run import Run
from wmsgit.features.setup.older_callers import OLDER_CALLS, OlderCall, callers_in
from wmsgit.schema.registry import Registry, packaged_schemas

CODE = re.compile(r"`([^`]+)`")


@pytest.fixture(scope="module")
def commands() -> dict[str, set[str]]:
    """Words of each command → its options."""
    run = Run({})
    run.registry = Registry.read(packaged_schemas())
    return {
        words: {option for param in context.command.params for option in param.opts}
        for words, context in every_command(run)
    }


@pytest.mark.parametrize("call", OLDER_CALLS, ids=lambda call: call.older)
def test_what_is_to_be_written_now_exists(call: OlderCall, commands: dict[str, set[str]]) -> None:
    for code in CODE.findall(call.now):
        if code.startswith("wmsgit "):
            words = code.split()[1:]
            name = next((text for text in (" ".join(words[:2]), words[0]) if text in commands), "")
            assert name, code
            own = words[: words.index("--")] if "--" in words else words
            assert {word for word in own if word.startswith("--")} <= commands[name], code
        elif code.startswith("db."):
            assert callable(getattr(WorkspaceDB, code[3:].partition("(")[0])), code
        elif code.startswith("from wmsgit"):
            exec(code, {})


LINES = {
    "from workspace.db import WorkspaceDB": "`from wmsgit import WorkspaceDB`",
    "from workspace.db.models import WorkspaceTask": "`db.records()`",
    "import workspace.db": "`from wmsgit import WorkspaceDB`",
    "from workspace.wms.governance import GovernanceEngine": "the command line",
    "con = sqlite3.connect(root / 'workspace/workspace.db')": "`db.sql()`",
    "session = db._get_session()": "`db.transaction()`",
    "age = datetime.utcnow() - task.created": "naive_times=True",
    "json.loads(task.repos_affected)": "lists are lists",
    "wms task create 'x' --users 3": "`wmsgit task add`",
    "python workspace/wms/cli.py bastard report T-1": "`wmsgit task review`",
    "bash ./workspace/session_start.sh": "`wmsgit session start`",
    "python3 scripts/housekeeping.py": "`wmsgit status`",
    "open('WORKSPACE-TASKS.json')": "`wmsgit import json`",
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_that_calls_the_older_system_is_told_with_what_to_write(line: str) -> None:
    assert any(LINES[line] in caller.now for caller in callers_in(f"\n    {line}\n"))


@pytest.mark.parametrize(
    "line",
    [
        "from wmsgit import WorkspaceDB",
        "db.add_task('T-1', 'x')",
        "wmsgit task list",
        "wms task add x",
        "import workspaces",
    ],
)
def test_a_line_that_goes_on_as_it_is_is_not_told(line: str) -> None:
    assert list(callers_in(line)) == []


def test_doctor_lists_the_lines_of_a_tree_and_follows_no_link(tmp_path: Path) -> None:
    tree = tmp_path / "old"
    (tree / "bin").mkdir(parents=True)
    (tree / ".venv").mkdir()
    (tree / "a.py").write_text("x = 1\nfrom workspace.db import WorkspaceDB\x1b[31m\n")
    (tree / "bin" / "go").write_text("#!/bin/sh\nwms context set core --notes x\n")
    (tree / "notes.md").write_text("wms task create\n")
    (tree / ".venv" / "b.py").write_text("from workspace.db import WorkspaceDB\n")
    (tmp_path / "secret.py").write_text("from workspace.db import WorkspaceDB\n")
    (tree / "link.py").symlink_to(tmp_path / "secret.py")
    environ = git_environment(tmp_path / "home")
    done = run_here(("doctor", "--older", "old"), tmp_path, environ)
    assert (done.returncode, "\x1b" in done.stdout) == (1, False)
    places = [line.partition(": ")[0] for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert places == ["a.py:2", "bin/go:2"]
    assert "→ `wmsgit context set`" in done.stdout
    (tree / "a.py").unlink()
    (tree / "bin" / "go").unlink()
    assert run_here(("doctor", "--older", "old"), tmp_path, environ).returncode == 0
    assert run_here(("doctor", "--older", "gone"), tmp_path, environ).returncode == 4
