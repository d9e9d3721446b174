"""Commits know their records: what `show`, SQL and `find` say of real repositories, compared with plain git."""

import json
from pathlib import Path

import pytest
from across_plane import Across, copied


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    added = ("task", "add", "Rotate the keys", "repos_affected+=api", "repos_affected+=web")
    return copied(across_template, tmp_path, added)


def rows(across: Across) -> dict[str, tuple[str, str]]:
    """Subject → member and branch, `merged` in words."""
    sql = "select repo, subject, branch, merged from commits order by subject"
    found = json.loads(across.wmsgit("sql", sql, "--format", "json").stdout)
    return {
        row["subject"]: (f"{row['repo']}:{row['branch']}", {1: "yes", 0: "no", None: "?"}[row["merged"]])
        for row in found
    }


def test_added_members_know_their_default_branch_and_where_closing_begins(across: Across) -> None:
    records = json.loads(across.wmsgit("repo", "list", "--format", "json").stdout)
    assert {row["default_branch"] for row in records} == {"main"}
    heads = {row["id"]: across.at(row["id"]).git("rev-parse", "origin/main").strip() for row in records}
    assert {row["id"]: row["autoclose_from"] for row in records} == heads


def test_show_ends_with_the_commits_of_every_member(across: Across) -> None:
    across.at("api").git("switch", "-q", "-c", "ws-task-001-rotate")
    across.commit("api", "Add a key\n\nRefs: WS-TASK-001")
    across.commit("api", "By the branch alone")
    across.commit("web", "In web\n\nPart-of: ws-task-001")
    across.push("web")
    across.commit("lib", "Of another\n\nRefs: WS-TASK-999")
    assert rows(across) == {
        "Add a key": ("api:ws-task-001-rotate", "no"),
        "By the branch alone": ("api:ws-task-001-rotate", "no"),
        "In web": ("web:", "yes"),
    }
    shown = across.wmsgit("task", "show", "1").stdout
    assert shown.index("Commits") < shown.index("Add a key")
    assert "Of another" not in shown
    links = json.loads(across.wmsgit("sql", "select id, kind, via from commit_records", "--format", "json").stdout)
    assert {(row["id"], row["kind"]) for row in links} == {("WS-TASK-001", "task")}
    assert sorted(row["via"] for row in links) == ["branch", "branch", "part_of", "refs"]


def test_lists_say_how_many_commits_a_record_has_as_plain_git_counts_them(across: Across) -> None:
    plane, api = across.wmsgit, across.at("api")
    plane("task", "start", "1")
    plane("session", "start", "--task", "WS-TASK-001")

    def of_status(*words: str) -> str | None:
        rows = json.loads(plane("status", "--format", "json", *words).stdout)["in_progress"]
        return next(row.get("commits") for row in rows if row["id"] == "WS-TASK-001")

    assert of_status() is None
    api.git("switch", "-q", "-c", "ws-task-001-rotate")
    across.commit("api", "One")
    across.commit("api", "Two\n\nRefs: WS-TASK-001")
    across.commit("web", "In web\n\nPart-of: WS-TASK-001")
    across.push("web")
    own = int(api.git("rev-list", "--count", "main..ws-task-001-rotate"))
    in_web = len(across.at("web").git("log", "--format=%h", "--grep=^Part-of: WS-TASK-001$").split())
    expected = f"api {own}, web {in_web} ({own} not merged)"
    assert expected == "api 2, web 1 (2 not merged)"
    assert of_status() == expected
    assert expected in plane("status", COLUMNS="160").stdout
    assert f"commits: {expected}" in plane("session", "handoff").stdout
    assert f"WS-TASK-001 Rotate the keys (in_progress) [{expected}]" in plane("graph", "WS-TASK-001").stdout
    nodes = json.loads(plane("graph", "--format", "json", "WS-TASK-001").stdout)["nodes"]
    assert {node["id"]: node["commits"] for node in nodes if node["commits"]} == {"WS-TASK-001": expected}
    assert f"its commits: {expected}" in plane("diff", "HEAD~1..").stdout + plane("diff", "HEAD~2..").stdout
    assert "api@" in plane("brief", "--task", "WS-TASK-001").stdout
    plane("repo", "set", "api", "default_branch=trunk")
    assert "[api 1, web 1 (1 unknown whether merged)]" in plane("graph", "WS-TASK-001").stdout
    assert of_status("--at", "HEAD") is None


def test_rows_follow_every_way_of_a_branch(across: Across) -> None:
    api = across.at("api")
    api.git("switch", "-q", "-c", "ws-task-001-rotate")
    across.commit("api", "One\n\nRefs: WS-TASK-001", "one")
    across.commit("api", "Two\n\nRefs: WS-TASK-001", "two")
    across.push("api")
    assert rows(across)["One"] == ("api:ws-task-001-rotate", "no")
    api.git("reset", "-q", "--hard", "HEAD~1")  # the branch is forced: the commit is nobody's any more
    across.push("api", "--force", "origin", "HEAD")
    api.git("reflog", "expire", "--expire=now", "--all")
    assert set(rows(across)) == {"One"}
    api.git("switch", "-q", "main")
    api.git("merge", "-q", "--no-ff", "-m", "Merge branch 'ws-task-001-rotate'", "ws-task-001-rotate")
    across.push("api")
    merge = "Merge branch 'ws-task-001-rotate'"
    assert rows(across) == {"One": ("api:ws-task-001-rotate", "yes"), merge: ("api:", "yes")}
    api.git("gc", "-q", "--prune=now")
    across.wmsgit("--no-cache", "task", "show", "1")
    assert rows(across)["One"] == ("api:ws-task-001-rotate", "yes")


@pytest.mark.parametrize("way", ["squash", "rebase"])
def test_squash_and_rebase_are_recognised_by_their_patches(across: Across, way: str) -> None:
    api = across.at("api")
    api.git("switch", "-q", "-c", "ws-task-001-rotate")
    across.commit("api", "One", "one")
    across.commit("api", "Two", "two")
    api.git("switch", "-q", "main")
    across.commit("api", "Of others", "three")
    if way == "squash":
        api.git("merge", "-q", "--squash", "ws-task-001-rotate")
        api.git("commit", "-q", "-m", "Rotate (#7)")
    else:
        api.git("cherry-pick", "ws-task-001-rotate~1", "ws-task-001-rotate")
    across.commit("api", "Later", "four")
    across.push("api")
    brought = api.git("rev-parse", "--short=10", "main~1").strip()
    for _ in range(2):
        assert f"{way} {brought}" in across.wmsgit("task", "show", "1").stdout
    assert {state for _, state in rows(across).values()} == {"yes"}


def test_rows_are_those_of_plain_git_with_and_without_the_cache(across: Across) -> None:
    for number in range(3):
        across.commit("api", f"Number {number}\n\nRefs: WS-TASK-001")
        before = rows(across)
        again = json.loads(across.wmsgit("--no-cache", "sql", "select subject from commits", "--format", "json").stdout)
        assert {row["subject"] for row in again} == set(before)
    log = across.at("api").git("log", "--all", "--format=%s", "--grep=^Refs: WS-TASK-001$").split("\n")[:-1]
    assert set(log) == set(before)


def test_what_is_unknown_is_said(across: Across) -> None:
    across.commit("api", "In api\n\nRefs: WS-TASK-001")
    across.wmsgit("repo", "set", "api", "default_branch=trunk")
    across.wmsgit.git("clone", "-q", "--depth=1", f"file://{across.folder}/web.git", "../shallow")
    across.wmsgit("repo", "add", "shallow", "--path", "../shallow")
    across.wmsgit("repo", "add", "absent", "--path", "../absent", "--url", "https://example.org/absent.git")
    done = across.wmsgit("task", "show", "1")
    assert "unknown" in done.stdout
    assert "api: origin has no branch trunk, as last fetched" in done.stderr
    assert "shallow: the clone is shallow" in done.stderr
    assert "1 not on this machine" in done.stderr


def test_of_two_remotes_the_one_counts_that_the_record_names(across: Across) -> None:
    api = across.at("api")
    api.git("clone", "-q", "--bare", str(across.folder / "api.git"), "../fork.git")
    api.git("remote", "add", "fork", str(across.folder / "fork.git"))
    across.commit("api", "On the fork alone\n\nCloses: WS-TASK-001")
    across.push("api", "fork", "HEAD:main")
    api.git("fetch", "-q", "--all")
    assert rows(across)["On the fork alone"] == ("api:", "no")
    across.wmsgit("repo", "set", "api", f"urls+={across.folder}/fork.git")
    assert rows(across)["On the fork alone"] == ("api:", "yes")


def test_find_says_which_records_a_commit_a_file_and_a_branch_belong_to(across: Across) -> None:
    across.at("api").git("switch", "-q", "-c", "ws-task-001-rotate")
    commit = across.commit("api", "Add keys\n\nRefs: WS-TASK-001", "keys.py")
    for text in (commit, commit[:8], "api/keys.py", "ws-task-001-rotate"):
        found = json.loads(across.wmsgit("find", text, "--format", "json").stdout)
        assert [(row["id"], row["repo"]) for row in found] == [("WS-TASK-001", "api")]
    inside = across.wmsgit("find", "keys.py", "--format", "ids", cwd=across.folder / "api")
    assert inside.stdout == "WS-TASK-001\n"
    assert across.wmsgit("find", "api/README", "--format", "ids").stdout == ""
    for text in ("nowhere", "--output=x", "../../etc/passwd", "0" * 40):
        across.wmsgit("find", *(["--"] if text.startswith("-") else []), text, code=4)


def test_log_weaves_the_commits_into_the_life_of_the_record(across: Across) -> None:
    across.commit("api", "First\n\nRefs: WS-TASK-001", GIT_COMMITTER_DATE="2030-01-01T00:00:00Z")
    across.wmsgit("task", "start", "1")
    rows = json.loads(across.wmsgit("log", "WS-TASK-001", "--commits", "--format", "json").stdout)
    assert [row["repo"] for row in rows] == ["api", "", ""]
    assert rows[0]["what"] == "First"
    assert "in_progress" in rows[1]["what"]
    assert (
        len(json.loads(across.wmsgit("log", "WS-TASK-001", "--commits", "--limit", "1", "--format", "json").stdout))
        == 1
    )
    across.wmsgit("log", "--commits", code=2)
