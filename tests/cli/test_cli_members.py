"""`repo status`, `repo exec`, `repo freeze`: all members at once, whatever state they are in."""

import json
import subprocess

import pytest
from cli_program import Program


@pytest.fixture
def plane(wmsgit: Program) -> Program:
    """The program in a workspace of one whole member and four that are not: gone, plain, bare, broken."""
    around = wmsgit.folder.parent
    for name in ("api", "broken"):
        (around / name).mkdir()
        member = Program(around / name, {**wmsgit.environ, "GIT_COMMITTER_DATE": "2026-01-01T10:00:00Z"})
        member.git("init", "-q")
        (member.folder / "a").write_text("a\n")
        member.git("add", "a")
        member.git("commit", "-qm", "A first \x1b[31mred\x1b[0m commit")
    (around / "broken" / ".git" / "config").write_text("[broken\n")
    (around / "plain").mkdir()
    subprocess.run(["git", "init", "-q", "--bare", str(around / "bare")], check=True)
    folder = wmsgit.folder / "records" / "repos"
    folder.mkdir(exist_ok=True)
    for name in ("api", "bare", "broken", "gone", "plain"):
        (folder / f"{name}.yaml").write_text(f"path: ../{name}\ntags: [{name[0]}]\n")
        wmsgit.git("config", f"wmsgit.repo.{name}.path", f"../{name}")
    wmsgit("save")
    return wmsgit


def test_status_names_every_member_whatever_its_state(plane: Program) -> None:
    api = plane.folder.parent / "api"
    (api / "a").write_text("changed\n")
    (api / "b").write_text("new\n")
    rows = {row["id"]: row for row in json.loads(plane("repo", "status", "--format", "json").stdout)}
    assert (rows["api"]["marks"], rows["api"]["remote"], rows["api"]["last_commit"]) == (
        "*?", "none", "2026-01-01T10:00:00Z",
    )  # fmt: skip
    assert rows["gone"]["state"] == "not on this machine"
    assert rows["plain"]["state"] == "not a repository"
    assert rows["bare"]["state"].startswith("bare")
    assert rows["broken"]["state"].startswith("cannot be read: git status failed")
    shown = plane("repo", "status").stdout
    assert "A first red commit" in shown
    assert "\x1b" not in shown


def test_command_runs_in_each_member_and_one_failure_is_told(plane: Program) -> None:
    done = plane("repo", "exec", "--repo", "api", "--repo", "gone", "--", "git", "log", "--format=%cs", code=1)
    assert done.stdout == "api: 2026-01-01\n"
    assert "gone: exit code 127\n" in done.stderr
    assert plane("repo", "exec", "--tag", "a", "--", "true").stderr == ""
    plane("repo", "exec", "--", "true", code=1)
    inherited = {"GIT_DIR": str(plane.folder / ".git")}  # as inside a hook
    done = plane("repo", "exec", "--tag", "a", "--", "git", "log", "--format=%cs", **inherited)
    assert done.stdout == "api: 2026-01-01\n"


def test_freeze_records_the_commits_and_what_is_missing(plane: Program) -> None:
    api = Program(plane.folder.parent / "api", plane.environ)
    plane("repo", "freeze", "release 1")
    data = json.loads(plane("state", "show", "1", "--format", "json").stdout)[0]["state_data"]["commits"]
    assert data["api"] == {"commit": api.git("rev-parse", "HEAD").strip(), "branch": "main"}
    assert data["gone"] == data["plain"] == data["bare"] == {"missing": True}
    (api.folder / "a").write_text("changed\n")
    before = plane.git("rev-parse", "HEAD")
    assert "api" in plane("repo", "freeze", "release 2", code=5).stderr
    assert plane.git("rev-parse", "HEAD") == before
    plane("repo", "freeze", "release 2", "--dirty")
    assert json.loads(plane("state", "show", "2", "--format", "json").stdout)[0]["state_data"]["commits"]["api"][
        "dirty"
    ]
