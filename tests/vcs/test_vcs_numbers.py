"""The highest numbers that ids have had elsewhere."""

import json
import subprocess
from pathlib import Path

import pytest
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vcs_plane import Plane

from wmsgit.vcs.history.numbers import numbers_elsewhere

HISTORY_LENGTH = 400


def highest(plane: Plane, prefix: str = "t-") -> int:
    return numbers_elsewhere(plane.root, plane.repo.dirs, "tasks").get(prefix, 0)


def task(number: int) -> str:
    return f"records/tasks/T-{number:03d}.yaml"


def cache(plane: Plane) -> Path:
    return plane.root / ".git/wmsgit/numbers.json"


def test_unborn_repository_has_none(empty: Plane) -> None:
    assert highest(empty) == 0


def test_deleted_ids_count(plane: Plane) -> None:
    plane.save(task(40), "a: 1\n")
    plane.git("rm", "-q", task(40))
    plane.git("commit", "-q", "-m", "remove")
    assert highest(plane) == 40


def test_ids_of_every_branch_count_also_at_depth(plane: Plane) -> None:
    plane.git("checkout", "-q", "-b", "side")
    plane.save("records/tasks/2026/T-077.yaml", "a: 1\n")
    plane.git("update-ref", "refs/remotes/origin/far", plane.save(task(90), "a: 1\n"))
    plane.git("reset", "-q", "--hard", "HEAD^")
    plane.git("checkout", "-q", "main")
    assert highest(plane) == 90
    plane.git("update-ref", "-d", "refs/remotes/origin/far")
    cache(plane).unlink()
    assert highest(plane) == 77


def test_other_folders_prefixes_and_suffixes_are_kept_apart(plane: Plane) -> None:
    plane.save("records/issues/T-500.yaml", "a: 1\n")
    plane.save("records/tasks/note-2026.txt", "a\n")
    plane.save("records/tasks/WS-007.yaml", "a: 1\n")
    assert numbers_elsewhere(plane.root, plane.repo.dirs, "tasks") == {"t-": 1, "ws-": 7}


def test_files_of_other_worktrees_count_and_own_ones_do_not(plane: Plane, tmp_path: Path) -> None:
    plane.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    side = Plane(tmp_path / "side")
    side.write(task(55), "not committed\n")
    plane.write(task(66), "not committed\n")
    assert highest(plane) == 55
    assert highest(side) == 66


def test_next_call_reads_only_what_is_new(plane: Plane) -> None:
    assert highest(plane) == 1
    before = cache(plane).read_bytes()
    assert highest(plane) == 1
    assert cache(plane).read_bytes() == before
    plane.save(task(9), "a: 1\n")
    assert highest(plane) == 9
    assert json.loads(cache(plane).read_bytes())["folders"]["tasks"]["tips"] == [plane.head()]


def test_known_numbers_are_not_read_again(plane: Plane) -> None:
    highest(plane)
    cached = json.loads(cache(plane).read_bytes())
    cached["folders"]["tasks"]["highest"] = {"t-": 700}
    cache(plane).write_text(json.dumps(cached))
    plane.save(task(9), "a: 1\n")
    assert highest(plane) == 700


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 99}',
        b'{"version": 1, "boundary": "", "folders": {"tasks": {"tips": [7], "highest": {}}}}',
        b'{"version": 1, "boundary": "", "folders": {"tasks": {"tips": ["--output=x\\n"], "highest": {}}}}',
        b'{"version": 1, "boundary": "", "folders": {"tasks": {"tips": [], "highest": {"t-": "many"}}}}',
        b'{"version": 1, "boundary": "", "folders": []}',
        b"\xff\xfe",
    ],
)
def test_damaged_cache_is_made_anew(plane: Plane, damage: bytes) -> None:
    plane.save(task(9), "a: 1\n")
    cache(plane).parent.mkdir()
    cache(plane).write_bytes(damage)
    assert highest(plane) == 9
    assert highest(plane) == 9


def test_cache_that_names_vanished_commits_is_made_anew(plane: Plane) -> None:
    plane.save(task(9), "a: 1\n")
    cache(plane).parent.mkdir()
    known = {"tips": ["1" * 40], "highest": {}}
    cache(plane).write_text(json.dumps({"version": 1, "boundary": "", "folders": {"tasks": known}}))
    assert highest(plane) == 9


def test_cache_that_cannot_be_written_is_no_error(plane: Plane) -> None:
    (plane.root / ".git/wmsgit").write_text("a file, not a directory")
    assert highest(plane) == 1


def test_id_that_only_a_merge_adds_counts(plane: Plane) -> None:
    plane.git("checkout", "-q", "-b", "side")
    plane.save("side.txt", "x")
    plane.git("checkout", "-q", "main")
    plane.save("main.txt", "x")
    plane.git("merge", "-q", "--no-commit", "side")
    plane.write(task(30), "a: 1\n")
    plane.git("add", task(30))
    plane.git("commit", "-q", "-m", "merge")
    assert highest(plane) == 30


def test_ids_of_a_side_that_a_merge_dropped_count(plane: Plane) -> None:
    plane.git("checkout", "-q", "-b", "side")
    plane.save(task(31), "a: 1\n")
    plane.git("checkout", "-q", "main")
    plane.save("main.txt", "x")
    plane.git("merge", "-q", "-s", "ours", "-m", "drop", "side")
    plane.git("branch", "-q", "-D", "side")
    assert highest(plane) == 31


def test_renamed_ids_count(plane: Plane) -> None:
    plane.git("mv", task(1), task(12))
    plane.git("commit", "-q", "-m", "rename")
    plane.git("mv", task(12), task(2))
    plane.git("commit", "-q", "-m", "rename")
    assert highest(plane) == 12


def test_shallow_clone_knows_what_it_has_and_more_once_deepened(plane: Plane, tmp_path: Path) -> None:
    plane.save(task(20), "a: 1\n")
    plane.git("rm", "-q", task(20))
    plane.git("commit", "-q", "-m", "remove")
    plane.save("later.txt", "x")
    clone = Plane(tmp_path / "clone")
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{plane.root}", str(clone.root)], check=True)
    assert highest(clone) == 1
    clone.git("fetch", "-q", "--unshallow")
    assert highest(clone) == 20


def test_users_log_settings_do_not_matter(plane: Plane) -> None:
    for setting in (
        "log.showRoot=false",
        "log.follow=true",
        "log.diffMerges=off",
        "diff.renames=copies",
        "color.ui=always",
    ):
        plane.git("config", *setting.split("="))
    plane.git("mv", task(1), task(12))
    plane.git("commit", "-q", "-m", "rename")
    assert highest(plane) == 12


def test_long_history_is_read_whole(empty: Plane) -> None:
    lines = []
    for number in range(1, HISTORY_LENGTH + 1):
        name = "T" if number < HISTORY_LENGTH // 2 else "U"
        lines.append(f"commit refs/heads/main\ncommitter A <a@b> {number} +0000\ndata 1\nx\n")
        lines.append(f"M 100644 inline records/tasks/{name}-{number:03d}.yaml\ndata 1\na\n")
    subprocess.run(["git", "fast-import", "--quiet"], cwd=empty.root, input="".join(lines).encode(), check=True)
    assert numbers_elsewhere(empty.root, empty.repo.dirs, "tasks") == {
        "t-": HISTORY_LENGTH // 2 - 1,
        "u-": HISTORY_LENGTH,
    }


@settings(max_examples=examples(5), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["add", "rm", "merge"])),
        min_size=1,
        max_size=3,
    )
)
def test_never_below_an_id_that_was_ever_committed(plane: Plane, steps: list[tuple[str, str]]) -> None:
    plane.git("branch", "-q", "-f", "b", "main", check=False)
    cache(plane).unlink(missing_ok=True)  # what the last example had on b alone was thrown away with it
    ever = highest(plane)
    for branch, act in steps:
        plane.git("checkout", "-q", "main" if branch == "a" else "b")
        if act == "add":
            ever += 3
            plane.save(task(ever), f"n: {ever}\n")
        elif act == "rm":
            plane.git("rm", "-q", "--ignore-unmatch", task(ever))
            plane.git("commit", "-q", "-m", "rm", "--allow-empty")
        else:
            plane.git("merge", "-q", "-m", "merge", "b" if branch == "a" else "main")
        assert highest(plane) >= ever
    cache(plane).unlink()
    assert highest(plane) >= ever
