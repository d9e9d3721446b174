"""Whichever way a read finds out what has changed, it finds the same: the warm answer is that of no cache at all."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from examples import examples
from git_environment import git_environment
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from template_copies import copy_of

from wmsgit.cli.input.lookup import titles
from wmsgit.index.opening import open_index
from wmsgit.vcs.repository import Repository
from wmsgit.vcs.status import Status
from wmsgit.workspace import working_tree
from wmsgit.workspace.workspace import Workspace

LATER_NS = 10_000_000_000
NAMES = [f"WS-TASK-{number:03d}" for number in range(1, 7)]


def record(name: str, title: str) -> str:
    return f"id: {name}\ntitle: {title}\nstatus: pending\ncreated: 2026-01-01T10:00:00Z\n"


class Plane:
    """A workspace, and what people do to it."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.folder = folder
        self.environ = environ
        self.tasks = folder / "records" / "tasks"
        self.count = 0
        self.answers: list[bool] = []

    def git(self, *arguments: str, check: bool = False) -> None:
        subprocess.run(["git", *arguments], cwd=self.folder, env=self.environ, check=check, capture_output=True)

    def folder_of_tasks(self) -> Path:
        """Git takes a folder away when its last file goes."""
        self.tasks.mkdir(parents=True, exist_ok=True)
        return self.tasks

    def path(self, number: int) -> Path:
        name = NAMES[number % len(NAMES)]
        return next(iter(sorted(self.tasks.rglob(f"{name}.yaml"))), self.tasks / f"{name}.yaml")

    def edit(self, number: int) -> None:
        self.count += 1
        path = self.path(number)
        if path.is_file() and not path.is_symlink():
            path.write_text(record(path.stem, "x" * (self.count % 50 + 1)))

    def look(self) -> None:
        """Compare what a warm read finds with what a read without any cache finds."""
        assert facts(self.folder, use_cache=True) == facts(self.folder, use_cache=False)

    def complete(self) -> None:
        """The same for what a shell is offered."""
        assert offered(self.folder, use_cache=True) == offered(self.folder, use_cache=False)


def offered(folder: Path, *, use_cache: bool) -> list[list[tuple[str, str]]]:
    """What a shell is offered for some beginnings of ids."""
    result = []
    for begun in ("ws-task-00", "WS-TASK-003", "5"):
        workspace = Workspace(folder, use_cache=use_cache)
        result.append(titles(workspace, workspace.kind("task"), begun, limit=5))
        workspace.forget_index()
    return result


def facts(folder: Path, *, use_cache: bool) -> Any:
    workspace = Workspace(folder, use_cache=use_cache)
    index, kind = workspace.index(["task"]), workspace.kind("task")
    looks = dict(workspace.working_tree.looks) if use_cache and workspace.working_tree else {}
    # Without a second look, or all by Git; a test takes that away.
    status = Repository(folder).status("records", looks) if shutil.which("git") else Status()
    result = (
        sorted((item.id, item.path, str(item.data)) for item in index.documents(kind)),
        index.unreadable(["task"]),
        workspace.strays["tasks"],
        {path: digest for path, digest in index.digests().items() if path.startswith("records/tasks")},
        status.headers,
        status.states,
    )
    workspace.forget_index()
    return result


def new(plane: Plane, number: int) -> None:
    path = plane.path(number)
    if not os.path.lexists(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(record(path.stem, "new"))


def touch(plane: Plane, number: int) -> None:
    plane.count += 1
    path = plane.path(number)
    if path.is_file():
        os.utime(path, (1_700_000_000 + plane.count, 1_700_000_000 + plane.count))


def same_again(plane: Plane, number: int) -> None:
    path = plane.path(number)
    if path.is_file() and not path.is_symlink():
        path.write_bytes(path.read_bytes())


def remove(plane: Plane, number: int) -> None:
    plane.path(number).unlink(missing_ok=True)


def move(plane: Plane, number: int) -> None:
    path, folder = plane.path(number), plane.tasks / "2026"
    if path.is_file():
        folder.mkdir(exist_ok=True)
        path.rename((folder if path.parent == plane.tasks else plane.tasks) / path.name)


def far(plane: Plane, number: int) -> None:
    """Folders whose names are no ASCII text, and one whose name is the beginning of another's."""
    path, folder = plane.path(number), plane.tasks / ("über", "202", "2026/ä")[number % 3]
    if path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        path.rename(folder / path.name)


def link(plane: Plane, number: int) -> None:
    path = plane.path(number)
    if path.is_file() and not path.is_symlink():
        path.unlink()
        path.symlink_to("../workspace.yaml")


def line_ends(plane: Plane, number: int) -> None:
    plane.git("config", "core.autocrlf", "input")
    path = plane.path(number)
    if path.is_file() and not path.is_symlink():
        raw = path.read_bytes().replace(b"\r\n", b"\n")
        path.write_bytes(raw.replace(b"\n", b"\r\n") if raw == path.read_bytes() else raw)


def ignore(plane: Plane, number: int) -> None:
    (plane.folder_of_tasks() / ".gitignore").write_text(f"{NAMES[number % 6]}.yaml\n*.txt\n")


def stray(plane: Plane, number: int) -> None:
    path = plane.folder_of_tasks() / f"note{number % 2}.txt"
    path.unlink() if path.exists() else path.write_text("a note")


def branch(plane: Plane, number: int) -> None:
    plane.git("checkout", "-q", "-b", f"b{number % 2}")
    plane.git("checkout", "-q", f"b{number % 2}")


def sparse(plane: Plane, number: int) -> None:
    plane.git("update-index", "-q", "--refresh")  # Git keeps a file that is not known to be as it was
    if number % 2:
        plane.git("sparse-checkout", "disable")
    else:
        plane.git("sparse-checkout", "set", "--no-cone", "/*", f"!/records/tasks/{NAMES[number % 6]}.yaml")


def nested(plane: Plane, number: int) -> None:
    inner = plane.folder_of_tasks() / "inner"
    inner.mkdir(exist_ok=True)
    subprocess.run(["git", "init", "-q"], cwd=inner, env=plane.environ, check=True, capture_output=True)
    (inner / f"WS-TASK-1{number % 10:02d}.yaml").write_text(record(f"WS-TASK-1{number % 10:02d}", "inner"))


def forget_history(plane: Plane, _number: int) -> None:
    shutil.rmtree(plane.folder / ".git" / "refs" / "heads", ignore_errors=True)
    (plane.folder / ".git" / "refs" / "heads").mkdir(parents=True)


def by_git(*arguments: str) -> Callable[[Plane, int], None]:
    """Run git; `FILE` stands for a record's path."""

    def act(plane: Plane, number: int) -> None:
        path = plane.path(number).relative_to(plane.folder).as_posix()
        plane.git(*(path if word == "FILE" else word for word in arguments))

    return act


ACTS: dict[str, Callable[[Plane, int], None]] = {
    "edit": Plane.edit,
    "edit again": Plane.edit,
    "new": new,
    "touch": touch,
    "same again": same_again,
    "remove": remove,
    "move": move,
    "far": far,
    "link": link,
    "line ends": line_ends,
    "ignore": ignore,
    "stray": stray,
    "branch": branch,
    "sparse": sparse,
    "nested": nested,
    "no commit": forget_history,
    "look": lambda *_: None,
    "add": by_git("add", "-A"),
    "add one": by_git("add", "FILE"),
    "add -N": by_git("add", "-N", "FILE"),
    "commit": by_git("commit", "-q", "-a", "-m", "work"),
    "main": by_git("checkout", "-q", "-f", "main"),
    "back": by_git("checkout", "-q", "HEAD~1", "--", "FILE"),
    "merge": by_git("merge", "-q", "b0", "-m", "merge"),
    "stash": by_git("stash", "-q", "-u"),
    "pop": by_git("stash", "pop", "-q"),
    "reset": by_git("reset", "-q"),
    "reset hard": by_git("reset", "-q", "--hard"),
    "restore": by_git("checkout", "-q", "--", "FILE"),
    "forget": by_git("rm", "-q", "--cached", "FILE"),
    "refresh": by_git("status"),
    "assume": by_git("update-index", "--assume-unchanged", "FILE"),
    "skip": by_git("update-index", "--skip-worktree", "FILE"),
    "unmark": by_git("update-index", "--no-assume-unchanged", "--no-skip-worktree", "FILE"),
    "split": by_git("update-index", "--split-index"),
    "clean": by_git("clean", "-q", "-f", "-d", "-x", "records"),
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, empty_plane: Path) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("tree")
    plane = Plane(copy_of(empty_plane, folder), git_environment(folder / "home"))
    for path in (plane.folder / "schemas").glob("*.schema.json"):
        if path.name not in {"task.schema.json", "workspace.schema.json"}:
            path.unlink()  # what is not looked at need not be made into kinds each time
    plane.tasks.mkdir(parents=True)
    for name in NAMES[:4]:
        (plane.tasks / f"{name}.yaml").write_text(record(name, "old"))
    plane.git("add", "-A", check=True)
    plane.git("commit", "-q", "-m", "first", check=True)
    (plane.tasks / f"{NAMES[0]}.yaml").write_text(record(NAMES[0], "second"))
    plane.git("commit", "-q", "-a", "-m", "second", check=True)
    return plane.folder, plane.environ


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Every look is ten seconds after the change before it, and asks Git; whether Git could answer each."""
    answers: list[bool] = []
    suspects = working_tree.WorkingTree.suspects

    def counted(*arguments: Any) -> Any:
        result = suspects(*arguments)
        answers.append(result is not None)
        return result

    def clock() -> int:
        return time.time_ns() + LATER_NS

    monkeypatch.setattr(working_tree, "time", SimpleNamespace(time_ns=clock))
    monkeypatch.setattr(working_tree, "WORTH_ASKING", 1)
    monkeypatch.setattr(working_tree.WorkingTree, "suspects", counted)
    monkeypatch.setitem(open_index.__kwdefaults__, "now_ns", clock)
    return answers


# What is done, to which record, and how often is looked afterwards: an index that has changed is marked at the third.
STEP = st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 5), st.sampled_from([1, 1, 3]))


@given(steps=st.lists(STEP, min_size=1, max_size=6))
@example(steps=[("skip", 1, 3), ("look", 0, 3), ("edit", 1, 1), ("edit", 2, 1)])
@example(steps=[("assume", 1, 3), ("look", 0, 3), ("edit", 1, 1)])
@example(steps=[("edit", 1, 1), ("look", 0, 3), ("line ends", 1, 1), ("line ends", 1, 1)])
@example(steps=[("new", 4, 1), ("look", 0, 3), ("edit", 4, 1), ("add -N", 4, 3), ("look", 0, 3), ("edit", 4, 1)])
@example(steps=[("ignore", 5, 1), ("new", 5, 1), ("look", 0, 3), ("look", 0, 3), ("edit", 5, 1)])
@example(steps=[("move", 1, 1), ("look", 0, 3), ("edit", 1, 1), ("look", 0, 3), ("move", 1, 1)])
@example(steps=[("remove", 1, 1), ("skip", 1, 1)])
@example(steps=[("far", 0, 3), ("far", 1, 1), ("far", 2, 3), ("look", 0, 3), ("far", 3, 1), ("remove", 0, 1)])
@example(steps=[("nested", 1, 1), ("look", 0, 3), ("nested", 2, 1), ("stray", 0, 1), ("stray", 1, 1), ("stray", 0, 1)])
@settings(max_examples=examples(500, deep=10_000), suppress_health_check=list(HealthCheck))
def test_warm_answer_is_that_of_no_cache_after_any_sequence(
    template: tuple[Path, dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
    later: list[bool],
    steps: list[tuple[str, int, int]],
) -> None:
    folder, environ = template
    plane = Plane(copy_of(folder, tmp_path_factory.mktemp("sequence")), environ)
    if steps[0][1] % 2:  # Git's index has the status of the files that were copied from
        ACTS["refresh"](plane, 0)
    for _ in range(3):
        facts(plane.folder, use_cache=True)
    plane.look()
    for name, number, looks in steps:
        ACTS[name](plane, number)
        if number % 2:
            plane.complete()
        for _ in range(looks):
            plane.look()
    shutil.rmtree(plane.folder)


@pytest.fixture
def plane(tmp_path: Path, template: tuple[Path, dict[str, str]], later: list[bool]) -> Plane:
    """A plane whose mark has been left."""
    plane = Plane(copy_of(template[0], tmp_path), template[1])
    for _ in range(4):
        plane.look()
    assert later == [False, True]
    plane.answers = later
    later.clear()
    return plane


@pytest.fixture
def settled(plane: Plane) -> Plane:
    """The same, where Git's index has each file's own status: the mark names none of them."""
    ACTS["refresh"](plane, 0)
    for _ in range(4):
        plane.look()
    plane.answers.clear()
    return plane


@pytest.mark.parametrize("act", ["look", "edit", "touch", "remove", "new", "stray", "link", "same again", "ignore"])
def test_git_answers_for_what_is_done_by_hand(plane: Plane, act: str) -> None:
    for number in (1, 4):
        ACTS[act](plane, number)
        plane.look()
        plane.edit(number)
        plane.look()
    assert all(plane.answers)


@pytest.mark.parametrize("act", ["edit", "touch", "remove", "new", "link", "add", "commit", "reset hard"])
def test_ids_are_offered_without_git_being_asked(
    settled: Plane, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, act: str
) -> None:
    settled.edit(1)
    ACTS[act](settled, 2)
    new(settled, 4)
    expected = offered(settled.folder, use_cache=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    workspace = Workspace(settled.folder)
    assert titles(workspace, workspace.kind("task"), "ws-task-00", limit=5) == expected[0]
    workspace.forget_index()
    assert settled.answers == [True]


def test_who_asks_for_more_than_ids_gets_what_is_on_the_disk(settled: Plane) -> None:
    settled.edit(1)
    workspace = Workspace(settled.folder)
    kind = workspace.kind("task")
    assert titles(workspace, kind, NAMES[2], limit=5) == [(NAMES[2], "old")]
    assert [item.data["title"] for item in workspace.index([kind.name]).documents(kind) if item.id == NAMES[1]] == [
        "xx"
    ]
    workspace.forget_index()


def test_more_ids_than_are_worth_a_look_at_each_are_asked_of_git(
    settled: Plane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working_tree, "_MOST_BEGUN", 1)
    settled.edit(1)
    settled.complete()


@pytest.mark.parametrize("act", ["add", "add one", "commit", "back", "branch", "refresh", "reset hard", "forget"])
def test_git_answers_for_what_has_changed_its_index(plane: Plane, act: str) -> None:
    for number in (1, 2, 1):
        plane.edit(number)
        ACTS[act](plane, number)
        plane.look()
        plane.edit(number)
        plane.look()
    assert all(plane.answers)


@pytest.mark.parametrize(("act", "number"), [("add -N", 4), ("assume", 1), ("skip", 1), ("sparse", 2), ("split", 1)])
def test_every_file_is_looked_at_where_the_index_cannot_be_compared(plane: Plane, act: str, number: int) -> None:
    plane.edit(1)
    ACTS["new"](plane, 4)
    ACTS[act](plane, number)
    plane.look()
    assert plane.answers == [False]


@pytest.mark.parametrize("most", [3, 4])
def test_every_file_is_looked_at_once_many_entries_have_changed(
    plane: Plane, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(working_tree, "_MOST_WATCHED", most)
    ACTS["refresh"](plane, 0)  # the four files of a copied plane have other statuses
    plane.look()
    assert plane.answers == [most == 4]


def test_another_index_in_place_of_the_copy_is_not_compared(plane: Plane) -> None:
    plane.edit(1)
    plane.git("commit", "-q", "-a", "-m", "one", check=True)
    shutil.copy(plane.folder / ".git" / "index", plane.folder / ".git" / "wmsgit" / "index-tasks")
    plane.look()
    assert plane.answers == [False]


@pytest.mark.parametrize("act", ["assume", "skip"])
def test_git_is_not_asked_where_it_may_not_look(plane: Plane, act: str) -> None:
    ACTS[act](plane, 1)
    for _ in range(4):
        plane.edit(1)
        plane.look()
    assert not any(plane.answers)


def test_lost_delta_costs_time_alone(plane: Plane) -> None:
    for number in (1, 2):
        plane.edit(number)
        plane.look()
    (plane.folder / ".git" / "wmsgit" / "snapshot.delta").unlink()
    plane.look()
    plane.edit(2)
    plane.look()


def test_failing_git_costs_time_alone(plane: Plane, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    plane.edit(2)
    plane.look()
    assert plane.answers == [False]


def test_status_is_compared_whole_whatever_is_configured(plane: Plane) -> None:
    plane.git("config", "core.checkStat", "minimal")
    plane.git("config", "core.trustctime", "false")
    path = plane.path(1)
    before = path.stat()
    time.sleep(1.1)  # Git compares whole seconds
    path.write_text(path.read_text().replace("old", "new"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    plane.look()
