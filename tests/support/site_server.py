"""A live site in this process: served in a thread, asked by plain HTTP."""

import http.client
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.features.survey.disclosure import WITHHELD
from wmsgit.site.live import LivePlane
from wmsgit.site.server import Doorkeeper, application, listening_socket
from wmsgit.site.start import SiteRequest, site_of
from wmsgit.workspace.workspace import Workspace


@dataclass
class LiveSite:
    """A server, and what a browser that has its address may send."""

    plane: LivePlane
    door: Doorkeeper

    def ask(
        self, method: str, path: str, body: Any = None, *, drop: Sequence[str] = (), **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and text of an answer.

        Args:
            method, path: what is asked.
            body: sent as JSON.
            drop: headers that are left out.
            headers: sent instead of the usual ones, `_` for `-`.
        """
        usual = {
            "host": f"127.0.0.1:{self.door.port}",
            "cookie": f"{self.door.cookie}={self.door.token}",
            "origin": f"http://127.0.0.1:{self.door.port}",
            "x-wmsgit-token": self.door.write_token,
            "content-type": "application/json",
        }
        sent = {**usual, **{name.replace("_", "-"): value for name, value in headers.items()}}
        connection = http.client.HTTPConnection("127.0.0.1", self.door.port, timeout=20)
        connection.putrequest(method, path, skip_host=True)
        text = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        for name, value in {**sent, "content-length": str(len(text))}.items():
            if name not in drop:
                connection.putheader(name, value)
        connection.endheaders(text)
        answer = connection.getresponse()
        result = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
        connection.close()
        return result

    def write(self, verb: str, **body: Any) -> dict[str, Any]:
        """A write as a page sends it."""
        result: dict[str, Any] = json.loads(self.ask("POST", f"/api/write/{verb}", body)[2])
        return result


@contextmanager
def live_site(root: Path) -> Iterator[LiveSite]:
    """Serve a plane until the end of the block."""
    listening = listening_socket(0)
    listening.listen()
    door = Doorkeeper(listening.getsockname()[1])
    request = SiteRequest(include=WITHHELD)
    plane = LivePlane(
        lambda: Workspace(root, extensions=EXTENSIONS),
        lambda ws, earlier: site_of(ws, request, is_live=True, earlier=earlier),
    )
    plane.start()
    config = uvicorn.Config(application(plane, door), log_level="warning", timeout_graceful_shutdown=1, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield LiveSite(plane, door)
    finally:
        plane.end()
        server.should_exit = True
        thread.join(20)
        plane.close()
        listening.close()
