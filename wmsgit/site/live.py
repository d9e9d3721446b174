"""The live plane: one thread that looks at the records, makes pages of them, and writes; others ask it."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from wmsgit.errors import WmsgitError
from wmsgit.features.survey.actions.survey import head_of
from wmsgit.model.memory import reading_much
from wmsgit.site.catalogue import SitePages
from wmsgit.site.site import Site
from wmsgit.site.writes import Body, perform_write
from wmsgit.workspace.locate import SETTINGS_PATH
from wmsgit.workspace.workspace import Workspace

_LEAST_PAUSE_S = 0.25
_MAX_AGE_S = 600
"""So old may the ages be that pages show while nothing changes."""
_SHARE = 6
"""Looking for changes takes at most this part of the time, however large the plane is."""
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".xml": "application/atom+xml"}
SiteMaker = Callable[[Workspace, Site | None], Site]


@dataclass(frozen=True, slots=True)
class LiveFile:
    """What is sent for a path: its bytes and their type."""

    content: bytes
    media_type: str


class LivePlane:
    """A plane as it is now. Every method but `close` may be called from any thread.

    Args:
        open_workspace: opens the workspace, in the thread that will use it.
        site_of: makes the site of a workspace, from its site before.
    """

    def __init__(self, open_workspace: Callable[[], Workspace], site_of: SiteMaker) -> None:
        self._open_workspace = open_workspace
        self._site_of = site_of
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="plane")
        self._ws: Workspace | None = None
        self._pages: SitePages | None = None
        self._state = ""
        self._begun_s = 0.0
        self._made: dict[str, LiveFile] = {}
        self._stopped = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="watcher", daemon=True)
        self.version = 0
        """How often the records have changed since the start."""

    def start(self) -> None:
        """Look at the records for the first time, and then for changes.

        Raises:
            WmsgitError: when there is no workspace, or it cannot be read.
        """
        with reading_much():
            self._worker.submit(self._look).result()
        self._watcher.start()

    @property
    def is_ending(self) -> bool:
        """Whether nobody is to wait for changes any more."""
        return self._stopped.is_set()

    def end(self) -> None:
        """Let go of those who wait for changes."""
        self._stopped.set()

    def close(self) -> None:
        """Stop looking."""
        self.end()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def file(self, path: str) -> "Future[LiveFile | None]":
        """What a path of the site is now; None where there is nothing."""
        return self._worker.submit(self._file, path)

    def write(self, verb: str, body: Body) -> "Future[dict[str, Any]]":
        """Write, as `perform_write`; pages that are asked for when it is done are of afterwards."""
        return self._worker.submit(self._write, verb, body)

    def _watch(self) -> None:
        pause_s = _LEAST_PAUSE_S
        while not self._stopped.wait(pause_s):
            looked_s = 0.0
            try:
                looked_s = self._worker.submit(self._timed_look).result()
            except WmsgitError:
                pass  # half a change, say: the next look sees the whole one
            except (RuntimeError, CancelledError):
                return  # the worker has ended
            pause_s = max(_LEAST_PAUSE_S, looked_s * _SHARE)

    def _timed_look(self) -> float:
        """As `_look`; its processor time, in seconds: on a busy machine it takes no more of it."""
        start = time.thread_time()
        self._look()
        return time.thread_time() - start

    def _look(self) -> None:
        """See whether something has changed."""
        ws = self._ws
        if ws is None:
            ws = self._ws = self._open_workspace()
        else:
            _look_again(ws)
        state = f"{ws.index().state} {head_of(ws)} {_settings(ws)}"
        if state != self._state:
            self._state = state
            self.version += 1
            self._begin_anew(ws)
        elif time.monotonic() - self._begun_s > _MAX_AGE_S:
            self._begin_anew(ws)

    def _begin_anew(self, ws: Workspace) -> None:
        """Let the pages be of now."""
        pages = SitePages(self._site_of(ws, self._pages.site if self._pages else None))
        self._pages, self._begun_s = pages, time.monotonic()
        self._made.clear()
        lines = [partial(pages.site.lines, kind) for kind in pages.site.with_status]
        commits = partial(getattr, pages.site, "member_commits")
        steps: list[Callable[[], object]] = [
            *lines,
            commits,
            *(partial(self._file, entry.path) for entry in pages.navigation),
        ]
        self._worker.submit(self._prepare, pages, steps[::-1])

    def _prepare(self, pages: SitePages, steps: list[Callable[[], object]]) -> None:
        """Make what people will look at next, a little at a time: who asks for something waits for one step at most."""
        if pages is not self._pages or not steps or self._stopped.is_set():
            return
        with suppress(WmsgitError):  # who asks for the page is told
            steps.pop()()
        with suppress(RuntimeError):  # the worker has ended
            self._worker.submit(self._prepare, pages, steps)

    def _file(self, path: str) -> LiveFile | None:
        """A file as it is now: what is not a record's page is made once for each change of the records."""
        if path.startswith("records/"):
            return self._new_file(path)
        if path not in self._made and (made := self._new_file(path)):
            self._made[path] = made
        return self._made.get(path)

    def _new_file(self, path: str) -> LiveFile | None:
        pages = self._pages
        assert pages is not None  # `start` comes first
        if path in pages.files:
            return LiveFile(pages.files[path](), _TYPES[path[path.rfind(".") :]])
        page = pages.page(path)
        return LiveFile(pages.text(page).encode(), _TYPES[".html"]) if page else None

    def _write(self, verb: str, body: Body) -> dict[str, Any]:
        result = perform_write(self._open_workspace(), verb, body)
        self._worker.submit(self._look)  # before any page that is asked for from now on
        return result


def _look_again(ws: Workspace) -> None:
    """Let everything of a workspace be of now; the index stays where the schemas did."""
    registry, left_out, _ = (ws.__dict__.pop(name, None) for name in ("registry", "left_out", "config"))
    if registry and registry.digest == ws.registry.digest:
        ws.registry = registry  # its kinds are made
    if registry is ws.registry and (left_out or {}) == ws.left_out:
        ws._people = None  # noqa: SLF001 (they may be others now, and the index stays)
        ws.index().refresh()
    else:
        ws.forget_index()


def _settings(ws: Workspace) -> str:
    try:
        return sha256(ws.read(SETTINGS_PATH)).hexdigest()
    except WmsgitError:
        return ""
