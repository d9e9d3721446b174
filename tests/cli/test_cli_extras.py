"""Surfaces that an extra brings: what is missing is said in one line, with what installs it."""

import sys
from pathlib import Path

import pytest

from wmsgit.cli.extras import install_line, surface
from wmsgit.errors import MissingExtraError


def test_surface_that_is_there() -> None:
    assert surface("wmsgit.cli.extras", "editor").surface is surface


def test_missing_library_is_named_with_the_line_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "needs_much.py").write_text("import no_such_library\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MissingExtraError) as caught:
        surface("needs_much", "web")
    assert caught.value.message == "no_such_library is not installed, which wmsgit[web] brings"
    assert caught.value.hint == install_line("web")
    assert caught.value.exit_code == 6


def test_broken_module_of_our_own_is_no_missing_extra() -> None:
    with pytest.raises(ModuleNotFoundError):
        surface("wmsgit.no_such_surface", "web")


@pytest.mark.parametrize(
    ("prefix", "line"),
    [
        ("/home/ann/.local/share/pipx/venvs/wmsgit", "pipx install --force 'wmsgit[web]'"),
        ("/home/ann/.local/share/uv/tools/wmsgit", "uv tool install --force 'wmsgit[web]'"),
    ],
)
def test_line_is_of_what_installed_wmsgit(prefix: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", prefix)
    assert install_line("web") == line
