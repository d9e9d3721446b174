"""The reviewer that comes with wmsgit: grades a plan by what the records say, without any network.

It looks at three things: whether placements allow the repository, for the files and for the components that title and
texts name, whether these name what a decision in force forbids there, and whether they name solutions that are out
of proportion to the number of users.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any

from wmsgit.features.planning.named_components import components_elsewhere
from wmsgit.features.records.gates import placed
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import strings_at
from wmsgit.schema.state import Key, State

NAME = "wmsgit"
_MANY_FIXES = 3
_ALTERNATIVES = re.compile(r"\s*[,;/+|()]\s*|\s+(?:or|and|with)\s+", re.IGNORECASE)
"""What stands between the solutions of one tier."""
_SHORT = 2
_TEXTS = ("title", "description", "notes", "next_step", "goal")
_NAMED = ("modules", "packages")
"""The properties of a rule that name what it forbids."""


def review(state: State, key: Key, settings: Mapping[str, Any]) -> dict[str, Any]:
    """A plan's grade, what must change (`blockers`), what should (`fixes`), and why (`report`).

    Args:
        state: the record, the placements and the decisions.
        key: which record.
        settings: of the workspace, for its scale.
    """
    kind, data = state.kinds[key[0]], state.data(key)
    text = " ".join(str(data.get(name) or "") for name in (*kind.search, *_TEXTS))
    repo = str(data.get(kind.routed) or "")
    oversized = list(_oversized(text, settings.get("scale")))
    blockers = [
        f"{why} belongs in {other}, not in {repo}" for other, why in placed(state, kind, data) if repo and other != repo
    ]
    elsewhere, names_own = components_elsewhere(state, kind, data, text)
    blockers += [*_forbidden(state, text, repo), *([] if names_own else elsewhere)]
    fixes = [*oversized, *(elsewhere if names_own else []), *_gaps(kind, data, repo)]
    return {
        "grade": _grade(oversized, blockers, fixes),
        **({"blockers": blockers} if blockers else {}),
        **({"fixes": fixes} if fixes else {}),
        "report": "\n".join([*blockers, *fixes]) or "Nothing in the records speaks against this plan.",
    }


def _grade(oversized: list[str], blockers: list[str], fixes: list[str]) -> str:
    if oversized:
        return "OVER_ENGINEERED"
    if blockers:
        return "D"
    return "C" if len(fixes) >= _MANY_FIXES else "B" if fixes else "A"


def _oversized(text: str, scale: Any) -> Iterator[str]:
    """What is out of proportion to the number of users, with what to use instead and what would change that."""
    if not isinstance(scale, Mapping) or not isinstance(scale.get("users"), int):
        return
    domains = scale.get("domains") or {}
    for tiers, is_domain in ((scale.get("tiers") or (), False), *((tiers, True) for tiers in domains.values())):
        ordered = sorted(tiers, key=_most_users)
        at = next((at for at, tier in enumerate(ordered) if _most_users(tier) >= scale["users"]), None)
        if at is not None:
            words = [*(ordered[at].get("avoid") or ()), *(_of_later_tiers(ordered, at) if is_domain else ())]
            for word in (word for word in words if _says(text, str(word))):
                yield _out_of_proportion(str(word), scale["users"], ordered[at])


def _most_users(tier: Mapping[str, Any]) -> float:
    return float(tier.get("users", inf))


def _of_later_tiers(tiers: Sequence[Mapping[str, Any]], at: int) -> list[str]:
    """The solutions that only tiers for more users have."""
    fitting = {part.casefold() for tier in tiers[: at + 1] for part in _solutions(tier)}
    later = [part for tier in tiers[at + 1 :] for part in _solutions(tier)]
    return [part for part in dict.fromkeys(later) if part.casefold() not in fitting]


def _solutions(tier: Mapping[str, Any]) -> list[str]:
    parts = (part.strip() for part in _ALTERNATIVES.split(str(tier.get("use") or "")))
    return [part for part in parts if len(part) > _SHORT]


def _out_of_proportion(word: str, users: int, tier: Mapping[str, Any]) -> str:
    instead = f": use {tier['use']}" if tier.get("use") else ""
    trigger = f"; what would trigger the next tier: {tier['next']}" if tier.get("next") else ""
    bound = f", up to {tier['users']}" if "users" in tier else ""
    return f"{word!r} is out of proportion for {users} users (tier {tier['name']}{bound}){instead}{trigger}"


def _forbidden(state: State, text: str, repo: str) -> Iterator[str]:
    """What the text names and a rule in force for the repository forbids."""
    for key, record in state.records.items():
        for field in state.kinds[key[0]].fields.values():
            source = field.rules
            rules = record.data.get(field.name)
            if source is None or not isinstance(rules, list):
                continue
            in_force = all(record.data.get(name) in values for name, values in source.when.items())
            named = [value for _, value in strings_at(record.data.get(source.repo), ())] if source.repo else []
            if in_force and (not named or not repo or repo in named or "all" in named):
                yield from _reported(key, rules, text)


def _reported(key: Key, rules: list[Any], text: str) -> Iterator[str]:
    for rule in (item for item in rules if isinstance(item, dict) and "forbid" in str(item.get("kind"))):
        for name in (value for part in _NAMED for _, value in strings_at(rule.get(part), ())):
            if _says(text, name.strip("*.")):
                why = f": {rule['message']}" if rule.get("message") else ""
                yield f"it names {name}, which {key[1]} ({rule.get('id')}) forbids{why}"


def _gaps(kind: Kind, data: Mapping[str, Any], repo: str) -> Iterator[str]:
    """What a plan should say and does not."""
    if "description" in kind.fields and not data.get("description"):
        yield "it has no description of what is to be done and why"
    if kind.routed and not repo:
        yield "it names no repository in which the work is done"
    if "next_step" in kind.fields and not data.get("next_step"):
        yield "it names no next step"


def _says(text: str, words: str) -> bool:
    """Whether a text has these words, whole, whatever the case."""
    return bool(words) and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None
