"""The root: global options, the workspace's kinds as nouns, and the verbs, made only when typed."""

import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import typer

from wmsgit.cli.input.at import asked_revision
from wmsgit.cli.input.options import Timeout
from wmsgit.cli.input.screen import COLOR, NO_PAGER
from wmsgit.cli.parser.group import LazyGroup, Member, make_group
from wmsgit.cli.parser.table import CARE, GROUPS, QUERY, RECORDS, TRANSFER, VERBS, WORKSPACE, Verb
from wmsgit.cli.run import Run
from wmsgit.cli.words import PROGRAM_WORDS, is_alias
from wmsgit.errors import NotFoundError, WmsgitError

EXAMPLES = (
    "wmsgit init plane",
    'wmsgit -C plane task add "Rotate the signing keys" --priority HIGH',
    "wmsgit -C plane task list --status pending",
)
_HELP = "The management plane of a multi-repository workspace, kept in Git: one YAML file per record."


class RootGroup(LazyGroup):
    """What stands after `wmsgit`: a kind of the workspace or a verb."""

    examples = EXAMPLES

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the global options and give them to the run."""
        ctx.obj.at = "" if ctx.resilient_parsing else asked_revision(args)
        args = args if ctx.resilient_parsing else _own_words(ctx, args)
        rest = super().parse_args(ctx, args)
        ctx.obj.take(ctx.params)
        return rest

    def sections(self, ctx: Any) -> Mapping[str, Mapping[str, str]]:
        """The kinds first, then the verbs."""
        result: dict[str, dict[str, str]] = {"Kinds of records": _kinds(ctx.obj)}
        for title in (WORKSPACE, RECORDS, QUERY, CARE, TRANSFER):
            members = {**VERBS, **GROUPS}.items()
            result[title] = {name: verb.summary for name, verb in members if verb.section == title}
        result["Plug-ins"] = _plugins(ctx.obj, {name for members in result.values() for name in members})
        return result

    def example(self, ctx: Any) -> str:
        """What shows most: here or, where there is no workspace, what makes one."""
        try:
            _ = ctx.obj.present
        except WmsgitError:
            return EXAMPLES[0]
        return "wmsgit status"

    def overview(self, ctx: Any) -> Sequence[str]:
        """The commands of the first days on one screen."""
        from wmsgit.cli.parser.front import front_lines

        return front_lines(ctx.obj.registry.names, ctx.make_formatter().width)

    def build(self, ctx: Any, name: str) -> Member | None:
        """The verb, the group or the noun of this name."""
        if (name in GROUPS or name in VERBS) and _is_older_kind(ctx.obj, name):
            return _noun(ctx.obj, name)
        if name in GROUPS:
            return make_group(VerbGroup, name=name, help=GROUPS[name].summary, examples=(f"wmsgit {name} --help",))
        if name in VERBS:
            from wmsgit.cli.parser.loading import load_verb

            return load_verb(name, VERBS[name])
        noun = _noun(ctx.obj, name)
        if noun is not None or is_alias("root", name):
            return noun or self.member_for_word(ctx, name, "root")
        from wmsgit.cli.parser.plugins import plugin_command

        return plugin_command(ctx.obj, name) or self.member_for_word(ctx, name, "root")


class VerbGroup(LazyGroup):
    """A group of verbs, such as `schema`: the members are the table's names that begin with the group's."""

    def _members(self) -> dict[str, Verb]:
        prefix = f"{self.name} "
        return {name.removeprefix(prefix): verb for name, verb in VERBS.items() if name.startswith(prefix)}

    def sections(self, _ctx: Any) -> Mapping[str, Mapping[str, str]]:
        """The group's verbs."""
        return {"Commands": {name: verb.summary for name, verb in self._members().items()}}

    def build(self, _ctx: Any, name: str) -> Member | None:
        """The verb of this name."""
        from wmsgit.cli.parser.loading import load_verb

        verb = self._members().get(name)
        return load_verb(name, verb) if verb else None


def _own_words(ctx: Any, args: list[str]) -> list[str]:
    """The arguments with `version` as `--version`, unless a kind is so called."""
    first, rest = (args[0], args[1:]) if args else ("", [])
    if first not in PROGRAM_WORDS or first in ctx.obj.registry.names:
        return args
    return [PROGRAM_WORDS[first], *rest]


def make_root() -> LazyGroup:
    """The root group with its global options. No verb is imported and no kind is read."""
    names = {"help_option_names": ["--help", "-h"]}
    app = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=names)
    app.callback(cls=RootGroup, help=_HELP, subcommand_metavar="KIND|COMMAND ...")(_options)
    group = typer.main.get_group(app)
    if not isinstance(group, LazyGroup):
        raise TypeError(f"Typer made a {type(group).__name__} of the root")
    return group


def _print_version(wanted: bool) -> None:
    if wanted:
        from wmsgit.model.version import __version__

        sys.stdout.write(f"wmsgit {__version__}\n")
        raise typer.Exit


def _print_script(shell: str | None) -> None:
    if shell is not None:
        from wmsgit.cli.parser.scripts import script

        sys.stdout.write(script(shell))
        raise typer.Exit


def _options(
    directory: Annotated[
        str,
        typer.Option("-C", metavar="DIR", help="Use the workspace of DIR instead of the current directory."),
    ] = "",
    color: Annotated[
        Literal["auto", "always", "never"],
        typer.Option(COLOR, help="Colour what is printed: on a terminal, always, never.", case_sensitive=False),
    ] = "auto",
    no_pager: Annotated[bool, typer.Option(NO_PAGER, help="Print without a pager, however much it is.")] = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Neither read nor write the cache in the Git directory.")
    ] = False,
    timeout: Timeout = None,
    show_completion: Annotated[
        str | None,
        typer.Option(
            "--show-completion",
            metavar="SHELL",
            is_eager=True,
            callback=_print_script,
            help="Print the completion script for bash, zsh or fish, to be sourced by it.",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    """The global options; `RootGroup.parse_args` hands them on."""


def _kinds(run: Run) -> dict[str, str]:
    """Kind → one line from its schema. A kind whose schema is broken is listed too."""
    from wmsgit.cli.messages import one_line

    registry = run.registry
    usable = {kind.name: one_line(kind.description) for kind in registry.kinds()}
    return {name: usable.get(name, "(its schema is broken: see 'wmsgit check')") for name in registry.names}


def _plugins(run: Run, taken: set[str]) -> dict[str, str]:
    """The user's plug-ins, but for those whose names are a command's, a kind's or an alias's."""
    from wmsgit.cli.parser.plugins import plugin_summaries

    return {
        name: line
        for name, line in plugin_summaries(run).items()
        if name not in taken and name not in PROGRAM_WORDS and not is_alias("root", name) and not run.registry.has(name)
    }


def _is_older_kind(run: Run, name: str) -> bool:
    """Whether a kind had the name before wmsgit did, which stays usable."""
    from wmsgit.schema.reserved import COMING

    return name in COMING and name in run.registry.names


def _noun(run: Run, name: str) -> Member | None:
    from wmsgit.cli.parser.loading import make_noun

    if run.directory:
        _ = run.workspace  # a wrong -C is said at once, not that a kind of its own is unknown
    try:
        return make_noun(run.registry.kind(name))
    except NotFoundError:
        if run.at and run.present.registry.has(name):
            raise NotFoundError(f"there was no kind {name!r} at {run.workspace}") from None
        return None
    except WmsgitError:
        if name in run.registry.names:
            raise
        return None
