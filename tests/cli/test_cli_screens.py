"""What a person sees at 40, 80, 120 and 200 columns: screens that are kept as files in `screens/`.

`WMSGIT_RENEW_SCREENS=1 pytest tests/cli/test_cli_screens.py` writes them anew; look at each before you commit it.
"""

import os
import re
from pathlib import Path

import pytest
from cli_program import Program, environment
from screen_plane import make_screen_plane
from template_copies import copy_of

from wmsgit.render.text import width_of

SCREENS = Path(__file__).parent / "screens"
COMMANDS = {
    "list": ("task", "list"),
    "board": ("board",),
    "status": ("status",),
    "show": ("show", "WS-TASK-002"),
    "diff": ("diff",),
    "log": ("log", "WS-TASK-002"),
    "blame": ("blame", "WS-TASK-002"),
    "check": ("check",),
    "drift-scan": ("drift", "scan"),
    "repo-status": ("repo", "status"),
    "search": ("search", "502 balancer"),
}
WIDTHS = (40, 80, 120, 200)
PROSE = frozenset({"diff", "check", "drift-scan"})
"""Screens with paths, which are longer than a narrow line and stay whole."""


@pytest.fixture(scope="module")
def plane(tmp_path_factory: pytest.TempPathFactory, empty_plane: Path) -> Program:
    folder = tmp_path_factory.mktemp("screens")
    environ = environment(folder / "home")
    program = Program(copy_of(empty_plane, folder), environ)
    make_screen_plane(program.folder, environ)
    return program


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", COMMANDS)
def test_screen_is_as_it_was_looked_at(plane: Program, name: str, width: int) -> None:
    done = plane(*COMMANDS[name], code=None, COLUMNS=str(width))
    screen = _steady(done.stdout) + "".join(f"{line}\n" for line in _steady(done.stderr).splitlines())
    file = SCREENS / f"{name}-{width}.txt"
    if os.environ.get("WMSGIT_RENEW_SCREENS"):
        file.write_text(screen, encoding="utf-8")
    assert screen == file.read_text(encoding="utf-8")
    assert max(map(width_of, done.stdout.splitlines())) <= width or name in PROSE


def _steady(text: str) -> str:
    """A screen without what is another at every run: ids of commits, ages."""
    text = re.sub(r"^workspace: .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{10}\b", "0123456789", text)
    return re.sub(r"\b\d\d y\b", "25 y", text)
