"""The real program in a folder and an environment of its own."""

from collections.abc import Callable
from pathlib import Path

from git_environment import git_environment
from in_process import Result, run_here

Run = Callable[..., Result]


def environment_in(home: Path) -> dict[str, str]:
    """An environment of its own: a home without settings, one identity, no colours."""
    return git_environment(home) | {"NO_COLOR": "1", "COLUMNS": "200"}


def runner_in(folder: Path, environment: dict[str, str]) -> Run:
    """Runs `wmsgit ARGUMENTS` in a folder and checks its exit code, 0 unless told otherwise."""

    def runner(*arguments: str, code: int | None = 0, cwd: Path = folder, stdin: str = "", **extra: str) -> Result:
        done = run_here(arguments, cwd, environment | extra, stdin)
        if code is not None:
            assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return runner
