"""Imports of a source that goes on, into a plane that goes on: nothing is lost here, nothing missed of there."""

import random
from pathlib import Path

import pytest
from git_environment import git_environment
from import_model import World
from in_process import Result, run_here


def world(seed: int, plane: Path, folder: Path) -> World:
    environ = git_environment(folder / "home")

    def run(*words: object, codes: tuple[int, ...] = (0,)) -> Result:
        result = run_here(tuple(map(str, words)), plane, environ)
        assert result.returncode in codes, (words, result.stdout + result.stderr)
        return result

    return World(run, plane, folder / "older", seed % 3 == 0, random.Random(seed))


def head(plane: Path) -> str:
    return (plane / ".git" / "refs" / "heads" / "main").read_text()


def judge(seed: int, plane: Path, folder: Path) -> None:
    both = world(seed, plane, folder)
    assert [*both.import_and_compare()] == []
    for _ in range(both.rnd.randrange(1, 4)):
        for _ in range(both.rnd.randrange(1, 7)):
            both.rnd.choice([both.change_plane, both.change_source])()
        assert [*both.import_and_compare()] == []
        settled = head(plane)
        assert [*both.import_and_compare()] == []
        assert head(plane) == settled, "an unchanged source changes nothing"
    assert "0 errors" in both.run("check").stderr
    assert both.run("status", "--format", "json").returncode == 0


@pytest.mark.parametrize("seed", range(2))
def test_what_either_side_alone_has_done_is_there_after_every_import(seed: int, root: Path, tmp_path: Path) -> None:
    judge(seed, root, tmp_path)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 500))
def test_what_either_side_alone_has_done_is_there_in_four_hundred_worlds(seed: int, root: Path, tmp_path: Path) -> None:
    judge(seed, root, tmp_path)
