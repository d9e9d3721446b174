"""Writes that are killed at any call: after the next command everything is whole, and nothing is left over."""

import random
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from acceptance_program import environment_in, runner_in
from git_output import git
from in_process import run_here
from killed_runs import GIT_DEATHS, Point, calls_of, run_failing_at, run_killed_at, with_dying_git

SEED = 20261128
REFUSED = (3, 5, 6, 7)
DEEP_POINTS = 500


@dataclass(frozen=True)
class Scenario:
    """A command that writes.

    Attributes:
        arguments: the command.
        prepare: makes the plane in which it runs.
        again: what is typed next; another write where it is empty.
        codes: how it ends when it is not killed.
    """

    arguments: tuple[str, ...]
    prepare: Callable[[Path, dict[str, str]], None]
    again: tuple[str, ...] = ()
    codes: tuple[int, ...] = (0,)


def with_tasks(plane: Path, environ: dict[str, str]) -> None:
    folder = plane / "records/tasks"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, 9):
        (folder / f"WS-TASK-00{number}.yaml").write_text(
            f"id: WS-TASK-00{number}\ntitle: T{number}\nstatus: pending\ncreated: 2026-01-01T00:00:00Z\n"
        )
    git(plane, "add", ".", environ=environ)
    git(plane, "commit", "-qm", "tasks", environ=environ)


def with_an_older_system(plane: Path, environ: dict[str, str]) -> None:
    with_tasks(plane, environ)
    rows = ",".join(f'{{"id": "OLD-{number}", "title": "Old {number}", "status": "pending"}}' for number in range(5))
    (plane.parent / "older").mkdir()
    (plane.parent / "older/WORKSPACE-TASKS.json").write_text(f"[{rows}]")


def with_an_operation(plane: Path, environ: dict[str, str]) -> None:
    with_tasks(plane, environ)
    runner_in(plane, environ)("task", "set", "1", "2", "3", "priority=LOW")


def with_a_session(plane: Path, environ: dict[str, str]) -> None:
    with_tasks(plane, environ)
    run = runner_in(plane, environ)
    run("session", "start")
    run("task", "set", "1", "priority=LOW")


def with_findings(plane: Path, environ: dict[str, str]) -> None:
    with_tasks(plane, environ)
    member = plane.parent / "api"
    git(plane.parent, "init", "-q", "api", environ=environ)
    for number in range(3):
        (member / f"m{number}.py").write_text("import pandas\n")
    git(member, "add", ".", environ=environ)
    git(member, "commit", "-qm", "m", environ=environ)
    run = runner_in(plane, environ)
    run("repo", "add", "../api")
    rule = "rules:\n  - id: r1\n    kind: forbidden_import\n    modules: [pandas]\n"
    (plane / "records/decisions").mkdir()
    (plane / "records/decisions/ADR-001.yaml").write_text(
        f"title: N\nstatus: accepted\ndate: 2026-01-01T00:00:00Z\ndecision: x\n{rule}"
    )
    run("save")


def with_an_open_merge(plane: Path, environ: dict[str, str]) -> None:
    with_tasks(plane, environ)
    run = runner_in(plane, environ)
    git(plane, "checkout", "-qb", "side", environ=environ)
    run("task", "set", "1", "2", "title=Theirs", "priority=LOW")
    git(plane, "checkout", "-q", "main", environ=environ)
    run("task", "set", "1", "2", "title=Ours", "notes=mine")
    run("merge", "side", code=None)
    run("merge", "WS-TASK-001", "title=ours", code=None)
    record = plane / "records/tasks/WS-TASK-002.yaml"  # resolved in an editor: only --continue stages it
    lines = [line for line in record.read_text().splitlines() if line[:7] not in {"<<<<<<<", "=======", ">>>>>>>"}]
    record.write_text("\n".join(line for line in lines if line != "title: Theirs") + "\n")


def with_a_remote(plane: Path, environ: dict[str, str]) -> None:
    with_tasks(plane, environ)
    git(plane.parent, "init", "-q", "--bare", "-b", "main", "origin.git", environ=environ)
    git(plane, "remote", "add", "origin", "../origin.git", environ=environ)
    git(plane, "push", "-qu", "origin", "main", environ=environ)
    git(plane.parent, "clone", "-q", "origin.git", "other", environ=environ)
    run, theirs = runner_in(plane, environ), runner_in(plane.parent / "other", environ)
    theirs("setup")
    theirs("task", "add", "Theirs")
    theirs("task", "set", "2", "priority=HIGH")
    git(plane.parent / "other", "push", "-q", environ=environ)
    run("task", "add", "Ours", "dependencies=WS-TASK-001")
    run("task", "set", "2", "notes=mine")


SCENARIOS = {
    "add": Scenario(("task", "add", "Buy paper"), with_tasks),
    "set": Scenario(("task", "set", "1", "priority=HIGH"), with_tasks),
    "set where": Scenario(("task", "set", "--where", "1=1", "priority=HIGH"), with_tasks),
    "import": Scenario(("import", "json", "../older"), with_an_older_system),
    "undo": Scenario(("undo",), with_an_operation),
    "session end": Scenario(("session", "end", "-m", "done"), with_a_session),
    "scan": Scenario(("drift", "scan", "--record"), with_findings, codes=(1,)),
    "merge": Scenario(("merge", "--continue"), with_an_open_merge, ("merge", "--continue")),
    "sync": Scenario(("sync",), with_a_remote, ("sync",)),
}


class Kills:
    """The planes that are killed: one made for each scenario, a copy for each point."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self.folder, self.empty = folder, empty
        self.environ = environment_in(folder / "home")
        self._points: dict[str, list[Point]] = {}

    def template(self, name: str) -> Path:
        plane = self.folder / name.replace(" ", "-") / "plane"
        if not plane.exists():
            shutil.copytree(self.empty, plane, symlinks=True)
            SCENARIOS[name].prepare(plane, self.environ)
        return plane

    def points(self, name: str) -> list[Point]:
        if name not in self._points:
            self._points[name] = calls_of(SCENARIOS[name].arguments, self.copy(name), self.environ)
        return self._points[name]

    def copy(self, name: str) -> Path:
        """A copy of the scenario's planes, at the same place for each, so that all paths stay right."""
        self.template(name)
        run = self.folder / "run"
        shutil.rmtree(run, ignore_errors=True)
        shutil.copytree(self.folder / name.replace(" ", "-"), run, symlinks=True)
        return run / "plane"

    def check(self, name: str, point: Point, number: int = signal.SIGKILL) -> None:
        """Kill at a point, type the next command, and look at everything."""
        scenario, plane = SCENARIOS[name], self.copy(name)
        words = f"{name} at {point}, signal {number}"
        before = git(plane, "rev-parse", "HEAD", environ=self.environ).strip()
        code = run_killed_at(point, scenario.arguments, plane, self.environ, number)
        if number == signal.SIGKILL:
            assert code == -signal.SIGKILL, words
        elif code not in scenario.codes:  # what is reported is what is
            assert code == 128 + number, f"{words}: {code}"
        self.look(name, plane, before, words, is_success=code in scenario.codes)

    def fail(self, name: str, point: Point, *, lasts: bool) -> None:
        """Let the disk be full at a point, and look at everything, at once and after the next command."""
        scenario, plane = SCENARIOS[name], self.copy(name)
        words = f"{name}, full at {point}{' and after' if lasts else ''}"
        before = git(plane, "rev-parse", "HEAD", environ=self.environ).strip()
        code = run_failing_at(point, scenario.arguments, plane, self.environ, lasts=lasts)
        assert code in {*scenario.codes, *REFUSED}, f"{words}: {code}"
        self.look(name, plane, before, words, is_success=code in scenario.codes)

    def let_git_die(self, name: str, start: int, death: str) -> None:
        """Let one git that the command starts die, and look at everything after the next command."""
        scenario, plane = SCENARIOS[name], self.copy(name)
        words = f"{name}, git {start} dies {death}"
        before = git(plane, "rev-parse", "HEAD", environ=self.environ).strip()
        environ = with_dying_git(self.folder / "dying", self.environ, start, death)
        done = run_here(scenario.arguments, plane, environ)
        assert done.returncode in {*scenario.codes, *REFUSED}, f"{words}: {done.returncode}\n{done.stderr}"
        for _ in range(5):  # the git that has died may still be there for a moment
            if list((plane / ".git").rglob("*.lock")):
                run_here(("doctor", "--fix"), plane, self.environ)
                time.sleep(0.1)
        self.look(name, plane, before, words, is_success=done.returncode in scenario.codes)

    def look(self, name: str, plane: Path, before: str, words: str, *, is_success: bool) -> None:
        """Type the next command, and look at everything; `is_success`: whether success was reported before."""
        scenario = SCENARIOS[name]
        again = scenario.again or ("task", "add", "Next")
        next_run = run_here(again, plane, self.environ)
        if scenario.again == ("merge", "--continue") and "no merge is in progress" in next_run.stderr:
            assert next_run.returncode == 2, words
        else:
            assert next_run.returncode == 0, f"{words}\n{next_run.stderr}"
        self._require_whole(plane, words)
        made = git(plane, "log", "--format=%B%x00", f"{before}..HEAD", environ=self.environ).split("\0")
        own = [body for body in made if f"Wmsgit-Op: {_op(scenario.arguments)}" in body]
        assert not is_success or scenario.again or own, f"{words}: reported, and not there"
        assert len(own) <= (2 if name == "add" else 1) or scenario.again, words

    def _require_whole(self, plane: Path, words: str) -> None:
        assert git(plane, "status", "--porcelain", environ=self.environ) == "", words
        assert git(plane, "diff", "--cached", "--name-only", environ=self.environ) == "", words
        left = [path for path in plane.rglob(".wmsgit-tmp-*") if ".git/" not in path.as_posix()]
        assert left == [], words
        assert not (plane / ".git/wmsgit/journal").exists(), words
        assert not (plane / ".git/MERGE_HEAD").exists(), words
        checked = run_here(("check",), plane, self.environ)
        assert checked.returncode == 0, f"{words}\n{checked.stdout}"


def _op(arguments: Sequence[str]) -> str:
    named = {"task": " ".join(arguments[:2]), "session": "session end", "drift": "drift scan"}
    return "set" if arguments[:2] == ("task", "set") else named.get(arguments[0], arguments[0])


@pytest.fixture(scope="module")
def kills(tmp_path_factory: pytest.TempPathFactory, empty_plane: Path) -> Kills:
    return Kills(tmp_path_factory.mktemp("killed"), empty_plane)


def sample(points: list[Point], count: int, seed: int) -> list[Point]:
    chosen = random.Random(seed).sample(range(len(points)), min(count, len(points)))
    return [points[number] for number in sorted(chosen)]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_killed_write_is_whole_or_undone_after_the_next_command(kills: Kills, name: str) -> None:
    points = kills.points(name)
    assert {"open", "rename", "unlink", "exec"} <= {point.kind for point in points}
    for point in sample(points, 2, SEED):
        kills.check(name, point)


@pytest.mark.deep
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_write_that_is_killed_anywhere_is_whole_or_undone(kills: Kills, name: str) -> None:
    points = kills.points(name)
    kinds = {point.kind: point for point in reversed(points)}
    every = dict.fromkeys([*kinds.values(), *sample(points, DEEP_POINTS // len(SCENARIOS), SEED)])
    for point in every:
        kills.check(name, point)


@pytest.mark.deep
@pytest.mark.parametrize("lasts", [False, True])
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_write_on_a_full_disk_is_whole_or_undone(kills: Kills, name: str, *, lasts: bool) -> None:
    points = [
        point for point in kills.points(name) if point.kind in {"open", "write", "fsync", "mkdir", "rename", "link"}
    ]
    firsts = {point.kind: point for point in reversed(points)}
    for point in dict.fromkeys([*firsts.values(), *sample(points, 20, SEED)]):
        kills.fail(name, point, lasts=lasts)


@pytest.mark.deep
@pytest.mark.parametrize("death", GIT_DEATHS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_write_whose_git_dies_is_whole_or_undone(kills: Kills, name: str, death: str) -> None:
    if "strace" in GIT_DEATHS[death] and shutil.which("strace") is None:
        pytest.skip("strace is not installed: git can be killed before and after its work alone")
    for start in range(1, 1 + sum(point.kind == "exec" for point in kills.points(name))):
        kills.let_git_die(name, start, death)


@pytest.mark.deep
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_write_that_is_ended_by_a_signal_reports_what_is(kills: Kills, name: str, number: int) -> None:
    for point in sample(kills.points(name), DEEP_POINTS // len(SCENARIOS) // 3, SEED + number):
        kills.check(name, point, number)
