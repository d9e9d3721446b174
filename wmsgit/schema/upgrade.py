"""Upgrades of a workspace's own schemas: a later release's changes merged into what its people have changed."""

from typing import Any

_ABSENT = object()


def merge_schemas(base: Any, ours: Any, theirs: Any, pointer: str = "") -> tuple[Any, list[str]]:
    """The three-way merge of two JSON documents.

    Args:
        base: what both began from.
        ours: the workspace's document.
        theirs: the later release's document.
        pointer: the place in the document, as a JSON Pointer, for the conflicts.

    Returns:
        The merged document and the pointers of the conflicts, where ours was kept.
    """
    if theirs in (ours, base):
        return ours, []
    if ours == base:
        return theirs, []
    if all(isinstance(value, dict) for value in (base, ours, theirs)):
        return _merge_objects(base, ours, theirs, pointer)
    if all(_is_set(value) for value in (base, ours, theirs)):
        kept = [item for item in ours if item in theirs or item not in base]
        return [*kept, *(item for item in theirs if item not in base and item not in kept)], []
    return ours, [pointer or "/"]


def _merge_objects(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any], pointer: str
) -> tuple[dict[str, Any], list[str]]:
    merged: dict[str, Any] = {}
    conflicts: list[str] = []
    for key in [*ours, *(key for key in theirs if key not in ours)]:
        place = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
        sides = (base.get(key, _ABSENT), ours.get(key, _ABSENT), theirs.get(key, _ABSENT))
        value, result = merge_schemas(*sides, pointer=place)
        conflicts += result
        if value is not _ABSENT:
            merged[key] = value
    return merged, conflicts


def _is_set(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
