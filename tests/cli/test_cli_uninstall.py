"""Uninstalling: everything that wmsgit wrote around the records goes, and not one byte of anything else."""

import os
import subprocess
from pathlib import Path

import pytest
from cli_program import Program

from wmsgit.features.sessions.marked_block import with_block, without_block

OWN_HOOK = "#!/bin/sh\n# ours\nexit 0\n"
PIN = "wmsgit==1.0 --hash=sha256:" + "0" * 64


def everything(*tops: Path) -> dict[str, bytes]:
    """Every file below some folders, without what is private to wmsgit and what Git counts."""
    left_out = ("/.git/wmsgit", "/.git/index", "/.git/logs", "/.git/objects", "/.git/refs", "/.git/COMMIT_EDITMSG")
    files = (path for top in tops for path in top.rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in files if not any(part in str(path) for part in left_out)}


def git(program: Program, folder: Path, *arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
    environ = {**program.environ, **({"PATH": path} if path else {})}
    return subprocess.run(["git", *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=True)


@pytest.fixture
def web(wmsgit: Program, tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    folder.mkdir()
    git(wmsgit, folder, "init", "-q")
    git(wmsgit, folder, "commit", "-q", "--allow-empty", "-m", "First")
    hook = folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(OWN_HOOK)
    hook.chmod(0o755)
    (folder / "AGENTS.md").write_text("# Ours")
    return folder


def written_around(wmsgit: Program, web: Path) -> None:
    """Have everything written that can be."""
    wmsgit("setup", code=None)
    wmsgit("hooks", "install", "--sessions")
    wmsgit("hooks", "install", "--repo", "web", "--sessions")
    (wmsgit.folder / "AGENTS.md").touch()
    wmsgit("brief", "--write", "AGENTS.md")
    wmsgit("brief", "--repo", "web", "--write", str(web / "AGENTS.md"))
    wmsgit("ci", "github", "--install", PIN)
    for words in (["github", "--autoclose"], ["github", "--push"], ["gitlab"], ["forgejo"]):
        wmsgit("ci", *words, "--install", PIN)
    member = web / ".github/workflows/wmsgit-member.yml"
    member.parent.mkdir(parents=True, exist_ok=True)
    member.write_text(wmsgit("ci", "github", "--member", "web", "--plane", "acme/plane", "--install", PIN).stdout)


def test_what_was_written_goes_and_everything_else_is_as_it_was(wmsgit: Program, web: Path) -> None:
    (wmsgit.folder / "AGENTS.md").write_text("# Ours\n")
    attributes = wmsgit.folder / ".gitattributes"
    attributes.write_text("*.png binary\n")
    wmsgit("uninstall")  # what `init` has registered
    before = everything(wmsgit.folder, web)
    wmsgit("init")
    wmsgit("repo", "add", "web", "--path", str(web))
    record = next((wmsgit.folder / "records" / "repos").iterdir())
    written_around(wmsgit, web)
    with_all = everything(wmsgit.folder, web)
    assert with_all[str(attributes)] != b"*.png binary\n"
    preview = wmsgit("uninstall", "--members", "--dry-run").stdout
    assert everything(wmsgit.folder, web) == with_all
    assert wmsgit("uninstall", "--members").stdout == preview.replace("would remove", "removed")
    after = everything(wmsgit.folder, web)
    added = set(after) - set(before)
    assert added == {str(record)}
    assert {path: text for path, text in after.items() if path not in added} == before
    assert "nothing to remove" in wmsgit("uninstall", "--members").stderr


def test_members_are_left_unless_asked_for(wmsgit: Program, web: Path) -> None:
    wmsgit("repo", "add", "web", "--path", str(web))
    written_around(wmsgit, web)
    before = everything(web)
    wmsgit("uninstall")
    assert everything(web) == before


def test_what_somebody_has_set_or_changed_is_theirs(wmsgit: Program, web: Path) -> None:
    wmsgit("repo", "add", "web", "--path", str(web))
    own = {
        "wmsgit.repo.web.path": "../web",
        "wmsgit.commit": "manual",
        "merge.wmsgit.driver": "wmsgit-merge --mine %O %A %B",
    }
    for name, value in own.items():
        git(wmsgit, wmsgit.folder, "config", name, value)
    (wmsgit.folder / "CLAUDE.md").write_text("<!-- wmsgit:begin -->\n")  # damaged: whose it is cannot be known
    (wmsgit.folder / ".github" / "workflows").mkdir(parents=True)
    (wmsgit.folder / ".github" / "workflows" / "wmsgit.yml").write_text("name: mine\n")
    wmsgit("uninstall", "--members")
    for name, value in own.items():
        assert git(wmsgit, wmsgit.folder, "config", name).stdout == f"{value}\n"
    assert "writtenpath" not in (wmsgit.folder / ".git" / "config").read_text()
    assert (wmsgit.folder / "CLAUDE.md").read_text() == "<!-- wmsgit:begin -->\n"
    assert (wmsgit.folder / ".github" / "workflows" / "wmsgit.yml").read_text() == "name: mine\n"


def test_hooks_that_others_may_share_are_left_and_named(wmsgit: Program, tmp_path: Path) -> None:
    wmsgit("hooks", "install")
    git(wmsgit, wmsgit.folder, "config", "core.hooksPath", str(tmp_path / "shared"))
    (wmsgit.folder / ".git" / "hooks").rename(tmp_path / "shared")
    result = wmsgit("uninstall", code=1)
    assert "pre-commit is left" in result.stderr
    assert "merge driver" in result.stdout


def test_without_wmsgit_every_hook_passes_with_one_line(wmsgit: Program, web: Path, tmp_path: Path) -> None:
    wmsgit("repo", "add", "web", "--path", str(web))
    written_around(wmsgit, web)
    bare = tmp_path / "bare"
    bare.mkdir()
    for folder in os.get_exec_path(dict(wmsgit.environ)):
        for program in Path(folder).glob("*"):
            if not program.name.startswith(("wms", "python")) and not (bare / program.name).exists():
                (bare / program.name).symlink_to(program)
    for folder in (wmsgit.folder, web):
        done = git(wmsgit, folder, "commit", "-q", "--allow-empty", "-m", "Without", path=str(bare))
        assert done.stderr.splitlines() == ["wmsgit is not on PATH, so nothing was checked"]


@pytest.mark.parametrize(
    "text", ["", "a", "a\n", "a\n\n", "a\n\n\n", "\ufeffa\n", "a\r\nb\r\n", "\ufeff", "a\r\nb", "\n"]
)
def test_a_block_that_was_added_goes_without_a_trace(text: str) -> None:
    added = with_block(text, "line\n")
    assert without_block(with_block(added, "other\nlines\n")) == text


def test_a_block_between_other_lines_goes_alone() -> None:
    text = "a\n\n<!-- wmsgit:begin -->\nx\n<!-- wmsgit:end -->\n\nb\n"
    assert without_block(text) == "a\n\n\nb\n"
    assert (
        without_block("<!-- wmsgit:end -->\n<!-- wmsgit:begin -->\n") == "<!-- wmsgit:end -->\n<!-- wmsgit:begin -->\n"
    )
