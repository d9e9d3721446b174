"""Extraction: what extractors make of blobs, a part of a repository at a time."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from wmsgit.features.drift.facts import ABSENT, UNREADABLE, Extractor, extracted
from wmsgit.features.drift.kind import Need
from wmsgit.features.drift.rule_view import Facts, RuleView
from wmsgit.model.ports import RepositoryView

_CHUNK = 200


def chunks_of(blobs: Mapping[str, list[Extractor]]) -> list[list[tuple[str, list[Extractor]]]]:
    """Blobs and what is to be extracted from each, in parts that one process takes at a time."""
    items = [(blob, sorted(extractors, key=attrgetter("is_last"))) for blob, extractors in blobs.items()]
    return [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]


def extract_chunk(
    view: RepositoryView | None, chunk: Sequence[tuple[str, list[Extractor]]]
) -> list[tuple[str, str, Any, bool]]:
    """Extractor's key, blob, fact, and whether the fact may be kept, for each blob and extractor of a chunk."""
    assert view is not None  # what cannot be seen has no blobs
    gc.disable()  # syntax trees are many objects without cycles: looking for these costs as much again
    try:
        return list(_rows(view, chunk))
    finally:
        gc.enable()


def _rows(view: RepositoryView, chunk: Sequence[tuple[str, list[Extractor]]]) -> Iterator[tuple[str, str, Any, bool]]:
    largest = max(extractor.max_bytes for _, extractors in chunk for extractor in extractors)
    for (_, extractors), content in zip(chunk, view.read([blob for blob, _ in chunk], max_bytes=largest), strict=True):
        for extractor in extractors:
            if content.size_bytes < 0:
                yield extractor.key, content.blob, {UNREADABLE: ABSENT}, False
            elif content.data is None or content.size_bytes > extractor.max_bytes:
                yield extractor.key, content.blob, _oversized(extractor, content.size_bytes), True
            else:
                yield extractor.key, content.blob, extracted(extractor, content.data), True


def _oversized(extractor: Extractor, size_bytes: int) -> Any:
    if extractor.oversized:
        return extractor.oversized(size_bytes)
    return {UNREADABLE: f"it has {size_bytes:,} bytes, more than are read"}


def led_to(
    sight: RuleView, need: Need, facts: Mapping[str, Facts], known: set[tuple[str, str, str]]
) -> Iterator[tuple[RuleView, Need]]:
    """What the facts about a need's files lead to, of each file once."""
    if need.leads_to is None:
        return
    key = need.extractor.key
    for path in need.paths:
        if (sight.name, key, path) not in known:
            known.add((sight.name, key, path))
            fact = facts[sight.name][key].get(sight.files[path])
            yield from ((sight, further) for further in need.leads_to(path, fact))
