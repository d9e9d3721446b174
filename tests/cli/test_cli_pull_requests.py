"""Pull requests of a task, asked of programs that replay the shapes of `gh`, `glab` and `tea`; no host is met."""

import json
from pathlib import Path

import pytest
from across_plane import Across, copied
from stub_host import install

BRANCH = "ws-task-001-rotate-the-keys"
REPOS = ("api", "lib", "web")
HOSTS = {"gh": "github.com", "glab": "gitlab.com", "tea": "codeberg.org"}


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    repos = (f"repos_affected+={name}" for name in REPOS)
    return copied(across_template, tmp_path, ("task", "add", "Rotate the keys", "description=They leak.", *repos))


def with_host(across: Across, program: str) -> Path:
    """Branches that are pushed to a host of that program, and the program on PATH; gives its state."""
    state = install(program, across.folder / "bin")
    across.wmsgit.environ = {
        **across.wmsgit.environ, "PATH": f"{across.folder / 'bin'}:{across.wmsgit.environ['PATH']}",
    }  # fmt: skip
    for name in REPOS:
        url = f"https://{HOSTS[program]}/acme/{name}.git"
        across.at(name).git("config", "remote.origin.url", url)
        across.at(name).git("config", f"url.{across.folder}/{name}.git.insteadOf", url)
        across.wmsgit("repo", "set", name, f"urls={url}")
    across.wmsgit("repo", "set", "api", "depends_on+=lib")
    across.wmsgit("task", "start", "1", "--branch")
    for name in REPOS:
        across.at(name).git("switch", "-q", BRANCH)
        across.commit(name, f"Rotate in {name}")
    return state


def requests(state: Path, program: str, name: str) -> list[dict]:
    host = HOSTS[program] + "/" if program != "tea" else ""
    return json.loads(state.read_text())["requests"][f"{host}acme/{name}"]


@pytest.mark.parametrize("program", HOSTS)
def test_a_request_is_opened_in_each_repository_in_the_order_of_merging(across: Across, program: str) -> None:
    state, plane = with_host(across, program), across.wmsgit
    assert "is not pushed" in plane("task", "pr", "1", code=5).stderr
    assert not json.loads(state.read_text())["requests"], "nothing is opened before all can be"
    plane("task", "push", "1")
    done = plane("task", "pr", "1")
    assert done.stderr.count("opened https://") == 3
    [api], [lib], [web] = (requests(state, program, name) for name in REPOS)
    assert {row["title"] for row in (api, lib, web)} == {"WS-TASK-001: Rotate the keys"}
    assert {(row["branch"], row["base"]) for row in (api, lib, web)} == {(BRANCH, "main")}
    for row in (api, lib, web):
        assert "They leak." in row["body"]
        assert "Refs: WS-TASK-001" in row["body"]
        assert all(other["url"] in row["body"] for other in (api, lib, web))
    assert "Depends-On" not in lib["body"]
    assert f"Depends-On: {lib['url']}" in api["body"]
    assert api["body"].index(f"lib: {lib['url']}") < api["body"].index(f"api: {api['url']} (this one)")
    linked = json.loads(plane("task", "show", "1", "--format", "json").stdout)[0]["pull_requests"]
    assert sorted(linked) == sorted([api["url"], lib["url"], web["url"]])
    assert "updated" not in plane("task", "pr", "1").stderr
    assert {call["cwd"] for call in json.loads(state.read_text())["calls"]} == {"/"}, "outside of every checkout"
    plane("check")


def test_what_people_write_around_the_text_stays_and_the_order_may_be_given(across: Across) -> None:
    state, plane = with_host(across, "gh"), across.wmsgit
    plane("task", "push", "1")
    plane("task", "pr", "1")
    known = json.loads(state.read_text())
    known["requests"]["github.com/acme/web"][0]["body"] += "\n\nTested by hand."
    state.write_text(json.dumps(known))
    done = plane("task", "pr", "1", "--order", "web,api")
    assert done.stderr.count("updated") == 3
    [web] = requests(state, "gh", "web")
    assert web["body"].endswith("Tested by hand.")
    assert web["body"].count("wmsgit: begin") == 1
    assert "1. web:" in web["body"]
    across.commit("web", "Go on\n\nDepends-On: api")
    plane("task", "push", "1")
    plane("task", "pr", "1")
    [web] = requests(state, "gh", "web")
    assert [line.split(":")[0] for line in web["body"].splitlines() if line[:1].isdigit()] == [
        "1. lib",
        "2. api",
        "3. web",
    ]
    assert "has no branch" in plane("task", "pr", "1", "--order", "docs", code=4).stderr


def test_status_shows_number_state_review_checks_and_their_age(across: Across) -> None:
    state, plane = with_host(across, "gh"), across.wmsgit
    plane("task", "push", "1")
    plane("task", "pr", "1")
    rows = {row["repo"]: row for row in json.loads(plane("repo", "status", "--task", "1", "--format", "json").stdout)}
    assert (rows["api"]["request"], rows["api"]["review"], rows["api"]["checks"]) == (
        "#7 open", "review required", "pending",
    )  # fmt: skip
    known = json.loads(state.read_text())
    known["offline"] = True
    state.write_text(json.dumps(known))
    shown = plane("repo", "status", "--task", "1").stdout
    assert "REVIEW" in shown
    waits = json.loads(plane("status", "--format", "json").stdout)["review"]
    assert [(row["repo"], row["request"], row["since"]) for row in waits] == [
        (name, "#7", "2026-01-02T10:00:00Z") for name in REPOS
    ]
    assert "Waits for review" in plane("status").stdout


@pytest.mark.parametrize(("program", "word"), [("gh", "MERGED"), ("glab", "merged")])
def test_a_squash_with_another_patch_is_known_by_the_host_alone(across: Across, program: str, word: str) -> None:
    state, plane = with_host(across, program), across.wmsgit
    plane("task", "set", "1", "repos_affected=lib")
    plane("task", "push", "1")
    plane("task", "pr", "1")
    lib = across.at("lib")
    tip = lib.git("rev-parse", BRANCH).strip()
    lib.git("switch", "-q", "main")
    squashed = across.commit("lib", "Rotate, as the reviewer would have it (#7)")
    lib.git("push", "-q", "origin", "main")
    assert plane("autoclose").stderr == "nothing changed\n", "the patch is another one"
    known = json.loads(state.read_text())
    (row,) = next(rows for name, rows in known["requests"].items() if name.endswith("acme/lib"))

    def told(**more: str) -> str:
        row.update({"state": word, "tip": tip, "merged_as": squashed, **more})
        state.write_text(json.dumps(known))
        (plane.folder / ".git/wmsgit/forge.json").unlink()
        (shown,) = json.loads(plane("repo", "status", "--task", "1", "--format", "json").stdout)
        (shown,) = json.loads(plane("repo", "status", "--task", "1", "--format", "json").stdout)
        return str(shown["merged"])

    assert told(merged_as="1" * 40) == "no", "this clone does not have that commit"
    assert told(tip="1" * 40) == "no", "the branch went on after it was merged"
    assert told(base="release") == "no", "it went elsewhere"
    assert told(base="main") == "squash"
    plane("autoclose")
    closed = json.loads(plane("task", "show", "1", "--format", "json").stdout)[0]
    assert (closed["status"], closed["closed_by"]) == ("completed", [f"lib@{squashed}"])


def test_without_the_program_everything_else_works(across: Across) -> None:
    plane = across.wmsgit
    with_host(across, "gh")
    (across.folder / "bin" / "gh").unlink()
    plane("task", "push", "1")
    done = plane("repo", "status", "--task", "1")
    assert "gh cannot be started" in done.stderr
    assert BRANCH in done.stdout
    assert "gh cannot be started" in plane("task", "pr", "1", code=7).stderr
    assert "pull_requests" not in json.loads(plane("task", "show", "1", "--format", "json").stdout)[0]
    plane("status")


def test_remotes_that_are_at_no_host_are_said(across: Across) -> None:
    plane = across.wmsgit
    plane("task", "start", "1", "--branch")
    for name in REPOS:
        across.at(name).git("switch", "-q", BRANCH)
        across.commit(name, f"Rotate in {name}")
    plane("task", "push", "1")
    assert "at no host that is known" in plane("task", "pr", "1", code=7).stderr
    assert "request" not in plane("repo", "status", "--task", "1").stdout.lower()
