"""An assistant's program: the official client of the model context protocol, over standard input and output.

The protocol's package is imported when a client is opened: it takes a second and 30 MB, and tests of all rooms are
collected by each process.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcp import Client
    from mcp_types import CallToolResult

PROGRAM = [sys.executable, "-m", "wmsgit"]
"""How the program is started."""


class ToolError(Exception):
    """A tool has answered with an error, whose text this is."""


class Assistant:
    """A client at work."""

    def __init__(self, client: "Client") -> None:
        self.client = client

    async def call(self, name: str, /, **given: Any) -> dict[str, Any]:
        """A tool's answer, whose text says the same as its structure."""
        result = await self.raw(name, **given)
        if result.is_error:
            raise ToolError(text_of(result))
        assert json.loads(text_of(result)) == result.structured_content
        return dict(result.structured_content or {})

    async def raw(self, name: str, /, **given: Any) -> "CallToolResult":
        """What came, an error or not."""
        return await self.client.call_tool(name, given)

    async def whole(self, name: str, /, **given: Any) -> tuple[list[dict[str, Any]], list[int]]:
        """All items of all pages, and how many characters each page has."""
        items: list[dict[str, Any]] = []
        sizes: list[int] = []
        after = ""
        while True:
            result = await self.raw(name, **given, after=after)
            assert not result.is_error, text_of(result)
            sizes.append(len(text_of(result)))
            answer = dict(result.structured_content or {})
            items += answer["items"]
            if "next" not in answer:
                return items, sizes
            assert answer["next"] != after
            after = answer["next"]


def text_of(result: "CallToolResult") -> str:
    """The text of an answer."""
    (block,) = result.content
    return str(getattr(block, "text", ""))


def with_assistants(
    folder: Path,
    environ: Mapping[str, str],
    work: Callable[..., Awaitable[None]],
    *arguments: str,
    names: tuple[str, ...] = ("claude",),
    mode: Any = "auto",
) -> None:
    """Do some work with so many clients, each with a server of its own, over standard input and output."""
    from mcp import StdioServerParameters

    servers = [
        StdioServerParameters(command=PROGRAM[0], args=[*PROGRAM[1:], "mcp", *arguments], env=dict(environ), cwd=folder)
        for _ in names
    ]
    asyncio.run(_opened(servers, names, work, mode, []))


def with_assistant_here(root: Path, work: Callable[..., Awaitable[None]]) -> None:
    """Do some work with one client and a server with all tools in this process: for what no pipe can change."""
    from wmsgit.mcp.desk import Desk
    from wmsgit.mcp.server import make_server
    from wmsgit.mcp.start import ALL_TOOLS

    server = make_server(Desk(root, root, {}), ALL_TOOLS)
    asyncio.run(_opened([server], ("claude",), work, "auto", []))


async def _opened(
    servers: Sequence[Any],
    names: Sequence[str],
    work: Callable[..., Awaitable[None]],
    mode: Any,
    opened: Sequence[Assistant],
) -> None:
    if not servers:
        await work(*opened)
        return
    from mcp import Client
    from mcp_types import Implementation

    info = Implementation(name=names[0], version="1")
    async with Client(servers[0], client_info=info, mode=mode, read_timeout_seconds=60) as client:
        await _opened(servers[1:], names[1:], work, mode, [*opened, Assistant(client)])
