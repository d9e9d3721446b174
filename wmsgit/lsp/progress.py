"""Progress of long work, for clients that show it."""

import asyncio
from typing import TYPE_CHECKING
from uuid import uuid4

from lsprotocol import types

if TYPE_CHECKING:
    from pygls.lsp.server import LanguageServer

_WAIT_S = 1.0


class Reporter:
    """One long work.

    Args:
        server: whose client is told.
        title: what is being done.
    """

    def __init__(self, server: "LanguageServer", title: str) -> None:
        self._server = server
        self._title = title
        self._token = f"wmsgit-{uuid4()}"
        self._is_shown = False
        self._percent = 0

    async def begin(self) -> None:
        """Say that it begins; nothing where the client shows no progress or does not answer."""
        window = self._server.client_capabilities.window
        if not (window and window.work_done_progress):
            return
        created = self._server.work_done_progress.create_async(self._token)
        try:
            await asyncio.wait_for(created, _WAIT_S)
        except Exception:  # noqa: BLE001 - a client that refuses is shown none
            return
        self._is_shown = True
        self._server.work_done_progress.begin(self._token, types.WorkDoneProgressBegin(title=self._title, percentage=0))

    def report(self, done: int, count: int) -> None:
        """Say how much is done."""
        percent = 100 * done // max(count, 1)
        if self._is_shown and percent != self._percent:
            self._percent = percent
            value = types.WorkDoneProgressReport(message=f"{done:,} of {count:,} records", percentage=percent)
            self._server.work_done_progress.report(self._token, value)

    def end(self) -> None:
        """Say that it ends."""
        if self._is_shown:
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd())
