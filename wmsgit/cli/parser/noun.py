"""Nouns: a kind's group of verbs, its transitions among them, of which only the typed one is built."""

from collections.abc import Mapping
from typing import Any

from wmsgit.cli.messages import one_line
from wmsgit.cli.parser.group import LazyGroup, Member, make_group
from wmsgit.cli.parser.table import NOUN_VERBS, RECORD_VERBS, Verb
from wmsgit.schema.kind import Kind


class NounGroup(LazyGroup):
    """What stands after a kind's name."""

    kind: Kind

    def sections(self, _ctx: Any) -> Mapping[str, Mapping[str, str]]:
        """The kind's own verbs, those of every kind, and the transitions."""
        own = self._own()
        common = {name: verb.sentence(self.kind.name) for name, verb in RECORD_VERBS.items() if name not in own}
        steps = {
            name: one_line(step.description)
            for name, step in self.kind.transitions.items()
            if name not in {*own, *RECORD_VERBS}
        }
        return {
            "Commands": {name: verb.summary for name, verb in own.items()} | common,
            "Transitions": steps,
        }

    def build(self, ctx: Any, name: str) -> Member | None:
        """The kind's own verb, the common one, or the transition of this name."""
        from wmsgit.cli.parser.loading import load_verb

        own = self._own()
        if name in own:
            return load_verb(name, own[name], self.kind)
        if name in RECORD_VERBS:
            return load_verb(name, RECORD_VERBS[name], self.kind)
        if name in self.kind.transitions:
            from wmsgit.cli.records.transition import transition_command

            return transition_command(self.kind, self.kind.transitions[name])
        result = self.member_for_word(ctx, name, "noun")
        if result is None and not ctx.resilient_parsing:
            self.kind.require_usable()  # it may be a transition that is lost with its table
        return result

    def end(self) -> str:
        """The first transition that leads to a closed status by which the work was not dropped."""
        kind = self.kind
        steps = (s.name for s in kind.transitions.values() if s.target in kind.closed and s.target not in kind.dropped)
        return next(steps, "")

    def _own(self) -> dict[str, Verb]:
        prefix = f"{self.kind.name} "
        return {name.removeprefix(prefix): verb for name, verb in NOUN_VERBS.items() if name.startswith(prefix)}


def make_noun(kind: Kind) -> NounGroup:
    """The group of a kind's verbs. None of them is built."""
    group = make_group(
        NounGroup, name=kind.name, help=one_line(kind.description), examples=(f"wmsgit {kind.name} list",)
    )
    group.kind = kind
    return group
