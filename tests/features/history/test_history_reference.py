"""`log` and `blame` against a slow and obvious reference, on a long and untidy history."""

import random
from pathlib import Path
from typing import Any

import pytest
from git_environment import use_git_environment
from history_plane import write_plane
from history_reference import Reference, text, values_of

from wmsgit.features.history.actions.records import log_of
from wmsgit.features.history.actions.repository import Past
from wmsgit.features.history.blame import blame
from wmsgit.features.history.log import log, moments_of
from wmsgit.features.history.record_paths import RecordTouch
from wmsgit.features.setup.actions.initialise import initialise, plan_init
from wmsgit.workspace.workspace import Workspace


@pytest.fixture(scope="module")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("history")
    with pytest.MonkeyPatch.context() as patch:
        use_git_environment(folder / "home", patch)
        initialise(plan_init(folder / "plane"))
        write_plane(folder / "plane", records=200, commits=1000)
    return folder / "plane"


@pytest.fixture(scope="module")
def reference(plane: Path) -> Reference:
    return Reference(plane)


@pytest.fixture(scope="module")
def names(reference: Reference) -> list[str]:
    return sorted({name for seen in reference.seen.values() for name in seen})


@pytest.fixture(scope="module")
def pasts(reference: Reference, plane: Path, names: list[str]) -> list[Past]:
    """HEAD's past and those of 12 other commits; every file is read once for all of them."""
    ws = Workspace(plane)
    found = [Past(ws, start) for start in (None, *random.Random(7).sample(sorted(reference.parents), 12))]
    first = found[0]
    first.story.prepare(RecordTouch(position, name) for name in names for position in first.lives.touched(name))
    for past in found[1:]:
        past.graph, past.lives, past.story = first.graph, first.lives, first.story
    return found


def test_log_and_blame_agree_with_the_reference_on_every_record(
    plane: Path, reference: Reference, pasts: list[Past], names: list[str]
) -> None:
    # One test, for the reference takes a minute, and each process that runs a test of it would make its own.
    for past in pasts:
        for name in names:
            assert _told(past, name) == _expected(reference, past, name), (name, past.start)
            assert _blamed(past, name) == reference.blame(name, past.start or ""), (name, past.start)
    ws, head = Workspace(plane), pasts[0].start or ""
    for name in names[:10]:
        found = log_of(ws, name).entries
        assert [entry.commit.id for entry in found] == [commit for commit, _ in reference.log(name, head)]


def _told(past: Past, name: str) -> list[Any]:
    entries = log(past.story, past.graph, moments_of(past.lives, past.graph, name, past.order))
    return [
        (entry.commit.id, sorted([(one.field, text(one.old), text(one.new)) for one in entry.fields]))
        for entry in entries
    ]


def _expected(reference: Reference, past: Past, name: str) -> list[Any]:
    return [
        (commit, sorted([(part, text(old), text(new)) for part, old, new in changes]))
        for commit, changes in reference.log(name, past.start or "")
    ]


def _blamed(past: Past, name: str) -> dict[Any, str]:
    moment = past.lives.at(name, past.position)
    data = past.story.data(moment) or {}
    setters = [one.commit.id for one in blame(past.story, past.graph, moment, data) if one.commit]
    return dict(zip(values_of(data), setters, strict=True))
