"""The environment that tests run Git and the program in: one identity, one configuration, nothing of the machine's."""

import os
import sys
from pathlib import Path

import pytest

GITCONFIG = """\
[user]
\tname = Ann Lee
\temail = ann@example.org
[init]
\tdefaultBranch = main
[commit]
\tgpgSign = false
"""
# Nothing that a test looks at: what Git does in the background, and waits for the disk.
QUIET = """\
[core]
\tfsync = none
[gc]
\tauto = 0
[maintenance]
\tauto = false
"""
_UNWANTED = ("GIT_", "WMSGIT_", "_WMSGIT", "COMP_", "_TYPER", "LC_")


def scrubbed() -> dict[str, str]:
    """The environment of the tests without what would change what Git and the program do.

    The folder of this Python is not on PATH, whether its environment is active or not: a hook that finds no `wmsgit`
    lets a commit pass at once, and a test that wants it to look adds the folder.
    """
    environ = {name: value for name, value in os.environ.items() if not name.startswith(_UNWANTED)}
    own = str(Path(sys.executable).parent)
    environ["PATH"] = os.pathsep.join(part for part in environ["PATH"].split(os.pathsep) if part != own)
    return environ


def git_environment(home: Path, config: str = GITCONFIG) -> dict[str, str]:
    """The same with a home of its own, made where it is not, and Git's configuration in it as `.gitconfig`."""
    home.mkdir(parents=True, exist_ok=True)
    (home / ".gitconfig").write_text(config + QUIET)
    return scrubbed() | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


def use_git_environment(home: Path, patch: pytest.MonkeyPatch, config: str = GITCONFIG) -> None:
    """Give this process the environment of `git_environment` for as long as `patch` lasts."""
    environ = git_environment(home, config)
    for name in os.environ.keys() - environ.keys():
        patch.delenv(name)
    for name, value in environ.items():
        patch.setenv(name, value)
