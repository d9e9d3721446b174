"""`ci comment`: the text of the comment on a member's pull request."""

import sys
from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit ci comment api --base origin/main --branch ws-task-001-rotate-the-keys",)
DETAILS = (
    "For the job that 'ci github --member' writes. In Markdown: the task of the branch and its checklist, its other "
    "pull requests in the order of merging, the decisions and placements that bind the changed files, and new "
    "findings of the rules and new inline allowances in them. Nothing is printed where there is nothing to say. The "
    "exit code is 1 when there are such findings."
)
COMPLETERS = {"name": complete_ids("repo")}


def run(
    run: Run,
    *,
    name: Annotated[str, typer.Argument(metavar="REPO", show_default=False)],
    base: Annotated[str, typer.Option("--base", metavar="REF", help="Where the change goes to.", show_default=False)],
    branch: Annotated[str, typer.Option("--branch", metavar="NAME", help="The change's branch.")] = "",
) -> int:
    """Print the text; 1 when there are new findings."""
    from wmsgit.cli.values import require_text
    from wmsgit.features.review.actions.member_comment import review_member
    from wmsgit.render.member_comment import member_comment

    review = review_member(run.workspace, require_text(name), require_text(base), require_text(branch))
    sys.stdout.write(member_comment(review.comment))
    return 1 if review.fails else 0
