"""Three hundred members: what is asked of all of them costs seconds, and no more than so many processes at a time."""

import resource
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from across_plane import Across, copied
from cli_program import Program

COUNT = 300
BRANCH = "ws-task-001-over-all"


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    made = copied(across_template, tmp_path)
    made.at("lib").git("switch", "-q", "-c", BRANCH)
    made.commit("lib", "On the branch")
    (made.folder / "all").mkdir()
    for number in range(COUNT):
        shutil.copytree(made.folder / "lib", made.folder / f"all/m{number:03}")
    return made


def seconds(program: Program, *words: str) -> float:
    """Of the processor, git's included."""

    def spent() -> Iterator[float]:
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
            usage = resource.getrusage(who)
            yield usage.ru_utime + usage.ru_stime

    before = sum(spent())
    program(*words)
    return sum(spent()) - before


def with_watched_git(across: Across) -> Path:
    """A git on the path that notes how many of it run at once; gives the file with the numbers."""
    folder = across.folder / "bin"
    (folder / "running").mkdir(parents=True)
    (folder / "git").write_text(
        f"#!/bin/sh\n: > {folder}/running/$$\nls {folder}/running | wc -l >> {folder}/counts\n"
        f'{shutil.which("git")} "$@"\nend=$?\nrm {folder}/running/$$\nexit $end\n'
    )
    (folder / "git").chmod(0o755)
    return folder / "counts"


@pytest.mark.deep  # three hundred clones
def test_what_is_asked_of_300_members_takes_seconds_with_a_bounded_number_of_processes(across: Across) -> None:
    plane = across.wmsgit
    added = seconds(plane, "repo", "add", "../all/*")
    assert added < 5 * COUNT / 20, "20 members in 5 s"
    plane("task", "add", "Over all", *(f"repos_affected+=m{number:03}" for number in range(COUNT)))
    commands = (
        ("repo", "status"),
        ("repo", "status", "--task", "1"),
        ("autoclose", "--dry-run"),
        ("show", "WS-TASK-001"),
    )
    for words in commands:
        plane(*words)
        warm = min(seconds(plane, *words) for _ in range(2))
        assert warm < 3, f"{words}: {warm:.2f} s of the processor"
    counts = with_watched_git(across)
    for words in (("repo", "status"), ("autoclose", "--dry-run")):
        plane("--no-cache", *words, PATH=f"{counts.parent}:{plane.environ['PATH']}")
    numbers = [int(line) for line in counts.read_text().split()]
    assert len(numbers) > COUNT
    assert max(numbers) <= 16, "the threads of one pool"
