"""The wheel, installed into an empty environment, is the whole program."""

import os
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

from places import ROOT


def call(*command: str | Path, cwd: Path) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "WMSGIT_", "PYTHON"))}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=kept, capture_output=True, encoding="utf-8", check=False, timeout=600
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def installed() -> str:
    """What this environment has, as constraints: the packages that the tests are run with."""
    found = {found.name: found.version for found in distributions() if found.name != "wmsgit"}
    return "".join(f"{name}=={version}\n" for name, version in sorted(found.items()))


def test_wheel_in_an_empty_environment_finds_its_schemas_and_works(tmp_path: Path) -> None:
    pip = (sys.executable, "-m", "pip")
    call(*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT, cwd=tmp_path)
    (wheel,) = tmp_path.glob("wmsgit-*.whl")
    call(sys.executable, "-m", "venv", "--without-pip", tmp_path / "env", cwd=tmp_path)
    scripts = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    (tmp_path / "constraints.txt").write_text(installed())
    call(
        *pip,
        "--python",
        scripts / "python",
        "install",
        "--quiet",
        "--no-compile",
        "-c",
        "constraints.txt",
        wheel,
        cwd=tmp_path,
    )
    identity = ("-c", "user.name=Ann Lee", "-c", "user.email=ann@example.org")
    call(scripts / "wmsgit", "init", "--no-commit", "plane", cwd=tmp_path)
    plane = tmp_path / "plane"
    call("git", "add", ".", cwd=plane)
    call("git", *identity, "commit", "-qm", "plane", cwd=plane)
    call(scripts / "wms", "task", "add", "Packed", "--no-commit", cwd=plane)
    call(scripts / "wmsgit", "check", cwd=plane)
    assert "Packed" in call(scripts / "wmsgit", "task", "list", cwd=plane)
    assert call(scripts / "python", "-m", "wmsgit", "--version", cwd=plane).startswith("wmsgit")
