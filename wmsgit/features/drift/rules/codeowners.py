"""`codeowners`: every file has an owner, and owners exist. Fingerprint: path; of an owner, file | owner."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

from wmsgit.features.drift.budget import MAX_SETTINGS_BYTES
from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.fields import texts_field
from wmsgit.features.drift.kind import Need, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.scope import pattern
from wmsgit.features.drift.texts import text_of
from wmsgit.model.groups import grouped

# "About code owners" of GitHub and "Code Owners" of GitLab: the first of these that is there counts. GitHub does not
# look into `.gitlab`, nor GitLab into `.github`, and both take the one at the top before that in `docs`.
_PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_UNOWNED, _UNKNOWN = "unowned", "unknown_owner"
_CHECKS = (_UNOWNED, _UNKNOWN)
_SECTION = re.compile(r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?=\s|$)")
_OWNER = re.compile(r"@\S+|[^@\s]+@[^@\s]+")
_NOT = "!"
_WORD = re.compile(r"(?:\\.|[^\s\\])+")


class OwnedLine(NamedTuple):
    """One line: where it stands, which files it means, whom they belong to, and in which section of GitLab's."""

    line: int
    pattern: str
    owners: list[str]
    section: str


class Codeowners(RuleKind):
    """Every file in scope must be owned by a line of CODEOWNERS, and every owner must be known."""

    is_about_files: ClassVar[bool] = False
    properties: ClassVar = {
        "check": {
            "type": "array",
            "description": "`unowned`: files that no line gives an owner. `unknown_owner`: owners that are neither in"
            " `known`, nor in the repository's record, nor people of the workspace. Both when absent.",
            "items": {"type": "string", "enum": list(_CHECKS)},
            "minItems": 1,
            "default": list(_CHECKS),
        },
        "known": texts_field("Further owners that exist, as they stand in the file: `@org/team`."),
    }
    is_whole = True
    wants_people = True
    stricter: ClassVar = {"check": "longer", "known": "shorter"}

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:  # noqa: ARG002 - of the base
        """The lines of the file that counts."""
        return [Need(_OWNED_LINES, [place])] if (place := _place(sight)) else []

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for a repository without the file, for each file without owner, and each unknown owner."""
        checks = rule.texts("check") or _CHECKS
        for sight in sights.values():
            place = _place(sight)
            if not place:
                yield Violation(sight.name, _PLACES[0], "no file", ".", 0, f"{sight.name} has no CODEOWNERS")
                continue
            fact = sight.fact(_OWNED_LINES, place)
            if fact is not None:
                lines = [line for line in (OwnedLine(*row) for row in fact) if _counts(line, place)]
                yield from _unowned(sight, lines) if _UNOWNED in checks else ()
                yield from _unknown(rule, sight, place, lines) if _UNKNOWN in checks else ()

    def example_path(self, rule: Rule) -> str:  # noqa: ARG002 - of the base
        """The file itself, which is in scope, too."""
        return _PLACES[0]


def _place(sight: RuleView) -> str:
    return next((place for place in _PLACES if place in sight.files), "")


def _counts(line: OwnedLine, place: str) -> bool:
    """Whether the host does not pass over a line: GitHub, which has no sections, knows no `!`."""
    return bool(line.section) or place.startswith(".gitlab/") or not line.pattern.startswith(_NOT)


def _unowned(sight: RuleView, lines: list[OwnedLine]) -> Iterator[Violation]:
    sections = grouped((line.section, (_test(line.pattern), line)) for line in reversed(lines))
    for path in sight.paths:
        meant = [next((line for fits, line in tests if fits(path)), None) for tests in sections.values()]
        last = [line for line in meant if line]
        if not any(_owners(line) for line in last):
            yield Violation(sight.name, path, "", path, 0, f"{path} in {sight.name} has no owner: {_why(last)}")


def _why(last: list[OwnedLine]) -> str:
    if not last:
        return "no line of CODEOWNERS means it"
    is_named = bool(last[0].owners) and not last[0].pattern.startswith(_NOT)
    return f"line {last[0].line} {'names no @name or address' if is_named else 'takes its owner away'}"


def _owners(line: OwnedLine) -> list[str]:
    """Whom the files of a line belong to: nobody where it takes them out of its section."""
    return [] if line.pattern.startswith(_NOT) else [owner for owner in line.owners if _OWNER.fullmatch(owner)]


def _test(text: str) -> Callable[[str], bool]:
    """Whether a line means a path: as in a .gitignore file, but that `docs/*` means what lies directly there alone."""
    try:
        text = text.removeprefix(_NOT)
        fits = pattern((text if text != "*" else "**",))
    except ValueError:
        return lambda _: False  # hosts pass over it, too
    if not text.endswith("/*"):
        return fits
    depth = text.strip("/").count("/")
    return lambda path: path.count("/") == depth and fits(path)


def _unknown(rule: Rule, sight: RuleView, place: str, lines: list[OwnedLine]) -> Iterator[Violation]:
    owners = sight.member.data.get("owners") or ()
    known = {_bare(str(name)) for name in (*rule.texts("known"), *owners, *rule.people)}
    met: set[str] = set()
    for line in lines:
        for owner in line.owners:
            if owner not in met and _bare(owner) not in known:
                met.add(owner)
                message = f"{place} in {sight.name} names {owner}, whom nobody here knows"
                yield Violation(sight.name, place, owner, place, line.line, message)


def _bare(name: str) -> str:
    return name.removeprefix("@").casefold()


def _owned_lines(data: bytes) -> list[list[Any]]:
    text = text_of(data)
    if text is None:
        return []
    result: list[list[Any]] = []
    section, defaults = "", []
    for number, raw in enumerate(text.decode("utf-8", "replace").split("\n"), 1):
        line = re.sub(r"(?:^|\s)#.*", "", raw).strip()
        heading = _SECTION.match(line)
        if heading:  # GitLab: the owners of a section hold for its lines that name none
            section, defaults = heading["name"].strip().casefold(), line[heading.end() :].split()
        elif line:
            words = [word.replace("\\ ", " ").replace("\\#", "#") for word in _WORD.findall(line)]
            result.append([number, words[0], words[1:] or list(defaults), section])
    return result


_OWNED_LINES = Extractor("codeowners", 2, _owned_lines, MAX_SETTINGS_BYTES)

KIND = Codeowners()
