"""One object of the Python API in several threads and tasks: every call that returns has landed."""

import asyncio
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wmsgit import WorkspaceDB
from wmsgit.errors import ConflictError
from wmsgit.features.setup.actions.initialise import initialise, plan_init


@pytest.fixture
def db(tmp_path: Path) -> WorkspaceDB:
    initialise(plan_init(tmp_path / "plane"))
    return WorkspaceDB(workspace_root=tmp_path / "plane")


def subjects(db: WorkspaceDB) -> list[str]:
    done = subprocess.run(
        ["git", "log", "--format=%s"], cwd=db.workspace_root, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout.splitlines()


def in_thread(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_what_a_thread_wrote_outlives_the_transaction_of_another_that_raises(db: WorkspaceDB) -> None:
    begun, written = threading.Event(), []

    def add_and_stop() -> None:
        db.add_task("WS-A-1", "a")
        begun.set()
        time.sleep(0.5)
        assert not written  # the other one waits for us
        raise ValueError("stop")

    def raising() -> None:
        with pytest.raises(ValueError, match="stop"), db.transaction("A"):
            add_and_stop()

    def adding() -> None:
        begun.wait()
        written.append(db.add_task("WS-B-1", "b").id)

    for thread in [in_thread(raising), in_thread(adding)]:
        thread.join()
    assert written == ["WS-B-1"]
    assert db.get_task("WS-B-1") is not None
    assert db.get_task("WS-A-1") is None
    assert subjects(db)[0] == "WS-B-1: add b"


def test_each_thread_has_its_own_transaction_and_commit(db: WorkspaceDB) -> None:
    def plan(number: int) -> None:
        if number % 2:
            with db.transaction(f"plan {number}"):
                db.add_task(f"T-{number}-1", "one")
                db.add_task(f"T-{number}-2", "two", dependencies=[f"T-{number}-1"])
                assert {task.id for task in db.get_tasks()} >= {f"T-{number}-1", f"T-{number}-2"}
        else:
            db.add_task(f"T-{number}-1", "one")
            db.update_task_status(f"T-{number}-1", "approved")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(plan, range(8)))
    assert db.get_task_statistics()["total"] == 12
    assert {f"plan {number}" for number in range(1, 8, 2)} <= set(subjects(db))
    assert len(subjects(db)) == 1 + 4 + 8


def test_a_read_sees_what_another_thread_has_written(db: WorkspaceDB) -> None:
    assert db.get_tasks() == []
    in_thread(lambda: db.add_task("T-1", "One")).join()
    assert [task.id for task in db.get_tasks()] == ["T-1"]
    assert db.sql("select count(*) as n from workspace_tasks") == [{"n": 1}]


def test_another_task_of_the_thread_is_refused_at_once(db: WorkspaceDB) -> None:
    async def adding(record_id: str) -> str:
        return db.add_task(record_id, "x").id

    async def both() -> None:
        before = asyncio.ensure_future(waiting())
        await asyncio.sleep(0)
        with db.transaction("one"):
            db.add_task("T-1", "One")
            release.set()
            with pytest.raises(ConflictError, match="another task of this thread"):
                await before  # begun outside of the transaction
            with pytest.raises(ConflictError, match="another task of this thread"):
                await asyncio.ensure_future(adding("T-2"))  # begun inside: its context is a copy
            with pytest.raises(ConflictError, match="the task that this thread works for"):
                await asyncio.to_thread(db.add_task, "T-3", "x")
            assert await adding("T-4") == "T-4"  # not a task: the same one goes on

    async def waiting() -> None:
        await release.wait()
        db.add_task("T-5", "x")

    release = asyncio.Event()
    asyncio.run(both())
    assert {task.id for task in db.get_tasks()} == {"T-1", "T-4"}
    db.add_task("T-2", "free again")
