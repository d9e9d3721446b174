"""`context history`: the switches made in this worktree, newest first."""

from wmsgit.cli.input.options import Format
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit context history",)


def run(run: Run, *, format: Format = "table") -> None:  # noqa: A002
    """Print the switches."""
    from dataclasses import asdict

    from wmsgit.cli.output.data import print_rows
    from wmsgit.features.sessions.actions.switches import context_history

    switches = context_history(run.workspace, run.environ.get("WMSGIT_CONTEXT", ""))
    rows = [{"id": switch.repo, **asdict(switch)} for switch in switches]
    print_rows(run, ["repo", "since", "until", "note", "previous"], rows, format)
