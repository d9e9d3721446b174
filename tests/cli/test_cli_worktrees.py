"""Worktrees of members and of the plane: each command means the checkout that its session works in, and says so."""

import re

import pytest
from cli_program import Program
from git_output import git


class Worktrees:
    """A plane and a member with two worktrees each, and a session in each pair."""

    def __init__(self, plane: Program) -> None:
        self.plane, self.environ = plane, dict(plane.environ)
        self.root = plane.folder.parent
        git(self.root, "init", "-qb", "main", "api", environ=self.environ)
        git(self.root, "init", "-qb", "main", "web", environ=self.environ)
        for name in ("api", "web"):
            git(self.root / name, "commit", "-q", "--allow-empty", "-m", "first", environ=self.environ)
        git(self.root / "api", "worktree", "add", "-qb", "two", "../api-two", environ=self.environ)
        plane("repo", "add", "../api", "../web")
        plane("setup", code=None)
        plane.git("worktree", "add", "-qb", "two", "../plane-two")

    def at(self, place: str, *arguments: str, code: int | None = 0) -> str:
        result = self.plane(*arguments, cwd=self.root / place, code=code)
        return result.stdout + result.stderr


@pytest.fixture
def worktrees(wmsgit: Program) -> Worktrees:
    result = Worktrees(wmsgit)
    result.at("api", "-C", "../plane", "session", "start", "api", "--ai-assistant", "claude")
    return result


def test_brief_context_and_handoff_name_the_checkout_that_the_session_works_in(worktrees: Worktrees) -> None:
    two = worktrees.root / "api-two"
    brief = worktrees.at("api-two", "-C", "../plane-two", "session", "start", "api", "--ai-assistant", "codex")
    assert f"`{two}`, on `two`" in brief
    assert f"`{two}`, on `two`" in worktrees.at("plane-two", "brief")
    assert f"`{worktrees.root / 'api'}`, on `main`" in worktrees.at("plane", "brief")
    assert f"in the worktree {two}" in worktrees.at("plane-two", "session", "handoff")
    assert f"in the worktree {two}" not in worktrees.at("plane", "session", "handoff")


def test_a_members_second_worktree_means_the_plane_in_which_its_session_was_opened(worktrees: Worktrees) -> None:
    worktrees.at("api-two", "-C", "../plane-two", "session", "start", "api", "--ai-assistant", "codex")
    said = worktrees.at("api-two", "task", "add", "from api-two")
    assert f"in the workspace's worktree {worktrees.root / 'plane-two'}" in said
    assert "from api-two" in git(worktrees.root / "plane-two", "log", "-1", "--format=%s", environ=worktrees.environ)
    assert "worktree" not in worktrees.at("api", "task", "add", "from api")
    assert "from api" in git(worktrees.root / "plane", "log", "-1", "--format=%s", environ=worktrees.environ)
    assert "from web" in worktrees.at("web", "task", "add", "from web")
    worktrees.at("api-two", "session", "end", "-m", "done")
    assert "plane-two" not in worktrees.at("api-two", "task", "list")  # no session is open there any more


def test_the_scan_looks_at_the_checkout_of_the_session(worktrees: Worktrees) -> None:
    two = worktrees.root / "api-two"
    (two / "m.py").write_text("import pandas\n")
    git(two, "add", ".", environ=worktrees.environ)
    git(two, "commit", "-qm", "pandas", environ=worktrees.environ)
    rule = "rules:\n  - id: r1\n    kind: forbidden_import\n    modules: [pandas]\n"
    for name in ("plane", "plane-two"):
        folder = worktrees.root / name / "records/decisions"
        folder.mkdir(exist_ok=True)
        (folder / "ADR-001.yaml").write_text(
            f"title: N\nstatus: accepted\ndate: 2026-01-01T00:00:00Z\ndecision: x\n{rule}"
        )
    worktrees.at("api-two", "-C", "../plane-two", "session", "start", "api", "--ai-assistant", "codex")
    assert "m.py" in worktrees.at("plane-two", "drift", "scan", code=1)
    assert "m.py" not in worktrees.at("plane", "drift", "scan")


def test_records_of_a_session_tell_of_its_work_and_not_of_the_machine(worktrees: Worktrees) -> None:
    settings = worktrees.root / "plane/records/workspace.yaml"
    settings.write_text(re.sub(r"contexts: \S+", "contexts: true", settings.read_text()))
    worktrees.at("plane", "save")
    worktrees.at("plane", "context", "set", "api")
    git(worktrees.root / "api", "commit", "-q", "--allow-empty", "-m", "work", environ=worktrees.environ)
    worktrees.at("plane", "session", "end", "-m", "done")
    texts = {
        path.relative_to(worktrees.root / "plane/records"): path.read_text()
        for kind in ("sessions", "contexts")
        for path in (worktrees.root / "plane/records" / kind).glob("*.yaml")
    }
    assert len([path for path in texts if path.parts[0] == "contexts"]) == 1
    for text in texts.values():
        assert str(worktrees.root) not in text
    session = next(text for path, text in texts.items() if path.parts[0] == "sessions")
    assert "repo: api" in session
    assert "repo: web" not in session
    assert "repo_path: ../api" in next(text for path, text in texts.items() if path.parts[0] == "contexts")
