"""Groups: commands that are imported or built only when they are typed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import typer.core

from wmsgit.cli.command import Command, write_examples
from wmsgit.cli.input.screen import add_screen_options
from wmsgit.cli.messages import say
from wmsgit.cli.words import Place, hint_for, word_at
from wmsgit.errors import UsageError

Member = Any
"""A command or a group, as Typer has them."""
_Group = TypeVar("_Group", bound="LazyGroup")


class LazyGroup(typer.core.TyperGroup):
    """A group that knows its members by name and one line, and makes one only when it is asked for."""

    examples: tuple[str, ...] = ()

    def sections(self, ctx: Any) -> Mapping[str, Mapping[str, str]]:
        """Section title → member name → one line about it. Nothing is built."""
        raise NotImplementedError

    def build(self, ctx: Any, name: str) -> Member | None:
        """The member of this name; None when there is none."""
        raise NotImplementedError

    def list_commands(self, ctx: Any) -> list[str]:
        """The members' names."""
        return [name for members in self.sections(ctx).values() for name in members]

    def get_command(self, ctx: Any, cmd_name: str) -> Member | None:
        """The member that was typed.

        Raises:
            UsageError: with the nearest name, when there is none.
        """
        result = self.build(ctx, cmd_name)
        if result is None and not ctx.resilient_parsing:
            raise no_such_command(cmd_name, self.list_commands(ctx), ctx.command_path)
        return result

    def end(self) -> str:
        """The transition that finishes a record; empty where there is none."""
        return ""

    def member_for_word(self, ctx: Any, name: str, place: Place) -> Member | None:
        """The member that a word of other programs stands for; None where it is no such word.

        Raises:
            UsageError: where the word is answered with a hint.
        """
        word = word_at(place, name)
        if word is None or ctx.resilient_parsing:
            return None
        if word.alias:
            return self.build(ctx, word.alias)
        raise UsageError(
            f"there is no command {ctx.command_path} {name}", hint=hint_for(word, str(self.name), self.end())
        )

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the options before the member's name. While completing, leave the rest whole."""
        if ctx.resilient_parsing:
            return super(typer.core.TyperGroup, self).parse_args(ctx, args)
        if not args:
            say(*self.overview(ctx), "")
            raise UsageError(
                "a command is missing",
                hint=f"such as: {self.example(ctx)}",
            )
        return super().parse_args(ctx, args)

    def example(self, ctx: Any) -> str:
        """The command line that is shown where no member is named."""
        return next(iter(self.examples), f"{ctx.command_path} --help")

    def overview(self, ctx: Any) -> Sequence[str]:
        """The lines that are shown where no member is named: the help."""
        lines: list[str] = ctx.get_help().splitlines()
        return lines

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the members by section, and the examples."""
        for title, members in self.sections(ctx).items():
            if members:
                with formatter.section(title):
                    formatter.write_dl(list(members.items()))
        write_examples(formatter, self.examples)


def no_such_command(name: str, known: Iterable[str], path: str) -> UsageError:
    """The error for a command that does not exist."""
    from wmsgit.model.text import did_you_mean

    return UsageError(
        f"there is no command {path} {name[:100]}{did_you_mean(name, known)}",
        hint=f"{path} --help lists them",
    )


def make_group(
    cls: type[_Group],
    *,
    name: str,
    help: str,  # noqa: A002 - the word that Typer uses
    examples: Sequence[str] = (),
) -> _Group:
    """A group of a class, without options of its own."""
    group = cls(name=name, help=help, rich_markup_mode=None)
    group.examples = tuple(examples)
    add_screen_options(group)
    return group


__all__ = ["Command", "LazyGroup", "Member", "make_group", "no_such_command"]
