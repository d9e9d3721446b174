"""Requests: each asks one action, and gives its answer as the protocol has it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from wmsgit.errors import WmsgitError
from wmsgit.features.editing.actions import complete as completing
from wmsgit.features.editing.actions import go
from wmsgit.features.editing.actions.code_references import code_references
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.actions.format import formatted
from wmsgit.features.editing.actions.hover import hover as hover_card
from wmsgit.features.editing.actions.hover import record_at
from wmsgit.features.editing.choosing import without_holes
from wmsgit.features.editing.values import Choice, Outline
from wmsgit.features.editing.words import unmarked
from wmsgit.lsp.publish import location
from wmsgit.lsp.server import WmsgitServer
from wmsgit.lsp.text import ClientText

_KINDS = {
    "record": types.CompletionItemKind.Reference,
    "value": types.CompletionItemKind.EnumMember,
    "key": types.CompletionItemKind.Property,
    "path": types.CompletionItemKind.File,
    "date": types.CompletionItemKind.Value,
    "snippet": types.CompletionItemKind.Snippet,
}
GIT_S = 0.15
"""How long a card waits for Git; the next one has what came too late."""
SEARCH_S = 0.7
"""How long references wait for the search of members' files."""
_TRIGGERS = [":", " ", "-", "[", ",", "/", '"', "'"]


def register(server: WmsgitServer) -> None:
    """Have the server answer these requests."""
    server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=_TRIGGERS))(complete)
    for method, handler in _HANDLERS.items():
        server.feature(method)(handler)


def place_of(
    server: WmsgitServer, uri: str, position: types.Position | None = None
) -> tuple[EditedWorkspace, str, ClientText, int] | None:
    """The workspace, path, text and offset that a request is about; None for a file of no workspace."""
    place = server.find(uri)
    if place is None:
        return None
    edited, path = place
    edited.settle()
    text = server.text_of(edited, path)
    return edited, path, text, text.offset(position) if position else 0


async def hover(server: WmsgitServer, params: types.HoverParams) -> types.Hover | None:
    """What is under the cursor; who changed it last, where Git says so in time."""
    place = place_of(server, params.text_document.uri, params.position)
    record = record_at(place[0], place[1], place[3]) if place else ""
    if place and record:
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.to_thread(place[0].look_up_change, record), GIT_S)
    card = hover_card(place[0], place[1], place[3]) if place else None
    if place is None or card is None:
        return None
    return types.Hover(_markup(server, card[1]), place[2].range(card[0].start, card[0].end))


def complete(server: WmsgitServer, params: types.CompletionParams) -> types.CompletionList:
    """What may be typed."""
    place = place_of(server, params.text_document.uri, params.position)
    if place is None:
        return types.CompletionList(is_incomplete=False, items=[])
    edited, path, text, at = place
    choices, is_more = completing.complete(edited, path, at)
    snippets = _takes_snippets(server)
    items = [_item(choice, number, text, snippets=snippets) for number, choice in enumerate(choices)]
    return types.CompletionList(is_incomplete=is_more, items=items)


def definition(server: WmsgitServer, params: types.DefinitionParams) -> types.Location | None:
    """Where it leads."""
    place = place_of(server, params.text_document.uri, params.position)
    target = go.definition(place[0], place[1], place[3]) if place else None
    return location(server, target) if target else None


async def references(server: WmsgitServer, params: types.ReferenceParams) -> list[types.Location]:
    """Who names it; in members' files too, where the client wants that and Git answers in time."""
    place = place_of(server, params.text_document.uri, params.position)
    if place is None:
        return []
    targets = go.references(place[0], place[1], place[3], with_itself=params.context.include_declaration)
    meant = go.meant_at(place[0], place[1], place[3])
    if meant and server.settings.code_references:
        with suppress(TimeoutError):
            targets += await asyncio.wait_for(asyncio.to_thread(code_references, place[0], meant.id), SEARCH_S)
    return [location(server, target) for target in targets]


def document_symbols(server: WmsgitServer, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """The fields of a record."""
    place = place_of(server, params.text_document.uri)
    return [_symbol(part, place[2]) for part in go.outline(place[0], place[1])] if place else []


def workspace_symbols(server: WmsgitServer, params: types.WorkspaceSymbolParams) -> list[types.SymbolInformation]:
    """The records whose id or title holds the words."""
    result = []
    for edited in server.workspaces:
        edited.settle()
        for match, target in go.search(edited, params.query):
            name = f"{match.id} {match.title}".strip()
            result.append(
                types.SymbolInformation(
                    location=location(server, target),
                    name=" ".join(name.split()),
                    kind=types.SymbolKind.Object,
                    container_name=match.kind,
                )
            )
    return result


def links(server: WmsgitServer, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
    """What leads out of a file."""
    place = place_of(server, params.text_document.uri)
    if place is None:
        return []
    return [
        types.DocumentLink(
            range=place[2].range(link.span.start, link.span.end),
            target=server.uri(link.file) if link.file else link.address,
        )
        for link in go.links(place[0], place[1])
    ]


def formatting(server: WmsgitServer, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
    """The record in canonical form, as `fmt` writes it."""
    place = place_of(server, params.text_document.uri)
    if place is None:
        return []
    edited, path, text, _ = place
    try:
        edits = formatted(edited, path)
    except WmsgitError as error:
        raise refused(error) from error
    return [types.TextEdit(text.range(edit.span.start, edit.span.end), edit.text) for edit in edits]


def _markup(server: WmsgitServer, card: str) -> types.MarkupContent:
    """A card as the client shows it: Markdown unless it names its formats, and that is not among them."""
    document = server.client_capabilities.text_document
    formats = document.hover.content_format if document and document.hover else None
    if formats and types.MarkupKind.Markdown not in formats:
        return types.MarkupContent(types.MarkupKind.PlainText, unmarked(card))
    return types.MarkupContent(types.MarkupKind.Markdown, card)


def refused(error: WmsgitError) -> JsonRpcException:
    """What is said of a request that cannot be met, in one line."""
    words = "; ".join(line.strip() for line in str(error).splitlines())
    return JsonRpcException(words, code=types.LSPErrorCodes.RequestFailed)


def _item(choice: Choice, number: int, text: ClientText, *, snippets: bool) -> types.CompletionItem:
    inserted = choice.text if snippets or not choice.is_snippet else without_holes(choice.text)
    is_snippet = snippets and choice.is_snippet
    return types.CompletionItem(
        label=choice.label,
        kind=_KINDS[choice.sort],
        detail=choice.detail or None,
        documentation=types.MarkupContent(types.MarkupKind.PlainText, choice.document) if choice.document else None,
        sort_text=f"{number:05}",
        filter_text=choice.words or choice.label,
        insert_text_format=types.InsertTextFormat.Snippet if is_snippet else types.InsertTextFormat.PlainText,
        text_edit=types.TextEdit(text.range(choice.span.start, choice.span.end), inserted),
        tags=[types.CompletionItemTag.Deprecated] if choice.is_old else None,
    )


def _takes_snippets(server: WmsgitServer) -> bool:
    document = server.client_capabilities.text_document
    completion = document.completion if document else None
    item = completion.completion_item if completion else None
    return bool(item and item.snippet_support)


def _symbol(part: Outline, text: ClientText) -> types.DocumentSymbol:
    whole = text.range(part.span.start, max(part.span.end, part.name_span.end))
    return types.DocumentSymbol(
        name=part.name,
        kind=types.SymbolKind.Array if part.is_list else types.SymbolKind.Field,
        range=whole,
        selection_range=text.range(part.name_span.start, part.name_span.end),
        detail=part.detail or None,
        children=[_symbol(inner, text) for inner in part.parts],
    )


_HANDLERS: dict[str, Callable[..., Any]] = {
    types.TEXT_DOCUMENT_HOVER: hover,
    types.TEXT_DOCUMENT_DEFINITION: definition,
    types.TEXT_DOCUMENT_REFERENCES: references,
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: document_symbols,
    types.WORKSPACE_SYMBOL: workspace_symbols,
    types.TEXT_DOCUMENT_DOCUMENT_LINK: links,
    types.TEXT_DOCUMENT_FORMATTING: formatting,
}
