"""Pull requests of strangers, judged by the lines of the written workflow: no trick changes the verdict."""

import json
import random
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from string import Template

import pytest
import yaml
from acceptance_program import environment_in
from hostile_checkouts import MARK, MUTATIONS, Checkout, snapshot
from in_process import Result, run_here
from template_copies import copy_of

RULE = {"id": "no-evil", "kind": "forbidden_import", "severity": "HIGH", "modules": ["evil"]}
DECISION = {"title": "Small", "status": "accepted", "date": "2026-01-01T10:00:00Z", "decision": "So be it.",
            "rules": [RULE]}  # fmt: skip
TRICKS = {mutation.__name__: mutation for mutation in MUTATIONS}


class PullRequest:
    """A plane that is its own member, and a branch that breaks a rule and rewrites an accepted decision."""

    def __init__(self, folder: Path, empty_plane: Path) -> None:
        self.folder = folder
        self.environ = environment_in(folder / "home")
        self.author = copy_of(empty_plane, folder, "author")
        self.outside = folder / "outside"
        self.outside.mkdir()
        (self.outside / "secret").write_text("ours\n")
        self._write("records/decisions/ADR-001.yaml", DECISION)
        self._write("records/repos/me.yaml", {"path": "."})
        self.base = self._commit("base")
        self._write("records/decisions/ADR-001.yaml", DECISION | {"decision": "So be it not."})
        (self.author / "bad.py").write_text("import evil\n")
        self.head = self._commit("break")

    def add(self, trick: str, seed: int) -> None:
        """Add a trick to the branch."""
        TRICKS[trick](Checkout(self.author, self.outside, random.Random(seed)))
        self.head = self._commit(trick)

    def judge(self) -> Iterator[tuple[str, Result]]:
        """Run what the workflow runs in a clone, as the job does: each line with its result."""
        self._git("clone", "--quiet", "author", "plane", cwd=self.folder)
        values = {"BASE": self.base, "HEAD": self.head, "LINK": "https://example.org/x"}
        for words in workflow_lines(self, values):
            yield " ".join(words), run_here(tuple(words), self.folder, self.environ | {"CI": "1"})

    def _write(self, path: str, data: object) -> None:
        (self.author / path).parent.mkdir(parents=True, exist_ok=True)
        (self.author / path).write_text(json.dumps(data) + "\n")

    def _commit(self, message: str) -> str:
        self._git("add", "--force", "--all", check=False)
        self._git("commit", "--quiet", "--no-verify", "--allow-empty", f"--message={message}", check=False)
        return self._git("rev-parse", "HEAD").stdout.strip()

    def _git(self, *arguments: str, cwd: Path | None = None, check: bool = True) -> "subprocess.CompletedProcess[str]":
        # As the author's own program, which believes its files: what is tested comes after the clone.
        place = () if cwd else (f"--git-dir={self.author / '.git'}", f"--work-tree={self.author}")
        return subprocess.run(
            ["git", *place, *arguments], cwd=cwd or self.author, env=self.environ, check=check, capture_output=True,
            text=True, errors="replace", timeout=60,
        )  # fmt: skip


def workflow_lines(request: PullRequest, values: dict[str, str]) -> Iterator[list[str]]:
    """The words of each line of the written workflow that calls wmsgit, without what the shell does with the output."""
    text = run_here(("ci", "github", "--stdout"), request.author, request.environ).stdout
    steps = yaml.safe_load(text)["jobs"]["check"]["steps"]
    for step in steps:
        if "--accept-policy" in step.get("run", ""):
            continue  # not without the maintainer's word
        for line in step.get("run", "").splitlines():
            if line.startswith("wmsgit "):
                command = Template(line.partition(" >")[0]).substitute(values)
                yield shlex.split(command)[1:]


def judged(request: PullRequest) -> dict[str, Result]:
    """The steps that judge, after none has done what it may not."""
    results = {}
    before = {}
    for line, result in request.judge():
        before = before or snapshot(request.folder, without=frozenset({request.folder / "plane"}))
        assert result.returncode in {0, 1, 3, 4, 5, 7}, (line, result.stderr[-1500:])
        assert "Traceback" not in result.stderr
        results[line] = result
    after = snapshot(request.folder, without=frozenset({request.folder / "plane"}))
    assert sorted({path for path, _ in before.items() ^ after.items()}) == []
    assert not (request.outside / MARK).exists()
    return results


@pytest.fixture
def request_of_stranger(tmp_path: Path, empty_plane: Path) -> PullRequest:
    return PullRequest(tmp_path, empty_plane)


def require_refused(results: dict[str, Result]) -> None:
    """Fails unless each step that judges fails, for what the change breaks or because nothing could be judged."""
    checks = [result for line, result in results.items() if " check " in line and "--merged" not in line]
    scans = [result for line, result in results.items() if " drift scan " in line]
    assert checks
    assert scans
    for result in checks:
        assert result.returncode != 0
        assert result.returncode != 1 or "FROZEN" in result.stdout or "file=schemas,title=SYMLINK" in result.stdout
    for result in scans:
        assert result.returncode != 0
        assert result.returncode != 1 or "no-evil" in result.stdout


def test_change_that_breaks_a_rule_is_refused(request_of_stranger: PullRequest) -> None:
    require_refused(judged(request_of_stranger))


@pytest.mark.parametrize("trick", sorted(TRICKS))
def test_trick_beside_it_changes_no_verdict(request_of_stranger: PullRequest, trick: str) -> None:
    request_of_stranger.add(trick, 1)
    require_refused(judged(request_of_stranger))


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(2, 22))
@pytest.mark.parametrize("trick", sorted(TRICKS))
def test_no_trick_beside_it_changes_a_verdict(request_of_stranger: PullRequest, trick: str, seed: int) -> None:
    request_of_stranger.add(trick, seed)
    require_refused(judged(request_of_stranger))
