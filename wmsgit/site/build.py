"""Building: the pages of a site as files of a folder, of which only those are made anew that changed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from wmsgit.disk.folder import read_plain, refused
from wmsgit.disk.named import named_folder
from wmsgit.disk.writer import remove_file, write_files
from wmsgit.errors import ConflictError, NotFoundError
from wmsgit.model.version import __version__
from wmsgit.schema.state import Key
from wmsgit.site.catalogue import SitePages
from wmsgit.site.site import Site, record_page

MANIFEST = ".wmsgit-site.json"
_FORMAT = 1
_CHUNK = 500
_MANY = 50
Manifest = dict[str, str]


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """What a build did: how many pages and files there are, how many were written and removed."""

    files: int
    written: int
    removed: int


def build(site: Site, folder: Path) -> BuiltSite:
    """Make the pages of a site in a folder, which is made where it is missing.

    Raises:
        ConflictError: when the folder has files and was not made by this.
        InvalidError, GitError: when a file cannot be written.
    """
    target = _Target(folder, site.survey.ws.root)
    builder = _Builder(site, target.known)
    written = 0
    chunk: list[tuple[str, bytes]] = []
    for file in builder.files():
        chunk.append(file)
        if len(chunk) == _CHUNK:
            written += target.write(chunk, builder.manifest)
            chunk = []
    written += target.write(chunk, builder.manifest)
    removed = target.finish(builder.manifest)
    return BuiltSite(len(builder.manifest), written, removed)


class _Target:
    """The folder that is built in, and what was built there before.

    Attributes:
        known: path → digest of the files that are there from before.
    """

    def __init__(self, folder: Path, workspace: Path) -> None:
        with refused(str(folder), "the folder cannot be made"):
            self._root, self._prefix = named_folder(folder, [workspace])
        self._folder = folder
        self.known = self._read()

    def write(self, files: Iterable[tuple[str, bytes]], manifest: Manifest) -> int:
        """Write those of the files that changed or are missing; how many."""
        changed = [
            (f"{self._prefix}{path}", content)
            for path, content in files
            if self.known.get(path) != manifest[path] or not (self._folder / path).is_file()
        ]
        write_files(self._root, changed, sync=False)
        return len(changed)

    def finish(self, manifest: Manifest) -> int:
        """Remove what is no part of the site any more, and remember what is; how many were removed."""
        gone = self.known.keys() - manifest.keys()
        for path in gone:
            with suppress(NotFoundError):
                remove_file(self._root, f"{self._prefix}{path}", sync=False)
        text = json.dumps({"format": _FORMAT, "files": manifest}, sort_keys=True)
        write_files(self._root, [(f"{self._prefix}{MANIFEST}", text.encode())], sync=False)
        return len(gone)

    def _read(self) -> Manifest:
        if not self._folder.is_dir():
            return {}
        text = read_plain(self._root, f"{self._prefix}{MANIFEST}")
        if text is None and any(self._folder.iterdir()):
            raise ConflictError(
                "the folder has files that were not made here, and nothing is written among them",
                where=str(self._folder),
                hint="name a folder that is empty or does not exist",
            )
        try:
            kept = json.loads(text or b"{}")
            files = kept["files"] if kept["format"] == _FORMAT else {}
            return {str(name): str(digest) for name, digest in files.items() if _is_inside(str(name))}
        except (ValueError, TypeError, KeyError, AttributeError):
            return {}


def _is_inside(path: str) -> bool:
    """Whether a manifest's path stays in the folder: the file is only text, which anyone may have changed."""
    parts = path.split("/")
    return bool(path) and not any(part in {"", ".", ".."} for part in parts) and "\\" not in path


class _Builder:
    """The files of a site. A record's page is made only where something that it shows has changed."""

    def __init__(self, site: Site, known: Manifest) -> None:
        self._site = site
        self._known = known
        self._catalogue = SitePages(site)
        self.manifest: Manifest = {}
        self._known_short: dict[Key, str] = {}
        entries = [(entry.label, entry.path) for entry in self._catalogue.navigation]
        base = site.base and sorted(map(str, site.base.marks.items()))
        shown = site.survey.disclosure
        own = replace(shown, hidden_ids=frozenset())
        self._hides_ids = bool(shown.hidden_ids)
        self._context = _digest([_FORMAT, __version__, site.survey.name, entries, str(site.options), base and site.base
                                 and site.base.name, sorted(own.exclude), sorted(own.include), _code()])  # fmt: skip

    def files(self) -> Iterator[tuple[str, bytes]]:
        """What is to be written, perhaps; the manifest has every file when this is done."""
        for page in self._catalogue.pages.values():
            if page.values is None:
                yield self._file(page.path, self._catalogue.text(page).encode())
                continue
            self.manifest[page.path] = digest = _digest([self._context, page.title, page.values()])
            if self._known.get(page.path) != digest:
                yield page.path, self._catalogue.text(page).encode()
        for path, make in self._catalogue.files.items():
            yield self._file(path, make())
        yield from self._records()

    def _file(self, path: str, content: bytes) -> tuple[str, bytes]:
        self.manifest[path] = _digest_bytes(content)
        return path, content

    def _records(self) -> Iterable[tuple[str, bytes]]:
        keys = {record_page(key): key for key in self._catalogue.records()}
        digests = {path: self._record_digest(key) for path, key in keys.items()}
        self.manifest |= digests
        stale = [path for path, digest in digests.items() if self._known.get(path) != digest]
        if len(stale) > _MANY:
            _ = self._site.survey.history.whole  # the whole is read faster than each one's
        for path in stale:
            yield path, self._catalogue.text(self._catalogue.record(keys[path])).encode()

    def _shown(self, key: Key) -> str:
        """What the pages of others show of a record."""
        known = self._known_short.get(key)
        if known is None:
            survey = self._site.survey
            short = (key, survey.title(key), survey.state.status(key), key in survey.state.records)
            known = self._known_short[key] = repr(short)
        return known

    def _record_digest(self, key: Key) -> str:
        """What the page of a record depends on."""
        site, state = self._site, self._site.survey.state
        namers = state.naming.get(key, ())
        near = sorted({other for other, _ in (*state.references(key), *namers)})
        base = site.base
        marks = (
            [str(base.fields.get(key)), base.consequences.get(key), *(base.marks.get(other) for other in near)]
            if base
            else []
        )
        history = site.survey.history.touches_of(key), site.member_commits.of.get(key), site.member_commits.notices
        commit = site.survey.commit if site.options.url else ""
        record = state.records[key]
        # Where ids are left out, what is shown of a file depends on those, too.
        data = record.data if self._hides_ids else site.survey.digests.get(record.path, record.data)
        own = repr([data, record.path, namers, history, marks, commit])
        return _digest_bytes("\n".join([self._context, own, *map(self._shown, near)]).encode(errors="surrogatepass"))


def _digest(values: object) -> str:
    return _digest_bytes(repr(values).encode(errors="surrogatepass"))


def _digest_bytes(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _code() -> Mapping[str, str]:
    """What the package's own files are: other code makes other pages."""
    folder = Path(__file__).parent
    return {str(path.relative_to(folder)): _digest_bytes(path.read_bytes()) for path in sorted(folder.rglob("*.py"))}
