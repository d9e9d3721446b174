"""Plug-ins: a program of the user's on PATH is a command, after everything that is wmsgit's or the workspace's."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli_program import Program
from test_cli_start_up import modules

SAYS = '#!/bin/sh\necho "$0|$WMSGIT_WORKSPACE|$*"\nexit 3\n'


def place(folder: Path, name: str, text: str = SAYS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text)
    path.chmod(0o755)
    return path


def run(program: Program, path: str, *words: str, cwd: Path | None = None) -> tuple[int, str, str]:
    """As a process of its own: the plug-in takes its place."""
    done = subprocess.run(
        [sys.executable, "-m", "wmsgit", *words],
        cwd=cwd or program.folder,
        env={**program.environ, "PATH": f"{path}{os.pathsep}{program.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def bin_(tmp_path: Path) -> Path:
    return tmp_path / "bin"


def path_of(program: Program, folder: Path) -> str:
    return f"{folder}{os.pathsep}{program.environ['PATH']}"


def test_a_program_on_path_is_a_command_with_the_workspace_and_its_own_arguments(wmsgit: Program, bin_: Path) -> None:
    program = place(bin_, "wmsgit-hello")
    (wmsgit.folder / "below").mkdir()
    code, out, err = run(wmsgit, str(bin_), "hello", "--help", "-x", "a b", "--", "--at", cwd=wmsgit.folder / "below")
    assert (code, out, err) == (3, f"{program}|{wmsgit.folder}|--help -x a b -- --at\n", "")


def test_the_chosen_workspace_is_what_a_plugin_gets_and_a_wrong_one_is_an_error(
    wmsgit: Program, outside: Program, bin_: Path
) -> None:
    place(bin_, "wmsgit-hello")
    assert f"|{wmsgit.folder}|" in run(outside, str(bin_), "-C", str(wmsgit.folder), "hello")[1]
    assert run(outside, str(bin_), "hello")[1].endswith("wmsgit-hello||\n")
    assert run(outside, str(bin_), "-C", "nowhere", "hello")[:2] == (4, "")


def test_help_and_completion_name_plugins_that_would_run(wmsgit: Program, bin_: Path) -> None:
    for name in ("hello", "merge", "task", "decision", "st", "version", "list", "-x", "b\x1b[2J"):
        place(bin_, f"wmsgit-{name}")
    (bin_ / "wmsgit-text").write_text("not executable\n")
    path = path_of(wmsgit, bin_)
    section = wmsgit("--help", PATH=path).stdout.partition("Plug-ins")[2].partition("\n\n")[0]
    assert re.findall(r"^  (\S+)", section, re.MULTILINE) == ["hello", "list"]
    assert f"{bin_}/wmsgit-hello." in "".join(wmsgit("help", "hello", PATH=path).stdout.split())
    words = {"_WMSGIT_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": "wmsgit hel", "PATH": path}
    assert [line.split("\t")[0] for line in wmsgit(**words).stdout.splitlines()] == ["help", "hello"]
    assert "did you mean 'hello'?" in wmsgit("hallo", code=2, PATH=path).stderr
    assert "Plug-ins" not in wmsgit("--help").stdout


@pytest.mark.parametrize("name", ["check", "task", "decision", "st", "merge", "site"])
def test_commands_kinds_and_aliases_go_before_plugins(wmsgit: Program, bin_: Path, name: str) -> None:
    place(bin_, f"wmsgit-{name}")
    assert str(bin_) not in "".join(run(wmsgit, str(bin_), name, "--help")[1:])


def test_a_plugin_goes_before_a_hint(wmsgit: Program, bin_: Path) -> None:
    assert run(wmsgit, str(bin_), "claim")[0] == 2
    place(bin_, "wmsgit-claim")
    assert run(wmsgit, str(bin_), "claim")[0] == 3


def test_wmsgit_merge_is_none(wmsgit: Program, bin_: Path) -> None:
    from wmsgit.cli.parser.plugins import plugin_command
    from wmsgit.cli.run import Run

    place(bin_, "wmsgit-merge")
    place(bin_, "wmsgit-other")
    started = Run({"PATH": str(bin_)}, start=wmsgit.folder)
    assert plugin_command(started, "merge") is None
    assert plugin_command(started, "other") is not None


def member(program: Program, folder: Path) -> Path:
    folder.mkdir()
    for arguments in (("init", "-q"), ("remote", "add", "origin", "https://example.org/web.git")):
        subprocess.run(["git", *arguments], cwd=folder, env=dict(program.environ), check=True)
    program("repo", "add", str(folder))
    return folder


@pytest.mark.parametrize("form", ["relative", "workspace", "member", "worktree", "link"])
def test_a_repository_brings_no_plugin(wmsgit: Program, tmp_path: Path, bin_: Path, form: str) -> None:
    web = member(wmsgit, tmp_path / "web")
    inside = {"relative": wmsgit.folder, "workspace": wmsgit.folder / "tools", "member": web / "tools"}
    if form == "worktree":
        wmsgit.git("worktree", "add", "-q", str(tmp_path / "second"))
        inside[form] = tmp_path / "second" / "bin"
    program = place(inside.get(form, web), "wmsgit-evil")
    if form == "link":
        bin_.mkdir()
        (bin_ / "wmsgit-evil").symlink_to(program)
    path = {"relative": os.pathsep, "link": str(bin_)}.get(form, str(program.parent))
    code, out, err = run(wmsgit, path, "evil")
    assert (code, out) == (2, "")
    assert "evil" in err
    assert "wmsgit-evil" not in wmsgit("--help", PATH=path_of(wmsgit, Path(path))).stdout
    own = place(tmp_path / "own", "wmsgit-evil")
    assert run(wmsgit, f"{path}{os.pathsep}{own.parent}", "evil")[1].startswith(f"{own}|")


def test_a_name_is_no_path(wmsgit: Program, bin_: Path, tmp_path: Path) -> None:
    place(bin_ / "wmsgit-x", "y")
    place(tmp_path, "wmsgit-up")
    for name in ("x/y", "x/../../wmsgit-up", "../wmsgit-up"):
        assert run(wmsgit, str(bin_), name)[0] == 2


def test_only_an_unknown_name_looks_for_plugins(tasks: Program) -> None:
    assert "wmsgit.cli.parser.plugins" not in modules(tasks, "task", "list") | modules(tasks, "show", "WS-TASK-001")
