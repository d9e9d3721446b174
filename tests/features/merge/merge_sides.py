"""What the tests of the merge room share: the rules of tasks, and what a merged file says for each side."""

from collections.abc import Iterator
from typing import Any

from wmsgit.features.merge.markers import Sides, sides_of
from wmsgit.features.merge.record import Merged, Rules, merge_texts
from wmsgit.schema.registry import Registry, packaged_schemas
from wmsgit.store.document import read_data
from wmsgit.vcs.merge.text_merge import GitTextMerge

KINDS = Registry.read(packaged_schemas())
TASK = Rules.of(KINDS.kind("task").schema, GitTextMerge())
SESSION = Rules.of(KINDS.kind("session").schema, GitTextMerge())
ADR = Rules.of(KINDS.kind("adr").schema, GitTextMerge())


def merge(base: str | bytes, ours: str | bytes, theirs: str | bytes, rules: Rules = TASK, **options: str) -> Merged:
    raw = [text.encode() if isinstance(text, str) else text for text in (base, ours, theirs)]
    return merge_texts(*raw, rules, **options)


def texts(merged: Merged) -> Sides:
    """The file as each side would leave it."""
    if merged.is_clean:
        return Sides(merged.text, merged.text)
    found = sides_of(merged.text)
    assert found is not None, merged.text
    return found


def data(merged: Merged, rules: Rules = TASK) -> tuple[dict[str, Any], dict[str, Any]]:
    found = texts(merged)
    return read_data(found.ours, rules.shape), read_data(found.theirs, rules.shape)


def leaves(value: Any) -> Iterator[str]:
    """Every scalar, of a long text every line."""
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    elif isinstance(value, str) and "\n" in value:
        yield from (repr(line) for line in value.split("\n") if line)
    else:
        yield repr(value)
