"""The server's state: the workspaces of the client's folders, the texts that are open, and what was published."""

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from wmsgit.errors import WmsgitError
from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.features.editing.actions.code import open_code
from wmsgit.features.editing.actions.edited import DiskChange, EditedWorkspace
from wmsgit.features.editing.actions.plane import DiskListing
from wmsgit.lsp.protocol import WmsgitProtocol
from wmsgit.lsp.publish import diagnostics_of
from wmsgit.lsp.settings import Settings
from wmsgit.lsp.text import UTF16, ClientText
from wmsgit.model.memory import reading_much
from wmsgit.model.version import __version__

DEBOUNCE_S = 0.04
"""How long after a keystroke its diagnostics are looked for: less than the pause between two of a fast typist."""
_LARGE, _LARGE_DEBOUNCE_S = 128 << 10, 0.5
"""Texts of so many characters are diagnosed after a longer pause: each time takes as long."""
HINT_S = 0.3
"""How long after the last keystroke the uncommitted change is judged."""
WATCH_S = 1.0
"""How often the disk is looked at, at most."""
_SCAN_SHARE = 30
"""So many times the time that looking at every record took passes before the next look at them."""


class WmsgitServer(LanguageServer):
    """The language server of one client.

    Args:
        folder: where the process was started.

    Attributes:
        folder: see above.
        workspaces: those of the client's folders.
        texts: address → text, of the files that are open.
        versions: address → the client's version of that text.
        settings: what the client wants.
        encoding: how the client counts characters.
        missing: why the last folder has no workspace.
        fault: why the server cannot serve this client at all.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "wmsgit",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=WmsgitProtocol,
            max_workers=1,
        )
        self.folder = folder
        self.workspaces: list[EditedWorkspace] = []
        self.texts: dict[str, ClientText] = {}
        self.versions: dict[str, int] = {}
        self.settings = Settings()
        self.encoding: str = UTF16
        self.fault: WmsgitError | None = None
        self.missing: WmsgitError | None = None
        self._spelled: dict[str, str] = {}
        self._published: dict[str, list[types.Diagnostic]] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._scan_due = 0.0

    def open_folders(self, folders: Iterable[Path]) -> None:
        """Open the workspaces of these folders, each once; a folder outside of any is left out."""
        for folder in folders:
            try:
                with reading_much():
                    edited = EditedWorkspace.find(folder, EXTENSIONS)
            except WmsgitError as error:
                self.missing = error
                continue
            if all(other.root != edited.root for other in self.workspaces):
                self.workspaces.append(edited)

    def close_folder(self, folder: Path) -> None:
        """Let go of the workspace of a folder."""
        for edited in [edited for edited in self.workspaces if edited.root == folder.resolve()]:
            self.workspaces.remove(edited)
            for uri in [uri for uri in self._published if self._workspace_of(uri) is None]:
                self.publish(uri, [])

    def find(self, uri: str) -> tuple[EditedWorkspace, str] | None:
        """The workspace that answers for a file, and the file's path in it; None for none, or no file."""
        name = to_fs_path(uri) if uri.startswith("file:") else None
        if name is None:
            return None
        edited = self._workspace_of(uri)
        return (edited, edited.path_of(Path(name))) if edited else None

    def text_of(self, edited: EditedWorkspace, path: str) -> ClientText:
        """A file's text in the client's positions."""
        text = edited.plane.text(path)
        known = self.texts.get(self.uri(edited.file_of(path)))
        return known if known is not None and known.text == text else ClientText(text, self.encoding)

    def uri(self, file: Path) -> str:
        """A file's address, as the client spells it where it is open."""
        address = from_fs_path(str(file)) or ""
        return self._spelled.get(address, address)

    def take(self, uri: str, text: ClientText, version: int) -> None:
        """Take the text that a client has of a file."""
        self.texts[uri], self.versions[uri] = text, version
        place = self.find(uri)
        if place:
            edited, path = place
            canonical = from_fs_path(str(edited.file_of(path)))
            if canonical and canonical != uri:
                self._spelled[canonical] = uri
            edited.type(path, text.text)
            pause_s = DEBOUNCE_S if len(text.text) < _LARGE else _LARGE_DEBOUNCE_S
            self.later(f"diagnose {edited.root}", pause_s, lambda: self.diagnose(edited, {path}))
            self.later(f"hint {edited.root}", HINT_S, lambda: self.hint(edited))

    def drop(self, uri: str) -> None:
        """A file was closed: the disk counts again."""
        place = self.find(uri)
        self.texts.pop(uri, None)
        self.versions.pop(uri, None)
        if place:
            place[0].close(place[1])
            self.diagnose(place[0], {place[1]})
            self.later(f"hint {place[0].root}", HINT_S, lambda: self.hint(place[0]))

    def diagnose(self, edited: EditedWorkspace, paths: set[str]) -> None:
        """Diagnose what was typed, and publish it with these paths' findings."""
        self.cancel(f"diagnose {edited.root}")
        self.publish_paths(edited, paths)

    def hint(self, edited: EditedWorkspace) -> None:
        """Judge the uncommitted change, and publish what is said otherwise."""
        self.diagnose(edited, set())
        self.publish_paths(edited, edited.hint())

    def publish_paths(self, edited: EditedWorkspace, paths: Iterable[str]) -> None:
        """Publish the findings of these files, as far as the client does not know them.

        What was typed since is diagnosed first: findings are told with the version that they are of.
        """
        affected = {*paths, *edited.diagnose()}
        for path in sorted(affected | open_code(edited, affected)):
            uri = self.uri(edited.file_of(path))
            diagnostics = diagnostics_of(self, edited, path)
            if uri in self.texts or diagnostics != self._published.get(uri, []):
                self.publish(uri, diagnostics)

    def publish(self, uri: str, diagnostics: list[types.Diagnostic]) -> None:
        """Send one file's diagnostics."""
        self._published[uri] = diagnostics
        version = self.versions.get(uri)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, version))

    def publish_all(self, edited: EditedWorkspace) -> None:
        """Publish every file's findings, and take back those that are gone."""
        known = {self.find(uri) for uri in self._published}
        paths = {place[1] for place in known if place and place[0] is edited}
        self.publish_paths(edited, paths | edited.paths())

    def later(self, name: str, seconds: float, work: Callable[[], None]) -> None:
        """Do something after a pause, once: who asks again waits again."""
        self.cancel(name)
        loop = asyncio.get_running_loop()
        self._timers[name] = loop.call_later(seconds, self._run, name, work)

    def cancel(self, name: str) -> None:
        """Do not do what was put off."""
        timer = self._timers.pop(name, None)
        if timer:
            timer.cancel()

    def start(self, edited: EditedWorkspace) -> None:
        """Diagnose a workspace in the background, in parts."""
        self._keep(self._start(edited))

    def watch(self) -> None:
        """Look at the disk, and again after a while."""
        self._keep(self._watch())

    def look(self, edited: EditedWorkspace, paths: Iterable[str]) -> None:
        """Look at files of which the client says that they changed."""
        with self.guarded():
            change = edited.look(list(paths))
            self._publish_change(edited, change)
            if change.is_beside:
                self._scan_due = 0.0
                self.later("watch", 0.0, self.watch)

    def adopt(self, edited: EditedWorkspace) -> None:
        """Take the open files that have come to belong to a workspace, such as those of a new member."""
        for uri, text in self.texts.items():
            place = self.find(uri)
            if place and place[0] is edited and place[1] not in edited.plane.buffers:
                edited.type(place[1], text.text)

    def say(self, line: str) -> None:
        """One line on standard error, where clients keep a server's log."""
        print(f"wmsgit lsp: {' '.join(line.split())}", file=sys.stderr, flush=True)  # noqa: T201

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Say what goes wrong with the disk or Git, and go on."""
        try:
            yield
        except (WmsgitError, OSError) as error:
            self.say(str(error))

    def report_server_error(self, error: Exception, source: object) -> None:
        """Say what a request failed by in the log; a client is answered by the protocol."""
        del source
        if self.fault is None:
            self.say(f"{type(error).__name__}: {error}")

    async def _start(self, edited: EditedWorkspace) -> None:
        from wmsgit.lsp.progress import Reporter

        reporter = Reporter(self, f"wmsgit: {edited.root.name}")
        with self.guarded(), reading_much():
            await reporter.begin()
            for number, (done, count) in enumerate(edited.begin()):
                reporter.report(done, count)
                if number == 0:
                    self.publish_paths(edited, [path for path in edited.plane.buffers if edited.is_watched(path)])
                await asyncio.sleep(0)
            self.publish_all(edited)
            self.publish_paths(edited, edited.hint())
        reporter.end()

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        is_due = loop.time() >= self._scan_due
        took_s = 0.0
        for edited in list(self.workspaces):
            if is_due or edited.has_other_signs():
                with self.guarded():
                    listing, scanned_s = await asyncio.to_thread(_timed_scan, edited)
                    took_s += scanned_s
                    self._publish_change(edited, edited.look(listing=listing))
        if is_due:
            self._scan_due = loop.time() + _SCAN_SHARE * took_s
        self.later("watch", WATCH_S, self.watch)

    def _publish_change(self, edited: EditedWorkspace, change: DiskChange) -> None:
        if change.is_all:
            self.start(edited)
        elif change.paths:
            self.adopt(edited)
            self.publish_paths(edited, change.paths)
            self.later(f"hint {edited.root}", HINT_S, lambda: self.hint(edited))

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        """Run something beside the requests."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _run(self, name: str, work: Callable[[], None]) -> None:
        self._timers.pop(name, None)
        with self.guarded():
            work()

    def _workspace_of(self, uri: str) -> EditedWorkspace | None:
        name = to_fs_path(uri)
        if name is None:
            return None
        file = Path(name)
        inside = [edited for edited in self.workspaces if not Path(edited.path_of(file)).is_absolute()]
        if inside:
            return max(inside, key=lambda edited: len(str(edited.root)))
        for edited in self.workspaces:
            real = Path(edited.path_of(file))
            if any(real.is_relative_to(place.resolve()) for place in edited.members().values()):
                return edited
        return self.workspaces[0] if self.workspaces and file.name == "COMMIT_EDITMSG" else None


def _timed_scan(edited: EditedWorkspace) -> tuple[DiskListing, float]:
    """In a thread: what lies on the disk, and how long the thread worked for it, in seconds; what HEAD has, too."""
    began = time.thread_time()
    edited.hints.look_ahead()
    return edited.plane.scan(), time.thread_time() - began
