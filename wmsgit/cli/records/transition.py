"""Transitions: the lifecycle verbs of a kind, from its schema."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.command import Command, Completer, make_command, parameter, with_parameters
from wmsgit.cli.input import examples
from wmsgit.cli.input.completers import complete_field, complete_ids, complete_ids_and_assignments
from wmsgit.cli.input.options import Where, Write, require_reason, write_parameters
from wmsgit.cli.input.screen import add_screen_options
from wmsgit.cli.messages import one_line, say, warn
from wmsgit.cli.run import Run
from wmsgit.cli.values import split_assignments, value_of
from wmsgit.schema.force import enters_force, holds_rules
from wmsgit.schema.kind import Kind
from wmsgit.schema.transition import Transition

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wmsgit.features.records.assignments import Assignment
    from wmsgit.workspace.place import Place
    from wmsgit.workspace.writing.operation import WriteOptions, WriteResult

Steal = Annotated[bool, typer.Option("--steal", help="Take it on although another holds it; -m says why.")]
Baseline = Annotated[
    bool, typer.Option("--baseline", help="Let what its rules find today be: it enters the baselines, in one commit.")
]
_CHOICES = {
    "branch": "Make a branch for it in each of its repositories.",
    "worktree": "Make a branch and a worktree in each of its repositories.",
    "switch": "Make the branches, and switch the clones to them; only where all are clean.",
    "code_workspace": "With --worktree: write a .code-workspace over the worktrees.",
}
_OWN = (
    "branch",
    "worktree",
    "switch",
    "code-workspace",
    "steal",
    "baseline",
    "override",
    "where",
    "message",
    "dry-run",
    "no-commit",
    "format",
    "help",
)


def transition_command(kind: Kind, step: Transition) -> Command:
    """The command of one transition; its own options are those of the schema."""
    options = _options(kind, step)
    parameters = [
        parameter("arguments", Annotated[list[str] | None, typer.Argument(metavar="ID... [FIELD=VALUE]...")]),
        *(parameter(key, info) for key, (_, info) in options.items()),
        *([parameter("steal", Steal, default=False), *_branch_parameters()] if step.claims else []),
        *([parameter("baseline", Baseline, default=False)] if enters_force(kind, step) else []),
        parameter("where", Where),
        *write_parameters("override", "format"),
    ]
    names = {key: name for key, (name, _) in options.items()}

    def run(run: Run, **values: Any) -> None:
        chosen = {name: values[key] for key, name in names.items() if values[key] is not None}
        _take(Write.of(run, values), kind, step, chosen, values)

    command = make_command(
        with_parameters(run, parameters),
        name=step.name,
        help=f"{one_line(step.description)}\n\n{_from_to(step)}",
        examples=(f"wmsgit {kind.name} {step.name} {examples.example_id(kind)}",),
        completers={"arguments": complete_ids_and_assignments(kind, step), **_completers(kind, step, names)},
    )
    command.waits = True
    add_screen_options(command)
    return command


def _take(write: Write, kind: Kind, step: Transition, chosen: dict[str, str], values: dict[str, Any]) -> None:
    from wmsgit.cli.input.targets import targets
    from wmsgit.features.records.actions.transition import transition

    run = write.run
    ids, assignments = split_assignments(values["arguments"] or (), run.stdin)
    places = targets(run, kind, ids, values["where"])
    require_reason(write.message, "steal", given=bool(values.get("steal")))
    landing = write.how
    if not places:
        say("no record fits")
        return
    given = {name: value_of(text, run.stdin) for name, text in chosen.items()}
    steal = bool(values.get("steal"))
    retired = _retired(run, places, step, given)
    if values.get("baseline"):
        write.report(_adopted(run, places, step, given, assignments, landing))
        return

    def take(dry_run: bool) -> "WriteResult":
        return transition(
            run.workspace,
            places,
            step.name,
            options=given,
            assignments=assignments,
            steal=steal,
            override=write.override,
            how=replace(landing, dry_run=dry_run),
        )

    named = () if steal else places
    outcome = _with_branches(run, places, values, _shared(run, named, take)) if step.claims else take(landing.dry_run)
    write.report(outcome)
    warn(retired)


def _retired(run: Run, places: "Sequence[Place]", step: Transition, given: dict[str, str]) -> list[str]:
    """What goes with the rules of records that go out of force."""
    ws = run.workspace
    if not holds_rules(ws.kind(places[0].kind)):
        return []
    from wmsgit.features.drift.actions.retire import retirements

    kinds = {name: ws.kind(kind) for name, (kind, _) in step.links.items() if name in given}
    successors = [ws.locate(ws.numbered(kind, given[name]), kind).id for name, kind in kinds.items()]
    return [line for item in retirements(run.workspace, places, step, successors) for line in item.lines()]


def _adopted(
    run: Run,
    places: "Sequence[Place]",
    step: Transition,
    given: dict[str, str],
    assignments: "Sequence[Assignment]",
    how: "WriteOptions",
) -> "WriteResult":
    """Take records through a step by which their rules come into force, with what these find in the baselines."""
    from wmsgit.features.drift.actions.adopt import adopt
    from wmsgit.features.records.actions.transition import StepOptions, assigning

    ws = run.workspace
    change = assigning(ws, ws.kind(places[0].kind), assignments)
    options = StepOptions(how.message, given, change, override=bool(how.override))
    return adopt(ws, places, step, options, how=how)


def _shared(
    run: Run, places: "Sequence[Place]", take: "Callable[[bool], WriteResult]"
) -> "Callable[[bool], WriteResult]":
    """What takes records on so that other clones know it; a try, or a claim without a commit, is this clone's alone."""
    from wmsgit.features.sync.actions.claim import shared_claim

    def shared(dry_run: bool) -> "WriteResult":
        if dry_run:
            return take(True)
        return shared_claim(run.workspace, lambda: take(False), lambda line: say(one_line(line)), places=places)

    return shared


def _branch_parameters() -> list[Any]:
    """The options of a transition that takes a record on: what is made beside it."""
    flags = {name: f"--{name.replace('_', '-')}" for name in _CHOICES}
    return [
        parameter(name, Annotated[bool, typer.Option(flags[name], help=text)], default=False)
        for name, text in _CHOICES.items()
    ]


def _with_branches(
    run: Run, places: "Sequence[Place]", values: dict[str, Any], take: "Callable[[bool], WriteResult]"
) -> "WriteResult":
    from wmsgit.features.branches.actions.planning import usual_mode
    from wmsgit.features.branches.actions.start import Making, start

    usual = usual_mode(run.workspace)
    mode = "worktree" if values["worktree"] else "branch" if values["branch"] else usual
    making = Making(mode, values["switch"], values["code_workspace"], values["dry_run"])
    return start(run.workspace, places, making, take, lambda line: say(one_line(line)))


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
