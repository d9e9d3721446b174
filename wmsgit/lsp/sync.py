"""Synchronisation: folders and texts as the client opens, changes, saves, renames and closes them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.uris import to_fs_path

from wmsgit.lsp.server import WmsgitServer
from wmsgit.lsp.settings import Settings
from wmsgit.lsp.text import ClientText


def register(server: WmsgitServer) -> None:
    """Have the server take these notifications."""
    for method, handler in _HANDLERS.items():
        server.feature(method)(handler)


def initialize(server: WmsgitServer, params: types.InitializeParams) -> None:
    """Open the workspaces of the client's folders."""
    server.encoding = str(getattr(server.workspace.position_encoding, "value", server.workspace.position_encoding))
    server.settings = Settings.of(params.initialization_options)
    named = [folder.uri for folder in params.workspace_folders or ()]
    named = named or [uri for uri in (params.root_uri,) if uri]
    folders = [Path(path) for uri in named if (path := to_fs_path(uri))]
    folders = folders or ([Path(params.root_path)] if params.root_path else [server.folder])
    server.open_folders(folders)
    if not server.workspaces and server.folder not in folders:
        server.open_folders([server.folder])
    if not server.workspaces:
        server.fault = server.missing
        raise JsonRpcException(str(server.missing), code=types.LSPErrorCodes.RequestFailed)


async def initialized(server: WmsgitServer, _: types.InitializedParams) -> None:
    """Diagnose every workspace, and begin to watch."""
    for edited in server.workspaces:
        server.start(edited)
    server.later("watch", 1.0, server.watch)


def did_open(server: WmsgitServer, params: types.DidOpenTextDocumentParams) -> None:
    """A file was opened; one of a folder that nobody named may bring its workspace with it."""
    document = params.text_document
    _open_beside(server, document.uri)
    server.take(document.uri, ClientText(document.text, server.encoding), document.version)


def did_change(server: WmsgitServer, params: types.DidChangeTextDocumentParams) -> None:
    """A text was changed."""
    uri = params.text_document.uri
    text = server.texts.get(uri)
    if text is None:
        return
    for change in params.content_changes:
        text = text.changed(change)
    server.take(uri, text, params.text_document.version)


def did_close(server: WmsgitServer, params: types.DidCloseTextDocumentParams) -> None:
    """A file was closed."""
    server.drop(params.text_document.uri)


def did_save(server: WmsgitServer, params: types.DidSaveTextDocumentParams) -> None:
    """A file was saved: the disk may have a new record, or other schemas."""
    place = server.find(params.text_document.uri)
    if place:
        server.look(place[0])
        server.diagnose(place[0], {place[1]})


def did_change_watched(server: WmsgitServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Files changed on the disk."""
    del params
    for edited in server.workspaces:
        server.look(edited)


def did_change_folders(server: WmsgitServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Folders came or went."""
    for folder in params.event.removed:
        path = to_fs_path(folder.uri)
        if path:
            server.close_folder(Path(path))
    before = list(server.workspaces)
    server.open_folders([Path(path) for folder in params.event.added if (path := to_fs_path(folder.uri))])
    for edited in server.workspaces:
        if edited not in before:
            _bring_in(server, edited)


def did_change_configuration(server: WmsgitServer, params: types.DidChangeConfigurationParams) -> None:
    """The client's settings changed."""
    server.settings = Settings.of(params.settings)
    for edited in server.workspaces:
        server.publish_all(edited)


def did_change_files(server: WmsgitServer, params: object) -> None:
    """Files were made, renamed or removed by the client itself."""
    del params
    for edited in server.workspaces:
        server.look(edited)


def _open_beside(server: WmsgitServer, uri: str) -> None:
    """Open the workspace that a file lies in, when no folder of the client does."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    if path is None or server.find(uri) is not None or not Path(path).parent.is_dir():
        return
    before = list(server.workspaces)
    folder = Path(path).parent
    if any((above / "records" / "workspace.yaml").is_file() for above in (folder, *folder.parents)):
        server.open_folders([folder])
    for edited in server.workspaces:
        if edited not in before:
            _bring_in(server, edited)


def _bring_in(server: WmsgitServer, edited: object) -> None:
    """Give a new workspace the texts that are open already, and diagnose it."""
    for uri, text in list(server.texts.items()):
        place = server.find(uri)
        if place and place[0] is edited:
            place[0].type(place[1], text.text)
    for workspace in server.workspaces:
        if workspace is edited:
            server.start(workspace)


_HANDLERS: dict[str, Callable[..., Any]] = {
    types.INITIALIZE: initialize,
    types.INITIALIZED: initialized,
    types.TEXT_DOCUMENT_DID_OPEN: did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: did_change,
    types.TEXT_DOCUMENT_DID_CLOSE: did_close,
    types.TEXT_DOCUMENT_DID_SAVE: did_save,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: did_change_watched,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: did_change_folders,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: did_change_configuration,
    types.WORKSPACE_DID_CREATE_FILES: did_change_files,
    types.WORKSPACE_DID_RENAME_FILES: did_change_files,
    types.WORKSPACE_DID_DELETE_FILES: did_change_files,
}
