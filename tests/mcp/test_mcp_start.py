"""How the server starts and ends: without its extra, without a workspace, for a client that goes away."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from in_process import run_here
from warm_program import fork_program


def test_missing_extra_is_one_line_that_says_what_installs_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "mcp" or name.startswith("wmsgit.mcp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp_types", None)
    monkeypatch.setitem(sys.modules, "mcp", None)
    result = run_here(("mcp",), root, dict(os.environ))
    first, *rest = result.stderr.splitlines()
    assert result.returncode == 6
    assert "is not installed, which wmsgit[mcp] brings" in first
    assert "'wmsgit[mcp]'" in " ".join(rest)
    assert len(rest) <= 1


def test_no_workspace(tmp_path: Path) -> None:
    result = run_here(("mcp",), tmp_path, dict(os.environ))
    assert result.returncode == 4
    assert "there is no workspace here" in result.stderr


@pytest.mark.parametrize("sent", [b"", b"hello\n", b"\x00\xff\n{}\n[1]\n"])
def test_client_that_goes_away_is_no_error(root: Path, tmp_path: Path, sent: bytes) -> None:
    (tmp_path / "sent").write_bytes(sent)
    with (tmp_path / "sent").open("rb") as read, (tmp_path / "out").open("wb") as out:
        server = fork_program([("mcp",)], root, os.environ, (read.fileno(), out.fileno(), out.fileno()))
    assert os.waitstatus_to_exitcode(os.waitpid(server, 0)[1]) == 0
    assert b"Traceback" not in (tmp_path / "out").read_bytes()


def test_no_other_command_pays_for_the_library(root: Path) -> None:
    code = (
        "import sys\nfrom wmsgit.cli.main import main\ntry:\n    main(['task', 'list'])\nexcept SystemExit:\n    pass\n"
        "print([name for name in sys.modules if name.split('.')[0] in {'mcp', 'mcp_types', 'pydantic', 'starlette'}])"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"
