"""Commands: makes one of a plain function, and prints its help in sections with an example."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

import typer
import typer.core

from wmsgit.cli.run import run_of
from wmsgit.cli.words import translated
from wmsgit.model.value import immutable


class Asked(Protocol):
    """What a completer is told: the run, and the parameters so far. The parser's context is one."""

    @property
    def obj(self) -> Any:
        """The `Run`."""

    @property
    def params(self) -> Any:
        """Parameter name → value."""


Completer = Callable[[Asked, str], Sequence[tuple[str, str]]]
"""What is known, and the incomplete word → candidates with a few words about each."""

ARGUMENTS = "Arguments"
OPTIONS = "Options"
_WRITES_RECORDS = ("claim", "record")
"""The options by which a command that reads writes."""


class Command(typer.core.TyperCommand):
    """A command whose help has sections and ends with examples.

    Attributes:
        examples: whole command lines, shown as they stand.
        completers: parameter name → what its value may be.
        pages: whether what it prints goes through a pager where it is longer than the screen.
        waits: whether a line says that it is still at it.
        rewrite: takes the arguments before they are parsed, and gives those that are meant.
    """

    examples: tuple[str, ...] = ()
    completers: Mapping[str, Completer] = {}
    pages = False
    waits = False
    rewrite: Callable[[Any, list[str]], list[str]] | None = None

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments; options of other programs are taken for what they are here."""
        if not ctx.resilient_parsing:
            known = frozenset(name for param in self.get_params(ctx) for name in (*param.opts, *param.secondary_opts))
            args = translated(self.rewrite(ctx, args) if self.rewrite else args, known)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command, on a terminal with a pager and a word of waiting."""
        from wmsgit.cli.output.screen import shown

        writes = not self.pages or any(ctx.params.get(name) for name in _WRITES_RECORDS)
        with shown(ctx.obj, f"{ctx.command_path}", pages=self.pages, waits=self.waits, writes=writes):
            return super().invoke(ctx)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the parameters, each under its section."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None:
                usual = ARGUMENTS if param.param_type_name == "argument" else OPTIONS
                section = getattr(param, "rich_help_panel", None) or usual
                sections.setdefault(section, []).append(record)
        for title, records in sections.items():
            with formatter.section(title):
                formatter.write_dl(records, col_max=26)

    def format_epilog(self, _ctx: Any, formatter: Any) -> None:
        """Write the examples, never rewrapped: they are there to be copied."""
        write_examples(formatter, self.examples)


def write_examples(formatter: Any, examples: Sequence[str]) -> None:
    """Write a section of command lines as they stand."""
    if examples:
        formatter.write("\nExample:\n" if len(examples) == 1 else "\nExamples:\n")
        formatter.write("".join(f"  {line}\n" for line in examples))


def make_command(
    function: Callable[..., Any],
    *,
    name: str,
    help: str,  # noqa: A002 - the word that Typer uses
    examples: Sequence[str],
    completers: Mapping[str, Completer] | None = None,
) -> Command:
    """The command that runs a function; its parameters are those of the function's signature."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name, cls=Command, help=help)(function)
    command = typer.main.get_command(app)
    if not isinstance(command, Command):
        raise TypeError(f"Typer made a {type(command).__name__} of {name!r}")
    command.examples = tuple(examples)
    command.completers = completers or {}
    return command


def with_parameters(function: Callable[..., Any], parameters: Sequence[Any]) -> Callable[..., Any]:
    """`function(run, **values)` as the parser calls it: with its context, and these `inspect.Parameter`s."""
    import inspect

    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)

    def wrapper(ctx: typer.Context, **values: Any) -> Any:
        return function(run_of(ctx), **values)

    wrapper.__signature__ = inspect.Signature([context, *parameters])  # type: ignore[attr-defined]
    wrapper.__annotations__ = {}
    return wrapper


def with_run(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function(run, *, options)` as the parser calls it; one that asks for the parser's context has it."""
    import inspect

    first, *own = inspect.signature(function).parameters.values()
    return function if first.annotation is typer.Context else with_parameters(function, own)


def parameter(name: str, annotation: Any, default: Any = None) -> Any:
    """One parameter of a signature; `annotation` is `Annotated[type, typer.Option(...)]` or the like."""
    import inspect

    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


@immutable
class Built:
    """What a verb of every noun builds for one kind, or for all of them."""

    function: Callable[..., Any]
    examples: tuple[str, ...]
    completers: Mapping[str, Completer] = MappingProxyType({})
    rewrite: Callable[[Any, list[str]], list[str]] | None = None
