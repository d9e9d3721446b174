"""Pipes, terminals, signals, locales and the unforeseen: one message, the right exit code, no traceback."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_program import Program

from wmsgit.cli import invocation

ENDLESS = "with recursive c(n) as (select 1 union all select n + 1 from c) select max(n) from c"


def test_reader_that_goes_away_ends_the_program_quietly(tasks: Program) -> None:
    query = "with recursive c(n) as (select 1 union all select n + 1 from c limit 200000) select n from c"
    with tasks.start("sql", query, "--format", "jsonl", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == b'{"n":1}\n'
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=300) == 141


def test_full_output_is_one_error(tasks: Program) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with Path("/dev/full").open("wb") as full:
        process = tasks.start("task", "list", stdout=full, stderr=subprocess.PIPE)
        errors = process.communicate(timeout=300)[1].decode()
    assert process.returncode == 6
    assert len(errors.splitlines()) == 1
    assert "No space left" in errors


def test_interrupt_is_one_line_and_130(tasks: Program) -> None:
    process = tasks.start("sql", "--timeout", "600", ENDLESS, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    _wait_until_busy(process.pid)
    os.kill(process.pid, signal.SIGINT)
    errors = process.communicate(timeout=300)[1]
    assert process.returncode == 130
    assert errors == b"wmsgit: interrupted\n"


@pytest.mark.parametrize(
    ("module", "code", "errors"),
    [("wmsgit.cli.main", -signal.SIGINT, b""), ("wmsgit.cli.invocation", 130, b"wmsgit: interrupted\n")],
)
def test_interrupt_while_the_program_starts_leaves_no_traceback(module: str, code: int, errors: bytes) -> None:
    script = f"""
import os, signal, sys
class Interrupting:
    def find_spec(name, path, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Interrupting)
from wmsgit.cli.start import start
start()
"""
    done = subprocess.run([sys.executable, "-c", script, "--version"], check=False, capture_output=True, timeout=300)
    assert (done.returncode, done.stderr) == (code, errors)


def _wait_until_busy(pid: int) -> None:
    """Wait until the process has opened SQLite: by then its one error handler is in place."""
    for _ in range(3000):
        if "_sqlite3" in Path(f"/proc/{pid}/maps").read_text():
            break
        time.sleep(0.1)
    time.sleep(1)


def test_locale_without_unicode_and_closed_streams_do_no_harm(tasks: Program) -> None:
    tasks("task", "add", "Prüfung → 完了")
    environ = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    process = tasks.start("task", "list", stdout=subprocess.PIPE, stderr=subprocess.PIPE, environ=environ)
    shown, errors = process.communicate(timeout=300)
    assert "Prüfung → 完了" in shown.decode()
    assert errors == b""
    closed = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m wmsgit task list >&- 2>&-'],
        cwd=tasks.folder, env=dict(tasks.environ), check=False,
    )  # fmt: skip
    assert closed.returncode == 0


def test_terminal_hides_closed_records_and_says_so(tasks: Program) -> None:
    shown = tasks.on_terminal("task", "list")
    assert "WS-TASK-002" not in shown
    assert "left out: status completed, closed, cancelled; --all shows everything" in shown
    assert "\x1b[" in shown
    everything = tasks.on_terminal("task", "list", "--all", NO_COLOR="1")
    assert "WS-TASK-002" in everything
    assert "left out" not in everything
    assert "\x1b[" not in everything
    assert "WS-TASK-002" in tasks.on_terminal("task", "list", "--status", "closed", TERM="dumb")


def test_terminal_shows_the_contexts_repository_only(tasks: Program) -> None:
    tasks("repo", "add", "web")
    tasks("context", "set", "web")
    shown = tasks.on_terminal("--color", "never", "task", "list")
    assert "WS-TASK-003" in shown
    assert "WS-TASK-001" not in shown
    assert "other repositories than web" in shown
    assert "WS-TASK-001" in tasks("task", "list").stdout


def test_narrow_terminal_cuts_titles_and_never_ids(tasks: Program) -> None:
    tasks("task", "add", "完了 " * 30)
    shown = tasks.on_terminal("task", "list", columns=30, NO_COLOR="1")
    assert "WS-TASK-004" in shown
    assert "…" in shown
    assert "Usage: wmsgit" in tasks.on_terminal("task", "list", "--help", columns=30)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (RuntimeError("odd"), 70, "this is a bug in wmsgit: RuntimeError: odd"),
        (RecursionError("deep"), 7, "nested too deeply"),
        (ValueError("embedded null byte"), 3, "NUL character"),
        (MemoryError(), 6, "not enough memory"),
        (PermissionError(13, "Permission denied", "/x"), 6, "/x: Permission denied"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (BrokenPipeError(), 141, ""),
    ],
)
def test_what_no_room_foresaw_is_one_message(
    outside: Program, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(invocation, "invoke", fail)
    done = outside("task", "list", code=code)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) <= 2
    assert done.stdout == ""
