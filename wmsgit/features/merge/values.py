"""Values: the three-way merge of a record's data by the rules of its fields."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

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
    result: list[OpenField] = []
    for name in dict.fromkeys((*ours, *theirs, *base)):
        old, mine, yours = (version.get(name, ABSENT) for version in (base, ours, theirs))
        outcome = merge_value(old, mine, yours, fields.get(name), texts)
        if outcome.ours is not ABSENT:
            merged_ours[name] = outcome.ours
        if outcome.theirs is not ABSENT:
            merged_theirs[name] = outcome.theirs
        result += (OpenField((name, *item.path), item.base, item.ours, item.theirs) for item in outcome.open)
    return MergedValue(merged_ours, merged_theirs, tuple(result))


def merge_value(base: Any, ours: Any, theirs: Any, rule: MergeRule | None, texts: "TextMerge") -> MergedValue:
    """Merges three values of one field, or of a place that no schema describes."""
    plain = three_way(base, ours, theirs)
    if plain is not None:
        return plain
    if _are_all(dict, base, ours, theirs):
        return merge_data({} if base is ABSENT else base, ours, theirs, rule.properties if rule else {}, texts)
    if _are_all(list, base, ours, theirs):
        return _merge_lists(base, ours, theirs, rule, texts)
    if rule and rule.how == "set" and _are_all(list, base, *(side for side in (ours, theirs) if side is not ABSENT)):
        return _merge_emptied(base, ours, theirs, rule, texts)
    if is_text(base, ours, theirs) and ("\n" in ours or "\n" in theirs):
        return _merge_texts(base, ours, theirs, texts)
    return _open(base, ours, theirs)


def has_doubles(value: Any, ours: Any, theirs: Any, rule: MergeRule | None) -> bool:
    """Whether an item of a set or keyed list, at any depth, stands there oftener than on either side."""
    if _are_all(dict, ABSENT, value, ours, theirs):
        fields = rule.properties if rule else {}
        return any(
            has_doubles(part, ours.get(name, ABSENT), theirs.get(name, ABSENT), fields.get(name))
            for name, part in value.items()
        )
    if not _are_all(list, ABSENT, value, ours, theirs):
        return False
    from wmsgit.features.merge.items import names_of

    key = _key_of((ours, theirs), rule)
    if key or (rule and rule.how in _BY_ITEM):  # in a list that has an order Git may have kept both
        counts = [names_of(items, key) for items in (ours, theirs)]
        if any(times > max(1, counts[0][name], counts[1][name]) for name, times in names_of(value, key).items()):
            return True
    return any(
        has_doubles(*items, rule._replace(how="") if rule else None) for items in _same_items(value, ours, theirs)
    )


def _same_items(value: list[Any], ours: list[Any], theirs: list[Any]) -> Iterable[tuple[Any, Any, Any]]:
    """The objects of a merged list that say something in which they differ from both sides', each with theirs."""
    from wmsgit.store.matching import match_items

    matched = [
        {i: j for i, j in match_items(value, side) if i is not None and j is not None} for side in (ours, theirs)
    ]
    for i, item in enumerate(value):
        if isinstance(item, dict) and i in matched[0] and i in matched[1]:
            yield item, ours[matched[0][i]], theirs[matched[1][i]]


def _open(base: Any, ours: Any, theirs: Any) -> MergedValue:
    return MergedValue(ours, theirs, (OpenField((), base, ours, theirs),))


def _are_all(sort: type, base: Any, *sides: Any) -> bool:
    """Whether these are values of one sort; the base may be absent."""
    return (base is ABSENT or isinstance(base, sort)) and all(isinstance(side, sort) for side in sides)


def _merge_lists(base: Any, ours: Any, theirs: Any, rule: MergeRule | None, texts: "TextMerge") -> MergedValue:
    from wmsgit.features.merge.items import merge_items  # most merges meet no list that both sides changed
    from wmsgit.features.merge.ordered import merge_ordered

    old = [] if base is ABSENT else base
    how = rule.how if rule else ""
    key = _key_of((old, ours, theirs), rule)
    if how == "scalar":
        return _open(base, ours, theirs)
    if how not in _BY_ITEM and not key:
        outcome = merge_ordered(old, ours, theirs, keeps_additions=rule is not None)
    else:
        item = rule._replace(how="") if rule else None

        def within(entry: Any, two: Any, three: Any) -> MergedValue:
            return merge_value(entry, two, three, item, texts) if key else _merge_unkeyed(entry, two, three)

        outcome = merge_items(old, ours, theirs, key=key, within=within)
    if not outcome.open:
        return MergedValue(outcome.ours, outcome.ours)
    return _open(base, outcome.ours, outcome.theirs)


def _merge_unkeyed(base: Any, ours: Any, theirs: Any) -> MergedValue:
    """An item that nothing keys and both sides changed: open, unless the one change is part of the other."""
    from wmsgit.features.merge.items import larger_change

    larger = larger_change(base, ours, theirs)
    return _open(base, ours, theirs) if larger is None else MergedValue(larger, larger)


def _merge_emptied(base: Any, ours: Any, theirs: Any, rule: MergeRule, texts: "TextMerge") -> MergedValue:
    """A set of which one side removed every item, and the field with them."""
    mine, yours = ([] if side is ABSENT else side for side in (ours, theirs))
    outcome = _merge_lists(base, mine, yours, rule, texts)
    return outcome if outcome.open or outcome.ours else MergedValue(ABSENT, ABSENT)


def _key_of(versions: Iterable[Any], rule: MergeRule | None) -> tuple[str, ...]:
    """The fields that the items of a list are known by; `id` where no rule says otherwise and every item has one."""
    how = rule.how if rule else ""
    if how in {"set", "list", "scalar"}:
        return ()
    if rule and rule.key:
        return rule.key
    items = [item for version in versions for item in version]
    return ("id",) if items and all(isinstance(item, dict) and "id" in item for item in items) else ()


def _merge_texts(base: str, ours: str, theirs: str, texts: "TextMerge") -> MergedValue:
    """Merges long texts line by line: both results hold what does not clash, one the clashing lines of each side."""
    ends = three_way(*(text.endswith("\n") for text in (base, ours, theirs)))
    old, mine, yours = ((text if text.endswith("\n") else f"{text}\n").encode() for text in (base, ours, theirs))
    first = texts.favouring(old, mine, yours, side="ours")
    second = texts.favouring(old, mine, yours, side="theirs")
    if first is None or second is None:
        return _open(base, ours, theirs)
    whole = first if first == second else _containing(old, mine, yours)
    if whole is not None:
        text = _ended(whole, ends=ends is not None and ends.ours)
        return MergedValue(text, text)
    # Each side keeps its own end: merged anew, as when a person chooses, it would lose a line break each time.
    results = (_ended(item, ends=side.endswith("\n")) for item, side in ((first, ours), (second, theirs)))
    return _open(base, *results)


def _containing(base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """The side that has all that the other changed, as when a merge is merged once more; None where neither has."""
    from wmsgit.features.merge.ordered import containing

    old, mine, yours = (text.decode().split("\n") for text in (base, ours, theirs))
    return {"ours": ours, "theirs": theirs, "": None}[containing(old, mine, yours, may_replace=False)]


def _ended(text: bytes, *, ends: bool) -> str:
    """A text that ends with a line break, with or without that."""
    return text.decode() if ends else text.decode().removesuffix("\n")
