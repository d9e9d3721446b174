"""What holds for every test: how many examples are tried, signals as at a terminal; and an empty workspace to copy."""

import gc
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from examples import DEEP
from git_environment import git_environment, use_git_environment
from hypothesis import settings
from in_process import run_here
from template_copies import copy_of, slimmed

# The plain run tries few examples, in CI always the same ones: `pytest -m deep` is for all the others.
settings.register_profile("default", deadline=None, max_examples=20)
settings.register_profile("ci", settings.get_profile("default"), derandomize=True, print_blob=True)
settings.register_profile("deep", deadline=None, max_examples=DEEP, print_blob=True)

# Git and the program write thousands of small files: in memory, where there is plenty, that takes a fifth less time.
_MEMORY = Path("/dev/shm")
_ENOUGH_BYTES = 8 << 30
if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH_BYTES:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

# Tests run the program as a process of its own: without the compiled files each would compile it anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def _is_deep(config: pytest.Config) -> bool:
    return config.option.markexpr == "deep"


def pytest_configure(config: pytest.Config) -> None:
    """Choose the profile before a test module is imported: `examples` asks for it."""
    plain = "ci" if os.environ.get("CI") else "default"
    settings.load_profile("deep" if _is_deep(config) else plain)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `-m deep` every property test is a deep one; without, it stays in the plain run."""
    for item in items:
        if _is_deep(config) and getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("deep")


def pytest_collection_finish() -> None:
    """What is imported by now stays to the end: no later collection looks through it, and a child shares its memory."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)  # looking for the few circles of a test often costs 4 % of the processor


@pytest.fixture(autouse=True, scope="session")
def _signals() -> Iterator[None]:
    """^C and a closed terminal as at a terminal: a job in the background, or one of `nohup`, ignores one of them, and
    what the tests start would inherit that."""
    wanted = {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL}
    former = {number: signal.signal(number, handler) for number, handler in wanted.items()}
    masked = signal.pthread_sigmask(signal.SIG_UNBLOCK, wanted)
    yield
    signal.pthread_sigmask(signal.SIG_SETMASK, masked)
    for number, handler in former.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def _no_fsync(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test but those of durability waits for the disk."""
    if request.node.get_closest_marker("durable") is None:
        monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture(scope="session")
def empty_plane(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workspace, made by the program once; tests write in copies of it."""
    folder = tmp_path_factory.mktemp("template")
    environ = git_environment(folder / "home")
    run_here(("init", "plane"), folder, environ)
    return slimmed(folder / "plane", environ)


@pytest.fixture
def root(tmp_path: Path, empty_plane: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace of one test, with an identity of its own."""
    use_git_environment(tmp_path / "home", monkeypatch)
    return copy_of(empty_plane, tmp_path)
