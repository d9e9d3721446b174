"""What the README has a newcomer type, word for word, with next to nothing in the environment."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT
from warm_program import warm_program

PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
MEMBERS = ("api", "web")


@pytest.fixture
def clones(tmp_path: Path) -> Path:
    for name in MEMBERS:
        for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "First"]):
            folder = tmp_path / name
            folder.mkdir(exist_ok=True)
            (folder / "code.py").write_text("import json\n")
            subprocess.run(["git", *arguments], cwd=folder, check=True)
    (tmp_path / "notes.txt").write_text("no repository\n")
    return tmp_path


def test_newcomers_script(clones: Path) -> None:
    script = re.search(r"<!-- twenty minutes -->\n```sh\n(.*?)```", PAGE, re.DOTALL)
    assert script is not None
    environ = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "EDITOR": "sed -i s/HIGH/CRITICAL/",
        "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.org",
        "GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.org",
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "init.defaultBranch", "GIT_CONFIG_VALUE_0": "main",
    }  # fmt: skip
    with warm_program() as program:
        environ["PATH"] = f"{program}:{environ['PATH']}"
        done = subprocess.run(
            ["sh", "-euc", script[1]], cwd=clones, env=environ, text=True, capture_output=True, check=False
        )
    assert done.returncode == 0, done.stderr
    assert "/notes.txt: is not a Git repository" in done.stderr
    assert "priority HIGH → CRITICAL" in done.stderr
    assert "+ security" in done.stdout
    assert re.search(r"WS-TASK-001 +CRITICAL +Rotate the signing keys +api\n\Z", done.stdout)
    assert "0 new, 0 open" in done.stdout + done.stderr
