"""Policy of drift: which rules, baselines, waivers and repositories a change loosens, and which it adds."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from wmsgit.features.drift.findings import IGNORED, is_under_waiver, names_of
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import Member
from wmsgit.features.drift.scanner import in_scope
from wmsgit.features.drift.weaknesses import followed, losses
from wmsgit.model.member_path import place_fields_of
from wmsgit.model.policy import PolicyChange
from wmsgit.model.record import Record
from wmsgit.model.text import counted

_FOREVER = "9999-12-31"
_JUDGING = ("scope", "options", "severity", "gates", "fail_from", "allows_inline")
"""Of a rule, what decides which findings fail."""


def rule_changes(before: Sequence[Rule], after: Sequence[Rule]) -> Iterator[PolicyChange]:
    """What became of the rules; one that has another name now, and says so by `was`, is the same."""
    kept = set()
    for rule, current in followed(before, after):
        if current is None:
            yield PolicyChange(rule.origin.path, f"the rule {rule.name} is no longer in force")
            continue
        kept.add(current.name)
        yield from _altered(rule, current)
    for rule in after:
        if rule.name not in kept:
            message = f"the rule {rule.name} is added, and judges from the next change on"
            yield PolicyChange(rule.origin.path, message, rule.origin.pointer, loosens=False)


def _altered(old: Rule, new: Rule) -> Iterator[PolicyChange]:
    parts = [*losses(old, new), *(["placements"] if old.placements != new.placements else [])]
    if parts:
        message = f"the rule {old.name} may find or fail less now: {', '.join(parts)}"
        yield PolicyChange(new.origin.path, message, new.origin.pointer)
    elif any(getattr(old, name) != getattr(new, name) for name in _JUDGING):
        message = f"the rule {old.name} is stricter now, from the next change on"
        yield PolicyChange(new.origin.path, message, new.origin.pointer, loosens=False)


def known_names(rules: Sequence[Rule]) -> set[str]:
    """Every full name that one of these rules has or had."""
    return {rule.name for rule in rules} | names_of(rules).keys()


def baseline_changes(
    before: Iterable[Record], after: Iterable[Record], rules: Collection[str]
) -> Iterator[PolicyChange]:
    """The baselines that let more findings be; those of a rule that only the change has loosen nothing yet.

    Args:
        before: the baselines of the base.
        after: those of the change.
        rules: full names of the base's rules, old ones among them.
    """
    known = {_item_key(record, item) for record in before for item in _items(record)}
    for record in after:
        gained = [item for item in _items(record) if _item_key(record, item) not in known]
        for loosens in (True, False):
            names = [str(item.get("rule")) for item in gained if (str(item.get("rule")) in rules) == loosens]
            if names:
                listed = ", ".join(sorted(set(names)))
                message = f"the baseline lets {counted(len(names), 'more finding')} be, of {listed}"
                yield PolicyChange(record.path, message, ("findings",), loosens)


def _items(record: Record) -> Iterable[Mapping[str, Any]]:
    return [item for item in record.data.get("findings") or () if isinstance(item, Mapping)]


def _item_key(record: Record, item: Mapping[str, Any]) -> tuple[str, str]:
    return str(record.data.get("repo")), str(item.get("fingerprint"))


def waiver_changes(before: Iterable[Record], after: Iterable[Record], rules: Collection[str]) -> Iterator[PolicyChange]:
    """The findings that are let be, by a waiver or for good, longer than before; `rules` as for baselines."""
    until: dict[str, str] = {}
    for record in before:
        until[_finding_key(record)] = max(_let_be_until(record), until.get(_finding_key(record), ""))
    for record in after:
        now, rule = _let_be_until(record), str(record.data.get("detected_rule"))
        if now > until.get(_finding_key(record), ""):
            how = "for good" if now == _FOREVER else f"until {now}"
            message = f"the finding {record.id} of {rule} is let be {how}"
            pointer = ("waiver",) if is_under_waiver(record) else ("status",)
            yield PolicyChange(record.path, message, pointer, rule in rules)


def _finding_key(record: Record) -> str:
    return str(record.data.get("fingerprint") or record.id)


def _let_be_until(record: Record) -> str:
    """The last day on which a finding is let be; empty for none."""
    if is_under_waiver(record):
        return str(record.data["waiver"].get("expires", ""))
    return _FOREVER if record.data.get("status") == IGNORED else ""


def member_changes(before: Iterable[Record], after: Iterable[Record], rules: Sequence[Rule]) -> Iterator[PolicyChange]:
    """The repositories at which a rule of the base looks no longer, or which are looked for elsewhere."""
    now = {record.id: record for record in after}
    for record in before:
        current, was = now.get(record.id), Member(record.id, record.data)
        looking = [rule for rule in rules if in_scope(rule, was)]
        is_now = Member(record.id, current.data) if current else None
        lost = [rule.name for rule in looking if is_now is None or not in_scope(rule, is_now)]
        if lost:
            message = f"the repository {record.id} is no longer looked at by {', '.join(lost)}"
            yield PolicyChange((current or record).path, message)
        elif looking and current and _is_elsewhere(record, current):
            yield PolicyChange(current.path, f"the repository {record.id} is looked for elsewhere")


def _is_elsewhere(old: Record, new: Record) -> bool:
    """Whether it has another path, or lacks a URL that it had."""
    was, now = place_fields_of(old.data), place_fields_of(new.data)
    urls, kept = was.pop("urls", ()) or (), now.pop("urls", ()) or ()
    return was != now or any(url not in kept for url in urls)


def judged_members(base: Iterable[Record], own: Iterable[Record]) -> list[Record]:
    """The repositories that are judged: what rules select them by is the base's, where they lie is the change's."""
    known = {record.id: record for record in own}
    result = []
    for record in base:
        current = known.pop(record.id, record)
        data = {**record.data, **place_fields_of(current.data)}
        result.append(Record(record.kind, record.id, data, current.path))
    return [*result, *known.values()]
