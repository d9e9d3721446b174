"""A team on a protected branch: what is listed goes by pull request, the rest directly, and nothing is forced."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from cli_program import Program
from stub_host import install

GIT_ALONE = Path(shutil.which("git") or "git").parent


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


HOSTS = {"gh": "github.com", "glab": "gitlab.com", "tea": "codeberg.org"}


@pytest.mark.parametrize("program", HOSTS)
def test_what_waits_gets_one_pull_request_by_the_host_s_program(team: Program, program: str) -> None:
    """The program replays recorded shapes; no host is met."""
    base, url = branch(team), f"https://{HOSTS[program]}/acme/plane.git"
    team.git("config", f"url.{team.folder.parent}/plane.git.insteadOf", url)
    team.git("remote", "set-url", "origin", url)
    team("adr", "add", "Use files", "decision=Files.")
    without = team("sync", "--open", PATH=f"{GIT_ALONE}", code=6)
    assert "1 commit waits for review on origin/plane/" in without.stderr
    assert f"no pull request was opened for origin/plane/ann-lee: {program}" in without.stderr
    state = install(program, team.folder.parent / "bin")
    path = f"{team.folder.parent / 'bin'}:{team.environ['PATH']}"
    address = "https://acme/plane/pull/7" if program == "tea" else f"https://{HOSTS[program]}/acme/plane/pull/7"
    assert f"on origin/plane/ann-lee: {address}" in team("sync", "--open", PATH=path).stderr
    ((row,),) = json.loads(state.read_text())["requests"].values()
    assert (row["branch"], row["base"], row["title"]) == ("plane/ann-lee", base, "ADR-001: add Use files")
    team.git("config", "wmsgit.review", "open")
    team("adr", "add", "Use Git", "decision=Git.")
    assert f"2 commits wait for review on origin/plane/ann-lee: {address}" in team("sync", PATH=path).stderr
    ((again,),) = json.loads(state.read_text())["requests"].values()
    assert again == row, "the branch is what changed"
    known = json.loads(state.read_text())
    state.write_text(json.dumps({**known, "offline": True}))
    offline = team("sync", PATH=path).stderr
    assert "2 commits wait for review on origin/plane/ann-lee: open a pull request for it" in offline
    assert "cannot reach the host" in offline


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
