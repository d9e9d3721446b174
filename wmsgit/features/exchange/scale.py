"""The older tiers of scale as the settings' `scale`, by domain, three-way: the archive has what was said last."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wmsgit.features.exchange.base import digest
from wmsgit.features.exchange.report import KeptValue
from wmsgit.features.exchange.three_way import BOTH, UNKNOWN, Preference
from wmsgit.model.record import Data

TABLE = "scale_tiers"
SCALE, DOMAINS, USERS = "scale", "domains", "users"
_NUMBER = re.compile(r"(\d[\d,_.]*)\s*([kKmM])?")
_OPEN = re.compile(r"\+|>|∞|unlimited|over|more|above|any", re.IGNORECASE)
_TIMES = {"k": 1_000, "m": 1_000_000}
_GENERAL = "general"


@dataclass
class ScaleMerge:
    """What the settings' scale becomes.

    Attributes:
        scale: its new value.
        taken: the domains that were added or changed.
        differences: what was not taken.
    """

    scale: Data
    taken: list[str] = field(default_factory=list)
    differences: list[KeptValue] = field(default_factory=list)


def merged_scale(
    ours: Mapping[str, Any],
    rows: Iterable[Mapping[str, Any]],
    last: Iterable[Mapping[str, Any]],
    users: int | None,
    preference: Preference,
) -> ScaleMerge:
    """The settings' scale with the domains that the older system's rows have.

    Args:
        ours: the scale as it is.
        rows: the table.
        last: the table as it was imported last.
        users: how many users the older system reckoned with last; None for unknown.
        preference: what becomes of differences.
    """
    new, before = domains_of(rows), domains_of(last)
    present = ours.get(DOMAINS)
    domains: dict[str, Any] = dict(present) if isinstance(present, Mapping) else {}
    result = ScaleMerge({})
    for name, tiers in new.items():
        mine, theirs, old = (digest(value) for value in (domains.get(name), tiers, before.get(name)))
        if mine == theirs or (theirs == old and not preference.theirs):
            continue
        if mine == old or preference.theirs:
            domains[name] = tiers
            result.taken.append(name)
        else:
            why = BOTH if old else UNKNOWN
            result.differences.append(KeptValue(SCALE, f"{DOMAINS}.{name}", domains.get(name), tiers, why))
    known = {USERS: users} if users is not None and result.taken and USERS not in ours else {}
    result.scale = {**known, **ours, **({DOMAINS: domains} if domains else {})}
    return result


def domains_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Data]]:
    """Domain → its tiers, from few users to many, each with a name of its own."""
    result: dict[str, list[Data]] = {}
    for row in sorted(rows, key=lambda row: (str(row.get("domain") or _GENERAL), _whole(row.get("tier")))):
        tiers = result.setdefault(str(row.get("domain") or _GENERAL), [])
        number = row.get("tier") if row.get("tier") is not None else len(tiers) + 1
        name = str(row.get("name") or f"tier {number}")
        name = name if all(tier["name"] != name for tier in tiers) else f"{name} ({number})"
        tier = {"name": name, USERS: most_users(row.get("user_range"))}
        tier |= {"use": row.get("solution"), "next": row.get("upgrade_trigger")}
        tiers.append({key: value if key == USERS else str(value) for key, value in tier.items() if value is not None})
    return result


def most_users(text: Any) -> int | None:
    """Up to how many users a range such as `1-10`, `10k` or `< 50` goes; None where it has no end."""
    if isinstance(text, int):
        return text
    words = str(text or "")
    numbers = [_number(*match) for match in _NUMBER.findall(words)]
    return None if not numbers or _OPEN.search(words) else max(numbers)


def users_of(reports: Iterable[Mapping[str, Any]]) -> int | None:
    """How many users the newest of the older system's reports reckoned with; None where none says so."""
    known = [row for row in reports if isinstance(row.get("actual_users"), int)]
    return max(known, key=lambda row: str(row.get("evaluated_at") or ""))["actual_users"] if known else None


def _number(digits: str, unit: str) -> int:
    return int(re.sub(r"\D", "", digits)) * _TIMES.get(unit.lower(), 1)


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0
