"""Thirty commands and more in checkouts of strangers: nothing of theirs runs, nothing is written elsewhere."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from acceptance_program import environment_in
from hostile_checkouts import MARK, make, snapshot
from in_process import run_here

MAX_SECONDS = 20
MAX_BYTES = 1 << 30
INTERNAL = 70
"""The exit code of a bug of ours."""
PLAIN = (3, 7, 11, 22, 34, 55)
READS = (
    "task list --all",
    "list --format json",
    "show WS-TASK-001",
    "status",
    "stats",
    "check",
    "check --base HEAD~1",
    "diff HEAD~1..HEAD --format markdown",
    "log",
    "blame WS-TASK-001",
    "search x",
    "ready",
    "graph",
    "board",
    "brief",
    "repo status",
    "drift scan --format github",
    "drift explain",
    "sql select_*_from_records",
    "doctor",
    "schema show task",
    "--help",
)
WRITES = (
    "task add Two",
    "task set WS-TASK-001 priority=HIGH",
    "task edit WS-TASK-001",
    "brief --write AGENTS.md",
    "setup --ci",
    "setup --clone",
    "hooks install",
    "ci github",
    "fmt",
    "repo exec -- pwd",
    "context set lib",
    "session start",
    "sync",
)
_OWN_SHELL = r'^"sh", "-c", "'
_TRANSPORT = r'^"/bin/sh", "-c", "git-(?:upload|receive)-pack \'[^\']*\'", "git-(?:upload|receive)-pack \'[^\']*\'"$'


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    output: str
    seconds: float
    peak_bytes: int


Run = Callable[[str, Path, dict[str, str]], Ended]


def run_as_process(command: str, folder: Path, environ: dict[str, str], trace: Path | None) -> Ended:
    """Run a command as a user does, and measure it and all that it started."""
    program = [sys.executable, "-m", "wmsgit", *words_of(command)]
    strace = ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=execve", "-o", str(trace)] if trace else []
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            ["prlimit", f"--as={4 * MAX_BYTES}", *strace, *program], cwd=folder, env=environ, stdin=subprocess.DEVNULL,
            stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
        while not (waited := os.wait4(process.pid, os.WNOHANG))[0]:
            if time.monotonic() - began > 6 * MAX_SECONDS:
                os.killpg(process.pid, signal.SIGKILL)
            time.sleep(0.01)
        _, state, usage = waited
        process.returncode = os.waitstatus_to_exitcode(state)
        output.seek(0)
        text = output.read(200_000).decode("utf-8", "replace")
    return Ended(process.returncode, text, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def run_inside(command: str, folder: Path, environ: dict[str, str]) -> Ended:
    """Run a command in this process, whose memory says nothing."""
    began = time.process_time()
    done = run_here(words_of(command), folder, environ)
    return Ended(done.returncode, done.stderr, time.process_time() - began, 0)


def words_of(command: str) -> tuple[str, ...]:
    """The words of a command; an underscore stands for a blank within one."""
    return tuple(word.replace("_", " ") for word in command.split(" "))


def strangers_programs(trace: Path, environ: dict[str, str]) -> Iterator[str]:
    """Programs that were started and that are neither ours, nor git's own, nor the user's."""
    ours = {str(Path(environ["EDITOR"])), sys.executable, os.path.realpath(sys.executable)}
    git = os.path.realpath(
        subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip()
    )
    for line in trace.read_text(errors="replace").splitlines():
        started = re.search(r'execve\("((?:[^"\\]|\\.)*)", \[(.*)\], 0x.* = 0$', line)
        if started is None:
            continue
        program, words = started.groups()
        if program in ours or Path(program).name == "git" or os.path.realpath(program).startswith(git):
            continue
        if program == ".git/hooks/pre-commit" or re.search(_OWN_SHELL + re.escape(environ["EDITOR"]), words):
            continue  # the hook that `hooks install` put there, and the user's editor
        if program.endswith("/pwd") or re.search(_TRANSPORT, words):
            continue  # what `repo exec` was asked to run, and git's own other end
        yield f"{program} [{words}]"


def wrongs(number: int, folder: Path, empty_plane: Path, *, run: Run, trace: Path | None = None) -> list[str]:
    """What went wrong in the checkout of this number."""
    environ = environment_in(folder / "home")
    plane = make(number, folder, empty_plane, environ)
    editor = folder / "editor"
    editor.write_text("#!/bin/sh\nexit 0\n")
    editor.chmod(0o755)
    environ |= {"EDITOR": str(editor), "GIT_EDITOR": str(editor)}
    # A repository that the user cloned and named as the member: `setup` tells it where the workspace is.
    inside = frozenset({plane, folder / "author", folder / "lib" / ".git", folder / "trace"})
    wrong: list[str] = []
    before, tree = snapshot(folder, without=inside), snapshot(plane, without=frozenset({plane / ".git"}))
    for command in (*READS, *WRITES):
        ended = run(command, plane, environ)
        wrong += [f"{number}: {command}: {what}" for what in misbehaved(ended)]
        after = snapshot(folder, without=inside)
        if command in READS and snapshot(plane, without=frozenset({plane / ".git"})) != tree:
            wrong.append(f"{number}: {command}: a read changed the files")
        changed = sorted({path for path, _ in {*before.items()} ^ {*after.items()}})
        wrong += [f"{number}: {command}: written outside: {path!r}" for path in changed]
        (folder / "outside" / MARK).unlink(missing_ok=True)
        before = after if not changed else snapshot(folder, without=inside)
        if trace is not None:
            wrong += [f"{number}: {command}: started {program}" for program in strangers_programs(trace, environ)]
    return wrong


def misbehaved(ended: Ended) -> Iterator[str]:
    """What is wrong with how a command ended."""
    if ended.code == INTERNAL or ended.code < 0 or "Traceback" in ended.output:
        yield f"exit {ended.code}\n{ended.output[-1500:]}"
    if ended.seconds > MAX_SECONDS:
        yield f"{ended.seconds:.0f} s"
    if ended.peak_bytes > MAX_BYTES:
        yield f"{ended.peak_bytes >> 20} MiB"


@pytest.mark.parametrize("number", PLAIN)
def test_checkout_of_a_stranger_runs_nothing(number: int, tmp_path: Path, empty_plane: Path) -> None:
    assert wrongs(number, tmp_path, empty_plane, run=run_inside) == []


@pytest.mark.deep
@pytest.mark.parametrize("number", range(300))
def test_every_checkout_of_a_stranger_runs_nothing(number: int, tmp_path: Path, empty_plane: Path) -> None:
    if shutil.which("prlimit") is None:
        pytest.skip("prlimit is not installed: a command without bound could take all memory")
    trace = tmp_path / "trace" if number % 10 == 0 else None
    if trace and shutil.which("strace") is None:
        pytest.skip("strace is not installed: nothing can be said about the programs that are started")
    assert wrongs(number, tmp_path, empty_plane, run=partial(run_as_process, trace=trace), trace=trace) == []


def test_what_the_snapshots_and_limits_look_for_is_seen(tmp_path: Path) -> None:
    before = snapshot(tmp_path, without=frozenset())
    (tmp_path / "a").symlink_to("b")
    assert {*snapshot(tmp_path, without=frozenset())} - {*before} == {"a"}
    assert len([*misbehaved(Ended(INTERNAL, "", 2 * MAX_SECONDS, 2 * MAX_BYTES))]) == 3
    trace = tmp_path / "trace"
    trace.write_text('7 execve("/bin/sh", ["sh", "-c", "touch x"], 0x7f /* 9 vars */) = 0\n')
    assert [*strangers_programs(trace, {"EDITOR": "/e"})] == ['/bin/sh ["sh", "-c", "touch x"]']
