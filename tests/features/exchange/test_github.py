"""GitHub's issues, as its programs print them, come in; what belongs to the plane stays as it is here."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from in_process import Result

Run = Callable[..., Result]
REPO = "https://github.com/acme/api"
LOGIN = {
    "html_url": f"{REPO}/issues/12", "url": "https://api.github.com/repos/acme/api/issues/12", "number": 12, "id": 7,
    "title": "Login <b>fails</b>", "body": "See #13.\r\nAnd acme/api#13, not #99.", "user": {"login": "ann"},
    "labels": [{"name": "bug"}], "state": "open", "assignees": [{"login": "bo"}, {"login": "cy"}],
    "milestone": {"title": "1.0"}, "comments": 1, "created_at": "2026-01-02T03:04:05Z",
    "updated_at": "2026-01-03T00:00:00Z", "sub_issues": [{"number": 13, "html_url": f"{REPO}/issues/13"}],
}  # fmt: skip
PART = {
    "html_url": f"{REPO}/issues/13", "number": 13, "title": "Part", "state": "closed", "state_reason": "not_planned",
    "labels": [], "created_at": "2026-01-02T03:04:05Z", "closed_at": "2026-01-04T00:00:00Z", "body": None,
    "blocked_by": [{"number": 12, "html_url": f"{REPO}/issues/12"}],
}  # fmt: skip
PULL = {"html_url": f"{REPO}/pull/14", "number": 14, "title": "PR", "state": "open", "pull_request": {}}
COMMENT = {
    "issue_url": "https://api.github.com/repos/acme/api/issues/12", "user": {"login": "bo"}, "body": "As in #13.",
    "created_at": "2026-01-02T05:00:00Z",
}  # fmt: skip
LISTED = {
    "number": 12, "title": "Login fails", "body": "b", "state": "CLOSED", "stateReason": "COMPLETED",
    "author": {"login": "ann"}, "createdAt": "2026-01-02T03:04:05Z", "closedAt": "2026-01-04T00:00:00Z",
    "labels": [{"name": "bug"}], "assignees": [], "url": f"{REPO}/issues/12",
    "comments": [{"author": {"login": "bo"}, "body": "c", "createdAt": "2026-01-02T05:00:00Z"}],
}  # fmt: skip


def shown(run: Run, *ids: str) -> dict[str, Any]:
    return {row["id"]: row for row in json.loads(run("show", *ids, "--format", "json").stdout)}


def pages(*rows: object) -> str:
    """As `gh api --paginate` prints: one list after another."""
    return "\n".join(json.dumps([row]) for row in rows)


def test_issues_come_in_with_comments_parts_and_what_blocks_them(run: Run) -> None:
    report = run("import", "github", "-", stdin=pages(LOGIN, PULL, PART, COMMENT))
    records = shown(run, "api-12", "api-13")
    login, part = records["api-12"], records["api-13"]
    assert login["title"] == LOGIN["title"]
    assert login["description"] == "See api-13.\nAnd api-13, not #99."
    assert (login["status"], login["assigned_to"], login["labels"]) == ("pending", "bo", ["bug"])
    assert login["milestone"] == "1.0"
    assert login["comments"] == [{"at": "2026-01-02T05:00:00Z", "by": "bo", "text": "As in api-13."}]
    assert (part["status"], part["dependencies"], part["parent"]) == ("cancelled", ["api-12"], "api-12")
    assert part["completed_at"] == "2026-01-04T00:00:00Z"
    source = login["metadata"]["source"]
    assert (source["id"], source["url"]) == ("acme/api#12", f"{REPO}/issues/12")
    assert source["version"] == LOGIN["updated_at"]
    assert login["metadata"]["imported"]["assignees"] == ["bo", "cy"]
    assert "pull requests are left out: acme/api#14" in report.stdout


def test_an_unchanged_source_changes_nothing_and_a_changed_one_brings_its_texts_alone(run: Run) -> None:
    run("import", "github", "-", stdin=pages(LOGIN, PART))
    assert "nothing changed" in run("import", "github", "-", stdin=pages(LOGIN, PART)).stderr
    run("task", "set", "api-12", "status=completed", "assigned_to=dee", "title=Mine")
    newer = {**LOGIN, "title": "Theirs", "body": "New.", "state": "open", "assignees": [{"login": "eve"}]}
    assert 'api-12: title: the source has "Theirs"' in run("import", "github", "-", stdin=pages(newer)).stdout
    login = shown(run, "api-12")["api-12"]
    assert (login["title"], login["description"]) == ("Mine", "New.")
    assert (login["status"], login["assigned_to"]) == ("completed", "dee")


def test_what_gh_lists_is_read_alike_and_rules_say_what_becomes_what(run: Run, plane: Path) -> None:
    run("import", "github", "-", "--kind", "task", "--kind", "label:bug=issue", stdin=json.dumps([LISTED]))
    issue = shown(run, "api-12")["api-12"]
    assert (issue["kind"], issue["status"], issue["detected_by"]) == ("issue", "resolved", "ann")
    assert [comment["text"] for comment in issue["comments"]] == ["c"]
    assert (plane / "exchange/github.yaml").read_text() == "kind:\n  - task\n  - label:bug=issue\n"
    other = {**LISTED, "number": 15, "url": f"{REPO}/issues/15"}
    run("import", "github", "-", stdin=json.dumps([other]))
    assert shown(run, "api-15")["api-15"]["kind"] == "issue"
    run("import", "github", "-", "--kind", "task", stdin=json.dumps([LISTED]))
    assert shown(run, "api-12")["api-12"]["kind"] == "issue", "what is here keeps its kind"


def test_ids_that_are_taken_give_way_and_references_follow(run: Run) -> None:
    run("issue", "add", "Other", "--id", "API-13", "issue_type=x", "severity=LOW")
    run("import", "github", "-", stdin=pages(LOGIN, PART))
    login = shown(run, "api-12")["api-12"]
    (mention,) = {word.strip(".,") for word in login["description"].split() if "api-" in word}
    part = shown(run, mention)[mention]
    assert (part["kind"], part["title"], part["parent"]) == ("task", "Part", "api-12")


def test_circles_are_cut_where_none_may_be_and_said(run: Run) -> None:
    one = {**LOGIN, "sub_issues": [], "blocked_by": [{"number": 13}]}
    report = run("import", "github", "-", stdin=pages(one, PART))
    assert "dependencies closes a circle, and is kept in metadata" in report.stdout
    assert run("check").returncode == 0
    assert "nothing changed" in run("import", "github", "-", stdin=pages(one, PART)).stderr


def test_circles_through_records_that_are_here_are_cut_too(run: Run) -> None:
    run("task", "add", "Here", "dependencies=bd-1")
    edge = {"depends_on_id": "WS-TASK-001", "type": "blocks"}
    row = {"id": "bd-1", "title": "B", "status": "open", "created_at": "2026-01-02T03:04:05Z", "dependencies": [edge]}
    assert "closes a circle" in run("import", "beads", "-", stdin=json.dumps(row)).stdout
    assert run("check").returncode == 0
    assert "nothing changed" in run("import", "beads", "-", stdin=json.dumps(row)).stderr


def test_a_row_that_is_none_is_refused_by_name_and_the_others_land(run: Run) -> None:
    rows = pages({"title": "no number"}, {"number": 3}, LOGIN, LOGIN, "text")
    report = run("import", "github", "-", stdin=rows, code=7)
    assert report.stdout.count("refused: ") == 4
    assert list(shown(run, "api-12")) == ["api-12"]


def test_live_asks_the_program_of_the_user_which_is_a_stand_in_that_replays_answers_here(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    answers = {
        "repos/acme/api/issues?state=all&per_page=100": [
            {**LOGIN, "sub_issues": None, "sub_issues_summary": {"total": 1}},
            {**PART, "blocked_by": None, "issue_dependencies_summary": {"blocked_by": 1}},
        ],
        "repos/acme/api/issues/12/sub_issues?per_page=100": [PART],
        "repos/acme/api/issues/13/dependencies/blocked_by?per_page=100": [LOGIN],
        "repos/acme/api/issues/comments?per_page=100": [COMMENT],
    }
    program = folder / "gh"
    program.write_text(f"#!{sys.executable}\nimport json, sys\nprint(json.dumps({answers!r}[sys.argv[3]]))\n")
    program.chmod(0o755)
    run("import", "github", "--live", "acme/api", PATH=f"{folder}:{os.environ['PATH']}")
    part = shown(run, "api-13")["api-13"]
    assert (part["parent"], part["dependencies"]) == ("api-12", ["api-12"])
    run("import", "github", "--live", "no repository", code=2)


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """A folder with a stand-in for `gh`, which keeps what is sent to it, and answers from a file."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "issues.json").write_text("[]")
    program = folder / "gh"
    program.write_text(
        f"""#!{sys.executable}
import json, sys, pathlib
here = pathlib.Path({str(folder)!r})
words = sys.argv[1:]
if "--method" in words:
    body = json.load(sys.stdin)
    if (here / "fails").exists() and "comments" in words[3]:
        sys.exit("HTTP 502")
    with (here / "log").open("a") as log:
        log.write(json.dumps([words[2], words[3], body]) + "\\n")
    print("{{}}")
else:
    rows = json.loads((here / "issues.json").read_text())
    print(json.dumps([] if "comments" in words[2] else rows))
"""
    )
    program.chmod(0o755)
    return folder


def made(host: Path) -> list[Any]:
    log = host / "log"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def test_a_plan_says_the_calls_and_applying_makes_them_one_by_one_and_goes_on_after_a_break(
    run: Run, host: Path
) -> None:
    path = f"{host}:{os.environ['PATH']}"
    run("import", "github", "-", stdin=pages(LOGIN))
    (host / "issues.json").write_text(json.dumps([LOGIN]))
    assert "the host says what the records say" in run("export", "github", "acme/api", PATH=path).stderr
    run("task", "set", "api-12", "status=cancelled", "assigned_to=dee", "title=Mine")
    run("note", "api-12", "Not now.")
    plan = run("export", "github", "acme/api", "--plan", PATH=path).stdout.splitlines()
    assert [line.split(": ")[1] for line in plan] == ["close it", "assign it to dee", "add the remark of Ann Lee"]
    assert made(host) == []
    (host / "fails").touch()
    failed = run("export", "github", "acme/api", "--apply", PATH=path, code=6)
    assert "2 of 3 calls were made" in failed.stderr
    assert [body for _, _, body in made(host)] == [
        {"state": "closed", "state_reason": "not_planned"}, {"assignees": ["dee"]},
    ]  # fmt: skip
    (host / "fails").unlink()
    now = {**LOGIN, "state": "closed", "assignees": [*LOGIN["assignees"], {"login": "dee"}]}
    (host / "issues.json").write_text(json.dumps([now]))
    run("export", "github", "acme/api", "--apply", PATH=path)
    assert len(made(host)) == 3
    assert made(host)[2][2]["body"].endswith("Not now.")
    posted = {"user": {"login": "bot"}, "body": made(host)[2][2]["body"], "created_at": "2026-02-01T00:00:00Z"}
    (host / "issues.json").write_text(json.dumps([{**now, "comments": [posted]}]))
    assert "the host says what the records say" in run("export", "github", "acme/api", PATH=path).stderr


def test_issues_are_made_on_request_alone_and_are_the_same_records_when_they_come_back(
    run: Run, host: Path, tmp_path: Path
) -> None:
    path = f"{host}:{os.environ['PATH']}"
    run("repo", "add", "api", "path=../api", f"urls+={REPO}.git")
    run("task", "add", "Here", "--repo", "api", "description=Text.")
    assert run("export", "github", "acme/api", PATH=path).stdout == ""
    run("export", "github", "acme/api", "--new", "--apply", PATH=path)
    ((method, where, body),) = made(host)
    assert (method, where, body["title"]) == ("POST", "repos/acme/api/issues", "Here")
    issue = {**LOGIN, "number": 20, "html_url": f"{REPO}/issues/20", "sub_issues": [], "labels": [], **body}
    (host / "issues.json").write_text(json.dumps([issue]))
    run("task", "set", "WS-TASK-001", "title=There")
    assert "change its title" in run("export", "github", "acme/api", PATH=path).stdout
    run("import", "github", "-", stdin=json.dumps([issue]))
    assert list(shown(run, "WS-TASK-001")) == ["WS-TASK-001"]
    assert json.loads(run("task", "list", "--format", "json").stdout)[1:] == []


def test_issues_of_other_hosts_come_in_alike(run: Run) -> None:
    gitlab = {
        "iid": 4, "id": 9, "title": "Leak", "description": "See #5.", "state": "closed", "author": {"username": "ann"},
        "web_url": "https://gitlab.com/acme/sub/web/-/issues/4", "references": {"full": "acme/sub/web#4"},
        "labels": ["bug"], "assignees": [{"username": "bo"}], "milestone": {"title": "1.0"}, "weight": 3,
        "created_at": "2026-01-02T03:04:05.678Z", "closed_at": "2026-01-03T00:00:00.000Z", "issue_type": "issue",
        "links": [{"iid": 5, "link_type": "is_blocked_by"}],
        "notes": [{"body": "c", "author": {"username": "cy"}, "created_at": "2026-01-02T05:00:00Z"}, {"system": True}],
    }  # fmt: skip
    other = {**gitlab, "iid": 5, "state": "opened", "references": {"full": "acme/sub/web#5"}, "links": [], "notes": []}
    run("import", "gitlab", "-", stdin=json.dumps([gitlab, other]))
    leak = shown(run, "web-4")["web-4"]
    assert (leak["status"], leak["assigned_to"], leak["milestone"]) == ("completed", "bo", "1.0")
    assert (leak["description"], leak["dependencies"], leak["labels"]) == ("See web-5.", ["web-5"], ["bug"])
    assert [comment["text"] for comment in leak["comments"]] == ["c"]
    assert leak["metadata"]["imported"]["weight"] == 3
    forgejo = {**LOGIN, "html_url": "https://codeberg.org/acme/tool/issues/12", "url": "", "sub_issues": []}
    run("import", "forgejo", "-", stdin=json.dumps([forgejo]))
    assert shown(run, "tool-12")["tool-12"]["title"] == LOGIN["title"]


def numbered(number: int, *blocked_by: int, **more: Any) -> dict[str, Any]:
    edges = [{"number": other, "html_url": f"{REPO}/issues/{other}"} for other in blocked_by]
    return {"number": number, "title": "T", "html_url": f"{REPO}/issues/{number}", "blocked_by": edges, **more}


def test_a_reference_follows_when_what_it_names_comes_in_later(run: Run) -> None:
    first = pages(numbered(1, 2))
    assert "no task 'acme/api#2'" in run("import", "github", "-", stdin=first).stdout
    run("import", "github", "-", stdin=pages(numbered(2, 3), numbered(4)))
    records = shown(run, "api-1", "api-2")
    assert (records["api-1"]["dependencies"], records["api-2"]["dependencies"]) == (["api-2"], ["acme/api#3"])
    report = run("import", "github", "-", stdin=pages(numbered(3, 1))).stdout
    assert "dependencies closes a circle, and is kept in metadata: api-1" in report
    assert shown(run, "api-2")["api-2"]["dependencies"] == ["api-3"]
    assert "nothing changed" in run("import", "github", "-", stdin=first).stderr
    assert "0 errors" in run("check").stderr


def test_links_of_gitlab_that_do_not_block_are_kept(run: Run) -> None:
    links = [{"iid": 4, "link_type": "is_blocked_by"}, {"iid": 6, "link_type": "relates_to", "description": "x" * 99}]
    issue = {"iid": 3, "title": "T", "state": "opened", "references": {"full": "g/p#3"}, "links": links}
    run("import", "gitlab", "-", stdin=json.dumps([issue]))
    task = shown(run, "p-3")["p-3"]
    assert task["dependencies"] == ["g/p#4"]
    assert task["metadata"]["imported"]["links"] == [{"iid": 6, "link_type": "relates_to"}]
