"""Closing on merge: every way in which work reaches a default branch, and everything that must not close a record."""

import json
from pathlib import Path
from typing import Any

import pytest
from across_plane import Across, copied
from cli_program import Program, at_once

BRANCH = "ws-task-001-rotate-the-keys"


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    added = ("task", "add", "Rotate the keys", "repos_affected+=api", "repos_affected+=web")
    return copied(across_template, tmp_path, added)


def task(across: Across, number: str = "1") -> dict[str, Any]:
    record: dict[str, Any] = json.loads(across.wmsgit("task", "show", number, "--format", "json").stdout)[0]
    return record


def work(across: Across, name: str) -> str:
    """Two commits on the task's branch."""
    across.at(name).git("switch", "-q", "-c", BRANCH)
    across.commit(name, "One", "one")
    tip = across.commit(name, "Two", "two")
    across.push(name, "-u", "origin", BRANCH)
    across.at(name).git("switch", "-q", "main")
    return tip


def merge(across: Across, name: str, way: str) -> str:
    """Bring the branch into the default branch as hosts do, and give the commit that did it."""
    member = across.at(name)
    if way == "merge":
        member.git("merge", "-q", "--no-ff", "-m", f"Merge branch '{BRANCH}'", BRANCH)
    elif way == "squash":
        member.git("merge", "-q", "--squash", BRANCH)
        member.git("commit", "-q", "-m", "Rotate the keys (#7)")
    elif way == "rebase":
        across.commit(name, "Of others", "three")
        member.git("cherry-pick", f"{BRANCH}~1", BRANCH)
    else:
        across.commit(name, "Rotate\n\nCloses: WS-TASK-001", "one")
    across.push(name)
    return member.git("rev-parse", "HEAD").strip()


@pytest.mark.parametrize("ways", [("merge", "squash"), ("rebase", "trailer"), ("squash", "rebase")])
def test_task_closes_when_it_is_merged_everywhere(across: Across, ways: tuple[str, str]) -> None:
    for name in ("api", "web"):
        work(across, name)
    first = merge(across, "api", ways[0])
    waits = across.wmsgit("autoclose").stderr
    assert f"WS-TASK-001 waits for web: {BRANCH} is not merged" in waits
    assert task(across)["status"] == "pending"
    second = merge(across, "web", ways[1])
    assert "would change" in across.wmsgit("autoclose", "--dry-run").stderr
    across.wmsgit("autoclose")
    closed = task(across)
    assert closed["status"] == "completed"
    assert sorted(closed["closed_by"]) == [f"api@{first}", f"web@{second}"]
    times = [across.at(name).git("log", "-1", "--format=%cI", at) for name, at in (("api", first), ("web", second))]
    assert closed["completed_at"][:19] == max(times)[:19]
    head = across.wmsgit.git("rev-parse", "HEAD")
    assert "nothing changed" in across.wmsgit("autoclose").stderr
    assert across.wmsgit.git("rev-parse", "HEAD") == head


def test_repository_without_a_branch_is_open_and_named(across: Across) -> None:
    merge(across, "api", "trailer")
    assert "WS-TASK-001 waits for web: no branch" in across.wmsgit("autoclose").stderr
    across.at("web").git("branch", BRANCH)
    assert f"web: nothing on {BRANCH} yet" in across.wmsgit("autoclose").stderr
    assert task(across)["status"] == "pending"


def test_trailers_alone_or_nothing_close_where_the_settings_say_so(across: Across) -> None:
    settings = across.wmsgit.folder / "records" / "workspace.yaml"
    text = settings.read_text()
    across.wmsgit("task", "set", "1", "repos_affected-=web")
    work(across, "api")
    merge(across, "api", "merge")
    for way, status in (("never", "pending"), ("trailer", "pending"), ("merged", "completed")):
        settings.write_text(f"{text}autoclose: {way}\n")
        across.wmsgit("save")
        across.wmsgit("autoclose")
        assert task(across)["status"] == status


def test_only_commits_on_the_default_branch_act(across: Across) -> None:
    across.wmsgit("task", "set", "1", "repos_affected-=web")
    api = across.at("api")
    api.git("switch", "-q", "-c", "release/1")
    commit = across.commit("api", "Picked\n\nCloses: WS-TASK-001")
    across.push("api")
    api.git("clone", "-q", "--bare", str(across.folder / "api.git"), "../stranger.git")
    api.git("remote", "add", "stranger", "../stranger.git")
    api.git("push", "-q", "stranger", "HEAD:main")
    across.wmsgit("autoclose")
    assert task(across)["status"] == "pending"
    api.git("switch", "-q", "main")
    api.git("cherry-pick", "-x", commit)
    across.wmsgit("autoclose")
    assert task(across)["status"] == "pending", "what is not pushed is not on the remote's branch"
    across.push("api")
    across.wmsgit("autoclose")
    assert task(across)["closed_by"] == [f"api@{api.git('rev-parse', 'main').strip()}"]


def test_commits_of_before_do_not_act(across: Across) -> None:
    across.wmsgit("task", "set", "1", "repos_affected-=web")
    old = across.commit(
        "api",
        "Old\n\nCloses: WS-TASK-001",
        GIT_COMMITTER_DATE="2026-01-02T00:00:00Z",
        GIT_AUTHOR_DATE="2026-01-02T00:00:00Z",
    )
    across.push("api")
    done = across.wmsgit("autoclose")
    assert f"api@{old[:10]} is older than the record" in done.stderr
    assert task(across)["status"] == "pending"
    across.wmsgit("repo", "set", "api", "autoclose_from=")
    across.commit("api", "New\n\nCloses: WS-TASK-001")
    across.push("api")
    across.wmsgit("autoclose")
    assert task(across)["status"] == "pending", "the first look only says where closing begins"
    begun = json.loads(across.wmsgit("repo", "show", "api", "--format", "json").stdout)[0]["autoclose_from"]
    assert begun == across.at("api").git("rev-parse", "origin/main").strip()
    across.wmsgit("autoclose", "--since", "main~1")
    assert task(across)["status"] == "completed"


def test_reopened_record_is_closed_by_another_commit_alone(across: Across) -> None:
    across.wmsgit("task", "set", "1", "repos_affected-=web")
    first = merge(across, "api", "trailer")
    across.wmsgit("autoclose")
    across.wmsgit("task", "reopen", "1")
    across.wmsgit("autoclose")
    assert task(across)["status"] == "pending"
    second = across.commit("api", "Again\n\nFixes: WS-TASK-001")
    across.push("api")
    across.wmsgit("autoclose")
    assert task(across)["status"] == "completed"
    assert sorted(task(across)["closed_by"]) == sorted([f"api@{first}", f"api@{second}"])


@pytest.mark.parametrize("reopens", [False, True])
def test_revert_is_reported_and_reopens_where_the_settings_say_so(across: Across, *, reopens: bool) -> None:
    across.wmsgit("task", "set", "1", "repos_affected-=web")
    if reopens:
        settings = across.wmsgit.folder / "records" / "workspace.yaml"
        settings.write_text(f"{settings.read_text()}reopen_on_revert: true\n")
        across.wmsgit("save")
    commit = merge(across, "api", "trailer")
    across.wmsgit("autoclose")
    across.at("api").git("revert", "--no-edit", "HEAD")
    across.push("api")
    done = across.wmsgit("autoclose")
    assert f"reverts api@{commit[:10]}, which closed it" in done.stderr
    assert task(across)["status"] == ("pending" if reopens else "completed")
    across.wmsgit("autoclose")
    across.wmsgit("task", "complete", "1")
    assert ("reverts" in across.wmsgit("autoclose").stderr) is not reopens
    assert task(across)["status"] == "completed"


def test_reverted_work_does_not_close_and_landed_again_does(across: Across) -> None:
    across.wmsgit("task", "set", "1", "repos_affected-=web")
    work(across, "api")
    merge(across, "api", "squash")
    api = across.at("api")
    api.git("revert", "--no-edit", "HEAD")
    across.push("api")
    across.wmsgit("autoclose")
    assert task(across)["status"] == "pending"
    api.git("revert", "--no-edit", "HEAD")
    across.push("api")
    across.wmsgit("autoclose")
    assert task(across)["status"] == "completed"


def test_gates_and_dependencies_hold_and_say_so(across: Across) -> None:
    across.wmsgit("task", "set", "1", "repos_affected-=web")
    across.wmsgit("task", "add", "Before", "--repo", "lib")
    across.wmsgit("task", "set", "1", "dependencies+=WS-TASK-002")
    merge(across, "api", "trailer")
    done = across.wmsgit("autoclose")
    assert "WS-TASK-001 is merged, but stays open" in done.stderr
    assert "WS-TASK-002, which is pending" in done.stderr
    across.commit("lib", "Before\n\nCloses: WS-TASK-002")
    across.push("lib")
    across.wmsgit("autoclose")
    assert (task(across)["status"], task(across, "2")["status"]) == ("completed", "completed")


def test_issue_is_resolved_with_the_commit(across: Across) -> None:
    across.wmsgit("issue", "add", "Keys leak", "--repo", "lib")
    commit = across.commit("lib", "Mend\n\nFixes: ISSUE-001")
    across.push("lib")
    across.wmsgit("autoclose", "lib")
    issue = json.loads(across.wmsgit("issue", "show", "1", "--format", "json").stdout)[0]
    assert issue["status"] == "resolved"
    assert issue["resolution_notes"] == f"lib@{commit[:10]}"
    assert issue["closed_by"] == [f"lib@{commit}"]


def test_more_than_twenty_need_agreement(across: Across) -> None:
    ids = [f"WS-TASK-{number:03d}" for number in range(2, 24)]
    for number in range(22):
        across.wmsgit("task", "add", f"Number {number}", "--repo", "lib", "--no-commit")
    across.wmsgit("save")
    across.commit("lib", f"All\n\nCloses: {', '.join(ids)}")
    across.push("lib")
    assert "22 records would be closed" in across.wmsgit("autoclose", code=5).stderr
    across.wmsgit("autoclose", "--yes")
    assert sorted(across.wmsgit("task", "list", "--status", "completed", "--format", "ids").stdout.split()) == ids


def test_what_cannot_be_known_is_said_and_closes_nothing(across: Across) -> None:
    across.wmsgit("task", "set", "1", "repos_affected+=gone", "--override", "-m", "It is to come")
    work(across, "api")
    merge(across, "api", "merge")
    merge(across, "web", "trailer")
    assert "gone: there is no such member" in across.wmsgit("autoclose").stderr
    across.wmsgit("task", "set", "1", "repos_affected-=gone")
    across.wmsgit("repo", "set", "web", "default_branch=trunk")
    assert "web: origin has no branch trunk" in across.wmsgit("autoclose").stderr
    across.at("web").git("push", "-q", "origin", "main:trunk")
    across.wmsgit("autoclose")
    assert task(across)["status"] == "completed", "the default branch was renamed, and the record follows"


def test_rewritten_default_branch_is_said(across: Across) -> None:
    across.wmsgit("repo", "set", "api", f"autoclose_from={'1' * 40}")
    merge(across, "api", "trailer")
    assert "no longer has autoclose_from 1111111111" in across.wmsgit("autoclose").stderr
    assert task(across)["status"] == "pending"


def test_three_clones_at_once_close_each_record_once(across: Across, tmp_path: Path) -> None:
    plane = across.wmsgit
    across.wmsgit("task", "set", "1", "repos_affected-=web")
    for number in range(2, 5):
        across.wmsgit("task", "add", f"Number {number}", "--repo", "lib")
    plane.git("clone", "-q", "--bare", str(plane.folder), "../plane.git")
    clones = []
    for number in range(3):
        plane.git("clone", "-q", "../plane.git", f"../clone{number}")
        clones.append(Program(across.folder / f"clone{number}", plane.environ))
        for name in ("api", "app", "docs", "lib", "web"):
            clones[-1].git("config", f"wmsgit.repo.{name}.path", f"../{name}")
    merge(across, "api", "trailer")
    across.commit("lib", "All\n\nCloses: WS-TASK-002, WS-TASK-003, WS-TASK-004")
    across.push("lib")
    ends = at_once(clones, ("autoclose",), ("sync",))
    assert [end.returncode for end in ends] == [0, 0, 0], ends
    for clone in clones:
        clone("sync")
    for clone in clones:
        clone("sync")
    assert len({clone.git("rev-parse", "HEAD^{tree}") for clone in clones}) == 1
    assert len(clones[0]("task", "list", "--status", "completed", "--format", "ids").stdout.split()) == 4
    closed = json.loads(clones[0]("task", "list", "--status", "completed", "--format", "json").stdout)
    assert [len(record["closed_by"]) for record in closed] == [1, 1, 1, 1]
    assert "nothing changed" in clones[1]("autoclose").stderr


def in_worktrees(across: Across) -> None:
    across.wmsgit("task", "start", "1", "--worktree")
    for name in ("api", "web"):
        across.commit(f"work/WS-TASK-001/{name}", f"In {name}", "one")


def test_what_was_only_moved_forward_to_is_merged_where_the_work_was_done(across: Across) -> None:
    in_worktrees(across)
    across.push("work/WS-TASK-001/api", "origin", f"{BRANCH}:main")
    across.commit("web", "Of others", "three")
    across.push("web")
    across.at("work/WS-TASK-001/web").git("rebase", "-q", "origin/main")
    across.wmsgit("repo", "fetch")
    assert "waits for web:" in across.wmsgit("autoclose").stderr
    across.push("work/WS-TASK-001/web", "origin", f"{BRANCH}:main")
    rows = json.loads(across.wmsgit("repo", "status", "--task", "1", "--format", "json").stdout)
    assert [(row["merged"], row["ahead"]) for row in rows] == [("merge", 0), ("merge", 0)]
    commits = json.loads(across.wmsgit("sql", "select * from commits", "--format", "json").stdout)
    assert {(row["repo"], row["subject"], row["merged"]) for row in commits} == {
        ("api", "In api", 1), ("web", "In web", 1),
    }  # fmt: skip
    across.wmsgit("autoclose")
    assert task(across)["status"] == "completed"


def test_a_branch_that_only_followed_the_default_branch_has_had_no_work(across: Across) -> None:
    across.wmsgit("task", "start", "1", "--worktree")
    for name in ("api", "web"):
        across.commit(name, "Of others", "three")
        across.push(name)
        at = across.at(f"work/WS-TASK-001/{name}")
        at.git(*(("merge", "-q", "origin/main") if name == "api" else ("rebase", "-q", "origin/main")))
    across.commit("work/WS-TASK-001/api", "Given up", "four")
    across.at("work/WS-TASK-001/api").git("reset", "-q", "--hard", "origin/main")
    assert across.wmsgit("autoclose").stderr == "nothing changed\n"
    rows = json.loads(across.wmsgit("repo", "status", "--task", "1", "--format", "json").stdout)
    assert [row["merged"] for row in rows] == ["", ""]
    across.push("work/WS-TASK-001/web", "-u", "origin", BRANCH)
    merge(across, "api", "trailer")
    across.at("web").git("worktree", "remove", "../work/WS-TASK-001/web")
    across.at("web").git("branch", "-q", "-D", BRANCH)
    assert f"waits for web: whether {BRANCH} ever had work is unknown here" in across.wmsgit("autoclose").stderr


def test_branches_that_were_cleaned_before_still_close_their_task(across: Across) -> None:
    in_worktrees(across)
    across.push("work/WS-TASK-001/api", "origin", f"{BRANCH}:main")
    merge(across, "web", "squash")
    across.wmsgit("repo", "fetch")
    across.wmsgit("task", "clean", "--merged")
    assert not across.at("api").git("branch", "--list", BRANCH)
    rows = json.loads(across.wmsgit("repo", "status", "--task", "1", "--format", "json").stdout)
    assert {row["branch"] for row in rows} == {""}
    across.wmsgit("autoclose")
    assert task(across)["status"] == "completed"
    assert {item.partition("@")[0] for item in task(across)["closed_by"]} == {"api", "web"}


def test_an_id_that_nobody_has_is_said(across: Across) -> None:
    across.commit("api", "Some\n\nCloses: WS-TASK-1, WS-TASK-001, ISSUE-12, anything")
    across.push("api")
    said = across.wmsgit("autoclose").stderr
    assert "closes WS-TASK-1, ISSUE-12, which there is not" in said
    assert "waits for web" in said


@pytest.mark.parametrize("ways", [("merge", "squash"), ("rebase", "trailer")])
def test_a_whole_closes_with_its_parts_and_not_before(across: Across, ways: tuple[str, str]) -> None:
    across.wmsgit("task", "split", "1")
    listed = json.loads(across.wmsgit("task", "list", "--format", "json").stdout)
    parts = {row["assigned_repo"]: row["id"] for row in listed if row.get("parent")}
    for name, way in zip(("api", "web"), ways, strict=True):
        at = f"work/{parts[name]}/{name}"
        across.wmsgit("task", "start", parts[name], "--worktree")
        across.commit(at, f"In {name}", "one")
        branch = across.at(at).git("branch", "--show-current").strip()
        across.push(at, "-u", "origin", branch)
        across.wmsgit("autoclose")
        assert task(across)["status"] == "pending"
        if way == "rebase":
            across.commit(name, "Of others", "three")
            across.at(name).git("cherry-pick", branch)
        elif way == "trailer":
            across.commit(name, f"Rotate\n\nCloses: {parts[name]}", "one")
        else:
            how = ("--squash",) if way == "squash" else ("--no-ff",)
            across.at(name).git("merge", "-q", *how, branch)
            if way == "squash":
                across.at(name).git("commit", "-q", "-m", "Squashed (#1)")
        across.push(name)
        if name == "api":
            assert "WS-TASK-001 waits for web: no branch" in across.wmsgit("autoclose").stderr
            assert task(across, parts["api"])["status"] == "completed"
            across.wmsgit("task", "clean", "1")
    across.wmsgit("autoclose")
    assert task(across)["status"] == "completed"
    assert len(task(across)["closed_by"]) == 2
    assert across.wmsgit("autoclose").stderr == "nothing changed\n"


def test_what_git_has_forgotten_of_a_branch_is_no_matter(across: Across) -> None:
    in_worktrees(across)
    for name in ("api", "web"):
        at = across.at(f"work/WS-TASK-001/{name}")
        at.git("commit", "-q", "--amend", "-m", "Reworded")
        log = across.folder / name / ".git/logs/refs/heads" / BRANCH
        across.push(f"work/WS-TASK-001/{name}", "origin", f"{BRANCH}:main")
        lines = log.read_text()
        at.git("reflog", "expire", "--expire=now", "--all")
        across.at(name).git("reflog", "expire", "--expire=now", "--all")
        across.at(name).git("gc", "-q", "--prune=now")
        log.write_text(lines)  # a log may name what is not there any more
    across.wmsgit("autoclose")
    assert task(across)["status"] == "completed"


def test_a_part_that_was_completed_by_hand_leaves_the_whole_open_and_is_named(across: Across) -> None:
    across.wmsgit("task", "split", "1")
    across.wmsgit("task", "complete", "2")
    across.commit("web", "Rotate\n\nCloses: WS-TASK-003", "one")
    across.push("web")
    said = across.wmsgit("autoclose").stderr
    assert "WS-TASK-001 waits for api: WS-TASK-002 is completed, and no commit of it is known" in said
    assert [task(across, number)["status"] for number in "13"] == ["pending", "completed"]
