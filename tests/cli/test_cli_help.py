"""`help`: the pages of the documentation and the help of commands; and where the program does not run at all."""

import subprocess
import sys
from pathlib import Path

import pytest
from cli_program import Program
from places import ROOT

PAGES = sorted((ROOT / "docs").glob("*.md"))


def test_pages_are_listed_with_their_titles(outside: Program) -> None:
    listed = outside("help").stdout
    for page in PAGES:
        title = page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        assert f"wmsgit help {page.stem:<14}{title}\n" in listed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_is_shown(outside: Program, page: Path) -> None:
    assert outside("help", page.stem.upper()).stdout == page.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [["task", "add"], ["check"], ["schema", "list"], ["schema"], ["task"]])
def test_help_of_a_command_is_its_help(outside: Program, words: list[str]) -> None:
    assert outside("help", *words).stdout == outside(*words, "--help").stdout


@pytest.mark.parametrize(("words", "message"), [(["tsk"], "did you mean 'task'?"), (["check", "x"], "no command 'x'")])
def test_what_cannot_be_explained_is_a_usage_error(outside: Program, words: list[str], message: str) -> None:
    assert message in outside("help", *words, code=2).stderr


def test_native_windows_is_refused_in_one_line() -> None:
    script = "import os; os.name = 'nt'; from wmsgit.cli.start import start; start()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 6
    assert (
        done.stderr
        == "wmsgit: native Windows is not served: run it in the Windows Subsystem for Linux (wsl --install)\n"
    )
