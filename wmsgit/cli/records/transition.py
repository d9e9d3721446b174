"""Transitions: the lifecycle verbs of a kind, from its schema."""

from typing import Annotated, Any

import typer

from wmsgit.cli.command import Command, Completer, make_command, parameter, with_parameters
from wmsgit.cli.input import examples
from wmsgit.cli.input.completers import complete_field, complete_ids, complete_ids_and_assignments
from wmsgit.cli.input.fields import split_assignments
from wmsgit.cli.input.options import DryRun, Message, NoCommit, ResultFormat, Where, how
from wmsgit.cli.input.screen import add_screen_options
from wmsgit.cli.messages import one_line
from wmsgit.cli.run import Run, run_of
from wmsgit.schema.kind import Kind
from wmsgit.schema.transition import Transition

Steal = Annotated[bool, typer.Option("--steal", help="Take it on although another holds it; -m says why.")]
Override = Annotated[bool, typer.Option("--override", help="Pass a gate that is not met; -m says why.")]
_OWN = ("steal", "override", "where", "message", "dry-run", "no-commit", "format", "help")


def transition_command(kind: Kind, step: Transition) -> Command:
    """The command of one transition; its own options are those of the schema."""
    options = _options(kind, step)
    parameters = [
        parameter("arguments", Annotated[list[str] | None, typer.Argument(metavar="ID... [FIELD=VALUE]...")]),
        *(parameter(key, info) for key, (_, info) in options.items()),
        *([parameter("steal", Steal, default=False)] if step.claims else []),
        parameter("override", Override, default=False),
        parameter("where", Where),
        parameter("message", Message, ""),
        parameter("dry_run", DryRun, default=False),
        parameter("no_commit", NoCommit, default=False),
        parameter("format", ResultFormat),
    ]
    names = {key: name for key, (name, _) in options.items()}

    def run(ctx: typer.Context, **values: Any) -> None:
        chosen = {name: values[key] for key, name in names.items() if values[key] is not None}
        _take(run_of(ctx), kind, step, chosen, values)

    command = make_command(
        with_parameters(run, parameters),
        name=step.name,
        help=f"{one_line(step.description)}\n\n{_from_to(step)}",
        examples=(f"wmsgit {kind.name} {step.name} {examples.example_id(kind)}",),
        completers={"arguments": complete_ids_and_assignments(kind, step), **_completers(kind, step, names)},
    )
    add_screen_options(command)
    return command


def _take(run: Run, kind: Kind, step: Transition, chosen: dict[str, str], values: dict[str, Any]) -> None:
    from wmsgit.cli.input.targets import targets
    from wmsgit.cli.output.outcome import report
    from wmsgit.cli.values import value_of
    from wmsgit.features.records.actions.transition import transition

    ids, assignments = split_assignments(values["arguments"] or (), run.stdin)
    places = targets(run, kind, ids, values["where"])
    landing = how(values["message"], no_commit=values["no_commit"], dry_run=values["dry_run"])
    if not places:
        from wmsgit.cli.messages import say

        say("no record fits")
        return
    outcome = transition(
        run.workspace,
        places,
        step.name,
        options={name: value_of(text, run.stdin) for name, text in chosen.items()},
        assignments=assignments,
        steal=_needs_reason(values, "steal"),
        override=_needs_reason(values, "override"),
        how=landing,
    )
    report(run, outcome, format=values["format"], dry_run=values["dry_run"])


def _needs_reason(values: dict[str, Any], name: str) -> bool:
    """Whether an option is given that does what is refused otherwise.

    Raises:
        UsageError: when nothing is said about why.
    """
    if values.get(name) and not values["message"].strip():
        from wmsgit.errors import UsageError

        raise UsageError(f"--{name} needs a reason", hint="-m WHY says it, and it is recorded")
    return bool(values.get(name))


def _options(kind: Kind, step: Transition) -> dict[str, tuple[str, Any]]:
    """Parameter name → the option's name in the schema, and its annotation."""
    result = {name: kind.fields[field].description for name, field in step.options.items()}
    result |= {name: f"The {other} whose {field} is to name this one." for name, (other, field) in step.links.items()}
    usable = {name: text for name, text in result.items() if name not in _OWN and name.replace("-", "").isalnum()}
    return {
        f"option_{index}": (
            name,
            Annotated[str | None, typer.Option(f"--{name}", metavar="VALUE", help=one_line(text))],
        )
        for index, (name, text) in enumerate(usable.items())
    }


def _completers(kind: Kind, step: Transition, names: dict[str, str]) -> dict[str, Completer]:
    result: dict[str, Completer] = {}
    for key, name in names.items():
        if name in step.options:
            result[key] = complete_field(kind.fields[step.options[name]], kind)
        else:
            result[key] = complete_ids(step.links[name][0])
    return result


def _from_to(step: Transition) -> str:
    sources = ", ".join(step.sources) or "any other status"
    return f"From {sources} to {step.target}."
