"""A checkout that others wrote has symbolic links in it: nothing is written or believed through one."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_program import Program

from wmsgit.disk.temporary import PREFIX

TASK = "records/tasks/WS-TASK-001.yaml"


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file of the user's outside of the workspace."""
    path = tmp_path / "private" / ".bashrc"
    path.parent.mkdir()
    path.write_text("mine\n")
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    """Path → content of every file below a folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}


def link(wmsgit: Program, path: str, target: Path) -> None:
    """Puts a tracked link into the workspace, as a clone brings it."""
    place = wmsgit.folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.symlink_to(os.path.relpath(target, place.parent))
    wmsgit.git("add", "-A")
    wmsgit.git("commit", "-qm", "a link")


@pytest.mark.parametrize(("path", "name"), [("AGENTS.md", "AGENTS.md"), ("docs", "docs/.bashrc")])
def test_brief_is_not_written_through_a_link(tasks: Program, victim: Path, path: str, name: str) -> None:
    link(tasks, path, victim if path == name else victim.parent)
    result = tasks("brief", "--write", name, code=3)
    assert "symbolic link" in result.stderr
    assert path in result.stderr
    assert snapshot(victim.parent) == {str(victim): b"mine\n"}


def test_brief_goes_where_the_user_names_a_place_by_links_of_their_own(tasks: Program, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "notes.md").write_text("notes\n")
    (tmp_path / "mine").symlink_to(tmp_path / "real")
    tasks("brief", "--write", str(tmp_path / "mine" / "notes.md"))
    assert "wmsgit:begin" in (tmp_path / "real" / "notes.md").read_text()


@pytest.mark.parametrize("path", ["out", "out/WORKSPACE-TASKS.json"])
def test_export_is_not_written_through_a_link(tasks: Program, victim: Path, path: str) -> None:
    link(tasks, path, victim.parent if path == "out" else victim)
    assert "symbolic link" in tasks("export", "json", "out", code=3).stderr
    assert snapshot(victim.parent) == {str(victim): b"mine\n"}


@pytest.mark.parametrize("name", ["prepare-commit-msg", "prepare-commit-msg.wmsgit", "pre-commit.wmsgit-original"])
def test_hooks_are_not_written_through_a_link(tasks: Program, victim: Path, name: str) -> None:
    link(tasks, f".husky/{name}", victim)
    tasks.git("config", "core.hooksPath", ".husky")
    tasks("hooks", "install", "--sessions", code=None)
    assert snapshot(victim.parent) == {str(victim): b"mine\n"}
    assert not (tasks.folder / ".husky" / "prepare-commit-msg").is_symlink() or name == "prepare-commit-msg"


def test_hooks_folder_that_is_a_link_out_of_the_repository_is_refused(tasks: Program, victim: Path) -> None:
    link(tasks, ".husky", victim.parent)
    tasks.git("config", "core.hooksPath", ".husky")
    tasks("hooks", "install", "--sessions", code=5)
    assert snapshot(victim.parent) == {str(victim): b"mine\n"}


@pytest.mark.parametrize("path", ["records", "records/tasks", TASK, ".git/wmsgit", ".git/wmsgit/lock"])
def test_a_record_is_not_written_through_a_link(tasks: Program, tmp_path: Path, path: str) -> None:
    place, away = tasks.folder / path, tmp_path / "away"
    if not place.exists():
        tasks("task", "add", "One more")
    place.rename(away)
    place.symlink_to(away)
    before = snapshot(away) if away.is_dir() else away.read_bytes()
    result = tasks("task", "set", "WS-TASK-001", "title=New", "--no-commit", code=None)
    assert result.returncode in {3, 4}, result.stderr
    assert (snapshot(away) if away.is_dir() else away.read_bytes()) == before
    assert place.is_symlink()


def test_workflow_is_not_written_through_a_link(tasks: Program, victim: Path) -> None:
    link(tasks, ".github/workflows", victim.parent)
    assert "symbolic link" in tasks("ci", "github", code=3).stderr
    assert snapshot(victim.parent) == {str(victim): b"mine\n"}


CACHES = {
    "snapshot": ("task", "list"),
    "snapshot.delta": ("task", "list"),
    "check.json": ("check",),
    "check.clean": ("check",),
    "history.json": ("log",),
    "changes.image": ("sql", "select count(*) from record_changes"),
    "numbers.json": ("task", "add", "Another"),
}


@pytest.mark.parametrize("cache", CACHES)
def test_no_cache_is_written_through_a_link(tasks: Program, victim: Path, cache: str) -> None:
    private = tasks.folder / ".git" / "wmsgit"
    private.mkdir(exist_ok=True)
    (private / cache).unlink(missing_ok=True)
    (private / cache).symlink_to(victim)
    tasks(*CACHES[cache])
    (private / cache).unlink(missing_ok=True)
    shutil.rmtree(private)
    private.symlink_to(victim.parent)
    tasks(*CACHES[cache], code=None)
    assert snapshot(victim.parent) == {str(victim): b"mine\n"}


def test_caches_of_another_users_git_directory_are_neither_read_nor_written(
    tasks: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks("task", "list")
    private = tasks.folder / ".git" / "wmsgit"
    known = {path.name: path.read_bytes() for path in private.iterdir()}
    assert "snapshot" in known
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    (tasks.folder / TASK).write_text((tasks.folder / TASK).read_text().replace("Rotate", "Replace"))
    assert "Replace the keys" in tasks("task", "list").stdout
    tasks("check")
    assert {path.name: path.read_bytes() for path in private.iterdir()} == known


def test_schemas_behind_a_link_judge_nothing(tasks: Program) -> None:
    start = tasks.git("rev-parse", "HEAD").strip()
    tasks.git("mv", "schemas", "weak")
    (tasks.folder / "schemas").symlink_to("weak")
    tasks.git("add", "-A")
    result = tasks("check", code=1)
    assert "schemas: SYMLINK" in result.stdout
    assert "schemas: SYMLINK" in tasks("check", "--staged", code=1).stdout
    assert tasks("check", "--base", start, code=1).stdout == result.stdout
    for command in (["task", "list"], ["task", "set", "1", "title=x"], ["status"], ["diff", start]):
        assert "symbolic link" in tasks(*command, code=3).stderr
    tasks.git("commit", "-qm", "the schemas behind a link")
    linked = tasks.git("rev-parse", "HEAD").strip()
    (tasks.folder / "schemas").unlink()
    tasks.git("mv", "weak", "schemas")
    tasks.git("add", "-A")
    tasks.git("commit", "-qm", "real again")
    tasks("check")
    for command in (["check", "--base", linked], ["diff", f"{linked}...HEAD"], ["check", "--base", linked, "--merged"]):
        tasks(*command)  # the change that mends it can be reviewed, by the schemas that come with wmsgit
    assert "schemas: SYMLINK" in tasks("check", "--at", linked, code=1).stdout
    assert "schemas: SYMLINK" not in tasks("check", "--base", start, code=None).stdout


def test_what_a_killed_write_left_is_no_record_and_goes_with_the_next_write(tasks: Program) -> None:
    folder = tasks.folder / "records" / "tasks"
    before = sorted(os.listdir(folder))
    script = (
        "import os, signal; from wmsgit.disk.writer import _Folders; replace = _Folders.replace\n"
        "def killed(self, draft, path):\n"
        "    replace(self, draft, path) if path.startswith('wmsgit') else os.kill(os.getpid(), signal.SIGKILL)\n"
        "_Folders.replace = killed\n"
        "from wmsgit.cli.main import main; main(['task', 'set', '1', 'title=New'])"
    )
    killed = subprocess.run([sys.executable, "-c", script], cwd=tasks.folder, env=dict(tasks.environ), check=False)
    assert killed.returncode == -signal.SIGKILL
    left = [name for name in os.listdir(folder) if name not in before]
    assert [name.startswith(PREFIX) for name in left] == [True]
    assert "nothing" in tasks("save").stderr + tasks("save").stdout
    assert not tasks.git("status", "--porcelain")
    (tasks.folder / ".git" / "info" / "exclude").write_text("")
    (folder / f"{PREFIX}1-00").write_text("id: x\n")
    tasks("check")
    assert "nothing" in tasks("save").stderr + tasks("save").stdout
    (folder / f"{PREFIX}1-00").unlink()
    tasks("task", "set", "2", "title=Other")
    assert sorted(os.listdir(folder)) == before
    assert f"{PREFIX}*" in (tasks.folder / ".git" / "info" / "exclude").read_text()
