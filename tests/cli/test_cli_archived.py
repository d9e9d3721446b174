"""An archived member: every command says it, nothing is begun or sent there, and what it has stays known."""

import json
import shutil
from pathlib import Path

import pytest
from across_plane import Across, copied


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    made = copied(across_template, tmp_path)
    made.wmsgit("task", "add", "Rotate the keys", "repos_affected+=api", "repos_affected+=lib")
    return made


def archive(across: Across) -> None:
    assert "lib: archived \u2192 true" in across.wmsgit("repo", "set", "lib", "archived=true").stderr


def test_nothing_is_begun_there(across: Across) -> None:
    archive(across)
    for how in ("--branch", "--worktree", "--switch"):
        assert (
            "lib: it is archived, and nothing is begun there" in across.wmsgit("task", "start", "1", how, code=5).stderr
        )
    assert not across.at("api").git("branch", "--list", "ws-task-*")
    across.wmsgit("repo", "set", "lib", "archived=")
    across.wmsgit("task", "start", "1", "--branch")


def test_nothing_is_sent_there_and_what_it_waits_for_is_said(across: Across) -> None:
    across.wmsgit("task", "start", "1", "--worktree")
    for name in ("api", "lib"):
        across.commit(f"work/WS-TASK-001/{name}", f"In {name}\n\nRefs: WS-TASK-001")
    archive(across)
    said = across.wmsgit("task", "push", "1", code=5).stderr
    assert "api: pushed" in said
    assert "was not pushed: it is archived" in said
    assert "lib: it is archived" in across.wmsgit("task", "pr", "1", code=5).stderr
    rows = json.loads(across.wmsgit("repo", "status", "--task", "1", "--format", "json").stdout)
    assert {row["repo"]: row["state"] for row in rows} == {"api": "", "lib": "it is archived"}
    across.push("work/WS-TASK-001/api", "origin", "HEAD:main")
    assert (
        "waits for lib: it is archived, ws-task-001-rotate-the-keys is not merged" in across.wmsgit("autoclose").stderr
    )
    across.push("work/WS-TASK-001/lib", "origin", "HEAD:main")
    across.wmsgit("autoclose")
    assert json.loads(across.wmsgit("task", "show", "1", "--format", "json").stdout)[0]["status"] == "completed"
    across.wmsgit("task", "clean", "1")


def test_commands_over_all_pass_it_over_unless_it_is_named(across: Across) -> None:
    archive(across)
    for words in (("fetch",), ("pull",), ("exec", "--", "pwd")):
        done = across.wmsgit("repo", *words)
        assert "passed over, for it is archived: lib" in done.stderr
        assert "lib: " not in done.stdout
    assert across.wmsgit("repo", "exec", "--repo", "lib", "--", "pwd").stdout.startswith("lib: ")
    assert "archived" not in across.wmsgit("repo", "fetch", "lib").stderr
    rows = json.loads(across.wmsgit("repo", "status", "--format", "json").stdout)
    assert {row["id"]: row["state"] for row in rows}["lib"] == "archived, clean"


def test_a_machine_without_it_lacks_nothing(across: Across) -> None:
    archive(across)
    shutil.rmtree(across.folder / "lib")
    shutil.rmtree(across.folder / "web")
    across.wmsgit("repo", "set", "lib", f"urls={across.folder}/lib.git")
    across.wmsgit("repo", "set", "web", f"urls={across.folder}/web.git")
    assert "1 not on this machine" in across.wmsgit("repo", "status").stderr
    assert "repository lib" not in across.wmsgit("doctor", code=1).stderr
    said = across.wmsgit("setup", "--clone", "--yes").stderr
    assert "web: cloned" in said
    assert "1 not on this machine, 1 of them archived" in said
    across.wmsgit("setup", "--clone", "lib", "--yes")
    assert (across.folder / "lib/README").exists()
    shutil.rmtree(across.folder / "lib")
    shutil.rmtree(across.folder / "lib.git")
    said = across.wmsgit("setup", "--ci").stderr
    assert "lib: it is archived, and was not cloned" in said
