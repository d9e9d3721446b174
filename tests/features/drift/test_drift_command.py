"""`drift scan` as a user types it: its output and its exit codes."""

import json
import os
import shutil
from pathlib import Path

import pytest
from drift_plane import NO_PANDAS, Plane
from in_process import Result, run_here


def wmsgit(root: Path, *arguments: str) -> Result:
    return run_here(arguments, root, dict(os.environ))


@pytest.fixture
def found(plane: Plane) -> Plane:
    plane.member("core", {"src/a.py": "import os\nimport pandas\n"})
    plane.decide({**NO_PANDAS, "message": "pandas stays out", "fix": "Move it."})
    return plane


def test_json_has_findings_counts_and_unknown(found: Plane) -> None:
    done = wmsgit(found.root, "drift", "scan", "--format", "json")
    result = json.loads(done.stdout)
    assert done.returncode == 1
    assert set(result) == {"findings", "counts", "unknown", "notices"}
    (finding,) = result["findings"]
    assert finding.pop("fingerprint")
    assert finding == {
        "rule": "ADR-001/no-pandas",
        "repo": "core",
        "file_path": "src/a.py",
        "line": 2,
        "severity": "HIGH",
        "state": "new",
        "message": "src/a.py in core imports pandas, violates ADR-001: pandas stays out",
        "fix": "Move it.",
        "record": None,
    }
    assert result["counts"] == {"new": 1, "open": 0, "baselined": 0, "waived": 0, "resolved": 0, "unknown": 0}


def test_exit_code_follows_severity_and_what_is_unknown(found: Plane) -> None:
    assert wmsgit(found.root, "drift", "scan", "--fail-on", "CRITICAL").returncode == 0
    assert wmsgit(found.root, "drift", "scan", "--fail-on", "high").returncode == 1
    found.write("repos/away.yaml", {"path": "../away"})
    found.decide({**NO_PANDAS, "scope": {"paths": ["src/**"]}})
    done = wmsgit(found.root, "drift", "scan")
    assert done.returncode == 7
    assert "unknown: away: the repository is not on this machine" in done.stdout
    assert "core/src/a.py:2" in done.stdout


def test_recording_makes_one_commit(found: Plane) -> None:
    done = wmsgit(found.root, "drift", "scan", "--record")
    assert (done.returncode, found.log()[0]) == (
        1,
        "DRIFT-"
        + next(iter(found.recorded())).removeprefix("DRIFT-")
        + ": add "
        + "src/a.py in core imports pandas, violates ADR-001: pandas stays out",
    )


@pytest.mark.parametrize("moment", ["ls-tree", "cat-file", "commit"])
def test_interrupted_scan_leaves_no_record_half_written(
    found: Plane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    # A git that sends ^C to whoever runs it as soon as it is asked for this command.
    stop = tmp_path / "bin" / "git"
    stop.parent.mkdir()
    git = shutil.which("git")
    stop.write_text(f'#!/bin/sh\ncase " $* " in *" {moment} "*) kill -INT $PPID; sleep 0.2;; esac\nexec {git} "$@"\n')
    stop.chmod(0o755)
    path = os.environ["PATH"]
    log = found.log()
    monkeypatch.setenv("PATH", f"{stop.parent}{os.pathsep}{path}")
    done = wmsgit(found.root, "drift", "scan", "--record")
    monkeypatch.setenv("PATH", path)
    assert "Traceback" not in done.stderr
    assert done.returncode == 130 or moment == "commit"
    # What Git has begun to commit it ends, so there is all of it or nothing.
    assert len(found.recorded()) == len(found.log()) - len(log) == (1 if moment == "commit" else 0)
    assert found.git(found.root, "status", "--porcelain", "records/drift") == ""
    assert wmsgit(found.root, "drift", "scan", "--record").returncode == 1
    assert len(found.recorded()) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"enforce": "warn"}, "  only told, fails nothing\n"),
        ({"fail_from": "2099-01-31"}, "  only told, fails nothing until 2099-01-31\n"),
        ({}, ""),
    ],
)
def test_violation_that_fails_nothing_says_so(plane: Plane, fields: dict[str, str], words: str) -> None:
    plane.member("core", {"src/a.py": "import pandas\n"})
    plane.decide({**NO_PANDAS, **fields})
    done = wmsgit(plane.root, "drift", "scan")
    assert (done.returncode, "1 new" in done.stderr) == (0 if words else 1, True)
    assert words in done.stdout
    assert ("only told" in done.stdout) == bool(words)
