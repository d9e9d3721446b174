"""Threads and tasks: each thread has a workspace of its own, and a transaction belongs to the task that opened it."""

import sys
import threading
from collections.abc import Callable
from contextvars import ContextVar, Token
from typing import Any, Generic, TypeVar

from wmsgit.errors import ConflictError

_State = TypeVar("_State")

_OPEN: ContextVar[tuple[object, ...]] = ContextVar("wmsgit_open_transactions", default=())
"""The transactions that are open around the code that runs now, the innermost last."""


class PerThread(Generic[_State]):
    """One value a thread, made when the thread first asks for it: SQLite's connections belong to a thread.

    Args:
        make: makes a thread's value.
    """

    def __init__(self, make: Callable[[], _State]) -> None:
        self._make = make
        self._local = threading.local()

    def value(self) -> _State:
        """This thread's value."""
        if not hasattr(self._local, "value"):
            self._local.value = self._make()
        value: _State = self._local.value
        return value


class Ownership:
    """Which task of a thread an open transaction belongs to.

    A task is told by its context (PEP 567) and, where asyncio runs, by the task itself: one that is started inside a
    transaction has a copy of the context, and is another task all the same.

    Args:
        database: the object whose transactions these are, shared by its threads.
    """

    def __init__(self, database: object) -> None:
        self._database = database
        self._mark: tuple[object, object] | None = None
        self._task: Any = None
        self._token: Token[tuple[object, ...]] | None = None

    @property
    def is_mine(self) -> bool:
        """Whether it is the task that runs now."""
        return self._mark in _OPEN.get() and self._task is _running_task()

    def take(self) -> None:
        """Let the task that runs now have a transaction open."""
        self._mark = (self._database, object())
        self._task = _running_task()
        self._token = _OPEN.set((*_OPEN.get(), self._mark))

    def give_back(self) -> None:
        """End what `take` began."""
        if self._token is not None and self.is_mine:
            _OPEN.reset(self._token)
        self._mark = self._task = self._token = None

    def require_free(self) -> None:
        """Refuse to wait for what cannot come about while this code waits.

        Raises:
            ConflictError: when another task of this thread has a transaction open, or the task that this thread
                works for has.
        """
        if self._mark is not None:
            raise ConflictError(
                "another task of this thread has a transaction open",
                hint="write inside of it, or await its end first",
            )
        if any(isinstance(mark, tuple) and mark[0] is self._database for mark in _OPEN.get()):
            raise ConflictError(
                "the task that this thread works for has a transaction open",
                hint="write in that task, or start the thread outside of the transaction",
            )


def _running_task() -> Any:
    """The task of asyncio that runs now; None where none does."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is None:
        return None
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None
