"""Loading: a verb's module becomes a command when the verb is typed, a kind's name the group of its verbs."""

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from wmsgit.cli.command import Built, Command, make_command, with_run
from wmsgit.cli.input.at import add_at_option
from wmsgit.cli.input.screen import add_csv_option, add_screen_options
from wmsgit.cli.messages import one_line
from wmsgit.cli.parser.group import LazyGroup, Member, make_group
from wmsgit.cli.parser.table import NOUN_VERBS, RECORD_VERBS, Verb
from wmsgit.schema.kind import Kind


def load_verb(name: str, verb: Verb, kind: Kind | None = None) -> Command:
    """The command of a verb.

    Args:
        name: what is typed.
        verb: its row of the table.
        kind: the kind of the noun before it; None where there is none.
    """
    module = import_module(f"wmsgit.cli.{verb.module}")
    built = _built(module, kind)
    summary = verb.sentence(kind.name if kind else "record")
    details = getattr(module, "DETAILS", "")
    command = make_command(
        built.function,
        name=name,
        help=f"{summary}\n\n{details}" if details else summary,
        examples=built.examples,
        completers=built.completers,
    )
    command.rewrite = built.rewrite
    command.pages = verb.at or verb.reads
    command.waits = command.pages or verb.waits
    add_screen_options(command)
    add_csv_option(command)
    if verb.at:
        add_at_option(command)
    return command


def _built(module: ModuleType, kind: Kind | None) -> Built:
    if hasattr(module, "build"):
        built = module.build(kind)
        if not isinstance(built, Built):
            raise TypeError(f"{module.__name__}.build does not give a Built")
        return built
    return Built(with_run(module.run), module.EXAMPLES, getattr(module, "COMPLETERS", {}))


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
