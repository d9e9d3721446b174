"""`add`: a new record, from arguments, from options, or from the editor."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.command import Asked, Built, Completer, parameter, with_parameters
from wmsgit.cli.input import examples
from wmsgit.cli.input.completers import complete_field, complete_terms
from wmsgit.cli.input.fields import field_parameters, option_assignments
from wmsgit.cli.input.options import Write, write_parameters
from wmsgit.cli.messages import one_line, say
from wmsgit.cli.run import Run, run_of
from wmsgit.cli.values import assigned_field, read_assignment, value_of
from wmsgit.errors import UsageError
from wmsgit.features.records.assignments import Assignment
from wmsgit.schema.kind import Kind

if TYPE_CHECKING:
    from wmsgit.model.record import Data
    from wmsgit.workspace.writing.operation import WriteResult

DETAILS = (
    "The new id is printed on standard output. Fields are given as FIELD=VALUE or --FIELD VALUE; a value "
    "may be @FILE, or @- for standard input. With nothing given, on a terminal, your editor opens."
)
Complete = Callable[[Run, str, list[Assignment]], tuple[list[Assignment], Callable[[], None]]]
"""The run, the argument (empty for none) and the assignments → those to take, and what is done after the commit."""
Instead = Callable[[Write, Mapping[str, Any]], bool]
"""The write and all values → whether it has added something else for them."""
_OWN = ("id", "template", "message", "dry-run", "no-commit", "override", "format")
_ROUTE = "auto-repo"
_TEMPLATE = Annotated[
    str, typer.Option("--template", metavar="NAME", help="Begin with templates/KIND/NAME.yaml.", show_default=False)
]
_FEWEST_WORDS, _MOST_SIMILAR = 2, 3


def build(
    kind: Kind | None, complete: Complete | None = None, more: Sequence[Any] = (), instead: Instead | None = None
) -> Built:
    """The function for a kind.

    Args:
        kind: the kind.
        complete: completes what was typed, where the kind's own verb does that.
        more: further parameters of the kind's own verb.
        instead: adds something else for them.
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
        parameter("template", _TEMPLATE, ""),
        *write_parameters("override", "format"),
        *([parameter("auto_repo", _auto_repo(kind), default=False)] if kind.routed else []),
        *options,
        *more,
    ]

    def run(run: Run, **values: Any) -> None:
        write = Write.of(run, values)
        if instead is None or not instead(write, values):
            _add(write, kind, names, complete or _as_typed, values)

    completers = {key: complete_field(kind.fields[name], kind) for key, name in names.items()}
    own = {"arguments": complete_terms(kind), "template": _complete_template(kind)}
    return Built(with_parameters(run, parameters), (_example(kind),), {**completers, **own})


def _complete_template(kind: Kind) -> Completer:
    def complete(ctx: Asked, _incomplete: str) -> list[tuple[str, str]]:
        from wmsgit.features.records.actions.templates import template_names

        return [(name, "") for name in template_names(run_of(ctx).workspace, kind)]

    return complete


def field_names(kind: Kind) -> Mapping[str, str]:
    """Parameter name → field name, of the function that `build` makes."""
    return _field_parameters(kind)[1]


def _field_parameters(kind: Kind) -> tuple[list[Any], Mapping[str, str]]:
    return field_parameters(kind, (*_OWN, *([_ROUTE] if kind.routed else [])), repeatable=False)


def _add(write: Write, kind: Kind, names: Mapping[str, str], complete: Complete, values: Mapping[str, Any]) -> None:
    from wmsgit.cli.input.editor import is_interactive

    run = write.run
    argument, assignments = _split(run, kind, values["arguments"] or ())
    assignments += option_assignments(kind, names, values, run.stdin)
    assignments, finish = complete(run, argument or values["id"] or "", assignments)
    if values.get("auto_repo"):
        from wmsgit.cli.input.routing import routed

        assignments.append(routed(run, kind, argument, assignments))
    begun = _begun(run, kind, values["template"])
    missing = argument is None and kind.argument not in begun and _needs_argument(kind, assignments)
    if values["id"] is not None and kind.argument == "id":
        missing = False
    if missing and not is_interactive():
        article = "an" if kind.argument[:1] in "aeiou" else "a"
        raise UsageError(f"{article} {kind.argument} is missing", hint=f"such as: {_example(kind)}")
    if missing or (argument is None and not assignments and is_interactive()):
        _add_in_editor(write, kind, argument, assignments, values["id"], begun)
    else:
        _add_directly(write, kind, argument, assignments, values)
    if not write.dry_run:
        finish()


def _as_typed(_: Run, __: str, assignments: list[Assignment]) -> tuple[list[Assignment], Callable[[], None]]:
    return assignments, lambda: None


def _auto_repo(kind: Kind) -> Any:
    words = f"Fill {kind.routed} by what placements, files and earlier records say; asks when that is not clear."
    return Annotated[bool, typer.Option(f"--{_ROUTE}", help=words)]


def _add_directly(
    write: Write, kind: Kind, argument: str | None, assignments: Sequence[Assignment], values: Mapping[str, Any]
) -> None:
    from wmsgit.cli.input.editor import is_interactive
    from wmsgit.features.records.actions.write import add

    if write.format == "json" or is_interactive():
        _say_similar(write.run, kind, argument)
    outcome = add(
        write.workspace,
        kind,
        argument=argument,
        record_id=values["id"],
        assignments=assignments,
        template=values["template"],
        how=write.how,
    )
    report_added(write, outcome)


def _say_similar(run: Run, kind: Kind, argument: str | None) -> None:
    """Say which records have all the words of a new one's title: it may exist already."""
    if not argument or kind.argument == "id" or len(argument.split()) < _FEWEST_WORDS:
        return
    hits = run.workspace.index([kind.name]).search(argument, [kind.name], limit=_MOST_SIMILAR)
    say(*(one_line(f"this may exist already: {hit.id} ({hit.status or 'no status'})  {hit.title}") for hit in hits))


def _begun(run: Run, kind: Kind, template: str) -> "Data":
    from wmsgit.features.records.actions.templates import read_template

    return read_template(run.workspace, kind, template) if template else {}


def _add_in_editor(
    write: Write,
    kind: Kind,
    argument: str | None,
    assignments: Sequence[Assignment],
    record_id: str | None,
    begun: "Data",
) -> None:
    from wmsgit.cli.input.editor import edit_until_right
    from wmsgit.features.records.actions.edit import add_text, skeleton

    landing = write.how  # before the editor opens, so that nothing typed there is lost
    outcome = edit_until_right(
        write.run,
        kind,
        f"records/{kind.folder}/{record_id or 'NEW'}.yaml",
        skeleton(write.workspace, kind, argument, assignments, begun),
        lambda text: add_text(write.workspace, kind, text, record_id=record_id, how=landing),
    )
    if outcome is None:
        say("nothing was added")
    else:
        report_added(write, outcome)


def report_added(write: Write, outcome: "WriteResult") -> None:
    """Say what was added, and print the new ids."""
    write.report(outcome)
    if write.format is None and not write.dry_run:
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
