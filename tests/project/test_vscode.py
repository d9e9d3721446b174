"""The extension for Visual Studio Code: its logic by its own tests, and whether the program takes what it is given."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from in_process import run_here
from places import ROOT

FOLDER = ROOT / "editors" / "vscode"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="Node.js is not there")
LINES = """
import { argumentsOf as a } from "./src/logic.js";
const lines = [a.add("A title", "Words"), a.note("WS-TASK-001", "--a note"), a.startSession("A goal"), a.status(),
  a.ready(), a.mine(), a.findings(), a.schema("task"), a.transition("task", "block", "WS-TASK-001", "no time"),
  a.transition("task", "start", "WS-TASK-001", ""), a.review("HEAD"), a.endSession(), a.save(""),
  a.board("../board.html")];
console.log(JSON.stringify(lines));
"""


def node(*arguments: str) -> str:
    result = subprocess.run([str(NODE), *arguments], cwd=FOLDER, capture_output=True, check=False, encoding="utf-8")
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@needs_node
def test_logic_passes_its_own_tests() -> None:
    assert "# fail 0" in node("--test", "--test-reporter=tap", "test/logic.test.js")


@needs_node
def test_program_takes_every_line_that_it_is_started_with(root: Path) -> None:
    for line in json.loads(node("--input-type=module", "--eval", LINES)):
        result = run_here(tuple(line), root, dict(os.environ))
        assert result.returncode == 0, (line, result.stderr)


def test_version_is_that_of_the_package() -> None:
    from wmsgit.model.version import __version__

    assert json.loads((FOLDER / "package.json").read_text())["version"] == __version__.partition(".dev")[0]


def test_settings_of_the_server_are_those_of_the_manifest() -> None:
    from dataclasses import fields

    from wmsgit.lsp.settings import Settings

    named = json.loads((FOLDER / "package.json").read_text())["contributes"]["configuration"]["properties"]
    defaults = {name.removeprefix("wmsgit."): part["default"] for name, part in named.items()}
    for field in fields(Settings):
        name = "".join(part.capitalize() if number else part for number, part in enumerate(field.name.split("_")))
        assert defaults[name] is field.default


def test_lock_names_no_host() -> None:
    packages = json.loads((FOLDER / "package-lock.json").read_text())["packages"].values()
    assert not any("://" in part.get("resolved", "") for part in packages)
