"""A team on a protected branch: what is listed goes by pull request, the rest directly, and nothing is forced."""

import json
import subprocess

import pytest
from cli_program import Program


@pytest.fixture
def team(tasks: Program) -> Program:
    settings = tasks.folder / "records/workspace.yaml"
    settings.write_text(settings.read_text() + "review: true\n")
    tasks("save")
    tasks.git("init", "-q", "--bare", "../plane.git")
    tasks.git("remote", "add", "origin", "../plane.git")
    tasks.git("push", "-q", "-u", "origin", "HEAD")
    return tasks


def subjects(program: Program, ref: str) -> list[str]:
    return program.git("log", "--reverse", "--format=%s", f"{ref}@{{0}}" if ref == "HEAD" else ref).splitlines()


def branch(program: Program) -> str:
    return program.git("branch", "--show-current").strip()


def test_direct_commits_go_at_once_and_the_others_to_a_branch_of_the_user(team: Program) -> None:
    main = f"origin/{branch(team)}"
    team("adr", "add", "Use files", "decision=Files.")
    team("task", "set", "1", "priority=LOW")
    team("task", "set", "3", "priority=LOW")
    before = team.git("rev-parse", "HEAD^{tree}")
    done = team("sync").stderr
    assert "sent 2 commits to " in done
    assert "1 commit waits for review on origin/plane/" in done
    assert [line for line in subjects(team, main) if "Use files" in line] == []
    assert [line.partition(":")[0] for line in subjects(team, main)[-2:]] == ["WS-TASK-001", "WS-TASK-003"]
    assert team.git("rev-parse", "HEAD^{tree}") == before, "what is here is what was here"
    assert team.git("status", "--porcelain") == ""
    plane = done.partition("review on ")[2].partition(":")[0]
    assert "Use files" in subjects(team, plane)[-1]
    again = team("sync").stderr
    assert "1 commit waits for review" in again
    assert "sent" not in again


def test_a_commit_on_top_of_what_waits_waits_too_and_the_branch_is_never_forced(team: Program) -> None:
    main = f"origin/{branch(team)}"
    team("repo", "add", "--id", "api", "path=../api")
    team("task", "set", "1", "priority=LOW")
    team("sync")
    plane = team.git("for-each-ref", "--format=%(refname:short)", "refs/remotes/origin/plane").strip()
    first = team.git("rev-parse", plane).strip()
    team("repo", "set", "api", "role=server")
    team("task", "note", "1", "more")
    team("sync")
    assert team.git("merge-base", "--is-ancestor", first, plane) == ""
    assert team.git("rev-parse", f"{plane}^{{tree}}") == team.git("rev-parse", "HEAD^{tree}")
    assert team.git("diff", "--name-only", main, "HEAD").split() == ["records/repos/api.yaml"]


def test_a_claim_is_sent_before_what_waits(team: Program) -> None:
    main = f"origin/{branch(team)}"
    team("adr", "add", "Use files", "decision=Files.")
    done = team("task", "start", "1")
    assert "alone" not in done.stderr
    assert "WS-TASK-001: status pending → in_progress" in subjects(team, main)[-1]
    assert team.git("rev-parse", "--short=10", main).strip() in done.stderr
    assert team.git("diff", "--name-only", main, "HEAD").split() == ["records/decisions/ADR-001.yaml"]
    assert team.git("status", "--porcelain") == ""


def test_what_was_merged_is_taken_in_and_waits_no_more(team: Program) -> None:
    name = branch(team)
    team("adr", "add", "Use files", "decision=Files.")
    team("task", "set", "1", "priority=LOW")
    team("sync")
    plane = team.git("for-each-ref", "--format=%(refname:short)", "refs/remotes/origin/plane").strip()
    team.git("clone", "-q", "../plane.git", "../host")
    host = Program(team.folder.parent / "host", team.environ)
    host.git("merge", "-q", "--squash", plane)
    host.git("commit", "-qm", "Use files (#7)")
    host.git("push", "-q", "origin", name)
    team("sync")
    assert "waits" not in team("sync").stderr
    assert team.git("diff", f"origin/{name}", "HEAD") == ""


def test_a_list_of_the_settings_counts_and_a_misspelt_kind_stops_it(team: Program) -> None:
    settings = team.folder / "records/workspace.yaml"
    settings.write_text(settings.read_text().replace("review: true", "review: [task]"))
    team("save")
    team("task", "set", "1", "priority=LOW")
    team("adr", "add", "Use files", "decision=Files.")
    assert "1 commit waits" in team("sync").stderr
    settings.write_text(settings.read_text().replace("review: [task]", "review: [tsk]"))
    team("save", code=None)
    assert "did you mean 'task'?" in team("sync", code=3).stderr


def test_without_the_setting_everything_goes_directly(tasks: Program) -> None:
    tasks.git("init", "-q", "--bare", "../plane.git")
    tasks.git("remote", "add", "origin", "../plane.git")
    tasks.git("push", "-q", "-u", "origin", "HEAD")
    tasks("adr", "add", "Use files", "decision=Files.")
    assert "waits" not in tasks("sync").stderr
    assert json.loads(tasks("adr", "list", "--json").stdout)
    assert subprocess.run(["git", "diff", "--quiet", "HEAD", "@{u}"], cwd=tasks.folder, check=False).returncode == 0
