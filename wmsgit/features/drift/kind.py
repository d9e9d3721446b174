"""What a rule kind is: its fields, the facts that it needs, and its judgement."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView

Problem = tuple[tuple[str | int, ...], str]
"""What is wrong with a rule: the way to it from the rule's top, and one sentence."""

RuleCheck = Callable[[Mapping[str, Any]], list[Problem]]
"""Says what is wrong with one rule as it stands in a record."""

Stricter = Literal["longer", "shorter", "wider", "true", "lower"]
"""How a rule's own field changes where the rule finds at least as much: a list grows, `!` before an item counting the
other way round, or shrinks; a list that chooses what is looked at grows, or is absent for everything; a switch is on; a
number that is a limit gets smaller, or comes in."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One place that is not as a rule says.

    Attributes:
        repo: the repository.
        subject: what breaks the rule, mostly the file's path.
        discriminator: what tells several violations of one subject apart; equal ones are counted.
        path: the file that is shown; a folder or `.` where no single file is meant.
        line: counted from 1; 0 where the whole file is meant.
        message: one sentence without a final full stop.
        component: the component that is meant; empty for none.
        expected, actual: where something should be and where it is; empty where that is not the matter.
        imported: the module that a statement in that line imports; several rules against it are one finding.
    """

    repo: str
    subject: str
    discriminator: str
    path: str
    line: int
    message: str
    component: str = ""
    expected: str = ""
    actual: str = ""
    imported: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Unknown:
    """Something that was asked for and could not be evaluated.

    Attributes:
        rule: the rule's full name; empty where it holds for every rule.
        repo: the repository; empty where it holds for every one.
        path: the file; empty where the whole repository is meant.
        reason: why, without a final full stop.
    """

    rule: str
    repo: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Need:
    """Facts that a kind needs.

    Attributes:
        extractor: what is to run.
        paths: the files that it is to run on.
        leads_to: path and fact of one of these → what is needed further.
    """

    extractor: Extractor
    paths: Collection[str]
    leads_to: Callable[[str, Any], "Iterable[Need]"] | None = None


class RuleKind:
    """One rule kind; `wmsgit.features.drift.rules` tells how to write one.

    Attributes:
        properties: its own fields as JSON Schema properties.
        required: those that every rule of this kind has.
        is_whole: whether one file's violation may depend on other files.
        example_is_path: whether a text under `examples` is the path of a file, not what stands in it.
        example_is_across: whether examples are of several repositories: of each path the first part is the name of one.
        is_across: whether one repository's violation may depend on the others in scope, which are then all read.
        wants_placements: whether its rules are given the workspace's placements.
        wants_people: whether its rules are given the names of the workspace's people.
        is_about_files: whether it says nothing of a repository of which no file is in scope.
        is_imported: whether another tool finds what breaks its rules, and a scan tells only what is recorded.
        is_local: whether its findings are of one machine, recorded only if the rule's `record` says so.
        stricter: field → in which way it changes where the rule finds at least as much as before; see `Stricter`.
        narrowed_by: the field with patterns of files to which the scope is narrowed; empty for none.
    """

    properties: ClassVar[Mapping[str, Any]] = {}
    required: ClassVar[tuple[str, ...]] = ()
    is_whole: ClassVar[bool] = False
    is_across: ClassVar[bool] = False
    wants_placements: ClassVar[bool] = False
    wants_people: ClassVar[bool] = False
    is_about_files: ClassVar[bool] = True
    is_imported: ClassVar[bool] = False
    is_local: ClassVar[bool] = False
    example_is_path: ClassVar[bool] = False
    example_is_across: ClassVar[bool] = False
    narrowed_by: ClassVar[str] = ""
    stricter: ClassVar[Mapping[str, "Stricter"]] = {}

    def depends_on_others(self, rule: Rule) -> bool:  # noqa: ARG002 - for kinds
        """Whether one file's violation of this rule may depend on other files."""
        return self.is_whole

    def is_met_by_files(self, rule: Rule) -> bool:  # noqa: ARG002 - for kinds
        """Whether another file in scope may mean a violation less."""
        return False

    def stands_alone(self, rule: Rule) -> bool:
        """Whether what the rule finds in a repository follows from its files at a commit and its record alone."""
        return not (self.is_across or self.is_local or self.also_reads(rule))

    def problems(self, rule: Rule) -> Iterator[tuple[tuple[str | int, ...], str]]:  # noqa: ARG002 - for kinds
        """What the schema cannot see wrong in a rule: the way to the field, and one sentence."""
        yield from ()

    def idle_patterns(self, rule: Rule) -> Iterator[Problem]:  # noqa: ARG002 - for kinds
        """What in a valid rule can never fit anything, where only the kind can tell."""
        yield from ()

    def also_reads(self, rule: Rule) -> Collection[str]:  # noqa: ARG002 - for kinds
        """The names of repositories beyond the rule's scope that the judgement needs."""
        return ()

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:  # noqa: ARG002 - for kinds
        """The facts that the judgement needs of one repository."""
        return ()

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """What breaks the rule in these repositories, those of `also_reads` among them.

        Files that a sight misses need no word: the scan says that they are unknown.
        """
        raise NotImplementedError

    def holds_without(self, violation: Violation) -> bool:  # noqa: ARG002 - for kinds
        """Whether a violation stands even if a repository that should have been read could not be seen."""
        return True

    def unread(self, rule: Rule, sight: RuleView) -> Collection[str]:  # noqa: ARG002 - for kinds
        """Files in scope that the rule would have to read, and cannot: a scan names them."""
        return ()

    def unfollowed(self, rule: Rule, sight: RuleView) -> Collection[str]:  # noqa: ARG002 - for kinds
        """Files whose say on what imports mean is not followed: a scan names them once."""
        return ()

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:  # noqa: ARG002 - for kinds
        """Whether there is nothing in the rule's scope that it could ever say anything about."""
        return not any(sight.paths for sight in sights.values()) if self.is_about_files else not sights

    def subject_at(self, rule: Rule, violation: Violation, path: str, sight: RuleView) -> str:  # noqa: ARG002 - for kinds
        """The violation's subject when its file had another path."""
        return path if violation.subject == violation.path else violation.subject

    def discriminator_at(self, violation: Violation, path: str) -> str:  # noqa: ARG002 - for kinds
        """The violation's discriminator when its file had another path."""
        return violation.discriminator

    def example_path(self, rule: Rule) -> str:  # noqa: ARG002 - for kinds
        """The path of the file that a text under `examples` is."""
        return "example"

    def example_files(self, rule: Rule, text: str) -> Mapping[str, str]:
        """Path → text of the files that a text under `examples` stands for."""
        return {text: ""} if self.example_is_path else {self.example_path(rule): text}

    def example_tags(self, rule: Rule) -> Collection[str]:  # noqa: ARG002 - for kinds
        """The tags of the repositories of an example."""
        return ()
