"""One finding a fact: an import that several rules are against is told once, by the most specific of them."""

from collections.abc import Iterable
from dataclasses import replace

from wmsgit.features.drift.findings import Detection
from wmsgit.features.drift.rule import SEVERITIES, Rule

_SEPARATORS = (".", "/")
_KINDS = ("forbidden_import", "import_protected", "import_layers", "import_independence", "allowed_imports")
"""Rule kinds about imports, the one that says most of an import first: it names the module."""


def one_a_fact(detections: Iterable[Detection]) -> list[Detection]:
    """The detections, those of one import together: the most specific rule's has the others in `also`.

    A rule whose paths are narrower is more specific, then one that names repositories, then one that names the module.
    """
    places: dict[tuple[str, str, int], list[Detection]] = {}
    result = []
    for detection in detections:
        violation = detection.violation
        if violation.imported:
            places.setdefault((violation.repo, violation.path, violation.line), []).append(detection)
        else:
            result.append(detection)
    return result + [detection for on_line in places.values() for detection in _joined(on_line)]


def _joined(detections: list[Detection]) -> list[Detection]:
    """The detections of one line, each that says the same as one of a more specific rule within that one."""
    kept: list[Detection] = []
    for detection in sorted(detections, key=_rank):
        at = next((at for at, first in enumerate(kept) if _is_same(first, detection)), None)
        if at is None:
            kept.append(detection)
        else:
            kept[at] = replace(kept[at], also=(*kept[at].also, detection))
    return kept


def _is_same(first: Detection, other: Detection) -> bool:
    """Whether two rules are against one import: of one module, or of a module and what is taken from it."""
    names = {first.rule.name, *(item.rule.name for item in first.also)}
    left, right = sorted((first.violation.imported, other.violation.imported), key=len)
    is_one = left == right or right.startswith(tuple(f"{left}{separator}" for separator in _SEPARATORS))
    return is_one and other.rule.name not in names


def _rank(detection: Detection) -> tuple[int, bool, int, int, str, str]:
    rule = detection.rule
    kind = _KINDS.index(rule.kind) if rule.kind in _KINDS else len(_KINDS)
    severity = SEVERITIES.index(rule.severity)
    return (-_narrowness(rule), not rule.scope.repos, kind, severity, rule.name, detection.violation.discriminator)


def _narrowness(rule: Rule) -> int:
    """How far into a repository the paths of a rule lead: the characters of the longest without wild cards."""
    return max((len(path.strip("/*")) for path in rule.scope.paths if not path.startswith("!")), default=0)
