"""Many members at once: filters by state, fetch, pull, restore, and the table of one task over them."""

import json
from pathlib import Path

import pytest
from across_plane import Across, copied
from cli_program import Program

BRANCH = "ws-task-001-rotate-the-keys"


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    return copied(across_template, tmp_path)


def elsewhere(across: Across, name: str, message: str = "Of a colleague") -> str:
    """A commit that a colleague has pushed."""
    across.wmsgit.git("clone", "-q", f"../{name}.git", f"../colleague-{name}")
    commit = across.commit(f"colleague-{name}", message)
    across.push(f"colleague-{name}")
    return commit


def ids(across: Across, *words: str) -> list[str]:
    return across.wmsgit("repo", "status", *words, "--format", "ids").stdout.split()


def test_members_are_chosen_by_their_state(across: Across) -> None:
    (across.folder / "api" / "new").write_text("new\n")
    across.commit("lib", "Ahead")
    elsewhere(across, "web")
    across.at("web").git("fetch", "-q")
    across.at("docs").git("switch", "-q", "-c", "topic")
    assert ids(across, "dirty") == ["api"]
    assert ids(across, "ahead") == ["lib"]
    assert ids(across, "behind") == ["web"]
    assert ids(across, "branch=topic") == ["docs"]
    assert ids(across, "unpushed") == ["docs", "lib"]
    assert ids(across, "unpushed", "ahead") == ["lib"]
    assert ids(across, "web", "--state", "dirty") == []
    assert ids(across, "stale") == ["api", "app", "docs", "web"]
    across.wmsgit("repo", "status", "--state", "odd", code=2)
    across.wmsgit("repo", "status", "nobody", code=4)
    done = across.wmsgit("repo", "exec", "--state", "dirty", "--", "git", "branch", "--show-current")
    assert done.stdout == "api: main\n"


def test_fetch_and_pull_go_forward_only(across: Across) -> None:
    new = {name: elsewhere(across, name) for name in ("api", "web", "lib")}
    across.commit("lib", "Mine")
    across.at("docs").git("switch", "-q", "--detach")
    done = across.wmsgit("repo", "fetch")
    assert done.stderr.count("fetched") == 3
    assert across.at("web").git("rev-parse", "origin/main").strip() == new["web"]
    assert "nothing to do" in across.wmsgit("repo", "fetch").stderr
    pulled = across.wmsgit("repo", "pull", code=5)
    for line in ("api: main moved forward by 1", "lib: main has diverged: +1 -1", "docs: is on no branch"):
        assert line in pulled.stderr
    assert across.at("api").git("rev-parse", "HEAD").strip() == new["api"]
    across.at("app").git("remote", "set-url", "origin", "/nowhere")
    assert "app: cannot fetch" in across.wmsgit("repo", "fetch", "app", code=6).stderr
    across.wmsgit.git("config", "wmsgit.repo.app.path", "../gone")
    assert "1 not on this machine" in across.wmsgit("repo", "fetch", "app").stderr


def test_restore_takes_all_members_back_or_none(across: Across) -> None:
    across.wmsgit("repo", "freeze", "release 1")
    heads = {name: across.at(name).git("rev-parse", "HEAD") for name in ("api", "lib", "web")}
    for name in heads:
        across.commit(name, "Later")
    (across.folder / "web" / "README").write_text("changed\n")
    assert "web: has changes" in across.wmsgit("repo", "restore", "1", code=5).stderr
    assert across.at("api").git("rev-parse", "HEAD") != heads["api"]
    across.at("web").git("checkout", "-q", "--", "README")
    assert "would go to" in across.wmsgit("repo", "restore", "1", "--dry-run").stderr
    across.wmsgit("repo", "restore", "STATE-001")
    assert {name: across.at(name).git("rev-parse", "HEAD") for name in heads} == heads
    assert across.at("api").git("branch", "--show-current") == ""
    assert "there already" in across.wmsgit("repo", "restore", "1").stderr
    across.wmsgit("repo", "restore", "9", code=4)


def test_a_change_log_between_two_frozen_states_has_the_members_commits(across: Across) -> None:
    across.wmsgit("task", "add", "Rotate the keys")
    across.wmsgit("repo", "freeze", "release 1")
    across.commit("api", "Serve <b>faster</b>")
    across.commit("lib", "Later")
    across.wmsgit("task", "complete", "1")
    across.wmsgit("repo", "freeze", "release 2")
    across.commit("api", "After the release")
    shown = across.wmsgit("changelog", "1..STATE-002").stdout
    assert "- Rotate the keys (WS-TASK-001, completed)" in shown
    assert "### Commits in api\n\n- Serve &lt;b&gt;faster&lt;/b&gt; (" in shown
    assert shown.count("- Later") == 1
    assert "web" not in shown
    assert "After the release" not in shown
    across.wmsgit.git("config", "wmsgit.repo.lib.path", "../gone")
    assert "lib is not on this machine" in across.wmsgit("changelog", "1..2").stderr


def test_table_of_a_task_over_its_repositories(across: Across) -> None:
    across.wmsgit("task", "add", "Rotate the keys", *(f"repos_affected+={name}" for name in ("api", "lib", "web")))
    across.wmsgit("task", "start", "1", "--worktree")
    across.commit("work/WS-TASK-001/api", "Add a key")
    across.commit("work/WS-TASK-001/lib", "Add a lib")
    (across.folder / "work" / "WS-TASK-001" / "web" / "new").write_text("new\n")
    pushed = across.wmsgit("task", "push", "1")
    assert pushed.stderr.count("pushed") == 2
    across.at("lib").git("merge", "-q", "--no-ff", "-m", "Merge", BRANCH)
    across.push("lib")
    across.commit("api", "Of others")
    across.push("api")
    rows = json.loads(across.wmsgit("repo", "status", "--task", "1", "--format", "json").stdout)
    seen = {row["repo"]: (row["ahead"], row["behind"], row["dirty"], row["pushed"], row["merged"]) for row in rows}
    assert seen == {
        "api": (1, 1, "", "yes", "no"),
        "lib": (0, 1, "", "yes", "merge"),
        "web": (0, 0, "1 unknown", "no", ""),
    }
    done = across.wmsgit("repo", "exec", "--task", "1", "--", "git", "branch", "--show-current")
    assert done.stdout == "".join(f"{name}: {BRANCH}\n" for name in ("api", "lib", "web"))
    hook = across.folder / "api.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    across.commit("work/WS-TASK-001/api", "More")
    assert "was not pushed" in across.wmsgit("task", "push", "1", code=5).stderr
    across.wmsgit("repo", "status", "--task", "77", code=4)


def test_many_are_added_by_patterns_and_urls_in_one_commit(wmsgit: Program) -> None:
    around = wmsgit.folder.parent
    for name in ("one", "two"):
        wmsgit.git("init", "-q", f"../{name}")
        Program(around / name, wmsgit.environ).git("commit", "-q", "--allow-empty", "-m", "first")
    (around / "plain").mkdir()
    wmsgit.git("clone", "-q", "--bare", "../two", "../origins/three.git")
    url = f"file://{around}/origins/three.git"
    before = wmsgit.git("rev-list", "--count", "HEAD")
    done = wmsgit("repo", "add", "../[otp]*", url, "file:///nowhere/four.git", "--tag", "all", code=6)
    assert int(wmsgit.git("rev-list", "--count", "HEAD")) == int(before) + 1
    records = {row["id"]: row for row in json.loads(wmsgit("repo", "list", "--format", "json").stdout)}
    assert set(records) == {"one", "two", "three"}
    assert {tuple(row["tags"]) for row in records.values()} == {("all",)}
    assert {row["default_branch"] for row in records.values()} == {"main"}
    for line in ("plane: is the workspace itself", "plain: is not a Git repository", "four.git"):
        assert line in done.stderr
    again = wmsgit("repo", "add", "../[otp]*")
    assert "is the member one already" in again.stderr
    assert "nothing changed" in again.stderr
    wmsgit("repo", "add", "../nothing/here", code=4)
    wmsgit("repo", "add", "../no*match", code=4)


@pytest.mark.parametrize("listed", [False, True])
def test_what_lies_deeper_is_led_to_by_the_configuration_of_this_machine(wmsgit: Program, *, listed: bool) -> None:
    around = wmsgit.folder.parent
    for name in ("one", "two"):
        wmsgit.git("init", "-q", f"../team/libs/{name}")
        Program(around / "team/libs" / name, wmsgit.environ).git("commit", "-q", "--allow-empty", "-m", "first")
    (around / "team/mani.yaml").write_text("projects:\n  one: {path: libs/one}\n  two: {path: libs/two}\n")
    words = ["--from", "../team/mani.yaml"] if listed else ["../team/libs/*"]
    done = wmsgit("repo", "add", *words)
    assert "git config wmsgit.repo.one.path ../team/libs/one" in done.stderr.replace(f"{around}/", "../")
    rows = {row["id"]: row for row in json.loads(wmsgit("repo", "status", "--format", "json").stdout)}
    assert [rows[name]["subject"] for name in ("one", "two")] == ["first", "first"]
    assert "path: ../one\n" in (wmsgit.folder / "records/repos/one.yaml").read_text(), "no machine's own place"


LISTS = {
    "mani.yaml": "projects:\n  one:\n    path: libs/one\n    url: https://example.org/one.git\n  two:\n",
    "all.repos": "repositories:\n  libs/one:\n    type: git\n    url: https://example.org/one.git\n    version: main\n"
    "  two:\n    type: git\n    url: https://example.org/two.git\n",
    ".gitmodules": '[submodule "libs/one"]\n\tpath = libs/one\n\turl = https://example.org/one.git\n'
    '[submodule "two"]\n\tpath = two\n\turl = https://example.org/two.git\n',
    "urls.txt": "# ours\nhttps://example.org/one.git\ngit@example.org:team/two.git # second\n",
}


def test_worktrees_of_members_and_bare_repositories_are_passed_over(wmsgit: Program) -> None:
    around = wmsgit.folder.parent / "many"
    for name in ("lib", "my tools"):
        wmsgit.git("init", "-q", str(around / name))
        wmsgit.git("-C", str(around / name), "commit", "-q", "--allow-empty", "-m", "First")
    wmsgit.git("-C", str(around / "lib"), "worktree", "add", "-q", "../a-lib")
    wmsgit.git("clone", "-q", "--bare", str(around / "lib"), str(around / "store.git"))
    done = wmsgit("repo", "add", "../many/*")
    assert done.stdout == "lib\n"
    assert f"{around / 'a-lib'}: is a worktree of lib" in done.stderr
    assert "store.git: is bare" in done.stderr
    assert f"wmsgit repo add NAME --path '{around / 'my tools'}'" in done.stderr
    assert "is a worktree of lib" in wmsgit("repo", "add", "../many/a-lib").stderr
    assert wmsgit.git("config", "wmsgit.repo.lib.path") == f"{around / 'lib'}\n"
    assert "clean" in wmsgit("repo", "status", "lib").stdout


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_other_tools_become_members(wmsgit: Program, name: str) -> None:
    (wmsgit.folder.parent / name).write_text(LISTS[name])
    wmsgit("repo", "add", "--from", f"../{name}")
    records = {row["id"]: row for row in json.loads(wmsgit("repo", "list", "--format", "json").stdout)}
    assert {name: row["path"] for name, row in records.items()} == {"one": "../one", "two": "../two"}
    assert records["one"]["urls"] == ["https://example.org/one.git"]
    assert "there is a member of the name already" in wmsgit("repo", "add", "--from", f"../{name}").stderr
    wmsgit("repo", "add", "--from", "../absent", code=4)
    (wmsgit.folder.parent / "odd.txt").write_text("not a url\n")
    wmsgit("repo", "add", "--from", "../odd.txt", code=3)


def test_colleague_clones_what_is_chosen_and_the_others_are_a_count(across: Across) -> None:
    plane = across.wmsgit
    for name in ("api", "app", "docs", "lib", "web"):
        plane("repo", "set", name, f"urls+=file://{across.folder}/{name}.git")
    plane("repo", "set", "api", "tags+=backend")
    plane("repo", "set", "lib", "urls=")
    plane("repo", "set", "lib", "urls+=file:///nowhere/lib.git")
    (across.folder / "her").mkdir()
    plane.git("clone", "-q", ".", "../her/plane")
    her = Program(across.folder / "her" / "plane", plane.environ)
    done = her("setup", "--clone", "web", "--tag", "backend", "--partial", "--yes")
    assert "api: cloned from" in done.stderr
    assert "web: cloned from" in done.stderr
    assert "3 not on this machine" in done.stderr
    assert her("setup", "--clone", "--tag", "backend", "--yes").returncode == 0
    shown = her("repo", "status")
    assert shown.stdout.count("\n") == 3
    assert "3 not on this machine" in shown.stderr
    assert len(json.loads(her("repo", "status", "--format", "json").stdout)) == 5
    assert "is not at" not in her("doctor", code=None).stdout
    failed = her("setup", "--clone", "lib", "--yes", code=1)
    assert "repository lib" in failed.stderr
    her("setup", "--clone", "nobody", code=4)
    her("setup", "web", code=2)
    her("setup", "--clone", "--yes", code=1)
    assert (across.folder / "her" / "docs" / ".git").exists()
    assert her("repo", "status").stdout.count("\n") == 6
    her("repo", "set", "lib", "urls=")
    assert "no URL to clone it from: wmsgit repo set lib urls+=URL" in her("setup", "--clone", "lib", code=1).stderr
