"""Where scans run: in a member's pre-commit hook, on a CI runner that lacks the members."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from drift_plane import NO_PANDAS, Plane

from wmsgit.errors import NotFoundError
from wmsgit.vcs.hooks import install_pre_commit, uninstall_pre_commit
from wmsgit.workspace.hooks import hooked
from wmsgit.workspace.making.doctor import set_up_runner


def test_hook_of_a_member_stops_a_commit_that_breaks_a_rule_beside_a_hook_that_exists(plane: Plane) -> None:
    core = plane.member("core", {"src/old.py": "import pandas\n"})
    plane.decide(NO_PANDAS)
    own = core / ".git" / "hooks" / "pre-commit"
    own.write_text("#!/bin/sh\ntouch hook-ran\n")
    own.chmod(0o755)
    target = hooked(plane.workspace(), "core")
    target.link()
    assert target.command == "wmsgit drift scan core --ref staged --changed"
    install_pre_commit(target.dirs, target.command)
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

    def commit(text: str) -> subprocess.CompletedProcess[str]:
        (core / "src" / "new.py").write_text(text)
        subprocess.run(["git", "add", "src"], cwd=core, check=True)
        line = ["git", "commit", "-qm", "new"]
        return subprocess.run(line, cwd=core, env=env, capture_output=True, check=False, encoding="utf-8")

    refused = commit("import pandas\n")
    assert refused.returncode == 1
    assert "core/src/new.py:1" in refused.stdout + refused.stderr
    assert "old.py" not in refused.stdout + refused.stderr
    assert not (core / "hook-ran").exists()
    assert commit("import os\n").returncode == 0
    assert (core / "hook-ran").exists()
    uninstall_pre_commit(target.dirs)
    assert own.read_text() == "#!/bin/sh\ntouch hook-ran\n"


def test_hook_of_an_unknown_member_is_refused(plane: Plane) -> None:
    with pytest.raises(NotFoundError):
        hooked(plane.workspace(), "core")


def test_runner_clones_the_members_that_it_lacks_shallowly_and_does_nothing_else(
    plane: Plane, git: Callable[..., str], tmp_path: Path
) -> None:
    origin = plane.member("core", {"src/a.py": "import pandas\n"})
    plane.commit(origin, {"src/b.py": "import os\n"})
    plane.write("repos/core.yaml", {"path": "../elsewhere", "urls": [origin.as_uri()]})
    plane.write("repos/bare.yaml", {"path": "../bare"})
    plane.write("repos/evil.yaml", {"path": "../../evil", "urls": [origin.as_uri()]})
    said: list[str] = []
    left = set_up_runner(plane.workspace(), say=said.append)
    assert said == [f"core: cloned from {origin.as_uri()}"]
    assert {one.place: one.message.partition(" ")[0] for one in left} == {
        "repository bare": "has",
        "repository evil": "is",
    }
    assert git(tmp_path / "elsewhere", "rev-list", "--count", "HEAD").strip() == "1"
    assert not (plane.root / ".git" / "hooks" / "pre-commit").exists()
    assert "wmsgit" not in (tmp_path / "elsewhere" / ".git" / "config").read_text()


def test_hostile_url_of_a_member_is_refused(plane: Plane) -> None:
    plane.write("repos/evil.yaml", {"path": "../evil", "urls": ["ext::sh -c touch% owned"]})
    (symptom,) = set_up_runner(plane.workspace(), say=lambda _: None)
    assert "is not a URL to clone from" in symptom.message


def test_scan_of_hostile_paths_commands_no_terminal(plane: Plane) -> None:
    plane.member("core", {"src/\x1b[31mred\n.py": "import pandas\n"})
    plane.decide({**NO_PANDAS, "message": "\x1b]0;owned\x07no"})
    done = subprocess.run(
        [sys.executable, "-m", "wmsgit", "drift", "scan"],
        cwd=plane.root,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
    assert len(done.stdout.splitlines()) == 3
