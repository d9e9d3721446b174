"""A workspace with five members, each a clone of a bare repository beside it: made once, copied for each test."""

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cli_program import Program, environment
from template_copies import copy_of, slimmed

MEMBERS = ("api", "app", "docs", "lib", "web")
START = "2026-01-01T10:00:00Z"


class Across:
    """The program in such a workspace, and git in its members.

    Attributes:
        folder: what holds the plane, the members and their bare repositories.
        wmsgit: the program in the plane.
    """

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self.wmsgit = Program(folder / "plane", dict(environ))

    def at(self, name: str) -> Program:
        """Git in a member, or in another folder beside the plane."""
        return Program(self.folder / name, self.wmsgit.environ)

    def commit(self, name: str, message: str, path: str = "", text: str = "", **environ: str) -> str:
        """Commit a file in a member, by default a new one, and give the commit's id."""
        member = Program(self.folder / name, {**self.wmsgit.environ, **environ})
        path = path or f"file{len(list(member.folder.iterdir()))}"
        (member.folder / path).write_text(text or f"{message}\n")
        member.git("add", "--", path)
        member.git("commit", "-q", "-m", message)
        return member.git("rev-parse", "HEAD").strip()

    def push(self, name: str, *arguments: str) -> None:
        self.at(name).git("push", "-q", *(arguments or ("origin", "HEAD")))


def make_template(folder: Path, empty_plane: Path) -> Path:
    """Make the workspace in a folder."""
    environ = environment(folder / "home") | {"GIT_AUTHOR_DATE": START, "GIT_COMMITTER_DATE": START}
    copy_of(empty_plane, folder)
    across = Across(folder, environ)
    for name in MEMBERS:
        across.wmsgit.git("init", "-q", "--bare", f"../{name}.git")
        across.wmsgit.git("clone", "-q", str(folder / f"{name}.git"), f"../{name}")
        across.commit(name, "first", "README", f"{name}\n")
        across.push(name, "-u", "origin", "main")
    across.wmsgit("repo", "add", *(f"../{name}" for name in MEMBERS))
    return slimmed(folder, environ)


@cache
def _after(template: Path, *commands: tuple[str, ...]) -> Path:
    made = copied(template, Path(tempfile.mkdtemp(dir=template.parent)))
    for words in commands:
        made.wmsgit(*words)
    return made.folder


def copied(template: Path, folder: Path, *commands: tuple[str, ...]) -> Across:
    """A copy of the whole after these commands, run once for all copies: what names its folder names the new one."""
    template = _after(template, *commands) if commands else template
    place = copy_of(template, folder, "across")
    for config in [*place.glob("*/.git/config"), *place.glob("*.git/config")]:
        config.write_text(config.read_text().replace(str(template), str(place)))
    return Across(place, environment(place / "home"))
