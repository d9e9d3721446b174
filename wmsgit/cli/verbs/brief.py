"""`brief`: the context for a person or an assistant that starts now."""

from typing import Annotated, Literal

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import format_option
from wmsgit.cli.output.briefing import DEFAULT_BUDGET, print_brief, write_block, write_blocks
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

EXAMPLES = (
    "wmsgit brief --repo api --task WS-TASK-001",
    "wmsgit brief --repo api --budget 4000",
    "wmsgit brief --repo api --write AGENTS.md",
    "wmsgit brief --write AGENTS.md --all-members",
)
DETAILS = (
    "Where we are, the rules and decisions that bind the repository with their reasons, ready tasks, known issues, "
    "open findings, the last handoff, placements, and the working rules and the checklist of records/workspace.yaml. "
    "What does not fit the budget is left out entry by entry; every rule and decision is named in any case. --write "
    "keeps the lines between '<!-- wmsgit:begin -->' and '<!-- wmsgit:end -->' of FILE up to date, with what changes "
    "rarely, and adds them at its end where there are none; nothing else in it changes. With --all-members it keeps "
    "ten lines in that file of every member that is clean and on its default branch, and names the others."
)
COMPLETERS = {"repo": complete_ids("repo"), "task": complete_ids("task")}


def run(
    run: Run,
    *,
    repo: Annotated[
        str, typer.Option("--repo", metavar="NAME", help="For this repository; the context's when not given.")
    ] = "",
    task: Annotated[str, typer.Option("--task", metavar="ID", help="For this task.")] = "",
    budget: Annotated[
        int, typer.Option("--budget", metavar="N", min=1, help="The most characters that are printed.")
    ] = DEFAULT_BUDGET,
    write: Annotated[str, typer.Option("--write", metavar="FILE", help="Keep the marked block of FILE.")] = "",
    all_members: Annotated[
        bool, typer.Option("--all-members", help="With --write: in every member, ten lines that rarely change.")
    ] = False,
    inline: Annotated[
        bool, typer.Option("--inline", help="With --all-members: the rules and decisions of each, too.")
    ] = False,
    pr: Annotated[
        bool, typer.Option("--pr", help="With --all-members: by a branch and a pull request of each.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="With --all-members: write nothing; 1 when a block says something else.")
    ] = False,
    format: Annotated[  # noqa: A002
        Literal["markdown", "json"], format_option("For reading, cut to the budget, or everything as JSON.")
    ] = "markdown",
) -> int:
    """Print the brief, or keep it in a file."""
    from wmsgit.cli.messages import say

    if (all_members and not write) or ((inline or check or pr) and not all_members) or (check and pr):
        raise UsageError(
            "--all-members goes with --write, --inline and --check with both", hint=f"such as: {EXAMPLES[3]}"
        )
    if all_members:
        return write_blocks(run, write, inline=inline, check=check, pr=pr)
    if not write:
        print_brief(run, format, repo=repo, task=task, budget=budget)
    elif write_block(run, write, repo):
        say(f"written: {write}")
    else:
        say(f"unchanged: {write}")
    return 0
