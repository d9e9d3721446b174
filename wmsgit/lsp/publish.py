"""Publishing: findings as a client's diagnostics."""

from pathlib import Path
from typing import Protocol

from lsprotocol import types

from wmsgit.features.editing.actions.code import code_findings
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.actions.places import explanation, finding_span, related
from wmsgit.features.editing.values import Target
from wmsgit.lsp.settings import Settings
from wmsgit.lsp.text import ClientText
from wmsgit.model.finding import Finding

SOURCE = "wmsgit"
_LEVELS = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}


class Client(Protocol):
    """What is asked of the client: how it spells addresses, counts characters, and what it wants."""

    settings: Settings
    encoding: str

    def uri(self, file: Path) -> str:
        """A file's address."""
        ...

    def text_of(self, edited: EditedWorkspace, path: str) -> ClientText:
        """A file's text in the client's positions."""
        ...


def diagnostics_of(client: Client, edited: EditedWorkspace, path: str) -> list[types.Diagnostic]:
    """What is said of one file: by `check`, then of its uncommitted change, which are hints."""
    own, hints = edited.findings(path)
    if client.settings.code_findings and edited.plane.kind_at(path) is None:
        own = [*own, *code_findings(edited, path)]
    if not own and not hints:
        return []
    text = client.text_of(edited, path)
    result = [_diagnostic(client, edited, finding, text, _LEVELS[finding.level]) for finding in own]
    if client.settings.change_hints:
        result += [_diagnostic(client, edited, hint, text, types.DiagnosticSeverity.Hint) for hint in hints]
    return result


def location(client: Client, target: Target) -> types.Location:
    """A place in a file as a client takes it."""
    return types.Location(
        client.uri(target.file), ClientText(target.text, client.encoding).range(target.span.start, target.span.end)
    )


def _diagnostic(
    client: Client,
    edited: EditedWorkspace,
    finding: Finding,
    text: ClientText,
    severity: types.DiagnosticSeverity,
) -> types.Diagnostic:
    span = finding_span(edited, finding)
    others = [
        types.DiagnosticRelatedInformation(location(client, target), words)
        for target, words in related(edited, finding)
    ]
    return types.Diagnostic(
        range=text.range(span.start, span.end),
        message=finding.message,
        severity=severity,
        code=finding.code,
        code_description=_description(client, edited, finding.code),
        source=SOURCE,
        related_information=others or None,
    )


def _description(client: Client, edited: EditedWorkspace, code: str) -> types.CodeDescription | None:
    """What says more of a code. An editor that opens a file of this address goes to its line."""
    place = explanation(edited, code)
    return types.CodeDescription(f"{client.uri(place[0])}#L{place[1]}") if place else None
