"""Settling: what can be done about a finding of the last scan, at its line in a member's file."""

from collections.abc import Iterator
from datetime import UTC, timedelta

from wmsgit.errors import WmsgitError
from wmsgit.features.drift.baseline_entries import KIND as BASELINE
from wmsgit.features.drift.baseline_entries import with_entry
from wmsgit.features.editing.actions.code import recorded_findings
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.actions.go import line_span
from wmsgit.features.editing.actions.rename import edits_to
from wmsgit.features.editing.values import Fix, TextSpan, WorkspaceChange
from wmsgit.model.record import Data, LoadedFile
from wmsgit.store.canonical import canonical

WAIVER_DAYS = 30


def settlements(edited: EditedWorkspace, path: str, span: TextSpan) -> Iterator[Fix]:
    """For each recorded finding at these lines: waive it, or let it be for good in the repository's baseline.

    A waiver's reason is left to the person: its record is not valid until it is written.
    """
    text = edited.plane.text(path)
    for file, finding in recorded_findings(edited, path):
        line = line_span(text, finding.line)
        if line.start <= span.end and span.start <= line.end:
            yield from _of_finding(edited, file, file.data or {}, finding.message)


def _of_finding(edited: EditedWorkspace, file: LoadedFile, data: Data, mends: str) -> Iterator[Fix]:
    last = (edited.ws.now().astimezone(UTC) + timedelta(days=WAIVER_DAYS)).date().isoformat()
    waived = {**data, "waiver": {"owner": edited.ws.actor(), "expires": last}}
    yield from _fix(edited, f"Waive {file.id} until {last}, and say why in its record", file.path, waived, mends)
    repo = str(data.get("repo"))
    baseline = edited.plane.catalogue.record(repo, BASELINE)
    title = f"Add {file.id} to the baseline of {repo}"
    if baseline is not None and baseline.data is not None:
        yield from _fix(edited, title, baseline.path, with_entry(baseline.data, data), mends)
    elif baseline is None and BASELINE in edited.plane.kinds:
        kind = edited.plane.kinds[BASELINE]
        path = f"records/{kind.folder}/{repo}.yaml"
        new = {"id": repo, **with_entry({"repo": repo}, data)}
        yield Fix(title, WorkspaceChange(creates={path: _text(edited, path, new)}), mends=mends)


def _fix(edited: EditedWorkspace, title: str, path: str, new: Data, mends: str) -> Iterator[Fix]:
    try:
        edits = edits_to(edited, path, new)
    except WmsgitError as error:
        yield Fix(title, WorkspaceChange(), refusal=str(error), mends=mends)
    else:
        yield Fix(title, WorkspaceChange({path: (edited.plane.text(path), edits)}), mends=mends)


def _text(edited: EditedWorkspace, path: str, data: Data) -> str:
    return canonical(data, edited.plane.kinds[BASELINE], path).decode("utf-8")
