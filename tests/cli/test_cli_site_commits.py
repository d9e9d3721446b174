"""Commits of members on the pages of the records that they name."""

from pathlib import Path

import pytest
from across_plane import Across, copied
from site_pages import ParsedPage
from site_server import live_site

PAGE = "records/task/WS-TASK-001.html"
MAIL = "ann@mail.example"


def page_of(across: Across, folder: Path, *options: str) -> str:
    """The page of the task, of a site that is built with these options."""
    across.wmsgit("site", "build", str(folder), "--no-scan", *options)
    return (folder / PAGE).read_text()


def words(text: str) -> str:
    return " ".join(" ".join(ParsedPage(text).words).split())


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    made = copied(across_template, tmp_path)
    made.wmsgit("task", "add", "Rotate the keys", "repos_affected+=api")
    made.wmsgit("repo", "set", "api", "urls=https://github.com/acme/api.git")
    made.wmsgit("repo", "set", "lib", "urls=../lib.git")
    return made


def test_commits_that_name_a_record_stand_on_its_page_with_their_host_and_no_subject(
    across: Across, tmp_path: Path
) -> None:
    first = across.commit("api", f"rotate, ask {MAIL} <script>\n\nRefs: WS-TASK-001", GIT_AUTHOR_NAME="Canaria Person")
    across.push("api")
    second = across.commit("lib", "work\n\nRefs: WS-TASK-001")
    text = page_of(across, tmp_path / "site")
    assert ParsedPage(text).faults == []
    assert f'href="https://github.com/acme/api/commit/{first}"' in text
    assert f"<code>{second[:10]}</code>" in text
    assert "Commits" in words(text)
    assert "History" in words(text)
    assert "not merged" in words(text)
    for private in ("rotate, ask", MAIL, "Canaria", str(tmp_path)):
        assert private not in text
    more = page_of(across, tmp_path / "site", "--include", "people")
    assert "Canaria Person" in words(more)
    assert MAIL not in more


def test_page_is_made_anew_for_a_new_commit_alone(across: Across, tmp_path: Path) -> None:
    before = words(page_of(across, tmp_path / "site"))
    assert "History" in before
    assert "Commits" not in before
    commit = across.commit("api", "more\n\nRefs: WS-TASK-001")
    assert commit[:10] in words(page_of(across, tmp_path / "site"))


def test_commits_of_a_repository_that_is_left_out_are_not_shown(across: Across, tmp_path: Path) -> None:
    commit = across.commit("api", "secret\n\nRefs: WS-TASK-001")
    assert commit[:10] not in page_of(across, tmp_path / "site", "--exclude", "repo")


def test_live_page_has_the_subject_too(across: Across) -> None:
    across.commit("api", "rotate <b>them</b>\n\nRefs: WS-TASK-001")
    with live_site(across.wmsgit.folder) as site:
        text = site.ask("GET", f"/{PAGE}")[2]
    assert "rotate &lt;b&gt;them&lt;/b&gt;" in text
