"""Whole texts: Git's own merge of a record's file, taken where it is clean and right.

It has every line that a side wrote and none that a side removed, comments included; what must be asked is what it says.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wmsgit.errors import InvalidError
from wmsgit.features.merge.ordered import containing
from wmsgit.features.merge.outcome import ABSENT, MergedValue
from wmsgit.features.merge.values import has_doubles
from wmsgit.model.same import same
from wmsgit.schema.merge_rule import MergeRule
from wmsgit.store.document import BOM, Document, read_data
from wmsgit.store.spans import kept_lines

if TYPE_CHECKING:
    from wmsgit.model.ports import TextMerge

_Versions = tuple[Document, Document, Document]


def merged_by_lines(
    versions: _Versions, merged: MergedValue, fields: Mapping[str, MergeRule], texts: "TextMerge"
) -> bytes | None:
    """Git's merge of the files; None where it conflicts, or does not say what it should.

    Args:
        versions: base, ours and theirs.
        merged: what the data came to. Where a person would have to choose, Git's value is taken: it has the lines
            that either side wrote, but it must be neither side's alone, and no item may stand there twice.
        fields: how the fields merge.
        texts: Git's merge of texts.
    """
    if merged.open and not _may_merge(versions, merged):
        return None
    raw = [(BOM + version.text if version.has_bom else version.text).encode() for version in versions]
    side = "" if merged.open else _merge_already(versions, merged)
    if side:
        return raw[1] if side == "ours" else raw[2]
    text = texts.clean(raw[0], raw[1], raw[2])
    if text is None:
        return None
    try:
        data = read_data(text, versions[1].shape)
    except InvalidError:
        return None
    return text if _is_right(data, versions, merged, fields) else None


def _merge_already(versions: _Versions, merged: MergedValue) -> str:
    """The side that is the merge: it says what it should, and has every line that the other changed.

    Git may take one more of the blank lines around what both removed.
    """
    marks = {version.has_bom for version in versions}
    if len(marks) > 1 or not any(same(version.data, merged.ours) for version in versions[1:]):
        return ""
    lines = [kept_lines(version.text) for version in versions]
    filled = [[line for line in side if line.strip()] for side in lines]
    side = containing(filled[0], filled[1], filled[2], may_replace=True)
    blank = [len(side) - len(kept) for side, kept in zip(lines, filled, strict=True)]
    base, own, other = blank if side == "ours" else (blank[0], blank[2], blank[1])
    whole = versions[1] if side == "ours" else versions[2]
    has_blanks = own >= other if other > base else own <= other if other < base else True
    return side if has_blanks and same(whole.data, merged.ours) else ""


def _may_merge(versions: _Versions, merged: MergedValue) -> bool:
    """Whether lines of an open field may merge: what stands on one line each in all versions, cannot."""
    names = {item.path[0] for item in merged.open}
    for version in versions:
        spans = version.field_spans
        if spans is None or any(name in spans and "\n" in version.text[slice(*spans[name])].rstrip() for name in names):
            return True
    return False


def _is_right(
    data: Mapping[str, Any], versions: _Versions, merged: MergedValue, fields: Mapping[str, MergeRule]
) -> bool:
    names = {version.path[0] for version in merged.open}
    for name in {**data, **merged.ours, **merged.theirs}:
        value = data.get(name, ABSENT)
        mine, yours = (version.data.get(name, ABSENT) for version in versions[1:])
        if name not in names:
            if not same(value, merged.ours.get(name, ABSENT)):
                return False
        elif same(value, mine) or same(value, yours) or has_doubles(value, mine, yours, fields.get(name)):
            return False
    return True
