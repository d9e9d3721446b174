"""`issue add`: a problem, with where it was found."""

from collections.abc import Callable

from wmsgit.cli.command import Built
from wmsgit.cli.messages import one_line, say
from wmsgit.cli.records import add
from wmsgit.cli.run import Run
from wmsgit.features.records.assignments import Assignment
from wmsgit.schema.kind import Kind

DETAILS = (
    "found_in says in which session it was found, at which commit of the member that you are in, or that is the "
    "context, and on which task's branch. An "
    f"issue of one repository goes to its first owner. {add.DETAILS}"
)


def build(kind: Kind | None) -> Built:
    """The function for the kind of issues."""
    assert kind is not None  # add stands only after a noun

    def complete(run: Run, _: str, assignments: list[Assignment]) -> tuple[list[Assignment], Callable[[], None]]:
        from wmsgit.features.sessions.actions.found_in import hidden_by, where_found

        terminal = run.environ.get("WMSGIT_CONTEXT", "")
        whole = [*assignments, *where_found(run.workspace, kind, run.start, assignments, terminal)]
        context = hidden_by(run.workspace, kind, assignments, terminal)
        return whole, lambda: say(*([one_line(f"it is hidden here by the context {context}")] if context else []))

    return add.build(kind, complete)
