"""A snapshot that is missing, foreign, damaged or written by two at once changes nothing but the time."""

import gc
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from weakref import ref

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from places import ROOT, TESTS
from planes import KINDS, SECOND, TASK, Plane, tables_of, task

from wmsgit.disk.temporary import PREFIX, temporary_name
from wmsgit.index import snapshot
from wmsgit.index.index import Index
from wmsgit.index.opening import Kinds, open_index
from wmsgit.index.refresh import FileAccess
from wmsgit.schema.kind import Kind

PLANE_KINDS = {name: KINDS[name] for name in ("task", "session")}


def plane_of(count: int) -> Plane:
    plane = Plane(PLANE_KINDS)
    for number in range(1, count + 1):
        plane.put("task", f"WS-TASK-{number:03d}", task(number, labels=["a"], dependencies=["WS-TASK-001"]))
    plane.put("session", "S1", {"goal": "word1", "activities": [{"activity_type": "code"}]})
    plane.put("session", "S2", b"broken: [")
    plane.settle()
    return plane


FILES = {"snapshot", "snapshot.delta", "snapshot.seal", "snapshot.search", "snapshot.search.seal"}
PLANE = plane_of(12)
EXPECTED = tables_of(PLANE.open())


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache directory with a snapshot and a delta."""
    first = plane_of(11)
    first.open(tmp_path).close()
    PLANE.open(tmp_path).close()
    assert {file.name for file in tmp_path.iterdir()} == {"snapshot", "snapshot.delta"}
    return tmp_path


def test_missing_cache_directory_is_made(tmp_path: Path) -> None:
    PLANE.open(tmp_path / "a" / "b").close()
    with PLANE.open(tmp_path / "a" / "b") as index:
        assert PLANE.loaded == []
        assert tables_of(index) == EXPECTED


@pytest.mark.parametrize("change", [{"digest": "other"}, {"root": "/elsewhere"}])
def test_snapshot_of_other_schemas_or_another_workspace_is_not_used(cache: Path, change: dict[str, str]) -> None:
    with PLANE.open(cache, **change) as index:  # type: ignore[arg-type]
        assert len(PLANE.loaded) == len(PLANE.files)
        assert tables_of(index) == EXPECTED


@pytest.mark.parametrize("name", ["snapshot", "snapshot.delta"])
@pytest.mark.parametrize("content", [b"", b"\0" * 5_000, b"{}", b"00000000\n{}", b"a" * 100_000, b"44136fa3\n[]"])
def test_file_of_another_making_is_replaced(cache: Path, name: str, content: bytes) -> None:
    (cache / name).write_bytes(content)
    with PLANE.open(cache) as index:
        assert tables_of(index) == EXPECTED
    with PLANE.open(cache) as index:
        assert PLANE.loaded == []
        assert tables_of(index) == EXPECTED


def test_directory_in_the_snapshots_place_costs_time_alone(tmp_path: Path) -> None:
    (tmp_path / "snapshot" / "inner").mkdir(parents=True)
    with PLANE.open(tmp_path) as index:
        assert tables_of(index) == EXPECTED
    assert [file.name for file in tmp_path.iterdir()] == ["snapshot"]


def test_file_in_the_cache_directorys_place_costs_time_alone(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("mine")
    with PLANE.open(tmp_path / "cache") as index:
        assert tables_of(index) == EXPECTED
    assert (tmp_path / "cache").read_text() == "mine"


@settings(max_examples=examples(80), deadline=None)
@given(
    name=st.sampled_from(["snapshot", "snapshot", "snapshot.delta"]),
    places=st.lists(st.floats(0, 1, exclude_max=True), max_size=3),
    keep=st.floats(0, 1) | st.just(1.0),
    bits=st.integers(1, 255),
)
def test_any_damage_leads_to_the_same_tables(name: str, places: list[float], keep: float, bits: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        plane_of(11).open(cache).close()
        PLANE.open(cache).close()
        damaged = bytearray((cache / name).read_bytes())
        for place in places:
            damaged[int(place * len(damaged))] ^= bits
        (cache / name).write_bytes(damaged[: int(keep * len(damaged))])
        with PLANE.open(cache, only=["task"]) as index:
            assert len(index.ids(TASK)) == 12
            assert tables_of(index) == EXPECTED
        with PLANE.open(cache) as index:
            assert tables_of(index) == EXPECTED


def test_pages_damaged_behind_a_right_checksum_are_rebuilt(cache: Path) -> None:
    whole = (cache / "snapshot").read_bytes()
    pages = whole[: whole.rindex(b"wmsgit snapshot\n")]
    with snapshot.draft(cache, "snapshot") as path:
        path.write_bytes(pages[:8192] + b"no page at all  " * (len(pages) // 16 - 512))
    with PLANE.open(cache) as index:
        assert len(index.ids(TASK)) == 12
        assert tables_of(index) == EXPECTED


def test_damage_that_no_status_shows_is_found_when_all_is_read(cache: Path) -> None:
    snapshot.require_whole(cache, "snapshot", fully=True)
    with (cache / "snapshot").open("r+b") as file:
        file.seek(9000)
        file.write(b"x")
    with pytest.raises(snapshot.DamagedError):
        snapshot.require_whole(cache, "snapshot", fully=True)


def test_sealed_snapshot_is_not_read_through_again(cache: Path) -> None:
    past = time.time_ns() - 10 * SECOND
    os.utime(cache / "snapshot", ns=(past, past))
    PLANE.open(cache).close()
    assert (cache / "snapshot.seal").exists()
    with (cache / "snapshot").open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"x")
    os.utime(cache / "snapshot", ns=(past, past))
    with PLANE.open(cache) as index:
        assert PLANE.loaded == []
        assert tables_of(index) == EXPECTED


@pytest.mark.parametrize("name", ["snapshot", "snapshot.search"])
def test_nothing_that_changes_reaches_the_files(tmp_path: Path, name: str) -> None:
    """What has changed is written in a transaction that is never committed: SQLite keeps its pages in memory."""
    plane = plane_of(1100)
    with plane.open(tmp_path) as index:
        index.search("task")
    before = (tmp_path / name).read_bytes()
    for number in range(1, 21):
        plane.put("task", f"WS-TASK-{number:03d}", task(number, notes=f"word {'x' * 100_000}"))
    plane.settle()
    with plane.open(tmp_path) as index:
        assert len(index.search("word")) == 21
        assert tables_of(index) == tables_of(plane.open())
    assert (tmp_path / name).read_bytes() == before
    assert not [file for file in tmp_path.iterdir() if "journal" in file.name or "wal" in file.name]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_snapshot_that_may_only_be_read_serves_as_well(cache: Path) -> None:
    (cache / "snapshot").chmod(0o400)
    with PLANE.open(cache) as index:
        assert PLANE.loaded == []
        assert tables_of(index) == EXPECTED


def test_delta_of_another_generation_is_ignored(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    wrong = plane_of(11)
    wrong.open(other).close()
    wrong.put("task", "WS-TASK-001", task(1, title="Elsewhere"))
    wrong.open(other).close()
    (cache / "snapshot.delta").write_bytes((other / "snapshot.delta").read_bytes())
    with PLANE.open(cache) as index:
        assert tables_of(index) == EXPECTED


def test_lost_delta_costs_time_alone(cache: Path) -> None:
    (cache / "snapshot.delta").unlink()
    with PLANE.open(cache) as index:
        assert PLANE.loaded == ["records/tasks/WS-TASK-012.yaml"]
        assert tables_of(index) == EXPECTED


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_directory_that_cannot_be_written_costs_time_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with PLANE.open(tmp_path) as index:
        assert tables_of(index) == EXPECTED
    tmp_path.chmod(0o700)
    assert list(tmp_path.iterdir()) == []


def test_disk_without_room_costs_time_alone(tmp_path: Path) -> None:
    """A file size limit refuses the write as a full disk does; nothing half-written stays behind."""
    program = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "import test_index_snapshot as here\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "with here.PLANE.open(Path(sys.argv[1])) as index:\n"
        "    assert here.tables_of(index) == here.EXPECTED\n"
    )
    subprocess.run([sys.executable, "-c", program, tmp_path], check=True, env=_environment())
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_killed_writers_are_swept(tmp_path: Path) -> None:
    dead, living = tmp_path / f"{PREFIX}999999999-ab", tmp_path / temporary_name()
    for file in (dead, living):
        file.write_bytes(b"half")
    PLANE.open(tmp_path).close()
    assert not dead.exists()
    assert living.exists()


def test_open_index_is_not_disturbed_when_another_replaces_the_snapshot(cache: Path) -> None:
    with PLANE.open(cache, only=["task"]) as index:
        assert len(index.ids(TASK)) == 12
        PLANE.open(cache, digest="other").close()
        assert tables_of(index) == EXPECTED


def test_index_that_nobody_holds_is_freed_and_lets_go_of_its_files(cache: Path) -> None:
    def opened() -> list[str]:
        names = [os.path.realpath(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")]
        return [name for name in names if name.startswith(str(cache))]

    index = PLANE.open(cache)
    assert len(index.ids(TASK)) == 12
    assert opened()
    held = ref(index)
    del index
    gc.collect()
    assert held() is None
    assert opened() == []


def test_two_processes_that_write_at_once_both_see_the_truth(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "import test_index_snapshot as here\n"
        "for turn in range(25):\n"
        "    plane = here.plane_of(3 + (turn * int(sys.argv[2])) % 90)\n"
        "    with plane.open(Path(sys.argv[1])) as index, plane.open() as fresh:\n"
        "        assert here.tables_of(index) == here.tables_of(fresh)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    running = [subprocess.Popen([*command, step], env=_environment()) for step in ("7", "31")]
    assert [process.wait() for process in running] == [0, 0]
    assert {file.name for file in tmp_path.iterdir()} <= FILES


def opened_with(kinds: Kinds, cache: Path) -> Index:
    """The index of `PLANE` in a folder, which gets its kinds from there."""
    files = FileAccess(PLANE.scan, PLANE.read_digest, PLANE.load)
    return open_index(
        kinds=kinds, digest="schemas", root="/plane", cache_dir=cache, files=files, now_ns=lambda: PLANE.now_ns
    )


def test_kinds_are_not_asked_for_when_nothing_changed(tmp_path: Path) -> None:
    PLANE.open(tmp_path).close()

    def never() -> tuple[Kind, ...]:
        raise AssertionError

    with opened_with(Kinds(never), tmp_path) as index:
        assert index.counts(TASK, "status") == [("pending", 12)]


def test_only_the_kind_of_what_has_changed_is_made(cache: Path) -> None:
    made: list[str] = []

    def never() -> tuple[Kind, ...]:
        raise AssertionError

    def named(name: str) -> Kind:
        made.append(name)
        return PLANE.kinds[name]

    with opened_with(Kinds(never, named), cache) as index:
        assert index.counts(TASK, "status") == [("pending", 12)]
    assert made == ["task"]


def _environment() -> dict[str, str]:
    folders = (Path(__file__).parent, TESTS / "support", ROOT)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))}
