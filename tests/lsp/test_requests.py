"""What the server answers, asked by pytest-lsp's client: hover, completion, going, symbols, formatting."""

import pytest
from lsp_desk import Desk
from lsprotocol import types

from wmsgit.schema.registry import packaged_schemas

pytestmark = pytest.mark.asyncio

TASK = "records/tasks/WS-TASK-002.yaml"
FIRST = "records/tasks/WS-TASK-001.yaml"
NEW = "records/tasks/WS-TASK-070.yaml"


async def test_hover_of_an_id_shows_the_record(desk: Desk) -> None:
    await desk.open(TASK)
    card = await desk.hover(TASK, "WS-TASK-001")
    assert "WS-TASK-001" in card
    assert "Move the keyring" in card
    assert "pending" in card
    assert "priority: HIGH" in card
    assert "by Ann Lee" in card
    assert "See ISSUE-001 for why." in card


async def test_hover_of_an_id_in_a_text_shows_it_too(desk: Desk) -> None:
    await desk.open(FIRST)
    assert "Keys leak" in await desk.hover(FIRST, "ISSUE-001 for")


async def test_hover_of_a_field_shows_what_it_is_for_and_its_values(desk: Desk) -> None:
    await desk.open(TASK)
    card = await desk.hover(TASK, "status:")
    assert "Where the task stands." in card
    assert "in_progress" in card
    assert "Merges" in card
    assert await desk.hover(TASK, "# yaml") == ""


async def test_text_of_a_record_is_no_link_in_a_card(desk: Desk) -> None:
    await desk.open(NEW, "title: x\nstatus: pending\ndescription: |-\n  [go](command:evil) <b>\n  here\n")
    await desk.open(TASK)
    await desk.type(TASK, desk.texts[TASK].replace("WS-TASK-001", "WS-TASK-070"))
    card = await desk.hover(TASK, "WS-TASK-070")
    assert "\\[go\\](command:evil) \\<b>" in card


async def test_last_good_answers_hold_while_a_text_is_broken(desk: Desk) -> None:
    await desk.open(TASK)
    found = await desk.type(TASK, desk.texts[TASK] + "blocked_by: [\n")
    assert [item.code for item in found] == ["YAML"]
    assert "Move the keyring" in await desk.hover(TASK, "WS-TASK-001")
    assert "Where the task stands." in await desk.hover(TASK, "status:")
    assert "WS-TASK-003" in await desk.labels(TASK, "blocked_by: [")


async def test_completion_offers_ids_with_titles_open_ones_first(desk: Desk) -> None:
    await desk.open(TASK)
    await desk.type(TASK, desk.texts[TASK] + "blocked_by:\n  - ")
    assert await desk.labels(TASK, "blocked_by:\n  - ") == ["WS-TASK-001", "WS-TASK-003"]
    await desk.type(TASK, desk.texts[TASK] + "keyring")
    assert await desk.labels(TASK, "- keyring") == ["WS-TASK-001"]


async def test_completion_offers_statuses_that_may_follow(desk: Desk) -> None:
    await desk.open("records/tasks/WS-TASK-003.yaml")
    assert await desk.labels("records/tasks/WS-TASK-003.yaml", "status: ") == ["pending", "closed"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("priority: ", ["CRITICAL", "HIGH", "MEDIUM", "LOW"]),
        ("assigned_to: ", ["Ann Lee"]),
        ("related_files:\n  - records/dec", ["decisions/", "issues/", "tasks/", "workspace.yaml"]),
        ("labels:\n  - ", ["glue", "keys"]),
    ],
)
async def test_completion_offers_values_of_the_field(desk: Desk, typed: str, expected: list[str]) -> None:
    await desk.open(NEW, f"title: x\nstatus: pending\n{typed}")
    assert await desk.labels(NEW, typed) == expected


async def test_completion_writes_days_as_the_schema_wants_them(desk: Desk) -> None:
    await desk.open(NEW, "title: x\ndue: ")
    place = desk.at(NEW, "due: ", 5)
    answer = await desk.client.text_document_completion_async(types.CompletionParams(*place))
    items = {item.label: item.text_edit.new_text for item in answer.items}  # type: ignore[union-attr]
    assert {"today", "+2w", "next Friday"} <= set(items)
    assert all(len(text) == len("2026-11-28") for text in items.values())


async def test_completion_offers_the_missing_keys_required_ones_first(desk: Desk) -> None:
    await desk.open(NEW, "title: x\nlabels:\n  - glue\n\n")
    labels = await desk.labels(NEW, "glue\n")
    assert labels[:2] == ["status", "created"]
    assert "title" not in labels
    assert "labels" not in labels


async def test_completion_offers_rule_fields_by_the_rule_kind(desk: Desk) -> None:
    path = "records/decisions/ADR-001.yaml"
    await desk.open(path)
    await desk.type(path, desk.texts[path] + "rules:\n  - id: size\n    kind: file_limit\n    \n")
    labels = await desk.labels(path, "file_limit\n    ")
    assert "max_lines" in labels
    assert "modules" not in labels
    assert "kind" not in labels


@pytest.mark.parametrize(
    ("typed", "offered", "missing"),
    [
        ("rules:\n  - {id: a, kind: ", "forbidden_import", "id"),
        ("rules:\n  - {id: a, ", "kind", "id"),
        ("rationale: See WS-TASK-0", "WS-TASK-001", "ADR-001"),
    ],
)
async def test_completion_knows_braces_and_ids_in_texts_of_one_line(
    desk: Desk, typed: str, offered: str, missing: str
) -> None:
    path = "records/decisions/ADR-001.yaml"
    await desk.open(path)
    await desk.type(path, desk.texts[path] + typed)
    labels = await desk.labels(path, typed)
    assert offered in labels
    assert missing not in labels


async def test_value_behind_a_colon_begins_behind_a_space_and_no_item_stands_twice(desk: Desk) -> None:
    await desk.open(NEW, "title: x\nstatus:\n")
    place = desk.at(NEW, "status:", 7)
    answer = await desk.client.text_document_completion_async(types.CompletionParams(*place))
    assert " pending" in [item.text_edit.new_text for item in answer.items]  # type: ignore[union-attr]
    await desk.type(NEW, "title: x\ndependencies: [WS-TASK-001, ]\n")
    assert await desk.labels(NEW, "WS-TASK-001, ") == ["WS-TASK-002", "WS-TASK-003"]
    await desk.type(NEW, "title: x\ndue: +3\n")
    answer = await desk.client.text_document_completion_async(types.CompletionParams(*desk.at(NEW, "+3", 2)))
    assert answer.is_incomplete  # type: ignore[union-attr]


async def test_empty_file_is_offered_a_whole_record(desk: Desk) -> None:
    await desk.open(NEW, "")
    place = desk.at(NEW, "", 0)
    answer = await desk.client.text_document_completion_async(types.CompletionParams(*place))
    item = answer.items[0]  # type: ignore[union-attr]
    assert item.label == "new task WS-TASK-070"
    assert "title: ${1:title}" in item.text_edit.new_text  # type: ignore[union-attr]
    assert "status: pending" in item.text_edit.new_text  # type: ignore[union-attr]


async def test_commit_message_is_offered_trailers_and_ids(desk: Desk) -> None:
    message = ".git/COMMIT_EDITMSG"
    (desk.root / message).write_text("")
    await desk.open(message, "core: move it\n\nCloses: ")
    assert await desk.labels(message, "Closes: ") == [
        "ADR-001", "ISSUE-001", "WS-TASK-002", "WS-TASK-001", "WS-TASK-003",
    ]  # fmt: skip
    await desk.type(message, "Refs: WS-TASK-001, leak")
    assert await desk.labels(message, "leak") == ["ISSUE-001"]
    await desk.type(message, "")
    trailers = ["Refs", "Closes", "Fixes", "Resolves", "Part-of", "Depends-On", "Wmsgit-Session"]
    assert await desk.labels(message, "") == trailers
    await desk.type(message, "Cl")
    assert await desk.labels(message, "Cl") == ["Closes"]
    await desk.type(message, "core: move it\n\nCloses: ISSUE-001\n")
    assert "Keys leak" in await desk.hover(message, "ISSUE-001")


async def test_definition_and_references(desk: Desk) -> None:
    await desk.open(TASK)
    place = desk.at(TASK, "WS-TASK-001")
    target = await desk.client.text_document_definition_async(types.DefinitionParams(*place))
    assert isinstance(target, types.Location)
    assert target.uri == desk.uri(FIRST)
    assert target.range.start == types.Position(1, 4)
    params = types.ReferenceParams(types.ReferenceContext(include_declaration=False), *place)
    named = await desk.client.text_document_references_async(params)
    assert named is not None
    assert [item.uri for item in named] == [desk.uri("records/issues/ISSUE-001.yaml"), desk.uri(TASK)]


async def test_definition_of_a_key_is_its_place_in_the_schema(desk: Desk) -> None:
    await desk.open(TASK)
    target = await desk.client.text_document_definition_async(types.DefinitionParams(*desk.at(TASK, "assigned_to")))
    assert isinstance(target, types.Location)
    assert target.uri == desk.uri("schemas/task.schema.json")
    lines = (packaged_schemas() / "task.schema.json").read_text().splitlines()
    assert "assigned_to" in lines[target.range.start.line]


async def test_symbols_of_a_file_and_of_the_workspace(desk: Desk) -> None:
    await desk.open(TASK)
    document = types.TextDocumentIdentifier(desk.uri(TASK))
    parts = await desk.client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
    assert parts is not None
    assert [part.name for part in parts][:3] == ["id", "title", "status"]
    records = await desk.client.workspace_symbol_async(types.WorkspaceSymbolParams("keyring mov"))
    assert records is not None
    assert [record.name for record in records] == ["WS-TASK-001 Move the keyring"]


async def test_links_lead_to_files_and_addresses_alone(desk: Desk) -> None:
    path = "records/decisions/ADR-001.yaml"
    await desk.open(path)
    more = "related_files:\n  - records/workspace.yaml\n  - ../../etc/passwd\n  - command:evil\n"
    await desk.type(path, desk.texts[path] + more)
    document = types.TextDocumentIdentifier(desk.uri(path))
    links = await desk.client.text_document_document_link_async(types.DocumentLinkParams(document))
    assert links is not None
    assert [link.target for link in links] == [desk.uri("records/workspace.yaml"), "https://example.org/keys"]


async def test_formatting_is_that_of_fmt(desk: Desk) -> None:
    await desk.open(NEW, "status: 'pending'\ntitle:   x\n")
    document = types.TextDocumentIdentifier(desk.uri(NEW))
    params = types.DocumentFormattingParams(document, types.FormattingOptions(2, insert_spaces=True))
    edits = await desk.client.text_document_formatting_async(params)
    assert edits is not None
    assert "".join(edit.new_text for edit in edits).splitlines()[-2:] == ["title: x", "status: pending"]
