"""`commit_convention`: how commits of members' default branches are written. Fingerprint: commit | what is wrong."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from wmsgit.features.drift.fields import texts_field
from wmsgit.features.drift.kind import Problem, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.model.ports import CommitText
from wmsgit.schema.expressions import regular_expression

_CHECKS = ("subject", "max_subject", "trailers", "author")
_DIGITS = 12
_TRAILER = re.compile(r"(?m)^([A-Za-z][A-Za-z0-9-]*):[ \t]*\S")


class CommitConvention(RuleKind):
    """The commits of a repository's default branch must be written as agreed, from a day on."""

    is_about_files: ClassVar[bool] = False
    properties: ClassVar = {
        "since": {"type": "string", "format": "date", "description": "The day from which on commits are looked at."},
        "subject": {
            "type": "string",
            "minLength": 1,
            "description": "A regular expression (RE2) that every subject must fit, as `^(feat|fix|docs): `.",
        },
        "max_subject": {"type": "integer", "minimum": 1, "description": "How many characters a subject may have."},
        "trailers": texts_field("Trailers that every commit must have, as `Signed-off-by`."),
        "author": {
            "type": "string",
            "minLength": 1,
            "description": "A regular expression (RE2) that every author's address must fit.",
        },
        "ignore_authors": texts_field("Addresses of authors whose commits are left out, as those of programs."),
        "merges": {"type": "boolean", "default": False, "description": "Whether merge commits are looked at, too."},
    }
    required = ("since",)
    is_whole = True
    stricter: ClassVar = {
        "trailers": "longer",
        "ignore_authors": "shorter",
        "max_subject": "lower",
        "merges": "true",
    }

    def stands_alone(self, rule: Rule) -> bool:  # noqa: ARG002 - of the base
        """Never: branches move without the commit that is looked at."""
        return False

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """A rule that asks for nothing, an expression that is none, or examples."""
        if not set(_CHECKS) & set(rule.options):
            yield (), f"one of {', '.join(_CHECKS)} is needed"
        for name in ("subject", "author"):
            if name in rule.options:
                try:
                    regular_expression(rule.text(name), by_line=False)
                except ValueError as error:
                    yield (name,), f"{name}: {error}"
        if rule.examples:
            yield ("examples",), "examples: texts are no commits"

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each commit and fault."""
        tests = _CommitTests(rule)
        for sight in sights.values():
            branch = str(sight.member.data.get("default_branch") or "")
            history = sight.member.history
            commits = history.commits(branch, rule.text("since"), sight.view.commit) if history else None
            if commits is None:
                reason = f"the commits of {branch or 'its default branch'} since {rule.text('since')} are not all there"
                yield Unknown(rule.name, sight.name, "", reason)
                continue
            for commit in commits:
                for name, fault in tests.faults(commit):
                    short = commit.id[:_DIGITS]
                    message = f"the commit {short} of {sight.name}, {commit.subject!r}, {fault}"
                    yield Violation(sight.name, commit.id, name, ".", 0, message)


class _CommitTests:
    """What one rule asks of every commit."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._ignored = set(rule.texts("ignore_authors"))
        self._expressions: dict[str, Any] = {
            name: regular_expression(rule.text(name), by_line=False)
            for name in ("subject", "author")
            if name in rule.options
        }

    def faults(self, commit: CommitText) -> Iterator[tuple[str, str]]:
        """The name and the words of everything that is not as agreed."""
        rule = self._rule
        if commit.author in self._ignored or (commit.is_merge and not rule.options.get("merges")):
            return
        for name, text in (("subject", commit.subject), ("author", commit.author)):
            if name in self._expressions and not self._expressions[name].search(text.encode("utf-8", "replace")):
                yield name, f"has the {name} {text!r}, which does not fit '{rule.text(name)}'"
        if len(commit.subject) > rule.options.get("max_subject", len(commit.subject)):
            yield "max_subject", f"has a subject of more than {rule.options['max_subject']} characters"
        written = {name.casefold() for name in _TRAILER.findall(commit.body.strip().rpartition("\n\n")[2])}
        for name in rule.texts("trailers"):
            if name.casefold() not in written:
                yield f"trailer {name}", f"has no trailer {name}"


KIND = CommitConvention()
