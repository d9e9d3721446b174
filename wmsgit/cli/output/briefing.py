"""The brief on the command line: printed, or kept in a file's marked block."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.cli.run import Run

if TYPE_CHECKING:
    from wmsgit.features.sessions.actions.brief import Brief, BriefRequest

DEFAULT_BUDGET = 12_000
"""The characters of a brief unless told otherwise: some 3,000 words of a model's own, a person's ten minutes."""


def print_brief(
    run: Run,
    format: str,  # noqa: A002
    *,
    repo: str = "",
    task: str = "",
    session: str = "",
    budget: int | None = DEFAULT_BUDGET,
) -> None:
    """Print the brief, and say what is not known."""
    from wmsgit.cli.messages import warn
    from wmsgit.features.sessions.actions.brief import read_brief
    from wmsgit.features.sessions.brief_page import brief_page
    from wmsgit.model.text import clean
    from wmsgit.render.json_text import json_text

    brief = read_brief(run.workspace, brief_request(run, repo=repo, task=task, session=session))
    warn(brief.notices)
    text = clean(brief_page(brief.title, brief.parts, budget))
    sys.stdout.write(json_text(as_json(brief)) if format == "json" else text)


def brief_request(run: Run, *, repo: str = "", task: str = "", session: str = "") -> "BriefRequest":
    """What the brief is about."""
    from wmsgit.features.sessions.actions.brief import BriefRequest

    return BriefRequest(repo, task, session, run.environ.get("WMSGIT_CONTEXT", ""))


def as_json(brief: "Brief") -> dict[str, object]:
    """Title and parts, whole: a program cuts for itself."""
    parts = [
        {
            "title": part.title,
            "binds": part.binds,
            "entries": [{"name": entry.name, "text": entry.text} for entry in part.entries],
        }
        for part in brief.parts
        if part.entries
    ]
    return {"title": brief.title, "parts": parts, "notices": list(brief.notices)}


def write_block(run: Run, name: str, repo: str) -> bool:
    """Keep the marked block of a file up to date, and say whether anything was written."""
    from wmsgit.cli.messages import warn
    from wmsgit.features.sessions.actions.block import keep_block

    kept = keep_block(run.workspace, run.start / Path(name).expanduser(), name, brief_request(run, repo=repo))
    warn(kept.notices)
    return kept.is_written


def write_blocks(run: Run, name: str, *, inline: bool, check: bool, pr: bool) -> int:
    """Keep the block of a file in every member, and say of each what became of it.

    Returns:
        The exit code: 1 where `check` has found one that says something else.
    """
    from wmsgit.cli.messages import one_line, say
    from wmsgit.features.footprint.actions.blocks import Way, keep_blocks

    way: Way = "check" if check else "branches" if pr else "files"
    states = list(keep_blocks(run.workspace, name, way, is_inline=inline))
    for state in states:
        left = f": left, because {state.reason}" if state.reason else ""
        say(one_line(f"{state.repo}: {state.state if not left else name}{left}"))
    return int(check and any(state.state == "stale" and not state.reason for state in states))
