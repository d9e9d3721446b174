"""A session in Neovim, whose text docs/editors.md shows: `python tests/support/neovim.py` writes it there anew."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from git_environment import git_environment
from lsp_desk import make_plane
from places import ROOT, TESTS

PAGE = ROOT / "docs" / "editors.md"
_BLOCK = re.compile(r"(?<=<!-- a session in Neovim -->\n```text\n).*?(?=```\n)", re.DOTALL)
_DAY = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def session(plane: Path, environ: Mapping[str, str]) -> str:
    """The text of a session in a plane: what was done, and what was seen."""
    out = plane.parent / "session.txt"
    command = ["nvim", "--headless", "--clean", "-n", "-i", "NONE", "-S", str(TESTS / "lsp" / "neovim_session.lua")]
    extra = {"SESSION_OUT": str(out), "SESSION_PYTHON": sys.executable, "XDG_STATE_HOME": str(plane.parent / "state")}
    subprocess.run(command, cwd=plane, env={**environ, **extra}, check=True, capture_output=True, timeout=120)
    return _DAY.sub("2026-11-28T10:00:00Z", out.read_text(encoding="utf-8"))


def shown() -> str:
    """The session that the page shows."""
    match = _BLOCK.search(PAGE.read_text(encoding="utf-8"))
    return match[0] if match else ""


def main() -> None:
    """Write the session into the page."""
    folder = Path(tempfile.mkdtemp()).resolve()
    text = session(make_plane(folder), git_environment(folder / "home"))
    PAGE.write_text(_BLOCK.sub(lambda _: text, PAGE.read_text(encoding="utf-8"), count=1), encoding="utf-8")


if __name__ == "__main__":
    main()
