"""The context: chosen, found from a folder, shown in a prompt, logged, and the command that runs in it."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from cli_program import Program
from test_cli_start_up import HEAVY, modules


@pytest.fixture
def plane(wmsgit: Program) -> Program:
    """A workspace with two members beside it, each a repository with one commit."""
    for name in ("api", "web"):
        path = wmsgit.folder.parent / name
        path.mkdir()
        inside = Program(path, wmsgit.environ)
        inside.git("init", "-q", "-b", "main")
        inside.git("commit", "-q", "--allow-empty", "-m", "first")
        wmsgit("repo", "add", name)
    wmsgit("setup")
    return wmsgit


def rows(plane: Program) -> list[dict[str, str]]:
    query = "select repo, deactivated_at, previous_context, duration_seconds from context_switches"
    found: list[dict[str, str]] = json.loads(plane("sql", query, "--format", "json").stdout)
    return found


def test_context_is_found_from_inside_a_member_and_its_linked_worktree(plane: Program) -> None:
    api = plane.folder.parent / "api"
    (api / "src" / "deep").mkdir(parents=True)
    plane("context", "auto", cwd=api / "src" / "deep")
    assert plane("context", "show").stdout == "api\n"
    assert "as before" in plane("context", "auto", cwd=api).stderr
    Program(api, plane.environ).git("worktree", "add", "-q", "../api-two")
    plane("context", "auto", cwd=api.parent / "api-two")
    shown = json.loads(plane("context", "show", "--format", "json").stdout)
    assert (shown["repo"], shown["path"]) == ("api", str(api.parent / "api-two"))
    assert "no repository of the workspace" in plane("context", "auto", code=4).stderr


def test_prompt_is_one_line_or_nothing_at_all(plane: Program, outside: Program) -> None:
    assert plane("context", "show", "--format", "prompt").stdout == ""
    plane("context", "set", "web")
    assert plane("context", "show", "--format", "prompt").stdout == "web\n"
    assert plane("context", "show", "--format", "prompt", WMSGIT_CONTEXT="other terminal").stdout == ""
    empty = outside("context", "show", "--format", "prompt")
    assert (empty.stdout, empty.stderr) == ("", "")
    (plane.folder.parent / "web").rename(plane.folder.parent / "moved")
    assert plane("context", "show", "--format", "prompt").stdout == "web (not there)\n"
    assert "not there any more" in plane("context", "show").stderr


def test_prompt_imports_nothing_heavy(plane: Program) -> None:
    plane("context", "set", "web")
    loaded = modules(plane, "context", "show", "--format", "prompt")
    assert loaded & (HEAVY | {"yaml", "sqlite3", "subprocess", "wmsgit.store.document"}) <= {"subprocess"}


def test_terminals_of_similar_names_have_contexts_of_their_own(plane: Program) -> None:
    names = ["a b", "a-b", "a" * 40, "a" * 41]
    for number, name in enumerate(names):
        plane("context", "set", ("api", "web")[number % 2], WMSGIT_CONTEXT=name)
    shown = [plane("context", "show", WMSGIT_CONTEXT=name).stdout.strip() for name in names]
    assert shown == ["api", "web", "api", "web"]
    assert len(rows(plane)) == len(names)


def test_switches_stand_in_the_table_beside_the_records(plane: Program) -> None:
    plane("context", "set", "api")
    plane("context", "set", "web")
    plane("context", "add", "api", "--repo-path", "../api", "--activated-at", "2026-01-01T10:00:00Z",
          "--deactivated-at", "2026-01-01T10:01:30Z")  # fmt: skip
    found = rows(plane)
    assert sorted(row["repo"] for row in found) == ["api", "api", "web"]
    assert 90 in [row["duration_seconds"] for row in found]
    assert [row["previous_context"] for row in found if row["repo"] == "web"] == ["api"]
    assert len(json.loads(plane("context", "list", "--format", "json").stdout)) == 1


@pytest.mark.parametrize("text", ["{", "[1, 2]", '[{"repo": "../x", "since": "now"}]', "[" * 90_000, "\0"])
def test_damaged_log_of_switches_is_harmless(plane: Program, text: str) -> None:
    file = plane.folder / ".git" / "wmsgit" / "contexts.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    assert plane("context", "show").stdout == ""
    assert rows(plane) == []
    plane("context", "set", "api")
    assert plane("context", "show").stdout == "api\n"


def test_clock_that_goes_back_ends_no_stretch_before_its_beginning(plane: Program) -> None:
    plane("context", "set", "api")
    file = plane.folder / ".git" / "wmsgit" / "contexts.json"
    file.write_text(file.read_text().replace("20", "29", 1))
    plane("context", "set", "web")
    ended = next(row for row in rows(plane) if row["repo"] == "api")
    assert ended["duration_seconds"] == 0


def test_command_runs_in_the_repository_and_its_exit_code_is_ours(plane: Program) -> None:
    assert "no context is set" in plane("context", "exec", "--", "true", code=4).stderr
    plane("context", "set", "api")
    pipe = subprocess.PIPE
    started = plane.start("context", "exec", "--", "sh", "-c", "pwd; echo $PWD; exit 7", stdout=pipe)
    shown, _ = started.communicate()
    api = str(plane.folder.parent / "api")
    assert (shown.decode().split(), started.returncode) == ([api, api], 7)
    assert "no command 'no-such-thing'" in plane("context", "exec", "--", "no-such-thing", code=127).stderr
    assert plane("context", "exec", "--", str(plane.folder.parent), code=126).stderr
    assert signal.getsignal(signal.SIGPIPE) == signal.SIG_IGN  # what cannot be started leaves this process as it was


def test_signal_reaches_the_command_that_runs_in_the_repository(plane: Program) -> None:
    plane("context", "set", "api")
    started = plane.start("context", "exec", "--", "sh", "-c", "echo up; exec sleep 60", stdout=subprocess.PIPE)
    assert started.stdout is not None
    assert started.stdout.readline() == b"up\n"
    os.kill(started.pid, signal.SIGTERM)
    started.communicate()
    assert started.returncode == -signal.SIGTERM


def test_command_in_a_repository_that_has_gone_is_not_run(plane: Program) -> None:
    plane("context", "set", "api")
    (plane.folder.parent / "api").rename(plane.folder.parent / "gone")
    failed = plane("context", "exec", "--", "true", code=4).stderr
    assert "is not there" in failed
    assert "wmsgit.repo.api.path" in failed


def test_subdirectory_of_the_workspace_belongs_to_no_member(plane: Program, tmp_path: Path) -> None:
    plane("context", "auto", cwd=plane.folder / "records", code=4)
