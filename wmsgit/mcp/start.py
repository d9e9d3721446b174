"""Starting the server: one client on standard input and output, until it goes away."""

import logging
import sys
from collections.abc import Mapping
from pathlib import Path

import anyio
from mcp.server.stdio import stdio_server

from wmsgit.errors import InvalidError
from wmsgit.mcp.desk import Desk
from wmsgit.mcp.further_tools import FURTHER_TOOLS
from wmsgit.mcp.record_tools import RECORD_TOOLS
from wmsgit.mcp.server import make_server
from wmsgit.mcp.session_tools import SESSION_TOOLS
from wmsgit.mcp.tool import Tool

CORE_TOOLS: tuple[Tool, ...] = (*RECORD_TOOLS, *SESSION_TOOLS)
ALL_TOOLS: tuple[Tool, ...] = (*CORE_TOOLS, *FURTHER_TOOLS)


def serve(root: Path, start: Path, environ: Mapping[str, str], *, has_all_tools: bool = False, name: str = "") -> int:
    """Serve one client.

    Args:
        root: the workspace.
        start: the current directory.
        environ: the process's environment.
        has_all_tools: whether further tools than those of everyday are listed.
        name: the assistant's name; empty for what its client calls itself.

    Returns:
        0 when the client has gone away.

    Raises:
        InvalidError: when a person has started it.
    """
    if sys.stdin.isatty():
        raise InvalidError(
            "this server speaks with an assistant's program, not with a person",
            hint="such a program starts this command; docs/assistants.md says how",
        )
    logging.getLogger("mcp").setLevel(logging.CRITICAL + 1)
    desk = Desk(root, start, environ, name)
    try:
        anyio.run(_serve, desk, ALL_TOOLS if has_all_tools else CORE_TOOLS)
    except* BrokenPipeError:
        logging.getLogger("mcp").debug("the client has gone away")
    return 0


async def _serve(desk: Desk, tools: tuple[Tool, ...]) -> None:
    server = make_server(desk, tools)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
