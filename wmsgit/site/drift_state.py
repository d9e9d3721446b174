"""How the rules of the decisions stand, as several pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wmsgit.features.drift.actions.verdicts import WORST_FIRST, RuleVerdict, verdicts
from wmsgit.site.site import Site, quietly


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: its name, its verdict over all repositories, and that in words."""

    name: str
    verdict: str
    words: str


@dataclass(frozen=True)
class DriftState:
    """How the rules stand.

    Attributes:
        rules: decision → its rules.
        cells: (decision, repository) → verdict and how many findings.
        is_scanned: whether the repositories were looked at; else only what is recorded is known.
    """

    rules: Mapping[str, Sequence[RuleLine]] = field(default_factory=dict)
    cells: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    is_scanned: bool = False


def drift_state(site: Site) -> DriftState:
    """How the rules of the site's decisions stand."""
    scans = site.options.scans and site.survey.ws.history_start is None
    known = quietly(lambda: verdicts(site.survey.ws, scans=scans))
    if known is None:
        known = quietly(lambda: verdicts(site.survey.ws, scans=False)) or []
        scans = False
    shown = [item for item in known if item.decision in site.survey.by_id and _is_shown(site, item)]
    rules: dict[str, list[RuleVerdict]] = {}
    cells: dict[tuple[str, str], tuple[str, int]] = {}
    for item in shown:
        rules.setdefault(item.rule, []).append(item)
        word, count = cells.get((item.decision, item.repo), ("holds", 0))
        worst = min(word, item.verdict, key=WORST_FIRST.index)
        cells[item.decision, item.repo] = (worst, count + item.count)
    lines: dict[str, list[RuleLine]] = {}
    for name, items in rules.items():
        verdict = min((item.verdict for item in items), key=WORST_FIRST.index)
        parts = [
            f"{word} in {', '.join(item.repo for item in items if item.verdict == word)}"
            for word in WORST_FIRST
            if any(item.verdict == word for item in items)
        ]
        lines.setdefault(items[0].decision, []).append(RuleLine(name, verdict, "; ".join(parts)))
    return DriftState(lines, cells, scans)


def _is_shown(site: Site, item: RuleVerdict) -> bool:
    """Whether the rules of a decision, and its repository, are shown at all."""
    kind = site.survey.kinds[site.survey.by_id[item.decision][0]]
    names = [name for name, field in kind.fields.items() if field.rules]
    return all(site.survey.disclosure.shows_field(kind, name) for name in names) and item.repo in site.survey.by_id
