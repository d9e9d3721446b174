"""Doing: renames, code actions, lenses, hints and commands, whose edits the client applies."""

from collections.abc import Callable, Sequence
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from wmsgit.errors import WmsgitError
from wmsgit.features.editing.actions import fixes as fixing
from wmsgit.features.editing.actions import marks
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.actions.rename import rename as renamed_record
from wmsgit.features.editing.actions.rename import renamed_at
from wmsgit.features.editing.values import Fix, TextSpan, WorkspaceChange
from wmsgit.lsp.requests import place_of, refused
from wmsgit.lsp.server import WmsgitServer
from wmsgit.lsp.text import ClientText

TRANSITION = "wmsgit.transition"
FACT = "wmsgit.fact"
_SORTS = {"quickfix": types.CodeActionKind.QuickFix, "refactor": types.CodeActionKind.Refactor}


def register(server: WmsgitServer) -> None:
    """Have the server answer these requests."""
    kinds = types.CodeActionOptions(code_action_kinds=list(_SORTS.values()))
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)(code_actions)
    server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))(rename)
    server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions())(lenses)
    server.command(TRANSITION)(run_transition)
    server.command(FACT)(no_transition)
    for method, handler in _HANDLERS.items():
        server.feature(method)(handler)


def prepare_rename(server: WmsgitServer, params: types.PrepareRenameParams) -> types.Range | None:
    """The id under the cursor; None where nothing can be renamed."""
    place = place_of(server, params.text_document.uri, params.position)
    renamed = renamed_at(place[0], place[1], place[3]) if place else None
    return place[2].range(renamed[0].start, renamed[0].end) if place and renamed else None


def rename(server: WmsgitServer, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """Another id for a record, everywhere."""
    place = place_of(server, params.text_document.uri, params.position)
    if place is None:
        return None
    try:
        change = renamed_record(place[0], place[1], place[3], params.new_name)
    except WmsgitError as error:
        raise refused(error) from error
    return workspace_edit(server, place[0], change)


def code_actions(server: WmsgitServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done here."""
    place = place_of(server, params.text_document.uri)
    if place is None:
        return []
    edited, path, text, _ = place
    span = TextSpan(text.offset(params.range.start), text.offset(params.range.end))
    names = {str(getattr(kind, "value", kind)) for kind in params.context.only or ()}
    takes_refused = _shows_refused(server)
    wanted = [
        fix
        for fix in fixing.fixes(edited, path, span)
        if (not names or fix.sort in names) and (takes_refused or not fix.refusal)
    ]
    made = [_action(server, edited, fix, params.context.diagnostics) for fix in wanted]
    return [action for action in made if action is not None]


def lenses(server: WmsgitServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    """The lines above a record."""
    place = place_of(server, params.text_document.uri) if server.settings.code_lenses else None
    if place is None:
        return []
    edited, path, text, _ = place
    uri = params.text_document.uri
    return [
        types.CodeLens(
            range=text.range(remark.span.start, remark.span.end),
            command=types.Command(
                title=remark.text,
                command=TRANSITION if remark.transition else FACT,
                arguments=[uri, remark.transition],
            ),
        )
        for remark in marks.remarks(edited, path)
    ]


def inlay_hints(server: WmsgitServer, params: types.InlayHintParams) -> list[types.InlayHint]:
    """The titles behind ids."""
    place = place_of(server, params.text_document.uri) if server.settings.inlay_titles else None
    if place is None:
        return []
    edited, path, text, _ = place
    span = TextSpan(text.offset(params.range.start), text.offset(params.range.end))
    return [
        types.InlayHint(position=text.position(mark.at), label=mark.text, padding_left=True)
        for mark in marks.titles(edited, path, span)
    ]


async def run_transition(server: WmsgitServer, uri: str, name: str) -> bool:
    """A transition that the user started: its edit is sent to the client, which applies it."""
    place = place_of(server, uri)
    ways = fixing.transitions(place[0], place[1]) if place else []
    fix = next((fix for fix in ways if fix.title.startswith(f"{name}:")), None)
    if place is None or fix is None or fix.refusal:
        reason = fix.refusal if fix else "the record's status does not allow it"
        server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"cannot {name}: {reason}"))
        return False
    edit = workspace_edit(server, place[0], fix.change)
    answer = await server.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, fix.title))
    return answer.applied


def no_transition(server: WmsgitServer, uri: str, name: str) -> None:
    """A fact above a record does nothing."""


def workspace_edit(server: WmsgitServer, edited: EditedWorkspace, change: WorkspaceChange) -> types.WorkspaceEdit:
    """A change as the protocol has it: edits of versions, then files that are renamed; new files first."""
    parts: list[Any] = []
    for path, content in change.creates.items():
        uri = server.uri(edited.file_of(path))
        start = types.Range(types.Position(0, 0), types.Position(0, 0))
        document = types.OptionalVersionedTextDocumentIdentifier(uri)
        parts.append(types.CreateFile(uri, options=types.CreateFileOptions(ignore_if_exists=True)))
        parts.append(types.TextDocumentEdit(document, [types.TextEdit(start, content)]))
    for path, (before, edits) in change.edits.items():
        uri, text = server.uri(edited.file_of(path)), ClientText(before, server.encoding)
        document = types.OptionalVersionedTextDocumentIdentifier(uri, server.versions.get(uri))
        spans = [types.TextEdit(text.range(edit.span.start, edit.span.end), edit.text) for edit in edits]
        parts.append(types.TextDocumentEdit(document, list(spans)))
    for old, new in change.renames.items():
        parts.append(types.RenameFile(server.uri(edited.file_of(old)), server.uri(edited.file_of(new))))
    return _as_taken(server, parts)


def _as_taken(server: WmsgitServer, parts: list[Any]) -> types.WorkspaceEdit:
    """A change in the form that the client takes.

    Raises:
        JsonRpcException: when the client can neither make nor rename files, and this needs it.
    """
    workspace = server.client_capabilities.workspace
    taken = workspace.workspace_edit if workspace else None
    can = {str(getattr(kind, "value", kind)) for kind in (taken.resource_operations if taken else None) or ()}
    needed = {part.kind for part in parts if not isinstance(part, types.TextDocumentEdit)}
    if needed - can:
        raise JsonRpcException("this editor cannot make or rename files", code=types.LSPErrorCodes.RequestFailed)
    if can or (taken and taken.document_changes):  # an editor that can do these takes them in this form
        return types.WorkspaceEdit(document_changes=parts)
    return types.WorkspaceEdit(changes={part.text_document.uri: list(part.edits) for part in parts})


def _action(
    server: WmsgitServer, edited: EditedWorkspace, fix: Fix, diagnostics: Sequence[types.Diagnostic]
) -> types.CodeAction | None:
    """A fix as the protocol has it; None where the client cannot do it."""
    mended = [item for item in diagnostics if fix.mends and item.message == fix.mends]
    try:
        edit = None if fix.refusal else workspace_edit(server, edited, fix.change)
    except JsonRpcException:
        return None
    return types.CodeAction(
        title=fix.title,
        kind=_SORTS[fix.sort],
        diagnostics=mended or None,
        is_preferred=fix.is_preferred or None,
        disabled=types.CodeActionDisabled(fix.refusal) if fix.refusal else None,
        edit=edit,
    )


def _shows_refused(server: WmsgitServer) -> bool:
    """Whether the client shows what cannot be done now, with the reason."""
    document = server.client_capabilities.text_document
    return bool(document and document.code_action and document.code_action.disabled_support)


_HANDLERS: dict[str, Callable[..., Any]] = {
    types.TEXT_DOCUMENT_PREPARE_RENAME: prepare_rename,
    types.TEXT_DOCUMENT_INLAY_HINT: inlay_hints,
}
