"""The real program in a folder and an environment of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., subprocess.CompletedProcess[str]]
LEGACY = Path(__file__).parent.parent / "exchange" / "legacy"


SETTINGS = """\
[user]
    name = Ann Lee
    email = ann@example.org
[init]
    defaultBranch = main
"""


def environment_in(home: Path) -> dict[str, str]:
    """An environment of its own: a home without settings, one identity, no colours."""
    home.mkdir(exist_ok=True)
    (home / ".gitconfig").write_text(SETTINGS)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "WMSGIT_"))}
    return kept | {
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "NO_COLOR": "1",
        "TZ": "UTC",
        "COLUMNS": "200",
    }


def runner_in(folder: Path, environment: dict[str, str]) -> Run:
    """Runs `wmsgit ARGUMENTS` in a folder and checks its exit code, 0 unless told otherwise."""

    def runner(
        *arguments: str, code: int | None = 0, cwd: Path = folder, stdin: str = "", **extra: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "wmsgit", *arguments],
            cwd=cwd,
            env=environment | extra,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        if code is not None:
            assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return runner
