"""The wheel, installed into an empty environment, is the whole program."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def call(*command: str | Path, cwd: Path) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "WMSGIT_", "PYTHON"))}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=kept, capture_output=True, encoding="utf-8", check=False, timeout=600
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_wheel_in_an_empty_environment_finds_its_schemas_and_works(tmp_path: Path) -> None:
    call(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", tmp_path, ROOT, cwd=tmp_path)
    (wheel,) = tmp_path.glob("wmsgit-*.whl")
    call(sys.executable, "-m", "venv", tmp_path / "env", cwd=tmp_path)
    scripts = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    call(scripts / "python", "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    identity = ("-c", "user.name=Ann Lee", "-c", "user.email=ann@example.org")
    call(scripts / "wmsgit", "init", "--no-commit", "plane", cwd=tmp_path)
    plane = tmp_path / "plane"
    call("git", "add", ".", cwd=plane)
    call("git", *identity, "commit", "-qm", "plane", cwd=plane)
    call(scripts / "wms", "task", "add", "Packed", "--no-commit", cwd=plane)
    call(scripts / "wmsgit", "check", cwd=plane)
    assert "Packed" in call(scripts / "wmsgit", "task", "list", cwd=plane)
    assert call(scripts / "python", "-m", "wmsgit", "--version", cwd=plane).startswith("wmsgit")
