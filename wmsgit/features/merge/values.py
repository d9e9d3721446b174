"""Values: the three-way merge of a record's data by the rules of its fields."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wmsgit.features.merge.items import merge_items
from wmsgit.features.merge.outcome import ABSENT, MergedValue, OpenField, is_text, three_way
from wmsgit.schema.merge_rule import MergeRule

if TYPE_CHECKING:
    from wmsgit.model.ports import TextMerge

Fields = Mapping[str, MergeRule]
_BY_ITEM = frozenset({"set", "keyed"})


def merge_data(base: Any, ours: Any, theirs: Any, fields: Fields, texts: "TextMerge") -> MergedValue:
    """Merges three mappings key by key; the merged keys come in our order, then those that only theirs has."""
    merged_ours: dict[str, Any] = {}
    merged_theirs: dict[str, Any] = {}
    found: list[OpenField] = []
    for name in dict.fromkeys((*ours, *theirs, *base)):
        old, mine, yours = (version.get(name, ABSENT) for version in (base, ours, theirs))
        outcome = merge_value(old, mine, yours, fields.get(name), texts)
        if outcome.ours is not ABSENT:
            merged_ours[name] = outcome.ours
        if outcome.theirs is not ABSENT:
            merged_theirs[name] = outcome.theirs
        found += (OpenField((name, *one.path), one.base, one.ours, one.theirs) for one in outcome.open)
    return MergedValue(merged_ours, merged_theirs, tuple(found))


def merge_value(base: Any, ours: Any, theirs: Any, rule: MergeRule | None, texts: "TextMerge") -> MergedValue:
    """Merges three values of one field, or of a place that no schema describes."""
    plain = three_way(base, ours, theirs)
    if plain is not None:
        return plain
    if _all_or_absent(dict, base, ours, theirs):
        return _merge_objects(base, ours, theirs, rule.properties if rule else {}, texts)
    if rule is not None and rule.how in _BY_ITEM and _all_or_absent(list, base, ours, theirs):
        return _merge_lists(base, ours, theirs, rule, texts)
    if is_text(base, ours, theirs) and ("\n" in ours or "\n" in theirs):
        return _merge_texts(base, ours, theirs, texts)
    return _open(base, ours, theirs)


def _open(base: Any, ours: Any, theirs: Any) -> MergedValue:
    return MergedValue(ours, theirs, (OpenField((), base, ours, theirs),))


def _all_or_absent(sort: type, base: Any, ours: Any, theirs: Any) -> bool:
    """Whether these are values of one sort; an absent one counts as an empty one, if that tells what was removed."""
    sides = [value for value in (ours, theirs) if value is not ABSENT]
    known = base is ABSENT or isinstance(base, sort)
    return known and all(isinstance(value, sort) for value in sides) and (len(sides) > 1 or base is not ABSENT)


def _merge_objects(base: Any, ours: Any, theirs: Any, fields: Fields, texts: "TextMerge") -> MergedValue:
    old, mine, yours = ({} if value is ABSENT else value for value in (base, ours, theirs))
    outcome = merge_data(old, mine, yours, fields, texts)
    gone = ours is ABSENT or theirs is ABSENT
    return MergedValue(_unless_empty(outcome.ours, gone=gone), _unless_empty(outcome.theirs, gone=gone), outcome.open)


def _merge_lists(base: Any, ours: Any, theirs: Any, rule: MergeRule, texts: "TextMerge") -> MergedValue:
    old, mine, yours = ([] if value is ABSENT else value for value in (base, ours, theirs))

    item = rule._replace(how="scalar")

    def within(one: Any, two: Any, three: Any) -> MergedValue:
        return merge_value(one, two, three, item, texts)

    outcome = merge_items(old, mine, yours, key=rule.key if rule.how == "keyed" else (), within=within)
    gone = ours is ABSENT or theirs is ABSENT
    result_ours, result_theirs = (_unless_empty(side, gone=gone) for side in (outcome.ours, outcome.theirs))
    if not outcome.open:
        return MergedValue(result_ours, result_ours)
    return MergedValue(result_ours, result_theirs, (OpenField((), base, result_ours, result_theirs),))


def _unless_empty(value: Any, *, gone: bool) -> Any:
    return ABSENT if gone and not value else value


def _merge_texts(base: str, ours: str, theirs: str, texts: "TextMerge") -> MergedValue:
    """Merges long texts line by line: both results hold what does not clash, one the clashing lines of each side."""
    ends = three_way(*(text.endswith("\n") for text in (base, ours, theirs)))
    old, mine, yours = ((text if text.endswith("\n") else f"{text}\n").encode() for text in (base, ours, theirs))
    first = texts.favouring(old, mine, yours, side="ours")
    second = texts.favouring(old, mine, yours, side="theirs")
    if first is None or second is None:
        return _open(base, ours, theirs)
    if first == second:
        text = _ended(first, ends=ends is not None and ends.ours)
        return MergedValue(text, text)
    # Each side keeps its own end: merged anew, as when a person chooses, it would lose a line break each time.
    results = (_ended(one, ends=side.endswith("\n")) for one, side in ((first, ours), (second, theirs)))
    return _open(base, *results)


def _ended(text: bytes, *, ends: bool) -> str:
    """A text that ends with a line break, with or without that."""
    return text.decode() if ends else text.decode().removesuffix("\n")
