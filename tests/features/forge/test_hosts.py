"""Which host a URL means, and what answers of the programs mean. The answers have recorded shapes; no host was met."""

import json

import pytest

from wmsgit.features.forge.known_hosts import HOSTS, host_of, repository_at
from wmsgit.features.forge.pull_request import pull_request_of
from wmsgit.features.forge.text import RequestPart, TaskText, body_of, title_of


@pytest.mark.parametrize(
    ("url", "repository", "host"),
    [
        ("https://github.com/acme/api.git", "github.com/acme/api", "github"),
        ("https://user:secret@github.com/acme/api", "github.com/acme/api", "github"),
        ("git@github.com:acme/api.git", "github.com/acme/api", "github"),
        ("ssh://git@gitlab.example.org:2222/group/sub/api.git", "gitlab.example.org/group/sub/api", "gitlab"),
        ("https://codeberg.org/acme/api", "codeberg.org/acme/api", "forgejo"),
        ("https://git.example.org/acme/api", "git.example.org/acme/api", None),
        ("../api.git", "", None),
        ("/srv/git/api.git", "", None),
        ("https://github.com/--help/api", "", None),
        ("https://github.com/acme/api;rm", "", None),
        ("https://github.com/../api", "", None),
        ("https://github.com", "", None),
        ("-oProxyCommand=x:acme/api", "", None),
    ],
)
def test_the_host_is_known_by_the_remote_s_url(url: str, repository: str, host: str | None) -> None:
    assert repository_at(url) == repository
    known = host_of(repository, lambda _: None) if repository else None
    assert (known.name if known else None) == host


def test_the_user_names_the_host_behind_another_name() -> None:
    settings = {"wmsgit.forge.git.example.org": "forgejo"}
    assert host_of("git.example.org/acme/api", settings.get) is HOSTS["forgejo"]
    assert host_of("github.com/acme/api", {"wmsgit.forge.github.com": "none"}.get) is None


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([], ""),
        ([{"status": "COMPLETED", "conclusion": "SUCCESS"}, {"state": "SUCCESS"}], "passing"),
        ([{"status": "COMPLETED", "conclusion": "SKIPPED"}, {"status": "QUEUED", "conclusion": ""}], "pending"),
        ([{"status": "QUEUED", "conclusion": ""}, {"status": "COMPLETED", "conclusion": "TIMED_OUT"}], "failing"),
        ([{"state": "ERROR"}], "failing"),
    ],
)
def test_checks_of_github_come_to_one_word(checks: list, expected: str) -> None:
    row = {"number": 7, "state": "OPEN", "isDraft": True, "statusCheckRollup": checks, "reviewDecision": ""}
    [item] = HOSTS["github"].listed(json.dumps([row]).encode())
    assert (item.checks, item.state, item.review) == (expected, "draft", "")


@pytest.mark.parametrize("name", HOSTS)
def test_what_is_no_list_is_an_error_and_nothing_is_an_empty_list(name: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        HOSTS[name].listed(b'[{"no": "number"}]')
    with pytest.raises(ValueError, match="Expecting value"):
        HOSTS[name].listed(b"not JSON")
    assert HOSTS[name].listed(b"[]") == []


def test_rows_of_the_cache_come_back() -> None:
    [item] = HOSTS["gitlab"].listed(b'[{"iid": 3, "state": "opened", "reviewers": [{"username": "bob"}]}]')
    assert pull_request_of(json.loads(json.dumps(item.as_row()))) == item
    for damaged in (None, {}, {"number": "3"}, {"number": 3, "more": 1}):
        with pytest.raises(ValueError, match="no pull request"):
            pull_request_of(damaged)


def test_the_text_is_one_block_that_is_replaced() -> None:
    parts = [RequestPart("lib", "https://h/1"), RequestPart("api")]
    first = body_of(TaskText("T-1", "", "Why <!-- wmsgit: end --> not"), parts, 1)
    assert first.count("wmsgit: end") == 1
    assert "Depends-On: https://h/1" in first
    assert "2. api: not open yet (this one)" in first
    again = body_of(TaskText("T-1", "", "Because"), parts, 1, f"Above\n\n{first}\n\nBelow")
    assert again.startswith("Above\n\n<!-- wmsgit: begin -->\nBecause")
    assert again.endswith("\n\nBelow")
    alone = body_of(TaskText("T-1", "", ""), [RequestPart("api")], 0)
    assert body_of(TaskText("T-1", "", ""), [RequestPart("api")], 0, "By hand") == f"By hand\n\n{alone}"
    assert "\x1b" not in title_of(TaskText("T-1", "A\x1b[31m\nB"))
    assert "\n" not in title_of(TaskText("T-1", "A\x1b[31m\nB"))
