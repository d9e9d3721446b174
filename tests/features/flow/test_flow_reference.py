"""Flow against a slow, obvious computation over every tree of a long and untidy history."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from git_environment import git_environment, use_git_environment
from git_objects import Objects
from git_output import git
from history_plane import write_plane
from in_process import run_here
from template_copies import copy_of

from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.features.flow.actions.flow import FlowRequest, flow
from wmsgit.features.flow.actions.lines import KindLines, read_lines
from wmsgit.features.history.actions.repository import Past
from wmsgit.schema.registry import Registry
from wmsgit.store.loading import load_bytes
from wmsgit.workspace.workspace import Workspace

NOW = datetime(2027, 6, 1, tzinfo=UTC)
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
CLOSED, DROPPED = {"completed", "closed", "cancelled"}, {"cancelled"}


@pytest.fixture(scope="module")
def plane(tmp_path_factory: pytest.TempPathFactory, empty_plane: Path) -> Path:
    folder = tmp_path_factory.mktemp("flow")
    root = copy_of(empty_plane, folder)
    with pytest.MonkeyPatch.context() as patch:
        use_git_environment(folder / "home", patch)
        write_plane(root, records=120, commits=900)
    return root


class Trees:
    """Which record had which status at every commit: a file that cannot be read has what it had before."""

    def __init__(self, root: Path) -> None:
        self.kind = Registry.read(root / "schemas").kind("task")
        self.parents: dict[str, list[str]] = {}
        self.times: dict[str, int] = {}
        self.moves: dict[str, dict[str, str]] = {}
        self.statuses: dict[str, dict[str, str]] = {}
        self.files: dict[str, dict[str, tuple[str, str]]] = {}
        self._objects = Objects(root)
        self._known: dict[tuple[str, str], str | None] = {}
        for row in git(root, "log", "--reverse", "--topo-order", "--format=%H%x1f%P%x1f%ct%x1f%B%x00").split("\0")[:-1]:
            commit, parents, time, message = row.strip("\n").split("\x1f")
            self.parents[commit], self.times[commit] = parents.split(), int(time)
            words = [line.split() for line in message.splitlines() if line.startswith("Wmsgit-Renumber:")]
            self.moves[commit] = {new: old for _, old, new in words}
            self.files[commit] = self._files(commit)
        for commit in self.parents:
            self._see(commit)
        self._objects.close()

    def _files(self, commit: str) -> dict[str, tuple[str, str]]:
        files: dict[str, tuple[str, str]] = {}
        rows = self._objects.files(f"{commit}:records/tasks", "records/tasks/")
        for path, blob in sorted(rows, key=lambda row: (len(row[0]), row[0])):
            files.setdefault(path.rpartition("/")[2].removesuffix(".yaml"), (path, blob))
        return files

    def _see(self, commit: str) -> None:
        self.statuses[commit] = {}
        for name, (path, blob) in self.files[commit].items():
            status = self.status_in(path, blob)
            if status is None:
                older = self.before(commit, name)
                status = self.statuses[older[0][0]][older[0][1]] if older else ""
            self.statuses[commit][name] = status

    def before(self, commit: str, name: str) -> list[tuple[str, str]]:
        """The record in each parent that has it: under its id, else under the one that it had until then."""
        result = []
        for parent in self.parents[commit]:
            known = [item for item in (name, self.moves[commit].get(name, "")) if item in self.files[parent]]
            result += [(parent, known[0])] if known else []
        return result

    def status_in(self, path: str, blob: str) -> str | None:
        """The status that a file says; None where it cannot be read."""
        key = (path, blob)
        if key not in self._known:
            data = load_bytes(self._objects.read(blob)[1], path, self.kind).data
            self._known[key] = None if data is None else str(data.get("status") or "")
        return self._known[key]


@pytest.fixture(scope="module")
def lines(plane: Path) -> dict[str, list[tuple[int, str]]]:
    """Id → its statuses with their moments, worked out commit by commit."""
    trees = Trees(plane)
    changes = sum(
        len({*trees.files[commit].items()} ^ {*trees.files[parents[0]].items()}) if parents else 0
        for commit, parents in trees.parents.items()
    )
    assert changes > 2_000
    head = git(plane, "rev-parse", "HEAD").strip()
    readable = [name for name, file in trees.files[head].items() if trees.status_in(*file) is not None]
    assert len(readable) < len(trees.files[head])
    return {name: line_of(trees, head, name) for name in readable}


def line_of(trees: Trees, commit: str, name: str) -> list[tuple[int, str]]:
    steps = []
    while True:
        status = trees.statuses[commit][name]
        older = trees.before(commit, name)
        same = [item for item in older if trees.statuses[item[0]][item[1]] == status]
        if not same:
            steps.append((trees.times[commit], status))
        if not older:
            break
        commit, name = (same or older)[0]
    steps.reverse()
    latest = steps[0][0]
    for number, (moment, status) in enumerate(steps):
        latest = max(latest, moment)
        steps[number] = (latest, status)
    return steps


@pytest.fixture
def result(plane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    use_git_environment(tmp_path / "home", monkeypatch)
    ws = Workspace.find(plane, clock=lambda: NOW, extensions=EXTENSIONS)
    return flow(ws, ws.kind("task"), FlowRequest(since=SINCE))


def stamp(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M:%SZ}"


def closing(steps: list[tuple[int, str]]) -> int | None:
    if steps[-1][1] not in CLOSED:
        return None
    number = len(steps)
    while number and steps[number - 1][1] in CLOSED:
        number -= 1
    return steps[number][0]


def nearest_rank(values: list[int], share: int) -> int | None:
    """The least value that at least this share of all do not exceed."""
    return next((v for v in sorted(values) if sum(w <= v for w in values) * 100 >= share * len(values)), None)


def test_times_are_those_of_every_tree(lines: dict[str, list[tuple[int, str]]], result: dict[str, Any]) -> None:
    expected = {}
    for name, steps in lines.items():
        end = closing(steps)
        if end is not None and steps[-1][1] not in DROPPED:
            started = [moment for moment, status in steps if status == "in_progress" and moment <= end]
            waited = sum(
                max(0, min(after, end) - moment)
                for (moment, status), after in zip(steps, [*(moment for moment, _ in steps[1:]), end], strict=True)
                if status == "blocked"
            )
            expected[name] = (
                stamp(steps[0][0]), stamp(started[0]) if started else None, stamp(end), end - steps[0][0],
                end - started[0] if started else None, waited,
            )  # fmt: skip
    names = ("added_at", "started_at", "closed_at", "lead_s", "cycle_s", "waited_s")
    assert len(expected) > 10
    assert {row["id"]: tuple(row[name] for name in names) for row in result["finished"]} == expected
    for part, place in (("lead", 3), ("cycle", 4), ("waited", 5)):
        durations = [row[place] for row in expected.values() if row[place] is not None]
        assert result[part] == {
            "count": len(durations),
            **{f"p{share}_s": nearest_rank(durations, share) for share in (50, 85, 95)},
        }


def test_every_day_counts_what_it_ends_with(lines: dict[str, list[tuple[int, str]]], result: dict[str, Any]) -> None:
    rows = {row.pop("day"): {k: v for k, v in row.items() if v} for row in [dict(r) for r in result["cumulative"]]}
    assert len(rows) == (NOW - SINCE).days + 1
    for number, day in enumerate(sorted(rows)):
        if number % 5:
            continue
        end = min((SINCE + timedelta(days=number + 1)).timestamp() - 1, NOW.timestamp())
        counts: dict[str, int] = {}
        for steps in lines.values():
            known = [status for moment, status in steps if moment <= end]
            if known and known[-1]:
                counts[known[-1]] = counts.get(known[-1], 0) + 1
        assert rows[day] == counts, day


def test_weeks_add_up_to_what_was_finished(result: dict[str, Any]) -> None:
    assert sum(row["closed"] for row in result["throughput"]) == len(result["finished"])


def test_ages_are_those_of_what_is_open(lines: dict[str, list[tuple[int, str]]], result: dict[str, Any]) -> None:
    end = int(NOW.timestamp()) + 1
    expected = {
        name: (end - steps[0][0], end - steps[-1][0]) for name, steps in lines.items() if steps[-1][1] not in CLOSED
    }
    assert {row["id"]: (row["age_s"], row["status_s"]) for row in result["ageing"]} == expected


def test_what_is_kept_gives_the_same_numbers(plane: Path, result: dict[str, Any], tmp_path: Path) -> None:
    ws = Workspace.find(plane, clock=lambda: NOW, extensions=EXTENSIONS, use_cache=False)
    assert flow(ws, ws.kind("task"), FlowRequest(since=SINCE)) == result


def test_past_window_ends_where_it_is_told(
    lines: dict[str, list[tuple[int, str]]], plane: Path, tmp_path: Path
) -> None:
    until = datetime(2026, 6, 1, tzinfo=UTC)
    ws = Workspace.find(plane, clock=lambda: NOW, extensions=EXTENSIONS)
    past = flow(ws, ws.kind("task"), FlowRequest(since=SINCE, until=until))
    known = {name: [step for step in steps if step[0] <= until.timestamp()] for name, steps in lines.items()}
    is_open = {name for name, steps in known.items() if steps and steps[-1][1] not in CLOSED}
    assert {row["id"] for row in past["ageing"]} == is_open
    assert past["records"] == sum(bool(steps) for steps in known.values())


def test_command_prints_the_same_numbers(plane: Path, tmp_path: Path) -> None:
    import json

    environ = git_environment(tmp_path / "home")
    arguments = (
        "stats",
        "flow",
        "task",
        "--since",
        "2026-01-01",
        "--until",
        "2026-06-01T00:00:00Z",
        "--format",
        "json",
    )
    printed = json.loads(run_here(arguments, plane, environ).stdout)
    ws = Workspace.find(plane, clock=lambda: NOW, extensions=EXTENSIONS)
    until = datetime(2026, 6, 1, tzinfo=UTC)
    assert printed == flow(ws, ws.kind("task"), FlowRequest(since=SINCE, until=until))


def test_lines_since_an_earlier_commit_are_those_of_the_whole_history(
    plane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_git_environment(tmp_path / "home", monkeypatch)
    ws = Workspace.find(plane, clock=lambda: NOW, extensions=EXTENSIONS)
    kind, commits = ws.kind("task"), git(plane, "rev-list", "--topo-order", "HEAD").split()
    ids = Past(ws).lives.ids()
    lines: dict[str, KindLines] = {}
    for commit in commits[::61]:
        lines[commit] = read_lines(ws, Past(ws, commit), kind, ids)
    some = list(lines)
    for late, early in itertools.pairwise([*some, *some[::-3], *some[::5]]):
        since = read_lines(ws, Past(ws, late), kind, ids, lines[early])
        assert since.of == lines[late].of, (early, late)
