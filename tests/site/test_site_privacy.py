"""What is private is in no byte of the pages: fields, texts, subjects, diffs, the search index, the feed, the names."""

import json
from pathlib import Path

import pytest
from site_planes import HOME, MAIL, PERSON, WITHHELD, commit, write
from template_copies import copy_of
from test_site_build import EVERYTHING, workspace

from wmsgit.errors import UsageError
from wmsgit.site.start import SiteRequest, build_single, build_site
from wmsgit.workspace.revisions.records import revision_of
from wmsgit.workspace.revisions.workspace_at import PastWorkspace


def whole(folder: Path) -> str:
    """Every byte of a folder, and every name in it."""
    return "\n".join(
        f"{path.relative_to(folder)}\n{path.read_text(encoding='utf-8')}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )


def site(root: Path, folder: Path, *, exclude: tuple[str, ...] = (), include: tuple[str, ...] = ()) -> str:
    build_site(workspace(root), folder, SiteRequest(exclude, include, scans=False, url="https://git.example/plane"))
    text = whole(folder)
    for name in ("WS-TASK-001", "index"):
        target = folder.parent / f"single-{folder.name}-{name}.html"
        build_single(workspace(root), target, name, SiteRequest(exclude, include, scans=False))
        text += target.read_text(encoding="utf-8")
    return text


def test_nothing_withheld_is_in_any_byte(rich: Path, tmp_path: Path) -> None:
    text = site(rich, tmp_path / "site", exclude=("secret", "notes"))
    for canary in (WITHHELD, PERSON, PERSON.split()[0], "canaria", MAIL, HOME, str(rich), str(tmp_path)):
        assert canary not in text, canary


def test_what_is_included_is_there_and_mails_and_paths_still_are_not(rich: Path, tmp_path: Path) -> None:
    text = site(rich, tmp_path / "site", include=EVERYTHING)
    for canary in (f"{WITHHELD}-comment", f"{WITHHELD}-metadata", f"{WITHHELD}-secret", PERSON, "session-canaria"):
        assert canary in text, canary
    for canary in (MAIL, HOME, str(rich), f"u:{WITHHELD}@"):
        assert canary not in text, canary


def test_login_in_the_address_of_the_host_is_in_no_byte(rich: Path, tmp_path: Path) -> None:
    build_site(workspace(rich), tmp_path / "site", SiteRequest(url="https://bot:CANARYTOKEN@git.example/plane"))
    text = whole(tmp_path / "site")
    assert "https://git.example/plane/blob/" in text
    assert "CANARYTOKEN" not in text


@pytest.mark.parametrize("word", EVERYTHING)
def test_each_word_opens_only_its_own(rich: Path, tmp_path: Path, word: str) -> None:
    text = site(rich, tmp_path / "site", include=(word,), exclude=("secret",))
    assert (PERSON in text) == (word == "people")
    assert (f"{WITHHELD}-comment" in text) == (word == "comments")
    assert (f"{WITHHELD}-metadata" in text) == (word == "metadata")
    assert ("session-canaria" in text) == (word == "sessions")
    assert ("CTX-20261101-7c1e" in text) == (word == "contexts")


@pytest.mark.parametrize(
    ("word", "canary"),
    [
        ("title", "Task number"), ("task.title", "Task number"), ("risk", "Keys leak"), ("issue", "It burns"),
        ("blocked_reason", "waits<"), ("decision", "Decision 1"), ("adr", "ADR-002"), ("milestone", "1.0</"),
        ("status", "in_progress</"), ("description", "several"), ("labels", "two words"), ("priority", "CRITICAL"),
        ("waiver", "2026-12-01"), ("detected_rule", "ADR-002/no-a"),
    ],
)  # fmt: skip
def test_excluded_value_is_in_no_byte(rich: Path, tmp_path: Path, word: str, canary: str) -> None:
    assert canary in site(rich, tmp_path / "all")
    words = (word, *{"priority": ("severity",), "detected_rule": ("rules",)}.get(word, ()))
    assert canary not in site(rich, tmp_path / "site", exclude=words)


def test_misspelt_word_is_refused_before_anything_is_written(rich: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no kind or field 'tittle'"):
        site(rich, tmp_path / "site", exclude=("tittle",))
    with pytest.raises(UsageError, match="--include takes"):
        site(rich, tmp_path / "site", include=("everything",))
    assert not (tmp_path / "site").exists()


def test_reference_to_what_is_left_out_goes_also_when_it_leads_nowhere(rich: Path, tmp_path: Path) -> None:
    root = copy_of(rich, tmp_path)
    data = json.loads((root / "records/tasks/WS-TASK-008.yaml").read_text(encoding="utf-8"))
    write(root, "records/tasks/WS-TASK-008.yaml", {**data, "session_created": "2026-11-09-session-removed-canary"})
    commit(root, "x", 12)
    assert "removed-canary" not in site(root, tmp_path / "site")
    assert "removed-canary" in site(root, tmp_path / "all", include=("sessions",))


def test_what_is_left_out_later_goes_from_a_site_that_showed_it(rich: Path, tmp_path: Path) -> None:
    everything = site(rich, tmp_path / "site", include=EVERYTHING)
    assert "Keys leak" in everything
    text = site(rich, tmp_path / "site", exclude=("risk", "description"))
    for canary in ("Keys leak", "RISK-001", "several", PERSON, "session-canaria", f"{WITHHELD}-comment"):
        assert canary not in text, canary
    assert site(rich, tmp_path / "site", include=EVERYTHING) == everything


@pytest.mark.parametrize(
    ("word", "canary"), [("title", "Task number"), ("risk", "Keys leak"), ("status", "in_progress")]
)
def test_excluded_value_is_in_no_byte_of_a_preview_or_of_the_past(
    rich: Path, tmp_path: Path, word: str, canary: str
) -> None:
    request = SiteRequest((word,), (), base="HEAD~6", scans=False)
    build_site(workspace(rich), tmp_path / "preview", request)
    ws = workspace(rich)
    build_site(PastWorkspace(ws, revision_of(ws, "HEAD~2")), tmp_path / "past", SiteRequest((word,), (), scans=False))
    build_single(workspace(rich), tmp_path / "one.html", "task", request)
    text = whole(tmp_path / "preview") + whole(tmp_path / "past") + (tmp_path / "one.html").read_text(encoding="utf-8")
    assert canary not in text
