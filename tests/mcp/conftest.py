"""The server of every client is forked from a process that has imported it already; `test_mcp_start` starts it anew."""

from collections.abc import Iterator

import pytest
from assistant_client import PROGRAM
from warm_program import warm_program


@pytest.fixture(scope="session", autouse=True)
def _warm() -> Iterator[None]:
    with warm_program("wmsgit.mcp.start") as folder:
        PROGRAM[:] = [str(folder / "wmsgit")]
        yield
