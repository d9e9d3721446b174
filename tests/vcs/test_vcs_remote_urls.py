"""URLs of remotes, read without git, and which of them mean the same repository."""

from pathlib import Path

import pytest
from vcs_plane import Plane

from wmsgit.vcs.remote_urls import is_of_network, remote_urls, same_repository, without_password


@pytest.mark.parametrize(
    "url", ["https://example.org/a/b.git", "/srv/a b", "git@host:x/y.git", "/srv/x#y;z", 'C:\\x"y', "a\\b"]
)
def test_urls_are_those_that_git_itself_reads(plane: Plane, url: str) -> None:
    plane.git("remote", "add", "origin", url)
    plane.git("remote", "add", "other.one", "https://other.example.org/x")
    plane.git("config", "url.https://x/.insteadOf", "y:")
    expected = [plane.git("config", f"remote.{name}.url").removesuffix("\n") for name in ("origin", "other.one")]
    assert remote_urls(plane.root) == expected


def test_configuration_that_is_damaged_or_absent_has_no_urls(plane: Plane) -> None:
    config = plane.root / ".git" / "config"
    config.write_bytes(b'[remote "o"\nurl = x\n\xff\n[remote "p"]\n\turl\n')
    assert remote_urls(plane.root) == []
    config.unlink()
    assert remote_urls(plane.root) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/acme/api.git", "git@example.org:acme/api"),
        ("https://ann:secret@Example.org:8443/acme/api/", "ssh://git@example.org/acme/api.git"),
        ("gh:acme/api", "https://example.org/acme/api"),
        ("file:///srv/git/api.git", "/srv/git/api"),
        ("../api", "/srv/api/.git"),
    ],
)
def test_spellings_of_one_repository_are_the_same(one: str, other: str) -> None:
    assert same_repository([one], ["x", other], Path("/srv/web"), {"gh:": "https://example.org/"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/acme/api", "https://example.org/acme/web"),
        ("https://example.org/acme/api", "https://example.com/acme/api"),
        ("/srv/api", "/srv/web"),
        ("https://[", "https://example.org/acme/api"),
        ("", "https://example.org/acme/api"),
    ],
)
def test_different_repositories_are_not_the_same(one: str, other: str) -> None:
    assert not same_repository([one], [other], Path("/srv/web"), {})


def test_what_is_recorded_of_a_remote_is_no_secret_and_no_path() -> None:
    assert without_password("https://ann:token@example.org/a") == "https://example.org/a"
    assert without_password("git@example.org:a") == "git@example.org:a"
    assert [url for url in ("https://x/y", "git@x:y", "/srv/x", "../x", "file:///x") if is_of_network(url)] == [
        "https://x/y",
        "git@x:y",
    ]
