"""Whatever type stands where, a source comes in or is refused row by row; nothing in it is dropped without a word."""

import json
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

import odd_sources
import pytest

from wmsgit.errors import WmsgitError
from wmsgit.features.exchange.actions.landing import AS_IT_COMES, reading_terms
from wmsgit.features.exchange.conversion import convert
from wmsgit.features.exchange.foreign import Files, ForeignOptions
from wmsgit.features.exchange.foreign_ids import IdMap
from wmsgit.features.exchange.formats.table import FORMATS
from wmsgit.features.exchange.reading import Import, ReadingTerms
from wmsgit.model.record import Record
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.ids import Names

BY_PROGRAMS = ("csv", "github", "gitlab")
"""Sources in which nobody writes by hand: a host's program does not print another type, and a table has its mapping."""


@pytest.fixture(scope="module")
def workspace(empty_plane: Any) -> Workspace:
    return Workspace(empty_plane)


@pytest.fixture(scope="module")
def terms(workspace: Workspace) -> ReadingTerms:
    return reading_terms(workspace, AS_IT_COMES)


def taken(name: str, files: Files, workspace: Workspace, terms: ReadingTerms) -> tuple[Import, str]:
    """What an import would bring, and all that it says, as text."""
    options = ForeignOptions(terms.kinds, now="2026-01-01T00:00:00Z")
    reading = FORMATS[name].read(files, options)  # type: ignore[misc]
    said = [(dict(item.fields), dict(item.rest), item.id, item.version, item.place) for item in reading.records]
    ids = IdMap(terms.kinds, Names(workspace), {}, workspace.people)
    result = convert(reading, name, ids, terms, frozenset())
    notes = [str(item) for item in (*result.report.notes, *result.report.refused)]
    return result, json.dumps([said, notes, [item.data for item in result.records]], default=str)


def odd_cases(name: str, step: int = 1) -> Iterator[tuple[str, Any, Files]]:
    """Every value at every place, or one of so many, which are others at the next place."""
    source, packed = odd_sources.SOURCES[name]
    for place, odd in islice(product(odd_sources.places(source), odd_sources.ODD), 0, None, step):
        yield f"{place} = {odd!r}", odd, packed(odd_sources.put(source, place, odd))


# Two values of three are left to the deep run: each still stands at a third of all places.
@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.deep)])
@pytest.mark.parametrize("name", odd_sources.SOURCES)
def test_odd_types_are_taken_or_refused_and_nothing_is_dropped(
    name: str, step: int, workspace: Workspace, terms: ReadingTerms
) -> None:
    for case, odd, files in odd_cases(name, step):
        try:
            result, said = taken(name, files, workspace, terms)
        except WmsgitError:
            continue
        if result.report.refused or not result.records or name in BY_PROGRAMS:
            continue
        for leaf in odd_sources.leaves(odd):
            texts = {json.dumps(leaf), json.dumps(str(leaf)), json.dumps(str(leaf).replace("\r\n", "\n"))}
            assert leaf in ("", 0) or any(text.strip('"') in said for text in texts), f"{name}: {case}: {leaf!r}"


@pytest.mark.parametrize("name", [name for name in odd_sources.SOURCES if FORMATS[name].write])
def test_an_export_right_after_the_import_changes_nothing_and_takes_odd_files(
    name: str, workspace: Workspace, terms: ReadingTerms
) -> None:
    options = ForeignOptions(terms.kinds, now="2026-01-01T00:00:00Z")
    source, packed = odd_sources.SOURCES[name]
    files = packed(source)
    records = [
        Record(item.kind, item.id, dict(item.data), "x") for item in taken(name, files, workspace, terms)[0].records
    ]
    write = FORMATS[name].write
    assert write is not None
    assert list(write(records, files, options).files.values()) == list(files.values())
    for _, _, odd in odd_cases(name):
        write(records, odd, options)
