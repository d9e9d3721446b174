"""Starting the server: one client on standard input and output, until it says that it ends."""

import asyncio
import logging
import sys
from pathlib import Path

from pygls.io_ import StdoutWriter

from wmsgit.errors import InvalidError
from wmsgit.features.editing.actions.edited import require_workspace
from wmsgit.lsp import requests, sync
from wmsgit.lsp.server import WmsgitServer
from wmsgit.lsp.stream import Stream

_HINT = "an editor starts this command; docs/editors.md says how"


def serve(folder: Path) -> int:
    """Serve one client.

    Args:
        folder: where the workspace is looked for when the client names no folder.

    Returns:
        0 when the client asked for the end, or only went away; 1 when it ended without asking for it.

    Raises:
        NotFoundError: when there is no workspace, neither here nor in the client's folders.
        InvalidError: when what comes is not the protocol.
    """
    if sys.stdin.isatty():
        require_workspace(folder)
        raise InvalidError("a language server speaks with an editor, not with a person", hint=_HINT)
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
    server = WmsgitServer(folder)
    sync.register(server)
    requests.register(server)
    server.protocol.set_writer(StdoutWriter(sys.stdout.buffer))
    try:
        return asyncio.run(_serve(server, folder))
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except BrokenPipeError:
        return 0


async def _serve(server: WmsgitServer, folder: Path) -> int:
    stream = Stream(server)
    await stream.run()
    if server.fault:
        raise server.fault
    if stream.fault:
        raise InvalidError(stream.fault, hint=_HINT)
    if not stream.has_spoken:
        require_workspace(folder)
    return 0
