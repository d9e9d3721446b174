"""The stream: messages from standard input, each after its header (LSP 3.17, "Base Protocol").

A thread reads them, so that a request that the client no longer wants is answered without work, though it came
before the word that it is not wanted.
"""

import asyncio
import json
import os
import re
import sys
from collections.abc import Callable, Iterable
from threading import Thread
from typing import TYPE_CHECKING, Any

from lsprotocol import types

if TYPE_CHECKING:
    from wmsgit.lsp.server import WmsgitServer

_LENGTH = re.compile(rb"content-length:[ \t]*(\d{1,9})[ \t]*\Z", re.IGNORECASE)
_FIELD = re.compile(rb"[A-Za-z-]+:")
_MAX_HEADER = 4096
_MAX_BODY = 256 << 20
_CHUNK = 1 << 16
_CANCEL = "$/cancelRequest"
_NO_PROTOCOL = "what comes on standard input is not the language server protocol"


class NoMessageError(Exception):
    """What came is no message."""


class Frames:
    """Takes bytes, gives the bodies of whole messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._length = -1

    def feed(self, data: bytes) -> Iterable[bytes]:
        """The bodies that are whole with these bytes.

        Raises:
            NoMessageError: when a header is none.
        """
        self._buffer += data
        while True:
            if self._length < 0 and not self._read_header():
                return
            if len(self._buffer) < self._length:
                return
            body = bytes(self._buffer[: self._length])
            del self._buffer[: self._length]
            self._length = -1
            yield body

    def _read_header(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        head = bytes(self._buffer[: end if end >= 0 else _MAX_HEADER + 1])
        lines = head.split(b"\r\n")
        whole = lines if end >= 0 else lines[:-1]
        if len(head) > _MAX_HEADER or any(not _FIELD.match(line) for line in whole) or _is_no_field(lines[-1]):
            raise NoMessageError
        if end < 0:
            return False
        lengths = [int(match[1]) for line in lines if (match := _LENGTH.match(line))]
        if not lengths or lengths[-1] > _MAX_BODY:
            raise NoMessageError
        self._length = lengths[-1]
        del self._buffer[: end + 4]
        return True


def _is_no_field(line: bytes) -> bool:
    """Whether the beginning of a header's line can become none."""
    return line not in {b"", b"\r"} and re.match(rb"[A-Za-z-]+(:|\Z)", line) is None


class Stream:
    """One client's messages.

    Args:
        server: what handles them.

    Attributes:
        fault: why what came is no message; empty while it is.
        has_spoken: whether any message came.
    """

    def __init__(self, server: "WmsgitServer") -> None:
        self._server = server
        self._queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.fault = ""
        self.has_spoken = False

    async def run(self) -> None:
        """Handle messages until none come any more, or one says that it is the last."""
        loop = asyncio.get_running_loop()

        def put(message: dict[str, Any] | None) -> None:
            loop.call_soon_threadsafe(self._queue.put_nowait, message)

        Thread(target=self._read, args=(put,), daemon=True).start()
        while True:
            messages = [await self._queue.get()]
            while not self._queue.empty():
                messages.append(self._queue.get_nowait())
            cancelled = {_cancelled_id(message) for message in messages if message}
            for message in messages:
                if message is None:
                    return
                self._handle(message, cancelled)
                if self._server.fault:
                    return
            await asyncio.sleep(0)

    def _read(self, put: Callable[[dict[str, Any] | None], None]) -> None:
        """In a thread: read until the end, or until what comes is no message."""
        frames, handle = Frames(), sys.stdin.fileno()
        try:
            while data := os.read(handle, _CHUNK):
                for body in frames.feed(data):
                    put(message_of(body))
        except NoMessageError:
            self.fault = _NO_PROTOCOL
        except OSError as error:
            self.fault = f"standard input cannot be read: {error.strerror}"
        put(None)

    def _handle(self, raw: dict[str, Any], cancelled: set[Any]) -> None:
        self.has_spoken = True
        protocol = self._server.protocol
        number = raw.get("id")
        if "method" in raw and number is not None and number in cancelled:
            error = {"code": types.LSPErrorCodes.RequestCancelled.value, "message": "cancelled"}
            protocol._send_data({"jsonrpc": "2.0", "id": number, "error": error})  # noqa: SLF001 - it has no other door
            return
        try:
            protocol.handle_message(protocol.structure_message(raw))
        except asyncio.InvalidStateError:
            return  # an answer that came after nobody waited for it any more
        except Exception as error:  # noqa: BLE001 - one bad message must not end the others
            self._server.report_server_error(error, type(error))
            if "method" in raw and number is not None:
                fault = {"code": types.ErrorCodes.InvalidParams.value, "message": "the request cannot be understood"}
                protocol._send_data({"jsonrpc": "2.0", "id": number, "error": fault})  # noqa: SLF001


def message_of(body: bytes) -> dict[str, Any]:
    """A body as a message.

    Raises:
        NoMessageError: when it is none.
    """
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise NoMessageError from None
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        raise NoMessageError
    return message


def _cancelled_id(message: dict[str, Any]) -> Any:
    """The id of the request that a message cancels; something that no request has for every other message."""
    params = message.get("params")
    number = params.get("id") if message.get("method") == _CANCEL and isinstance(params, dict) else None
    return number if isinstance(number, int | str) else object()
