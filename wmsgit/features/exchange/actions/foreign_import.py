"""Import of other tools' records: whatever the format, it ends in the three-way import, in one commit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from wmsgit.errors import InvalidError, NotFoundError, UsageError
from wmsgit.features.exchange.actions.landing import AS_IT_COMES, ImportTerms, land, reading_terms
from wmsgit.features.exchange.actions.late_references import present_targets, settle_references
from wmsgit.features.exchange.actions.source_folders import file_dates, with_folder
from wmsgit.features.exchange.actions.taking import ids_by_source
from wmsgit.features.exchange.conversion import convert
from wmsgit.features.exchange.foreign import Files, ForeignOptions, Format
from wmsgit.features.exchange.foreign_ids import IdMap
from wmsgit.features.exchange.formats.hosts import known_kinds
from wmsgit.features.exchange.formats.table import FORMATS
from wmsgit.features.exchange.reading import ReadingTerms
from wmsgit.features.exchange.report import ImportReport
from wmsgit.model.identity import is_safe_id
from wmsgit.model.times import format_time
from wmsgit.schema.shape import ANYTHING
from wmsgit.store.canonical import dump_yaml
from wmsgit.store.document import read_data
from wmsgit.store.files import read_file
from wmsgit.workspace.members import members
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.ids import Names
from wmsgit.workspace.writing.operation import AS_USUAL, CommitTexts, WriteOptions, WriteResult
from wmsgit.workspace.writing.subjects import import_subject
from wmsgit.workspace.writing.transaction import Transaction

_REPOSITORY = re.compile(r"[/:]([\w.-]+/[\w.-]+?)(?:\.git)?/?\Z")


@dataclass(frozen=True, slots=True)
class ForeignRequest:
    """What the user says of a source; what he leaves out is as he said it last, in `exchange/SOURCE.yaml`.

    Attributes:
        source: what it is called here, so that two sources of a format stay apart; empty for the format's name.
        kinds: what becomes what: `task`, `label:bug=issue`.
        columns: the mapping of a table's columns; empty for the ones of last time.
        repository: `OWNER/NAME`, for sources that do not say theirs.
    """

    source: str = ""
    kinds: Sequence[str] = ()
    columns: Mapping[str, Any] = field(default_factory=dict)
    repository: str = ""

    def settings(self) -> dict[str, Any]:
        """What is remembered of it."""
        own = {"kind": list(self.kinds), "repository": self.repository, "columns": dict(self.columns)}
        return {name: value for name, value in own.items() if value}


def format_named(name: str) -> Format:
    """A format that can be imported or exported.

    Raises:
        NotFoundError: when there is none of this name.
    """
    if name not in FORMATS:
        raise NotFoundError(f"there is no format {name!r}", hint=f"there are {', '.join(FORMATS)}")
    return FORMATS[name]


def import_foreign(
    workspace: Workspace,
    name: str,
    files: Files,
    *,
    place: Path | None = None,
    request: ForeignRequest | None = None,
    terms: ImportTerms = AS_IT_COMES,
    how: WriteOptions = AS_USUAL,
) -> tuple[WriteResult, ImportReport]:
    """Take in another tool's records, in one commit. A second run brings what the source changed since.

    Args:
        workspace: where.
        name: the format's.
        files: path → content.
        place: the folder that the files are in, or the file, for their dates in Git; None for standard input.
        request: what the user says of the source.
        terms: on what terms rows are taken.
        how: how it lands.

    Raises:
        NotFoundError: when there is no such format.
        InvalidError: when the files are not of it.
        UsageError: when a file has the name of one that came from another folder, and no source is named.
    """
    format_ = format_named(name)
    if format_.read is None:
        raise UsageError(f"{name} is only written")
    source, settings = _settled(workspace, name, request or ForeignRequest())
    full = reading_terms(workspace, terms)
    dates = file_dates(place) if place is not None and format_.is_dated else {}
    options = _options(workspace, full, settings, dates)
    _require_kinds(options)
    known = ids_by_source(workspace, source)
    ids = IdMap(full.kinds, Names(workspace), known, workspace.people)
    reading = format_.read(files, options)
    read = convert(reading, source, ids, full, frozenset(known.values()), partial(present_targets, workspace, ids))
    is_named = bool(request and request.source)
    folder = place if format_.patterns else None
    kept = {**settings, **with_folder(folder, settings, reading.records, {} if is_named else known)}

    def also(transaction: Transaction) -> None:
        settle_references(workspace, transaction, ids)
        if kept != source_settings(workspace, source):
            transaction.put_file(settings_path(source), dump_yaml(kept).encode())

    file = place.name if place is not None else "standard input"
    texts = CommitTexts(lambda: import_subject(source, len(read.records), file))
    return land(workspace, source, read, full, terms, how, also, texts=texts)


def _options(
    workspace: Workspace, terms: ReadingTerms, settings: Mapping[str, Any], dates: Mapping[str, str]
) -> ForeignOptions:
    return ForeignOptions(
        kinds=terms.kinds,
        kind_rules=settings.get("kind", ()),
        columns=settings.get("columns", {}),
        repository=settings.get("repository", ""),
        members=members_by_repository(workspace),
        zone=terms.zone,
        dates=dates,
        now=format_time(workspace.now()),
    )


def _require_kinds(options: ForeignOptions) -> None:
    unknown = next((kind for _, kind in known_kinds(options.kind_rules) if kind not in options.kinds), "")
    if unknown:
        raise UsageError(f"the workspace has no kind {unknown!r}", hint=f"there are {', '.join(options.kinds)}")


def members_by_repository(workspace: Workspace) -> dict[str, str]:
    """`owner/name` in lower case → the member whose repository that is, as its URLs say."""
    result: dict[str, str] = {}
    for record in members(workspace):
        urls = record.data.get("urls")
        for url in urls if isinstance(urls, list) else ():
            match = _REPOSITORY.search(str(url))
            if match:
                result.setdefault(match[1].lower(), record.id)
    return result


def settings_path(source: str) -> str:
    """The file that remembers what the user said of a source."""
    return f"exchange/{source}.yaml"


def source_settings(workspace: Workspace, source: str) -> dict[str, Any]:
    """What the user said of a source last; empty for nothing.

    Raises:
        InvalidError: when the file cannot be read.
    """
    path = settings_path(source)
    if not (workspace.root / path).is_file():
        return {}
    return dict(read_data(read_file(workspace.root, path), ANYTHING, path=path))


def _settled(workspace: Workspace, name: str, request: ForeignRequest) -> tuple[str, dict[str, Any]]:
    """What a source is called, and what holds for it: what is said now, else what was said last."""
    source = request.source or name
    if not is_safe_id(source) or "." in source:
        raise UsageError(f"{source!r} is no name of a source", hint="letters, digits, - and _")
    settings = {**source_settings(workspace, source), **request.settings()}
    are_lists = all(isinstance(settings.get(key, []), list) for key in ("kind", "folders"))
    if not are_lists or not isinstance(settings.get("columns", {}), dict):
        raise InvalidError("`kind` and `folders` are lists, `columns` is a mapping", where=settings_path(source))
    return source, settings
