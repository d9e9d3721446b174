"""Work that has begun: where it is done, what has to be done one by one, and the brief."""

import sys
from typing import TYPE_CHECKING, Any

from wmsgit.cli.run import Run

if TYPE_CHECKING:
    from wmsgit.features.branches.actions.begin_work import Work
    from wmsgit.features.sessions.brief_page import Part


def print_work(run: Run, work: "Work", form: str, *, has_brief: bool) -> None:
    """Print it as Markdown, or as one JSON object; without the brief only where the work is done."""
    from dataclasses import asdict

    from wmsgit.cli.messages import warn
    from wmsgit.cli.output.briefing import DEFAULT_BUDGET, as_json, brief_request
    from wmsgit.features.sessions.actions.brief import read_brief
    from wmsgit.features.sessions.brief_page import brief_page
    from wmsgit.features.sessions.eight_lines import EIGHT_LINES
    from wmsgit.model.text import clean
    from wmsgit.render.json_text import json_text

    record = run.workspace.record(work.place)
    repos = list(dict.fromkeys(item.repo for item in work.worktrees))
    request = brief_request(run, repo=repos[0] if len(repos) == 1 else "", task=_task(work), session=work.session)
    brief = read_brief(run.workspace, request) if has_brief else None
    warn(brief.notices if brief else ())
    if form == "json":
        whole: dict[str, Any] = {
            **record.to_dict(),
            "session": work.session or None,
            "worktrees": [asdict(item) for item in work.worktrees],
            "checklist": record.data.get("checklist") or [],
            **({"instructions": EIGHT_LINES.splitlines(), "brief": as_json(brief)} if brief else {}),
        }
        sys.stdout.write(json_text(whole))
        return
    own = _parts(run, work)
    title = f"Work: {work.place.id}"
    if brief is None:
        sys.stdout.write(clean(brief_page(title, own)))
        return
    head = f"{EIGHT_LINES}\n"
    sys.stdout.write(head + clean(brief_page(title, [*own, *brief.parts], DEFAULT_BUDGET - len(head))))


def _task(work: "Work") -> str:
    return work.place.id if work.place.kind == "task" else ""


def _parts(run: Run, work: "Work") -> "list[Part]":
    from wmsgit.features.sessions.brief_page import BriefItem, Part
    from wmsgit.features.sessions.page import code, line

    places = [
        BriefItem(item.repo, f"{line(item.repo)}: {code(item.path)}, on {code(item.branch)}") for item in work.worktrees
    ]
    if work.session:
        trailer = f"commit with the trailer {code(f'Wmsgit-Session: {work.session}')}"
        places.append(BriefItem(work.session, f"session {code(work.session)}: {trailer}"))
    items = run.workspace.record(work.place).data.get("checklist") or ()
    steps = [
        BriefItem(f"item {number}", f"{'done' if item.get('done') else 'to do'}: {line(item.get('text', ''))}")
        for number, item in enumerate(items, start=1)
        if isinstance(item, dict)
    ]
    source = f"Checklist of {work.place.id}, as data"
    return [Part("Where to work", tuple(places), binds=True), Part(source, tuple(steps), binds=True)]
