"""A client of the language server that writes the protocol itself, message by message: for what no library may hide."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

START = [sys.executable, "-m", "wmsgit", "lsp"]
"""How the server is started."""

_CAPABILITIES = {
    "window": {"workDoneProgress": True},
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]}},
    "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}},
}


class RawClient:
    """One client with its server.

    Args:
        folder: the client's folder.
        environ: the server's environment.
        capabilities: what the client says that it can, beside what every one here can.
        options: its settings.
        folders: its workspace folders; that one alone when not given.
    """

    def __init__(
        self,
        folder: Path,
        environ: Mapping[str, str],
        capabilities: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,
        folders: Sequence[Path] = (),
    ) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            START, cwd=folder, env=dict(environ), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._messages: Queue[dict[str, Any] | None] = Queue()
        self._number = 0
        self.notes: list[dict[str, Any]] = []
        Thread(target=self._read, daemon=True).start()
        self.started = self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "workspaceFolders": [{"uri": item.as_uri(), "name": item.name} for item in folders] or None,
                "capabilities": {**_CAPABILITIES, **(capabilities or {})},
                "initializationOptions": dict(options or {}),
            },
        )
        self.tell("initialized", {})

    def tell(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: Any, timeout_s: float = 30) -> Any:
        """Send a request, and give its answer."""
        reply = self.reply(method, params, timeout_s)
        if "error" in reply:
            raise AssertionError(reply["error"])
        return reply.get("result")

    def reply(self, method: str, params: Any, timeout_s: float = 30) -> dict[str, Any]:
        """Send a request, and give what comes back: its answer under `result`, or why there is none under `error`."""
        self._number += 1
        number = self._number
        self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        while True:
            message = self._next(timeout_s)
            if message.get("id") == number and "method" not in message:
                return message
            self._note(message)

    def wait_for(self, method: str, test: Any = None, timeout_s: float = 30) -> Any:
        """The parameters of the first notification of this sort, of those that passed or are to come, that fits."""
        for number, message in enumerate(self.notes):
            if message["method"] == method and (test is None or test(message["params"])):
                return self.notes.pop(number)["params"]
        end = time.monotonic() + timeout_s
        while True:
            message = self._next(max(0.01, end - time.monotonic()))
            if message.get("method") == method and (test is None or test(message["params"])):
                return message["params"]
            self._note(message)

    def open(self, path: str, text: str | None = None, version: int = 1) -> str:
        """Open a file; gives its address."""
        uri = (self.folder / path).as_uri()
        content = (self.folder / path).read_bytes().decode() if text is None else text
        self.tell(
            "textDocument/didOpen",
            {"textDocument": {"uri": uri, "languageId": "yaml", "version": version, "text": content}},
        )
        return uri

    def change(self, uri: str, version: int, changes: list[dict[str, Any]]) -> None:
        """Change an open file."""
        self.tell(
            "textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}
        )

    def diagnostics(self, uri: str, version: int) -> list[dict[str, Any]]:
        """The diagnostics of a file's version."""
        return self.wait_for(
            "textDocument/publishDiagnostics", lambda p: p["uri"] == uri and p.get("version") == version
        )["diagnostics"]

    def at(self, uri: str, line: int, character: int) -> dict[str, Any]:
        """The parameters of a request about a place."""
        return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}

    def end(self) -> int:
        """Ask for the end, and give the exit code."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        code = self.process.wait(20)
        self.close()
        return code

    def close(self) -> None:
        """End the server, whatever it does."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                stream.close()

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _note(self, message: dict[str, Any]) -> None:
        if "id" in message and "method" in message:
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
        elif "method" in message:
            self.notes.append(message)

    def _next(self, timeout_s: float) -> dict[str, Any]:
        try:
            message = self._messages.get(timeout=timeout_s)
        except Empty:
            raise AssertionError("the server does not answer") from None
        if message is None:
            assert self.process.stderr
            raise AssertionError(f"the server has ended: {self.process.stderr.read().decode()}")
        return message

    def _read(self) -> None:
        out = self.process.stdout
        assert out
        while header := out.readline():
            length = int(header.partition(b":")[2])
            while out.readline().strip():
                pass
            self._messages.put(json.loads(out.read(length)))
        self._messages.put(None)
