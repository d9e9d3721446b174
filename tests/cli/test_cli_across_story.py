"""A task over three of five members from its start to its end: every table at every step, as plain git answers."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from across_plane import Across, copied

BRANCH = "ws-task-001-rotate-the-keys"
REPOS = ("api", "lib", "web")
BOB = {"GIT_AUTHOR_NAME": "Bob", "GIT_COMMITTER_NAME": "Bob", "GIT_AUTHOR_EMAIL": "bob@example.org"}


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    made = copied(across_template, tmp_path)
    made.wmsgit("task", "add", "Rotate the keys", *(f"repos_affected+={name}" for name in REPOS))
    made.wmsgit("task", "start", "1", "--worktree")
    for name in REPOS:
        made.wmsgit.git("clone", "-q", str(made.folder / f"{name}.git"), f"../host-{name}")
    return made


def answer(across: Across, name: str, *words: str) -> str:
    return across.at(name).git(*words).strip()


def by_git(across: Across, merged: dict[str, str], trunk: str = "main") -> list[dict[str, Any]]:
    """The table of the task as plain git answers it; only how something was merged is told by the test."""
    rows = []
    for name in REPOS:
        default, remote = f"origin/{trunk}", f"origin/{BRANCH}"
        refs = answer(across, name, "for-each-ref", "--format=%(refname:short) %(objectname)").split()
        tips = dict(zip(refs[::2], refs[1::2], strict=True))
        status = answer(across, f"work/WS-TASK-001/{name}", "status", "--porcelain").splitlines()
        rows.append(
            {
                "repo": name,
                "branch": BRANCH,
                "ahead": int(answer(across, name, "rev-list", "--count", f"{default}..{BRANCH}")),
                "behind": int(answer(across, name, "rev-list", "--count", f"{BRANCH}..{default}")),
                "dirty": f"{len(status)} unknown" if status else "",
                "pushed": "yes" if tips.get(remote) == tips[BRANCH] else "no",
                "merged": merged.get(name, "no"),
            }
        )
    return rows


def require_tables(across: Across, merged: dict[str, str], trunk: str = "main") -> None:
    """Compare what wmsgit says with plain git: the table of the task, and its commits by SQL."""
    shown = json.loads(across.wmsgit("repo", "status", "--task", "1", "--format", "json").stdout)
    expected = by_git(across, merged, trunk)
    assert [{key: row[key] for key in expected[0]} for row in shown] == expected
    rows = json.loads(across.wmsgit("sql", "select repo, commit_id, author from commits", "--format", "json").stdout)
    assert {(row["repo"], row["commit_id"], row["author"]) for row in rows} == commits_by_git(across, trunk)


def commits_by_git(across: Across, trunk: str) -> set[tuple[str, str, str]]:
    """What the branch adds, and what names the task wherever a branch leads to it."""
    result = set()
    for name in ("api", "app", "docs", "lib", "web"):
        named = ("log", "--format=%H %an", "--branches", "--remotes", "-i", "-E", "--grep=^(Refs|Closes): WS-TASK-001$")
        lines = answer(across, name, *named).splitlines()
        for ref in (BRANCH, f"origin/{BRANCH}"):
            if name in REPOS and answer(across, name, "for-each-ref", f"refs/heads/{ref}", f"refs/remotes/{ref}"):
                lines += answer(across, name, "log", "--format=%H %an", f"origin/{trunk}..{ref}").splitlines()
        merges = ("log", "--format=%H %an", "--branches", "--remotes", "--merges", f"--grep=Merge .*{BRANCH}")
        merged = answer(across, name, *merges).splitlines()
        lines += [line for merge in merged for line in brought_by(across, name, merge[:40])]
        result |= {(name, line[:40], line[41:]) for line in lines}
    return result


def brought_by(across: Across, name: str, merge: str) -> list[str]:
    """A merge and the commits that it brought."""
    return answer(across, name, "log", "--format=%H %an", f"{merge}^1..{merge}").splitlines()


def on_host(across: Across, name: str, *commands: Sequence[str]) -> str:
    """Let the host's side do something to its default branch, publish it, and have it fetched here."""
    host = across.at(f"host-{name}")
    host.git("fetch", "-q")
    host.git("reset", "-q", "--hard", "@{upstream}")
    for command in commands:
        host.git(*command)
    host.git("push", "-q", "origin", "HEAD")
    across.wmsgit("repo", "fetch", name)
    return host.git("rev-parse", "HEAD").strip()


def with_work(across: Across) -> None:
    """Commits by two people on the three branches, all of them pushed."""
    for name in REPOS:
        across.commit(f"work/WS-TASK-001/{name}", f"One in {name}", "one")
        across.push(f"work/WS-TASK-001/{name}", "-u", "origin", BRANCH)
        bob = across.at(f"host-{name}")
        bob.git("fetch", "-q")
        bob.git("switch", "-q", BRANCH)
        across.commit(f"host-{name}", f"Two in {name}\n\nRefs: WS-TASK-001", "two", **BOB)
        bob.git("push", "-q")
        bob.git("switch", "-q", "main")
    across.wmsgit("repo", "fetch")


@pytest.mark.deep  # some hundred starts of git; the parts of it are in the plain run, here and in test_cli_autoclose
def test_every_table_is_that_of_plain_git_at_every_step(across: Across) -> None:
    require_tables(across, dict.fromkeys(REPOS, ""))
    with_work(across)
    require_tables(across, {})
    assert across.wmsgit("autoclose").stderr == "nothing changed\n"
    for name in REPOS:
        across.at(f"work/WS-TASK-001/{name}").git("pull", "-q", "--ff-only")
    require_tables(across, {})
    (across.folder / "work/WS-TASK-001/web/new").write_text("new\n")
    require_tables(across, {})
    (across.folder / "work/WS-TASK-001/web/new").unlink()
    squash = on_host(across, "api", ("merge", "-q", "--squash", f"origin/{BRANCH}"), ("commit", "-qm", "Rotate (#7)"))
    require_tables(across, {"api": "squash"})
    on_host(across, "lib", ("commit", "-q", "--allow-empty", "-m", "Of others"))
    require_tables(across, {"api": "squash"})
    rebase = on_host(across, "lib", ("cherry-pick", f"origin/{BRANCH}~1", f"origin/{BRANCH}"))
    require_tables(across, {"api": "squash", "lib": "rebase"})
    waits = across.wmsgit("autoclose").stderr
    assert f"waits for web: {BRANCH} is not merged" in waits
    assert "api:" not in waits
    merge = on_host(across, "web", ("merge", "-q", "--no-ff", f"origin/{BRANCH}", "-m", f"Merge branch '{BRANCH}'"))
    require_tables(across, {"api": "squash", "lib": "rebase", "web": "merge"})
    across.wmsgit("autoclose")
    closed = json.loads(across.wmsgit("task", "show", "1", "--format", "json").stdout)[0]
    assert closed["status"] == "completed"
    ends = {name: commit for name, _, commit in (item.partition("@") for item in closed["closed_by"])}
    assert ends == {"api": squash, "lib": rebase, "web": merge}
    on_host(across, "api", ("revert", "--no-edit", "HEAD"))
    require_tables(across, {"api": "squash", "lib": "rebase", "web": "merge"})
    assert "revert" in across.wmsgit("autoclose").stderr
    across.wmsgit("task", "clean", "1")
    assert [answer(across, name, "for-each-ref", f"refs/heads/{BRANCH}") for name in REPOS] == ["", "", ""]
    assert not (across.folder / "work/WS-TASK-001").exists()


def test_a_cherry_pick_to_a_release_branch_is_no_merge(across: Across) -> None:
    with_work(across)
    host = across.at("host-lib")
    host.git("switch", "-q", "-c", "release-1")
    across.commit("host-lib", "Pick\n\nCloses: WS-TASK-001", "pick")
    host.git("cherry-pick", f"origin/{BRANCH}~1", f"origin/{BRANCH}")
    host.git("push", "-q", "origin", "release-1")
    across.wmsgit("repo", "fetch")
    require_tables(across, {})
    assert across.wmsgit("autoclose").stderr == "nothing changed\n"
    assert json.loads(across.wmsgit("task", "show", "1", "--format", "json").stdout)[0]["status"] == "in_progress"


def test_a_force_pushed_branch_is_read_anew(across: Across) -> None:
    with_work(across)
    require_tables(across, {})
    bob = across.at("host-api")
    bob.git("switch", "-q", BRANCH)
    bob.git("commit", "-q", "--amend", "-m", "Two, reworded\n\nRefs: WS-TASK-001")
    bob.git("push", "-q", "--force")
    across.wmsgit("repo", "fetch")
    require_tables(across, {})
    across.at("work/WS-TASK-001/api").git("reset", "-q", "--hard", f"origin/{BRANCH}")
    require_tables(across, {})
    shown = across.wmsgit("task", "show", "1").stdout
    assert "Two, reworded" in shown
    assert "Two in api" not in shown


def test_a_renamed_default_branch_is_said_and_then_followed(across: Across) -> None:
    with_work(across)
    host = across.at("host-web")
    host.git("merge", "-q", "--no-ff", f"origin/{BRANCH}", "-m", f"Merge branch '{BRANCH}'")
    host.git("push", "-q", "origin", "main:trunk")
    across.at("web.git").git("symbolic-ref", "HEAD", "refs/heads/trunk")
    across.at("web.git").git("branch", "-q", "-D", "main")
    across.at("web").git("fetch", "-q", "--prune")
    table = json.loads(across.wmsgit("repo", "status", "--task", "1", "--format", "json").stdout)
    assert [row["state"] for row in table if row["repo"] == "web"] == [
        "origin has no branch main, as last fetched: 'wmsgit repo set web default_branch=BRANCH' says which it is"
    ]
    assert "web: origin has no branch main" in across.wmsgit("autoclose").stderr
    across.wmsgit("repo", "set", "web", "default_branch=trunk")
    rows = json.loads(across.wmsgit("repo", "status", "--task", "1", "--format", "json").stdout)
    assert [(row["merged"], row["ahead"]) for row in rows if row["repo"] == "web"] == [("merge", 0)]


def test_the_branch_of_a_fork_is_seen_and_its_merge_at_the_origin_counts(across: Across) -> None:
    across.wmsgit("task", "set", "1", "repos_affected=lib")
    across.at("lib").git("clone", "-q", "--bare", str(across.folder / "lib.git"), "../fork.git")
    for name in ("lib", "host-lib"):
        across.at(name).git("remote", "add", "fork", str(across.folder / "fork.git"))
    tip = across.commit("work/WS-TASK-001/lib", "In the fork", "one")
    across.push("work/WS-TASK-001/lib", "fork", BRANCH)
    across.at("lib").git("fetch", "-q", "--all")
    (row,) = json.loads(across.wmsgit("repo", "status", "--task", "1", "--format", "json").stdout)
    assert (row["ahead"], row["pushed"], row["merged"]) == (1, "no", "no"), "the origin does not have it"
    across.at("fork.git").git("update-ref", "refs/heads/main", tip)
    across.at("lib").git("fetch", "-q", "--all")
    assert across.wmsgit("autoclose").stderr == "nothing changed\n", "the fork's default branch is not the member's"
    host = across.at("host-lib")
    host.git("fetch", "-q", "fork")
    host.git("merge", "-q", "--no-ff", f"fork/{BRANCH}", "-m", f"Merge pull request #7 from ann/{BRANCH}")
    host.git("push", "-q", "origin", "main")
    across.wmsgit("repo", "fetch", "lib")
    across.wmsgit("autoclose")
    assert json.loads(across.wmsgit("task", "show", "1", "--format", "json").stdout)[0]["status"] == "completed"
