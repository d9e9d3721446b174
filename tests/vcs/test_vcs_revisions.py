"""What a ref or a date means, and what cannot be known."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from vcs_plane import Plane

from wmsgit.errors import IncompleteError, NotFoundError
from wmsgit.vcs.objects.blobs import read_blobs
from wmsgit.vcs.objects.revisions import blob_ids, resolve_revision, tree_files

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC).astimezone()


def save_at(plane: Plane, monkeypatch: pytest.MonkeyPatch, when: str, subject: str = "by hand") -> str:
    monkeypatch.setenv("GIT_AUTHOR_DATE", when)
    monkeypatch.setenv("GIT_COMMITTER_DATE", when)
    return plane.save("records/tasks/T-001.yaml", f"status: '{when} {subject}'\n", subject)


def commit_of(plane: Plane, text: str) -> str:
    return resolve_revision(plane.root, text, NOW).commit


@pytest.fixture
def days(empty: Plane, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Moment → commit, in the plane `empty`."""
    moments = ("2026-07-01T21:30:00Z", "2026-07-01T22:30:00Z", "2026-07-02T09:00:00Z", "2026-11-20T09:00:00Z")
    return {moment: save_at(empty, monkeypatch, moment) for moment in moments}


@pytest.mark.parametrize("name", ["HEAD", "main", "v1", "annotated", "HEAD~0", "main@{0}", ":/by hand"])
def test_a_name_means_what_git_says_it_means(plane: Plane, name: str) -> None:
    wanted = plane.save("x", "1\n")
    plane.git("tag", "v1")
    plane.git("tag", "-a", "-m", "x", "annotated")
    assert commit_of(plane, name) == wanted


def test_a_revision_says_who_when_and_what(plane: Plane) -> None:
    plane.git("commit", "-q", "--allow-empty", "--author", "Zoë <z@example.org>", "-m", "one\n\ntwo")
    found = resolve_revision(plane.root, "HEAD", NOW)
    assert (found.author, found.subject) == ("Zoë", "one")
    assert found.committed_at == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert found.commit.startswith(found.short)


def test_a_revision_in_another_encoding_is_read(plane: Plane) -> None:
    plane.git("-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-q", "--allow-empty", "-m", "größer")
    content = subprocess.run(
        ["git", "cat-file", "commit", "HEAD"], cwd=plane.root, capture_output=True, check=True
    ).stdout
    raw = content.replace("größer".encode(), "größer".encode("latin-1"))
    done = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=plane.root,
        input=raw,
        capture_output=True,
        check=True,
    )
    assert resolve_revision(plane.root, done.stdout.decode().strip(), NOW).subject == "größer"


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_a_bare_date_is_the_end_of_that_local_day_in_its_season(
    empty: Plane, days: dict[str, str], monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    import time

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    now = datetime(2026, 11, 23, 12, tzinfo=UTC).astimezone()
    # In Berlin's summer, two hours ahead, half past ten in the evening is the next day already.
    ended = "2026-07-01T22:30:00Z" if zone == "UTC" else "2026-07-01T21:30:00Z"
    assert resolve_revision(empty.root, "2026-07-01", now).commit == days[ended]
    monkeypatch.undo()
    time.tzset()


def test_a_moment_is_that_moment(empty: Plane, days: dict[str, str]) -> None:
    assert commit_of(empty, "2026-07-02T08:59:59Z") == days["2026-07-01T22:30:00Z"]
    assert commit_of(empty, "2026-07-02T09:00:00Z") == days["2026-07-02T09:00:00Z"]
    assert commit_of(empty, "-7d") == days["2026-07-02T09:00:00Z"]
    assert commit_of(empty, "yesterday") == days["2026-11-20T09:00:00Z"]
    assert commit_of(empty, "2099-01-01") == days["2026-11-20T09:00:00Z"]


def test_a_date_follows_the_first_parents_alone(
    empty: Plane, days: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    empty.git("checkout", "-q", "-b", "side", days["2026-07-02T09:00:00Z"])
    save_at(empty, monkeypatch, "2026-11-19T09:00:00Z", "on the side")
    empty.git("checkout", "-q", "main")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-21T09:00:00Z")
    empty.git("merge", "-q", "-s", "ours", "-m", "merge", "side")
    assert commit_of(empty, "2026-11-19") == days["2026-07-02T09:00:00Z"]


def test_a_ref_that_looks_like_a_date_is_the_ref(empty: Plane, days: dict[str, str]) -> None:
    empty.git("tag", "2026-11-20", days["2026-07-02T09:00:00Z"])
    assert commit_of(empty, "2026-11-20") == days["2026-07-02T09:00:00Z"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "nope", "--all", "-n1", "--output=x", "HEAD..HEAD", "^HEAD", "HEAD:README.md", "HEAD^{tree}"),
        *("a\nHEAD", "a\0b", "2026-13-40", "\udcff", "HEAD~99", "@{1000}", "main@{upstream}"),
    ],
)
def test_what_names_no_commit_is_not_found(plane: Plane, text: str) -> None:
    with pytest.raises(NotFoundError) as error:
        commit_of(plane, text)
    assert "there is no revision" in error.value.message
    assert not (plane.root / "x").exists()


def test_the_nearest_ref_is_proposed(plane: Plane) -> None:
    with pytest.raises(NotFoundError, match="did you mean 'main'"):
        commit_of(plane, "mian")


def test_a_date_before_the_first_commit_names_the_first(plane: Plane) -> None:
    for text in ("2026-11-22", "1960-01-01"):
        with pytest.raises(NotFoundError, match="before the first commit, which is of 2026-11-23 09:30"):
            commit_of(plane, text)


def test_without_a_commit_there_is_no_revision(empty: Plane) -> None:
    for text in ("HEAD", "2026-11-22"):
        with pytest.raises(NotFoundError, match="nothing has been committed yet"):
            commit_of(empty, text)


def test_a_shallow_clone_says_what_cannot_be_known(empty: Plane, days: dict[str, str], tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--depth=2", f"file://{empty.root}", str(tmp_path / "shallow")], check=True)
    shallow = Plane(tmp_path / "shallow")
    assert commit_of(shallow, "2026-07-02") == days["2026-07-02T09:00:00Z"]
    with pytest.raises(IncompleteError, match="cannot be known: the history that is here begins 2026-07-02") as error:
        commit_of(shallow, "2026-07-01")
    assert "unshallow" in error.value.hint
    with pytest.raises(NotFoundError) as missing:
        commit_of(shallow, days["2026-07-01T21:30:00Z"])
    assert "unshallow" in missing.value.hint


def test_a_tree_lists_files_and_links_whatever_their_names(plane: Plane) -> None:
    odd = 'records/tasks/ü "x"\n.yaml'
    plane.write(odd, "title: x\n")
    (plane.root / "records/tasks/link.yaml").symlink_to("T-001.yaml")
    plane.git("add", ".")
    plane.git("commit", "-q", "-m", "odd")
    files = {file.path: file for file in tree_files(plane.root, plane.head(), ("records", "schemas"))}
    assert set(files) == {"records/tasks/T-001.yaml", "records/tasks/link.yaml", odd}
    assert files["records/tasks/link.yaml"].mode == "120000"
    paths = ["records/tasks/T-001.yaml", "records/tasks", "records/tasks/none.yaml"]
    assert blob_ids(plane.root, plane.head(), paths) == [files[paths[0]].blob, None, None]


def test_of_a_large_blob_only_the_beginning_is_given(plane: Plane) -> None:
    plane.save("large", "x" * 5000)
    plane.save("small", "yy")
    ids = [plane.git("rev-parse", f"HEAD:{name}") for name in ("large", "small")]
    assert [text for _, text in read_blobs(plane.root, ids, max_bytes=10)] == [b"x" * 11, b"yy"]
