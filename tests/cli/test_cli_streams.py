"""Pipes, terminals, signals, locales and the unforeseen: one message, the right exit code, no traceback."""

import os
import re
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
    process = tasks.start("task", "list", "--all", stdout=subprocess.PIPE, stderr=subprocess.PIPE, environ=environ)
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
    assert "2 of 3 shown; closed left out (--all shows everything)" in shown
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
    assert "WS-TASK-001" not in tasks("task", "list").stdout
    assert "WS-TASK-001" in tasks("task", "list", "--format", "ids").stdout


def test_a_pipe_has_the_rows_of_the_terminal_and_the_footer_beside_it(tasks: Program) -> None:
    done = tasks("task", "list")
    rows = [line.split()[0] for line in done.stdout.splitlines()[1:]]
    shown = tasks.on_terminal("task", "list", NO_COLOR="1", columns=200).splitlines()
    assert rows == [line.split()[0] for line in shown[1:-1]] == ["WS-TASK-003", "WS-TASK-001"]
    assert done.stderr == "2 of 3 shown; closed left out (--all shows everything)\n"
    assert shown[-1] + "\n" == done.stderr
    assert "1 of 3 shown; closed left out, --limit 1" in tasks("task", "list", "--limit", "1").stderr
    assert tasks("task", "list", "--all").stderr == ""


def test_columns_without_room_are_named_beside_a_pipe(tasks: Program) -> None:
    done = tasks("task", "list", "--all", COLUMNS="20")
    assert "no room for" not in done.stdout
    assert done.stderr.startswith("no room for: ")


def test_a_pipe_is_as_wide_as_columns_says(tasks: Program) -> None:
    tasks("task", "add", "word " * 60)
    assert max(map(len, tasks("task", "list", COLUMNS="80").stdout.splitlines())) <= 80
    assert "word " * 59 in tasks("task", "list").stdout


@pytest.mark.parametrize(
    ("environ", "is_coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
    ],
)
def test_the_environment_says_whether_there_are_colours(
    tasks: Program, environ: dict[str, str], is_coloured: bool
) -> None:
    assert ("\x1b[" in tasks("task", "list", **environ).stdout) == is_coloured


@pytest.mark.parametrize(
    "words",
    ["--color always task list", "task --color always list", "task list --color=always", "task list --color ALWAYS"],
)
def test_colour_may_be_asked_for_anywhere_on_the_line(tasks: Program, words: str) -> None:
    assert "\x1b[" in tasks(*words.split()).stdout
    assert "\x1b[" not in tasks(*words.lower().replace("always", "never").split(), FORCE_COLOR="1").stdout


@pytest.mark.parametrize("words", ["diff", "check", "log WS-TASK-001", "status", "search rotate", "board"])
def test_colours_change_no_letter(tasks: Program, words: str) -> None:
    tasks("task", "set", "1", "labels+=ops", "assigned_to=Ann", "dependencies+=WS-TASK-009", "--no-commit")
    plain = tasks(*words.split(), code=None).stdout
    coloured = tasks(*words.split(), "--color", "always", code=None).stdout
    assert "\x1b[" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == plain


WAITING = re.compile(r"(?:\r[^\r\n]* … \d+ s)+\r\x1b\[K")
"""What says on a slow machine that a command is still at it, and is taken away again."""


def on_screen(program: Program, *words: str, lines: int = 10, code: int = 0, **environ: str) -> str:
    """What a terminal of so many lines shows; the pager marks what goes through it."""
    environ = {"PAGER": "sed s/^/P:/", **environ}
    shown = program.on_terminal(*words, code=code, LINES=str(lines), NO_COLOR="1", **environ)
    return WAITING.sub("", shown)


def test_the_pager_has_what_is_longer_than_the_screen(tasks: Program) -> None:
    for number in range(12):
        tasks("task", "add", f"Task {number}")
    shown = on_screen(tasks, "task", "list").splitlines()
    assert shown[0].startswith("P:ID")
    assert shown[-1].startswith("P:14 of 15 shown")
    assert on_screen(tasks, "task", "list", "--limit", "2").startswith("ID")
    assert on_screen(tasks, "task", "list", lines=50).startswith("ID")
    for words in (("--no-pager", "task", "list"), ("task", "list", "--no-pager")):
        assert on_screen(tasks, *words).startswith("ID")
    assert on_screen(tasks, "task", "list", PAGER="cat").startswith("ID")
    assert "P:Usage" in on_screen(tasks, "task", "list", "--help")


def test_the_pager_is_chosen_as_git_chooses_its_own(tasks: Program) -> None:
    marks = {name: f"sed s/^/{name}:/" for name in ("WMSGIT_PAGER", "GIT_PAGER", "CONFIG", "PAGER")}
    tasks.git("config", "core.pager", marks["CONFIG"])
    chosen = {name: mark for name, mark in marks.items() if name != "CONFIG"}
    show = ("task", "show", "1")
    assert on_screen(tasks, *show, lines=3, **chosen).startswith("WMSGIT_PAGER:")
    assert on_screen(tasks, *show, lines=3, GIT_PAGER=marks["GIT_PAGER"]).startswith("GIT_PAGER:")
    assert on_screen(tasks, *show, lines=3).startswith("CONFIG:")
    tasks.git("config", "--unset", "core.pager")
    assert on_screen(tasks, *show, lines=3).startswith("P:")
    assert on_screen(tasks, *show, lines=3, WMSGIT_PAGER="no-such-pager").startswith("WS-TASK-001")
    asks = on_screen(tasks, *show, lines=3, PAGER="printf '%s' \"$LESS\"; cat >/dev/null")
    assert asks == "FRX"


def test_a_reader_who_leaves_the_pager_early_does_no_harm(tasks: Program) -> None:
    (tasks.folder / "records/tasks/WS-TASK-001.yaml").write_text("title: x\nstatus: odd\n")
    numbers = "with recursive c(n) as (select 1 union all select n + 1 from c limit 1500)"
    query = f"{numbers} select printf('%060d', n) as n from c"  # more than a pipe holds
    assert on_screen(tasks, "sql", query, PAGER="sed 2q").split() == ["N", f"{1:060}"]
    assert on_screen(tasks, "check", lines=2, code=1, PAGER="true") == ""


def test_long_work_says_so_on_a_terminal_and_takes_it_back(tasks: Program) -> None:
    query = "with recursive c(n) as (select 1 union all select n + 1 from c limit 2500000) select max(n) from c"
    shown = tasks.on_terminal("sql", "--timeout", "60", query)
    assert "wmsgit sql … " in shown
    assert shown.index("\x1b[K") < shown.index("MAX")


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
    done = outside("doctor", code=code)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) <= 2
    assert done.stdout == ""


@pytest.mark.parametrize("columns", ["0", "-1", "1", "wide", "1e3", "99999999999999999999", "9" * 5000])
def test_odd_widths_of_a_terminal_are_no_fault(tasks: Program, columns: str) -> None:
    for line in ("task list", "board", "blame WS-TASK-001", "log WS-TASK-001", "status", "diff HEAD~1"):
        assert tasks(*line.split(), COLUMNS=columns).stderr.count("wmsgit:") == 0


@pytest.mark.parametrize("line", ["task set 1 title=x", "task complete 1", "save"])
def test_a_write_that_takes_its_time_says_that_it_is_at_it(tasks: Program, line: str) -> None:
    hook = tasks.folder / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nsleep 0.8\n")
    hook.chmod(0o755)
    if line == "save":
        record = tasks.folder / "records/tasks/WS-TASK-001.yaml"
        record.write_text(record.read_text() + "labels: [x]\n")
    shown = tasks.on_terminal(*line.split())
    assert f"wmsgit {' '.join(line.split()[:2])} … " in shown
    assert shown.rindex("\x1b[K") < shown.index("committed")


def test_nothing_is_in_the_way_of_a_passphrase(tasks: Program, tmp_path: Path) -> None:
    gpg = tmp_path / "gpg"
    gpg.write_text("#!/bin/sh\nsleep 0.8\nexit 1\n")
    gpg.chmod(0o755)
    tasks.git("config", "commit.gpgsign", "true")
    tasks.git("config", "gpg.program", str(gpg))
    assert "…" not in tasks.on_terminal("task", "set", "1", "title=x", code=None)
