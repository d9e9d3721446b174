"""What the rule kinds about imports have in common."""

from collections.abc import Iterable, Mapping

from wmsgit.features.drift.imports.aliases import unfollowed
from wmsgit.features.drift.imports.graph import graph_needs
from wmsgit.features.drift.imports.targets import embedding, example_path, import_needs, language_of, sources
from wmsgit.features.drift.kind import Need, RuleKind
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView


class ImportRuleKind(RuleKind):
    """A rule kind about the imports of the files in scope."""

    def depends_on_others(self, rule: Rule) -> bool:
        """Where it follows chains, too."""
        return self.is_whole or bool(rule.options.get("through"))

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """The imports of the files in scope, of all where chains are followed; and from where modules are imported."""
        return graph_needs(rule, sight) if rule.options.get("through") else import_needs(rule, sight)

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:
        """Whether no file of the language is in scope."""
        return not any(sources(rule, sight) or embedding(rule, sight) for sight in sights.values())

    def unfollowed(self, rule: Rule, sight: RuleView) -> list[str]:
        """The programs that may define aliases of JavaScript's modules."""
        return unfollowed(sight.member) if language_of(rule).separator == "/" else []

    def example_path(self, rule: Rule) -> str:
        """A file of the rule's language."""
        return example_path(rule)
