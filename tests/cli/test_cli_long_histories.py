"""Histories of others: their trailers confuse nothing, and a long one is read in little more than `git log` takes."""

import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from across_plane import Across, copied

OPENSTACK = (
    "nova: rework {n}\n\nText.\n\nCloses-Bug: #{n}\nDepends-On: https://review.example.org/{n}\nChange-Id: I{n:040x}\n"
)
LINUX = (
    'x86: fix {n}\n\nText of some\nlines.\n\nFixes: {n:012x} ("Linux WS-TASK-002")\nLink: https://example.org/r/{n}\n'
)
GITHUB = "Add it (#{n})\n\nFixes #{n}\n\nCo-authored-by: B <b@example.org>\n"
OURS = "Rotate {n}\n\nRefs: WS-TASK-001\nSigned-off-by: A <a@example.org>\n"


def stream(count: int) -> Iterator[str]:
    """So many commits for `git fast-import`, every hundredth of which is of the task."""
    for number in range(count):
        form = OURS if number % 100 == 0 else (OPENSTACK, LINUX, GITHUB)[number % 3]
        message = form.format(n=number + 1_000_000)
        yield f"commit refs/heads/main\ncommitter A <a@example.org> {1_700_000_000 + number} +0000\n"
        yield f"data {len(message)}\n{message}{'from refs/heads/main^0' if not number else ''}\n"


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    made = copied(across_template, tmp_path)
    made.wmsgit("task", "add", "Rotate the keys", "repos_affected+=api")
    made.wmsgit("task", "add", "Another one", "repos_affected+=api")
    return made


def prolong(across: Across, count: int) -> None:
    api = across.at("api")
    command = ["git", "fast-import", "--quiet"]
    subprocess.run(command, input="".join(stream(count)), cwd=api.folder, env=dict(api.environ), text=True, check=True)
    api.git("push", "-q", "origin", "main")


def subjects(across: Across, task: str) -> list[str]:
    query = f"select subject from commits join commit_records using (commit_id) where id = '{task}' order by 1"
    return across.wmsgit("sql", query, "--format", "csv").stdout.splitlines()[1:]


def test_trailers_of_other_histories_name_nothing(across: Across) -> None:
    prolong(across, 300)
    ours = across.at("api").git("log", "--format=%s", "--grep=^Refs: WS-TASK-001$", "main").split("\n")[:-1]
    assert subjects(across, "WS-TASK-001") == sorted(ours)
    assert subjects(across, "WS-TASK-002") == []


def seconds(work: Callable[[], object]) -> float:
    """Of the processor, git's included."""

    def spent() -> float:
        own, other = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        return own.ru_utime + own.ru_stime + other.ru_utime + other.ru_stime

    before = spent()
    work()
    return spent() - before


@pytest.mark.deep
def test_the_first_look_takes_less_than_twice_git_log_and_later_ones_what_is_new(across: Across) -> None:
    prolong(across, 100_000)
    api = across.at("api")
    fields = "--format=%H%x00%P%x00%ct%x00%aN%x00%aE%x00%B"
    plain = min(seconds(lambda: api.git("log", "-z", fields, "--branches", "--remotes")) for _ in range(3))
    first = seconds(lambda: across.wmsgit("show", "WS-TASK-001"))
    assert first < 2 * plain, f"{first:.2f} s, git log alone {plain:.2f} s"
    across.commit("api", "One more\n\nRefs: WS-TASK-001")
    later = seconds(lambda: across.wmsgit("show", "WS-TASK-001"))
    assert later < plain / 2, f"{later:.2f} s, git log alone {plain:.2f} s"
    assert len(subjects(across, "WS-TASK-001")) == 1_001
