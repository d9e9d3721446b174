"""The registry: which kinds a workspace has, each read from its schema file when it is first asked for."""

import json
import os
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from wmsgit.errors import NotFoundError, SchemaError
from wmsgit.schema.shape import EXTENSION

if TYPE_CHECKING:
    from pathlib import Path

    from wmsgit.schema.kind import Kind

SUFFIX = ".schema.json"
SETTINGS = "workspace"
META_SCHEMA = f"meta/x-wmsgit{SUFFIX}"
"""The schema of schemas, for editors, below the folder of the schemas: it makes no kind."""

MAX_FILES, MAX_ALL_BYTES = 100, 8 << 20
"""Schema files of a workspace, and their bytes: `--help` and `check` read every one of them."""
MAX_SCHEMA_BYTES = 1 << 20
"""Bytes of one schema file; for what stands in it see `wmsgit.schema.budget`."""
_MOST_KEPT = 64  # kinds that a process keeps: those of a few revisions


def packaged_schemas() -> "Path":
    """The folder of the schemas that come with wmsgit: inside the installed package, or beside its source."""
    from pathlib import Path

    return Path(_packaged_folder())


def _packaged_folder() -> str:
    package = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    inside = os.path.join(package, "_schemas")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "schemas")


class LinkedSchemasError(SchemaError):
    """The folder of the schemas is a symbolic link: what lies behind it could change without a word."""

    def __init__(self, where: str) -> None:
        message = "the folder of the schemas is a symbolic link, and none is followed"
        super().__init__(message, where=where, hint="make it a real folder")


class Registry:
    """The kinds of one workspace.

    Args:
        sources: file name → text, such as `task.schema.json`. What is not a schema file is left out by the caller.

    Raises:
        SchemaError: when there are more of them than a workspace may have.
    """

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        _require_few([len(text) for text in sources.values()])
        self._sources = dict(sorted(sources.items()))
        self._kinds: dict[str, Kind | SchemaError] = {}

    @classmethod
    def read(cls, folder: "Path | str") -> "Registry":
        """The registry of a folder of schema files; the packaged one where the folder does not exist.

        Raises:
            LinkedSchemasError: when the folder is a symbolic link.
            SchemaError: when there are more of them than a workspace may have.
        """
        if os.path.islink(folder):
            raise LinkedSchemasError(os.path.basename(folder))
        sizes: dict[str, int] = {}
        with os.scandir(folder if os.path.isdir(folder) else _packaged_folder()) as entries:
            for entry in entries:
                is_schema = entry.name.endswith(SUFFIX) and entry.is_file(follow_symlinks=False)
                if is_schema and (size := entry.stat().st_size) <= MAX_SCHEMA_BYTES:
                    sizes[entry.path] = size
        _require_few(sizes.values())
        return cls({os.path.basename(path): _bytes_of(path) for path in sizes})

    @property
    def sources(self) -> Mapping[str, bytes]:
        """File name → text of each schema file."""
        return self._sources

    @cached_property
    def digest(self) -> str:
        """What changes whenever any schema changes."""
        try:
            from _blake2 import blake2b  # `hashlib` loads all of OpenSSL
        except ImportError:
            from hashlib import blake2b

        whole = blake2b()
        for name, text in self._sources.items():
            whole.update(f"{name}\0{len(text)}\0".encode())
            whole.update(text)
        return whole.hexdigest()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The kinds' names in alphabetical order, those of broken schemas included."""
        names = (name.removesuffix(SUFFIX) for name in self._sources)
        return tuple(name for name in names if name != SETTINGS)

    @cached_property
    def broken(self) -> Mapping[str, SchemaError]:
        """Kind name → what is wrong, for every schema that cannot be used."""
        result = {name: self._find(name) for name in self.names}
        return {name: kind for name, kind in result.items() if isinstance(kind, SchemaError)} | dict(self._clashes)

    @property
    def is_sound(self) -> bool:
        """Whether every schema can be used, with every keyword in it."""
        return not self.broken and not any(kind.faults for kind in self.kinds())

    @property
    def doubtful(self) -> "Mapping[str, Kind]":
        """Name → kind, of those made so far whose schema has keywords that cannot be used.

        A schema that is this release's own, byte for byte, is not looked through: every run asks.
        """
        made = {name: kind for name, kind in self._kinds.items() if not isinstance(kind, SchemaError)}
        own = (name for name in sorted(made) if not is_packaged(f"{name}{SUFFIX}", self._sources[f"{name}{SUFFIX}"]))
        return {name: made[name] for name in own if made[name].faults}

    @property
    def unusable(self) -> Mapping[str, SchemaError]:
        """Name → why its schema cannot be used, of the kinds that were asked for so far."""
        return {name: error for name, error in sorted(self._kinds.items()) if isinstance(error, SchemaError)}

    def kinds(self) -> "Iterator[Kind]":
        """Every kind whose schema can be used, in alphabetical order of names."""
        for name in self.names:
            if not isinstance(kind := self._find(name), SchemaError) and name not in self._clashes:
                yield kind

    def likely(self, record_id: str) -> "Iterator[Kind]":
        """The kinds in which an id without a noun is looked for, every one that has ids of its own.

        Those whose schema mentions the id's own prefix come first: mostly no other must be made.
        """
        prefix = record_id.rstrip("0123456789").encode()
        first = [name for name in self.names if prefix and prefix in self._sources[f"{name}{SUFFIX}"]]
        yield from (kind for name in first if not isinstance(kind := self._find(name), SchemaError) and not kind.id_of)
        yield from (kind for kind in self.kinds() if kind.name not in first and not kind.id_of)

    def kind(self, noun: str) -> "Kind":
        """The kind of a name or alias. Only the schema file of that name is read, unless it is an alias.

        Raises:
            NotFoundError: when no kind has this name or alias.
            SchemaError: when its schema is broken.
        """
        if f"{noun}{SUFFIX}" not in self._sources or noun == SETTINGS:
            return self._by_alias(noun)
        result = self._find(noun)
        if isinstance(result, SchemaError):
            raise result
        return result

    def at(self, path: str) -> "Kind | None":
        """The kind in whose folder a record such as `records/tasks/2026/WS-TASK-812.yaml` lies; None for none.

        Only schemas that mention the folder are read.
        """
        for name, folder in self._likely_at(path):
            kind = self._find(name)
            if not isinstance(kind, SchemaError) and kind.folder == folder:
                return kind
        return None

    def schema_at(self, path: str) -> Mapping[str, Any] | None:
        """The JSON Schema of the kind in whose folder a record lies, or that of the settings; None for none.

        For who asks for no more than its properties: the rest of it need not be right, and no `Kind` is made.
        """
        settings = self._sources.get(f"{SETTINGS}{SUFFIX}")
        if settings is not None and path == f"records/{SETTINGS}.yaml":
            return _schema(f"{SETTINGS}{SUFFIX}", settings)
        for name, folder in self._likely_at(path):
            schema = _schema(f"{name}{SUFFIX}", self._sources[f"{name}{SUFFIX}"])
            if schema and schema.get(EXTENSION, {}).get("folder", f"{name}s") == folder:
                return schema
        return None

    def _likely_at(self, path: str) -> Iterator[tuple[str, str]]:
        """The kinds that mention a folder above a record, each with that folder, the innermost first."""
        parts = path.split("/")[1:-1] if path.startswith("records/") else []
        for length in range(len(parts), 0, -1):
            folder = "/".join(parts[:length])
            for name in self.names:
                if f"{name}s" == folder or f'"{folder}"'.encode() in self._sources[name + SUFFIX]:
                    yield name, folder

    def has(self, noun: str) -> bool:
        """Whether a noun names a kind or is the alias of one."""
        if noun in self.names:
            return True
        return any(noun in kind.aliases for kind in self.kinds())

    @cached_property
    def settings_schema(self) -> Any:
        """The JSON Schema of `records/workspace.yaml`: the workspace's own, else the packaged one."""
        text = self._sources.get(f"{SETTINGS}{SUFFIX}")
        schema = _load(f"{SETTINGS}{SUFFIX}", text or (packaged_schemas() / f"{SETTINGS}{SUFFIX}").read_bytes())
        if not isinstance(schema, dict):
            raise SchemaError("a schema is a JSON object", where=f"{SETTINGS}{SUFFIX}")
        return schema

    @cached_property
    def _clashes(self) -> Mapping[str, SchemaError]:
        """Kinds that claim a folder, table or noun of another kind: those of wmsgit come first, then by name."""
        from wmsgit.schema.reserved import clashes

        packaged = {path.name for path in packaged_schemas().iterdir()}
        names = sorted(self.names, key=lambda name: (f"{name}{SUFFIX}" not in packaged, name))
        return clashes(kind for name in names if not isinstance(kind := self._find(name), SchemaError))

    def _by_alias(self, noun: str) -> "Kind":
        for kind in self.kinds():
            if noun in kind.aliases:
                return kind
        raise NotFoundError(f"there is no kind {noun!r}", hint=f"kinds: {', '.join(self.names)}")

    def _find(self, name: str) -> "Kind | SchemaError":
        if name not in self._kinds:
            try:
                self._kinds[name] = _kind(name, self._sources[f"{name}{SUFFIX}"])
            except SchemaError as error:
                self._kinds[name] = error
        return self._kinds[name]


@lru_cache(maxsize=_MOST_KEPT)
def _kind(name: str, text: bytes) -> "Kind":
    """The kind that a schema's text makes, and nothing else: a process that opens a workspace again has it already."""
    from wmsgit.schema.kind import kind_of  # merging needs the properties alone

    where = f"{name}{SUFFIX}"
    is_ours = is_packaged(where, text)
    if not is_ours:
        from wmsgit.schema.reserved import require_free_name

        require_free_name(name, where)
    try:
        return kind_of(name, _load(where, text), are_sound=is_ours)
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
        raise SchemaError(f"the schema cannot be used: {error}", where=where) from error


def _schema(where: str, text: bytes) -> Mapping[str, Any] | None:
    """A schema that is an object, and what it has of ours, too; None for one that is not."""
    try:
        schema = _load(where, text)
    except SchemaError:
        return None
    return schema if isinstance(schema, dict) and isinstance(schema.get(EXTENSION, {}), dict) else None


@lru_cache(maxsize=_MOST_KEPT)
def _load(where: str, text: bytes) -> Any:
    """The JSON value of a schema file, of which none but a usable size is given out; of one text it is one object."""
    try:
        schema = json.loads(text)
    except json.JSONDecodeError as error:
        raise SchemaError(f"not valid JSON: {error.msg}", where=f"{where}:{error.lineno}:{error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise SchemaError(f"not valid JSON: {error}", where=where) from error
    if not is_packaged(where, text):
        from wmsgit.schema.budget import is_plainly_small, require_within_budget

        if not is_plainly_small(text):
            require_within_budget(schema, where)
    return schema


def _require_few(sizes: Collection[int]) -> None:
    """Refuse more schema files, or larger ones, than a workspace may have; `sizes` are the bytes of each."""
    if len(sizes) > MAX_FILES:
        raise SchemaError(f"{len(sizes):,} schema files, at most {MAX_FILES} are read", where="schemas")
    if sum(sizes) > MAX_ALL_BYTES:
        raise SchemaError(f"more than {MAX_ALL_BYTES >> 20} MiB of schemas", where="schemas")


@lru_cache(maxsize=64)
def is_packaged(name: str, text: bytes) -> bool:
    """Whether a schema file is this release's own, byte for byte: what the tests say of it holds."""
    try:
        return _bytes_of(os.path.join(_packaged_folder(), name)) == text
    except OSError:
        return False


def _bytes_of(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
