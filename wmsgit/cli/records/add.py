"""`add`: a new record, from arguments, from options, or from the editor."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.command import Built, parameter, with_parameters
from wmsgit.cli.input import examples
from wmsgit.cli.input.completers import complete_field, complete_terms
from wmsgit.cli.input.fields import assigned_field, field_parameters, option_assignments, read_assignment
from wmsgit.cli.input.options import DryRun, Message, NoCommit, Override, ResultFormat, how
from wmsgit.cli.run import Run, run_of
from wmsgit.cli.values import value_of
from wmsgit.errors import UsageError
from wmsgit.features.records.assignments import Assignment
from wmsgit.schema.kind import Kind

if TYPE_CHECKING:
    from wmsgit.workspace.writing.operation import WriteOptions

DETAILS = (
    "The new id is printed on standard output. Fields are given as FIELD=VALUE or --FIELD VALUE; a value "
    "may be @FILE, or @- for standard input. With nothing given, on a terminal, your editor opens."
)
Complete = Callable[[Run, str, list[Assignment]], tuple[list[Assignment], Callable[[], None]]]
"""The run, the argument (empty for none) and the assignments → those to take, and what is done after the commit."""
_OWN = ("id", "message", "dry-run", "no-commit", "override", "format")
_ROUTE = "auto-repo"


def build(kind: Kind | None, complete: Complete | None = None) -> Built:
    """The function for a kind.

    Args:
        kind: the kind.
        complete: completes what was typed, where the kind's own verb does that.
    """
    assert kind is not None  # add stands only after a noun
    options, names = _field_parameters(kind)
    title = kind.argument.upper()
    parameters = [
        parameter(
            "arguments",
            Annotated[list[str] | None, typer.Argument(metavar=f"[{title or 'FIELD=VALUE'}] [FIELD=VALUE]...")],
        ),
        parameter("id", Annotated[str | None, typer.Option("--id", metavar="ID", help="The new record's id.")]),
        parameter("message", Message, ""),
        parameter("dry_run", DryRun, default=False),
        parameter("no_commit", NoCommit, default=False),
        parameter("override", Override, default=False),
        parameter("format", ResultFormat),
        *([parameter("auto_repo", _auto_repo(kind), default=False)] if kind.routed else []),
        *options,
    ]

    def run(ctx: typer.Context, **values: Any) -> None:
        _add(run_of(ctx), kind, names, complete or _as_typed, values)

    completers = {key: complete_field(kind.fields[name]) for key, name in names.items()}
    return Built(with_parameters(run, parameters), (_example(kind),), {"arguments": complete_terms(kind), **completers})


def field_names(kind: Kind) -> Mapping[str, str]:
    """Parameter name → field name, of the function that `build` makes."""
    return _field_parameters(kind)[1]


def _field_parameters(kind: Kind) -> tuple[list[Any], Mapping[str, str]]:
    return field_parameters(kind, (*_OWN, *([_ROUTE] if kind.routed else [])), repeatable=False)


def _add(run: Run, kind: Kind, names: Mapping[str, str], complete: Complete, values: Mapping[str, Any]) -> None:
    from wmsgit.cli.input.editor import is_interactive

    argument, assignments = _split(run, kind, values["arguments"] or ())
    assignments += option_assignments(kind, names, values, run.stdin)
    assignments, finish = complete(run, argument or values["id"] or "", assignments)
    if values.get("auto_repo"):
        from wmsgit.cli.input.routing import routed

        assignments.append(routed(run, kind, argument, assignments))
    missing = argument is None and _needs_argument(kind, assignments)
    if values["id"] is not None and kind.argument == "id":
        missing = False
    if missing and not is_interactive():
        article = "an" if kind.argument[:1] in "aeiou" else "a"
        raise UsageError(f"{article} {kind.argument} is missing", hint=f"such as: {_example(kind)}")
    if missing or (argument is None and not assignments and is_interactive()):
        _add_in_editor(run, kind, argument, assignments, values)
    else:
        _add_directly(run, kind, argument, assignments, values)
    if not values["dry_run"]:
        finish()


def _as_typed(_: Run, __: str, assignments: list[Assignment]) -> tuple[list[Assignment], Callable[[], None]]:
    return assignments, lambda: None


def _auto_repo(kind: Kind) -> Any:
    words = f"Fill {kind.routed} by what placements, files and earlier records say; asks when that is not clear."
    return Annotated[bool, typer.Option(f"--{_ROUTE}", help=words)]


def _add_directly(
    run: Run, kind: Kind, argument: str | None, assignments: Sequence[Assignment], values: Mapping[str, Any]
) -> None:
    from wmsgit.features.records.actions.write import add

    landing = _landing(values)
    outcome = add(run.workspace, kind, argument=argument, record_id=values["id"], assignments=assignments, how=landing)
    report_added(run, outcome, values)


def _add_in_editor(
    run: Run, kind: Kind, argument: str | None, assignments: Sequence[Assignment], values: Mapping[str, Any]
) -> None:
    from wmsgit.cli.input.editor import edit_until_right
    from wmsgit.cli.messages import say
    from wmsgit.features.records.actions.edit import add_text, skeleton

    landing = _landing(values)
    outcome = edit_until_right(
        run,
        kind,
        f"records/{kind.folder}/{values['id'] or 'NEW'}.yaml",
        skeleton(run.workspace, kind, argument, assignments),
        lambda text: add_text(run.workspace, kind, text, record_id=values["id"], how=landing),
    )
    if outcome is None:
        say("nothing was added")
    else:
        report_added(run, outcome, values)


def _landing(values: Mapping[str, Any]) -> "WriteOptions":
    return how(
        values["message"],
        no_commit=values["no_commit"],
        dry_run=values["dry_run"],
        override=values.get("override", False),
    )


def report_added(run: Run, outcome: Any, values: Mapping[str, Any]) -> None:
    """Say what was added, and print the new ids."""
    from wmsgit.cli.output.outcome import report

    format_name, dry_run = values["format"], values["dry_run"]
    report(run, outcome, format=format_name, dry_run=dry_run)
    if format_name is None and not dry_run:
        sys.stdout.write("".join(f"{change.id}\n" for change in outcome.changes if change.change == "added"))


def _split(run: Run, kind: Kind, arguments: Sequence[str]) -> tuple[str | None, list[Assignment]]:
    """The title and the assignments. A first argument such as `x=3 is too few` is a title: x is no field."""
    argument: str | None = None
    assignments: list[Assignment] = []
    for number, text in enumerate(arguments):
        if _is_assignment(kind, text, first=number == 0):
            assignments.append(read_assignment(text, run.stdin))
        elif argument is not None:
            raise UsageError(f"{text[:100]!r} is not FIELD=VALUE", hint="put quotes around a text of several words")
        elif not kind.argument:
            raise UsageError(f"a {kind.name} is given as FIELD=VALUE", hint=f"such as: {_example(kind)}")
        else:
            argument = value_of(text, run.stdin)
    return argument, assignments


def _is_assignment(kind: Kind, text: str, *, first: bool) -> bool:
    name = assigned_field(text)
    known = name in kind.fields or name.replace("_", "-") in kind.options
    return known or (bool(name) and not (first and " " in text))


def _needs_argument(kind: Kind, assignments: Sequence[Assignment]) -> bool:
    if kind.argument == "id":
        return True
    field = kind.fields.get(kind.argument)
    return field is not None and field.required and all(item.path[0] != field.name for item in assignments)


def _example(kind: Kind) -> str:
    field = kind.fields.get(kind.argument)
    if kind.argument == "id":
        argument = " api"
    elif field is None:
        argument = ""
    else:
        argument = f" {field.enum[0]}" if field.enum else ' "Rotate the signing keys"'
    needed = [name for name in kind.required if _must_be_given(kind, name)]
    values = "".join(f" {name}={_sample(kind, name)}" for name in needed)
    more = f" {examples.example_assignment(kind)}" if not needed else ""
    return f"wmsgit {kind.name} add{argument}{values}{more}"


def _must_be_given(kind: Kind, name: str) -> bool:
    field = kind.fields[name]
    has_default = field.fills or field.default is not None or (field.is_time and field.format == "date-time")
    return name not in {kind.argument, kind.status} and not has_default


def _sample(kind: Kind, name: str) -> str:
    field = kind.fields[name]
    if field.enum:
        return field.enum[0]
    if name == "path":
        return "../api"
    return "api" if field.references else "TEXT"
