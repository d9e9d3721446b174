"""`session end`: ends the open session."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from wmsgit.cli.input.editor import edit_text, is_interactive
from wmsgit.cli.input.options import Write, writes
from wmsgit.errors import UsageError
from wmsgit.model.text import clean

if TYPE_CHECKING:
    from wmsgit.cli.run import Run
    from wmsgit.features.sessions.attribution import Evidence

EXAMPLES = ('wmsgit session end -m "Staging is done; production waits for the key server."',)
DETAILS = (
    "What was done is taken from Git: your commits in every member since the start, with their files, and the records "
    "that were created, completed, decided and found. What -m says becomes the handoff notes; without it, on a "
    "terminal, the handoff opens in your editor. Everything lands in one commit, with the switches of context."
)
_MARK = "<!-- What stands below is only shown; the notes are what stands above. -->"
_HELP = (
    "<!-- The notes of the handoff: write them below this line. A line that begins with '? ' is an open question. -->"
)


@writes(tries=False)
def run(
    write: Write,
    no_edit: Annotated[bool, typer.Option("--no-edit", help="Do not open an editor.")] = False,
) -> None:
    """End the session."""
    from wmsgit.features.sessions.actions.evidence import gather
    from wmsgit.features.sessions.actions.sessions import end_session, require_open_session

    session = write.run.environ.get("WMSGIT_SESSION", "")
    record = require_open_session(write.workspace, session)
    evidence = gather(write.workspace, record)
    questions: list[str] = []
    if not write.message and not no_edit and is_interactive():
        notes, questions = _edited(write.run, record.id, evidence)
        write = replace(write, message=notes)
    outcome = end_session(
        write.workspace,
        session=session,
        evidence=evidence,
        open_questions=questions,
        terminal=write.run.environ.get("WMSGIT_CONTEXT", ""),
        how=write.how,
    )
    write.report(outcome)


def _edited(run: "Run", session: str, evidence: "Evidence") -> tuple[str, list[str]]:
    """The notes and the open questions, as the person leaves them in the editor."""
    from wmsgit.features.sessions.actions.handoff import read_handoff
    from wmsgit.features.sessions.handoff_page import handoff_page

    shown = clean(handoff_page(read_handoff(run.workspace, session, evidence=evidence)))
    edited = edit_text(run, "HANDOFF.md", f"{_HELP}\n\n\n{_MARK}\n\n{shown}")
    lines = edited.partition(_MARK)[0].replace(_HELP, "").strip().splitlines()
    questions = [line[2:].strip() for line in lines if line.startswith("? ") and line[2:].strip()]
    notes = "\n".join(line for line in lines if not line.startswith("? ")).strip()
    if not notes and not questions:
        raise UsageError("the text is empty, so the session was not ended", hint="--no-edit ends it without notes")
    return notes, questions
