"""`set`: changes the fields that are named, and no others."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.command import Built
from wmsgit.cli.input import examples
from wmsgit.cli.input.at import OPTION as AT
from wmsgit.cli.input.options import Where, Write, writes
from wmsgit.cli.run import run_of
from wmsgit.cli.values import split_assignments
from wmsgit.cli.words import OPTION_WORDS
from wmsgit.errors import UsageError
from wmsgit.schema.kind import Kind

if TYPE_CHECKING:
    from wmsgit.cli.command import Asked, Completer

DETAILS = (
    "FIELD=VALUE sets a field, FIELD= removes it, FIELD+=ITEM and FIELD-=ITEM change a list, and a dotted"
    " name reaches a nested field. A value may be @FILE, or @- for standard input; @@ stands for one @. "
    "'-' reads ids from standard input. All changes are one commit."
)


def build(kind: Kind | None) -> Built:
    """The function for a kind."""

    @writes("override", "format")
    def run(
        write: Write,
        *,
        arguments: Annotated[list[str] | None, typer.Argument(metavar="ID... FIELD=VALUE...")] = None,
        where: Where = None,
        patch: Annotated[
            str | None,
            typer.Option("--patch", metavar="FILE", help="Apply a YAML merge patch; '-' reads it."),
        ] = None,
    ) -> None:
        from wmsgit.cli.input.targets import targets
        from wmsgit.features.records.actions.write import set_fields

        ids, assignments = split_assignments(arguments or (), write.run.stdin)
        if not assignments and patch is None:
            raise UsageError("nothing is to be set", hint=f"such as: {example}")
        places = targets(write.run, kind, ids, where)
        patched = None
        if patch is not None and places:
            from wmsgit.cli.input.patch import read_patch

            patched = read_patch(patch, write.workspace.kind(places[0].kind), write.run.stdin)
        outcome = set_fields(write.workspace, places, assignments, patch=patched, how=write.how)
        write.report(outcome)

    example = f"wmsgit {examples.noun(kind)}set {examples.example_id(kind)} {examples.example_assignment(kind)}"
    return Built(run, (example,), {"arguments": _completer(kind)}, _assigned(kind, example))


def _completer(kind: Kind | None) -> "Completer":
    """What completes the arguments; what it needs is loaded by who completes, not by who writes."""

    def complete(ctx: "Asked", incomplete: str) -> list[tuple[str, str]]:
        from wmsgit.cli.input.completers import complete_ids_and_assignments

        return list(complete_ids_and_assignments(kind)(ctx, incomplete))

    return complete


def _assigned(kind: Kind | None, example: str) -> Callable[[Any, list[str]], list[str]]:
    """What takes `--status x` as `status=x`, for every field of the kind, or of any kind where none is named."""

    def rewrite(ctx: Any, args: list[str]) -> list[str]:
        from wmsgit.model.text import did_you_mean

        own = {name for param in ctx.command.get_params(ctx) for name in param.opts}
        kinds = [kind] if kind else list(run_of(ctx).registry.kinds()) if _has_option(args, own) else []
        fields = {f"--{option}": name for item in kinds for option, name in item.options.items()}
        result: list[str] = []
        rest = iter(args)
        for argument in rest:
            name, equals, value = argument.partition("=")
            if argument == "--":
                return [*result, argument, *rest]
            if name in fields and name not in own:
                result.append(f"{fields[name]}={value if equals else next(rest, '')}")
                continue
            if name.startswith("--") and name not in {*own, *OPTION_WORDS, AT}:
                hint = did_you_mean(name, [*own, *fields])
                raise UsageError(f"there is no option {name[:100]}{hint}", hint=f"such as: {example}")
            result.append(argument)
        return result

    return rewrite


def _has_option(args: list[str], own: set[str]) -> bool:
    return any(argument.startswith("--") and argument.partition("=")[0] not in own for argument in args)
