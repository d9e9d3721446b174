"""Our pre-commit hook beside whatever hook exists."""

import os
import subprocess
from pathlib import Path

import pytest
from vcs_plane import Plane

from wmsgit.errors import ConflictError
from wmsgit.vcs.config import has_commit_hooks, hooks_dir
from wmsgit.vcs.setup.hooks import install_pre_commit, uninstall_pre_commit

COMMAND = "wmsgit check --staged"
HOOK = ".git/hooks/pre-commit"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `wmsgit` on PATH that notes its arguments and fails while the file `fail` exists."""
    path = tmp_path / "bin/wmsgit"
    path.parent.mkdir()
    path.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/calls"\n[ ! -e "{tmp_path}/fail" ] || exit 1\n')
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
    return path


def commit(plane: Plane) -> subprocess.CompletedProcess[str]:
    plane.write("README.md", (plane.root / "README.md").read_text() + "more\n")
    return subprocess.run(
        ["git", "commit", "-q", "-a", "-m", "x"], cwd=plane.root, capture_output=True, text=True, check=False
    )


def calls(tmp_path: Path) -> list[str]:
    path = tmp_path / "calls"
    return path.read_text().splitlines() if path.exists() else []


def test_created_hook_runs_and_refuses(plane: Plane, program: Path, tmp_path: Path) -> None:
    change = install_pre_commit(plane.repo.dirs, COMMAND)
    assert (change.path, change.action) == (plane.root / HOOK, "created")
    assert commit(plane).returncode == 0
    (tmp_path / "fail").touch()
    assert commit(plane).returncode == 1
    assert calls(tmp_path) == ["check --staged"] * 2


def test_hook_passes_with_a_note_where_wmsgit_is_missing(plane: Plane) -> None:
    install_pre_commit(plane.repo.dirs, "no-such-wmsgit check --staged")
    done = commit(plane)
    assert done.returncode == 0
    assert "no-such-wmsgit is not on PATH" in done.stderr


def test_install_twice_changes_nothing_and_a_new_command_replaces_ours(plane: Plane) -> None:
    install_pre_commit(plane.repo.dirs, COMMAND)
    before = (plane.root / HOOK).read_bytes()
    assert install_pre_commit(plane.repo.dirs, COMMAND).action == "unchanged"
    assert (plane.root / HOOK).read_bytes() == before
    assert install_pre_commit(plane.repo.dirs, f"{COMMAND} --strict").action == "updated"
    assert (plane.root / HOOK).read_text().count(">>> wmsgit >>>") == 1


@pytest.mark.parametrize("shebang", ["#!/bin/sh", "#!/usr/bin/env bash", "#!/bin/sh -e"])
def test_shell_hook_runs_beside_ours(plane: Plane, program: Path, tmp_path: Path, shebang: str) -> None:
    hook = plane.hook("pre-commit", "")
    script = f"{shebang}\necho theirs >> {tmp_path}/calls\nexit 0\n".encode()
    hook.write_bytes(script)
    assert install_pre_commit(plane.repo.dirs, COMMAND).action == "extended"
    assert install_pre_commit(plane.repo.dirs, COMMAND).action == "unchanged"
    assert commit(plane).returncode == 0
    assert calls(tmp_path) == ["check --staged", "theirs"]
    assert uninstall_pre_commit(plane.repo.dirs).action == "removed"
    assert hook.read_bytes() == script
    assert os.access(hook, os.X_OK)


def test_other_program_is_kept_and_run(plane: Plane, program: Path, tmp_path: Path) -> None:
    hook = plane.root / HOOK
    hook.parent.mkdir(exist_ok=True)
    script = f"#!/usr/bin/env python3\nopen({str(tmp_path / 'calls')!r}, 'a').write('python\\n')\n".encode()
    hook.write_bytes(script)
    hook.chmod(0o755)
    assert install_pre_commit(plane.repo.dirs, COMMAND).action == "wrapped"
    assert install_pre_commit(plane.repo.dirs, COMMAND).action == "unchanged"
    assert install_pre_commit(plane.repo.dirs, f"{COMMAND} --fmt").action == "updated"
    assert commit(plane).returncode == 0
    assert calls(tmp_path) == ["check --staged --fmt", "python"]
    uninstall_pre_commit(plane.repo.dirs)
    assert hook.read_bytes() == script
    assert [path.name for path in hook.parent.glob("pre-commit*") if not path.name.endswith(".sample")] == [
        "pre-commit"
    ]


def test_refusal_of_the_kept_program_still_refuses(plane: Plane, program: Path) -> None:
    hook = plane.hook("pre-commit", "")
    hook.write_bytes(b"#!/usr/bin/env python3\nraise SystemExit(9)\n")
    install_pre_commit(plane.repo.dirs, COMMAND)
    assert commit(plane).returncode == 1


def test_hook_that_is_switched_off_stays_off(plane: Plane, program: Path, tmp_path: Path) -> None:
    hook = plane.hook("pre-commit", "exit 1\n")
    hook.chmod(0o644)
    assert install_pre_commit(plane.repo.dirs, COMMAND).action == "wrapped"
    assert commit(plane).returncode == 0
    uninstall_pre_commit(plane.repo.dirs)
    assert not os.access(hook, os.X_OK)


def test_link_is_kept_and_its_target_untouched(plane: Plane, program: Path, tmp_path: Path) -> None:
    target = plane.hook("shared.sh", f"echo linked >> {tmp_path}/calls\n", folder="scripts")
    before = target.read_bytes()
    hook = plane.root / HOOK
    hook.parent.mkdir(exist_ok=True)
    hook.symlink_to("../../scripts/shared.sh")
    install_pre_commit(plane.repo.dirs, COMMAND)
    assert commit(plane).returncode == 0
    assert calls(tmp_path) == ["check --staged", "linked"]
    uninstall_pre_commit(plane.repo.dirs)
    assert hook.is_symlink()
    assert target.read_bytes() == before


def test_uninstall_takes_a_created_hook_away_and_leaves_others(plane: Plane) -> None:
    install_pre_commit(plane.repo.dirs, COMMAND)
    uninstall_pre_commit(plane.repo.dirs)
    assert not (plane.root / HOOK).exists()
    assert uninstall_pre_commit(plane.repo.dirs).action == "unchanged"
    hook = plane.hook("pre-commit", "exit 0\n")
    assert uninstall_pre_commit(plane.repo.dirs).action == "unchanged"
    assert hook.exists()


def test_linked_worktree_shares_the_hook(plane: Plane, program: Path, tmp_path: Path) -> None:
    plane.git("worktree", "add", "-q", str(tmp_path / "side"))
    side = Plane(tmp_path / "side")
    assert install_pre_commit(side.repo.dirs, COMMAND).path == plane.root / HOOK
    assert commit(side).returncode == 0
    assert calls(tmp_path) == ["check --staged"]


def test_hooks_path_inside_the_repository_is_used(plane: Plane, program: Path, tmp_path: Path) -> None:
    plane.git("config", "core.hooksPath", ".githooks")
    assert install_pre_commit(plane.repo.dirs, COMMAND).path == plane.root / ".githooks/pre-commit"
    assert commit(plane).returncode == 0
    assert calls(tmp_path) == ["check --staged"]


def test_hooks_path_outside_the_repository_is_refused(plane: Plane, tmp_path: Path) -> None:
    plane.git("config", "core.hooksPath", "~/hooks")
    assert hooks_dir(plane.repo.dirs, plane.repo.config) == tmp_path / "home/hooks"
    with pytest.raises(ConflictError) as caught:
        install_pre_commit(plane.repo.dirs, COMMAND)
    assert COMMAND in caught.value.hint
    assert not (tmp_path / "home/hooks").exists()


def test_hooks_are_seen_as_files_and_in_the_configuration(plane: Plane) -> None:
    assert not has_commit_hooks(plane.repo.dirs, plane.repo.config)
    plane.git("config", "hook.lint.command", "true")
    assert has_commit_hooks(plane.repo.dirs, plane.repo.config)
    plane.git("config", "--unset", "hook.lint.command")
    plane.hook("commit-msg", "exit 0\n")
    assert has_commit_hooks(plane.repo.dirs, plane.repo.config)
