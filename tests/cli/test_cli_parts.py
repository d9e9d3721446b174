"""Parts of a task, trailers that a hook suggests, and what `sync` says of merged work."""

import json
from pathlib import Path

import pytest
from across_plane import Across, with_task
from stub_host import install

BRANCH = "ws-task-001-rotate-the-keys"


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    return with_task(across_template, tmp_path, "web", "lib", "api")


def test_split_makes_a_part_a_repository_in_the_order_of_dependencies(across: Across) -> None:
    across.wmsgit("repo", "set", "web", "depends_on+=api")
    across.wmsgit("repo", "set", "api", "depends_on+=lib", "depends_on+=docs")
    across.wmsgit("task", "split", "1")
    parts = {
        row["assigned_repo"]: row
        for row in json.loads(across.wmsgit("task", "list", "--format", "json").stdout)
        if row.get("parent") == "WS-TASK-001"
    }
    ids = {name: row["id"] for name, row in parts.items()}
    assert {name: row.get("dependencies") for name, row in parts.items()} == {
        "lib": None,
        "api": [ids["lib"]],
        "web": [ids["api"]],
    }
    assert {name: row["repos_affected"] for name, row in parts.items()} == {name: [name] for name in ids}
    assert "nothing changed" in across.wmsgit("task", "split", "1").stderr
    across.wmsgit("repo", "set", "lib", "depends_on+=web", code=3)
    across.wmsgit("task", "split", ids["lib"], code=5)


def test_the_table_and_the_brief_of_a_whole_cover_its_parts(across: Across) -> None:
    across.wmsgit("task", "split", "1")
    listed = json.loads(across.wmsgit("task", "list", "--format", "json").stdout)
    parts = {row["assigned_repo"]: row["id"] for row in listed if row.get("parent")}
    across.wmsgit("task", "start", parts["lib"], "--worktree")
    across.commit(f"work/{parts['lib']}/lib", "In lib")
    across.wmsgit("task", "start", "1", "--branch")
    across.at("web").git("switch", "-q", BRANCH)
    across.commit("web", "In web, for the whole")
    done = across.wmsgit("repo", "status", "--task", "1", "--format", "json")
    rows = {(row["repo"], row["task"]): row["ahead"] for row in json.loads(done.stdout)}
    ours = ("api", "lib", "web")
    assert rows == {
        **{(name, parts[name]): 1 if name == "lib" else None for name in ours},
        **{(name, "WS-TASK-001"): 1 if name == "web" else 0 for name in ours},
    }
    assert "TASK" in across.wmsgit("repo", "status", "--task", "1").stdout.partition("\n")[0]
    assert "lib 1, web 1 (2 not merged)" in across.wmsgit("status").stdout
    brief = across.wmsgit("brief", "--task", "WS-TASK-001").stdout
    assert f"part `{parts['lib']}` Rotate the keys (lib): in_progress" in brief
    assert "In lib" in brief
    assert "In web, for the whole" in brief
    alone = across.wmsgit("repo", "status", "--task", parts["lib"]).stdout
    assert "TASK" not in alone.partition("\n")[0]


def test_pushing_pull_requests_commands_and_cleaning_of_a_whole_cover_its_parts(across: Across) -> None:
    state = install("gh", across.folder / "bin")
    across.wmsgit.environ = across.wmsgit.environ | {"PATH": f"{across.folder / 'bin'}:{across.wmsgit.environ['PATH']}"}
    plane, parts = across.wmsgit, {}
    plane("task", "set", "1", "repos_affected-=lib", "description=They leak.")
    plane("task", "split", "1")
    plane("task", "add", "Tell everybody", "parent=WS-TASK-001")
    for row in json.loads(plane("task", "list", "--format", "json").stdout):
        if row.get("assigned_repo"):
            parts[row["assigned_repo"]] = row["id"]
    for name, part in parts.items():
        url = f"https://github.com/acme/{name}.git"
        across.at(name).git("config", "remote.origin.url", url)
        across.at(name).git("config", f"url.{across.folder}/{name}.git.insteadOf", url)
        plane("repo", "set", name, f"urls={url}")
        plane("task", "start", part, "--worktree")
        across.commit(f"work/{part}/{name}", f"In {name}")
    assert plane("repo", "exec", "--task", "1", "--", "ls").stdout.count("README") == 2
    assert plane("task", "push", "1").stderr.count("pushed ws-task-") == 2
    plane("task", "pr", parts["web"])
    plane("task", "pr", "1")
    requests = json.loads(state.read_text())["requests"]
    [api], [web] = (requests[f"github.com/acme/{name}"] for name in ("api", "web"))
    assert api["title"] == f"{parts['api']}: Rotate the keys (api)"
    assert all(
        f"Refs: {parts['web']}" in web["body"] and text in web["body"] for text in ("Part-of: WS-TASK-001", api["url"])
    )
    linked = {
        row["id"]: row.get("pull_requests") for row in json.loads(plane("task", "list", "--format", "json").stdout)
    }
    assert linked[parts["api"]] == [api["url"]]
    assert linked["WS-TASK-001"] == [web["url"], api["url"]]
    plane("task", "pr", parts["api"])
    assert requests == json.loads(state.read_text())["requests"], "the text of a part names the others, too"
    assert "unmerged" in plane("task", "clean", "1", code=5).stderr
    assert plane("task", "clean", "1", "--discard", "--yes").stderr.count("removed ") == 2


def test_hook_suggests_the_record_of_the_branch(across: Across) -> None:
    for _ in range(2):
        across.wmsgit("hooks", "install", "--repo", "api")
    api = across.at("api")
    api.git("switch", "-q", "-c", "ann/WS-TASK-001_by-hand")
    across.commit("api", "By hand")
    assert api.git("log", "-1", "--format=%B").strip() == "By hand\n\nRefs: WS-TASK-001"
    across.commit("api", "Named\n\nCloses: ws-task-001")
    assert "Refs" not in api.git("log", "-1", "--format=%B")
    api.git("switch", "-q", "main")
    across.commit("api", "Elsewhere")
    assert "Refs" not in api.git("log", "-1", "--format=%B")
    api.git("switch", "-q", "-c", "ws-task-$(touch${IFS}pwned)-001")
    across.commit("api", "Hostile")
    assert "Refs" not in api.git("log", "-1", "--format=%B")
    assert not (api.folder / "pwned").exists()
    across.wmsgit("hooks", "uninstall", "--repo", "api")
    assert not (api.folder / ".git" / "hooks" / "prepare-commit-msg").exists()


def test_sync_counts_what_is_merged_and_closes_it_where_that_is_wished(across: Across) -> None:
    plane = across.wmsgit
    plane("task", "set", "1", "repos_affected=api")
    plane.git("init", "-q", "--bare", "../plane.git")
    plane.git("remote", "add", "origin", "../plane.git")
    across.commit("api", "Rotate\n\nCloses: WS-TASK-001")
    across.push("api")
    assert "1 record could be closed: wmsgit autoclose" in plane("sync").stderr
    plane.git("config", "wmsgit.autoclose", "sync")
    plane("sync")
    assert plane("task", "list", "--status", "completed", "--format", "ids").stdout == "WS-TASK-001\n"
    assert plane.git("rev-parse", "HEAD") == plane.git("rev-parse", "origin/main")
    assert "could be closed" not in plane("sync").stderr


def test_issue_says_where_it_was_found_and_goes_to_the_owner(across: Across) -> None:
    plane = across.wmsgit
    plane("repo", "set", "lib", "owners+=Lia")
    across.at("api").git("switch", "-q", "-c", BRANCH)
    head = across.at("api").git("rev-parse", "HEAD").strip()
    plane("context", "set", "web")
    done = plane("issue", "add", "Keys leak", "--repo", "lib", cwd=across.folder / "api")
    issue = json.loads(plane("issue", "show", "1", "--format", "json").stdout)[0]
    assert issue["found_in"] == {"commit": f"api@{head}", "task": "WS-TASK-001"}
    assert issue["assigned_to"] == "Lia"
    assert "hidden here by the context web" in done.stderr
    plane("issue", "add", "Another", "--repo", "lib", "assigned_to=Bo")
    web = across.at("web").git("rev-parse", "HEAD").strip()
    second = json.loads(plane("issue", "show", "2", "--format", "json").stdout)[0]
    assert (second["found_in"], second["assigned_to"]) == ({"commit": f"web@{web}"}, "Bo")
    plane("check")


def test_status_says_what_is_not_sent(across: Across) -> None:
    plane = across.wmsgit
    plane.git("init", "-q", "--bare", "../plane.git")
    plane.git("remote", "add", "origin", "../plane.git")
    plane.git("push", "-q", "-u", "origin", "main")
    assert "not sent" not in plane("status").stdout
    plane("task", "set", "1", "priority=LOW")
    assert "1 commit not sent, oldest" in plane("status").stdout
