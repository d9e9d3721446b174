"""Which entries of two indexes differ, as Git itself lists them."""

import os
import subprocess
from pathlib import Path

import pytest
from examples import examples
from git_environment import git_environment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wmsgit.vcs.kept_index import keep_index, moved_entries
from wmsgit.vcs.locate import GitDirs, find_git_dirs, private_dir

NAMES = ["a", "a/b", "b.yaml", "n" * 61, "n" * 62, "n" * 70, "x" * 200, "ä ö", "z/" + "y" * 120 + "/" + "w" * 200]


def make(folder: Path, *options: str) -> tuple[GitDirs, dict[str, str]]:
    environ = git_environment(folder.parent / "home")
    subprocess.run(["git", "init", "-q", *options, str(folder)], env=environ, check=True)
    found = find_git_dirs(folder)
    assert found is not None
    return found, environ


def git(dirs: GitDirs, environ: dict[str, str], *words: str, given: str = "") -> str:
    done = subprocess.run(
        ["git", "-c", "index.version=2", *words], cwd=dirs.worktree, env=environ, input=given.encode(),
        capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout.decode()


def enter(dirs: GitDirs, environ: dict[str, str], states: dict[str, int]) -> None:
    """Make the index one of these entries alone: path → number of a content, 0 for the two sides of a merge."""
    (dirs.git_dir / "index").unlink(missing_ok=True)
    lines = []
    for path, content in states.items():
        stages = (2, 3) if content == 0 else (0,)
        lines += [f"100644 {content + stage:040x} {stage}\t{path}" for stage in stages]
    git(dirs, environ, "update-index", "--index-info", given="".join(f"{line}\n" for line in lines))


def listed(dirs: GitDirs, environ: dict[str, str]) -> set[str]:
    text = git(dirs, environ, "ls-files", "-s", "-z", "--", "top")
    return set(text.split("\0")) - {""}


def paths_of(lines: set[str]) -> list[str]:
    return sorted({line.partition("\t")[2] for line in lines})


def admitted(states: dict[str, int]) -> dict[str, int]:
    """Without what cannot stand beside another: a file in the place of a folder."""
    return {
        path: content for path, content in states.items() if not any(other.startswith(f"{path}/") for other in states)
    }


STATES = st.dictionaries(
    st.builds("{}/{}".format, st.sampled_from(["top", "other"]), st.sampled_from(NAMES)), st.integers(0, 3), max_size=9
).map(admitted)


@given(before=STATES, after=STATES)
@settings(max_examples=examples(100), suppress_health_check=list(HealthCheck), deadline=None)
def test_moved_entries_are_those_that_git_lists_otherwise(
    tmp_path_factory: pytest.TempPathFactory, before: dict[str, int], after: dict[str, int]
) -> None:
    dirs, environ = make(tmp_path_factory.mktemp("kept") / "repository")
    enter(dirs, environ, {**before, "other/always": 1})
    old, checksum = listed(dirs, environ), keep_index(dirs, "copy")
    enter(dirs, environ, {**after, "other/always": 1})
    new = listed(dirs, environ)
    moved = moved_entries(dirs, "copy", checksum, "top", most=100)
    assert moved is not None
    assert moved.paths == paths_of(old ^ new)
    assert moved.is_untracked == bool(set(paths_of(old)) - set(paths_of(new)))


@pytest.mark.parametrize("most", [1, 2, 3])
def test_more_than_the_most_are_not_told(tmp_path: Path, most: int) -> None:
    dirs, environ = make(tmp_path / "repository")
    enter(dirs, environ, {"top/a": 1})
    checksum = keep_index(dirs, "copy")
    enter(dirs, environ, {"top/a": 2, "top/b": 1})
    moved = moved_entries(dirs, "copy", checksum, "top", most=most)
    assert (moved is None) == (most < 2)


def test_touched_file_has_another_entry(tmp_path: Path) -> None:
    dirs, environ = make(tmp_path / "repository")
    path = dirs.worktree / "top"
    path.mkdir()
    for name in ("a", "b"):
        (path / name).write_text(name)
    git(dirs, environ, "add", "-A")
    checksum = keep_index(dirs, "copy")
    os.utime(path / "a", (1_700_000_000, 1_700_000_000))  # the same bytes, at another time
    git(dirs, environ, "update-index", "--refresh")
    moved = moved_entries(dirs, "copy", checksum, "top", most=9)
    assert moved is not None
    assert moved.paths == ["top/a"]


def test_file_that_git_shall_not_look_at_is_not_told(tmp_path: Path) -> None:
    dirs, environ = make(tmp_path / "repository")
    enter(dirs, environ, {"top/a": 1})
    checksum = keep_index(dirs, "copy")
    git(dirs, environ, "update-index", "--assume-unchanged", "top/a")
    assert moved_entries(dirs, "copy", checksum, "top", most=9) is None


def test_index_of_longer_ids_is_not_kept(tmp_path: Path) -> None:
    dirs, environ = make(tmp_path / "repository", "--object-format=sha256")
    git(dirs, environ, "update-index", "--index-info", given=f"100644 {1:064x} 0\ttop/a\n")
    assert keep_index(dirs, "copy") == ""


def test_index_of_another_version_is_not_kept(tmp_path: Path) -> None:
    dirs, environ = make(tmp_path / "repository")
    enter(dirs, environ, {"top/a": 1})
    git(dirs, environ, "update-index", "--index-version", "4")
    assert keep_index(dirs, "copy") == ""


@pytest.mark.parametrize("kept", [0, 12, 40, 100])
def test_damaged_copy_is_not_compared(tmp_path: Path, kept: int) -> None:
    dirs, environ = make(tmp_path / "repository")
    enter(dirs, environ, {"top/a": 1, "top/b": 1})
    checksum = keep_index(dirs, "copy")
    enter(dirs, environ, {"top/a": 2, "top/b": 1})
    copy = private_dir(dirs) / "copy"
    whole = copy.read_bytes()
    copy.write_bytes((whole[:kept] + whole[-20:]) if kept else b"")
    moved = moved_entries(dirs, "copy", checksum, "top", most=9)
    assert moved is None or moved.paths == ["top/a", "top/b"]
