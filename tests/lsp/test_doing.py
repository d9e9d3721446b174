"""What the server proposes to do, applied as an editor applies it: renames, code actions, lenses, hints, commands."""

import subprocess
from pathlib import Path

import pytest
from lsp_desk import ENVIRON, Desk
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.uris import to_fs_path

pytestmark = pytest.mark.asyncio

TASK = "records/tasks/WS-TASK-002.yaml"
FIRST = "records/tasks/WS-TASK-001.yaml"
ISSUE = "records/issues/ISSUE-001.yaml"
NEW = "records/tasks/WS-TASK-070.yaml"


async def actions(desk: Desk, path: str, part: str) -> dict[str, types.CodeAction]:
    document, position = desk.at(path, part)
    context = types.CodeActionContext(diagnostics=list(desk.client.diagnostics.get(desk.uri(path), ())))
    params = types.CodeActionParams(document, types.Range(position, position), context)
    answer = await desk.client.text_document_code_action_async(params)
    return {action.title: action for action in answer or () if isinstance(action, types.CodeAction)}


async def test_rename_changes_every_reference_and_the_file(desk: Desk) -> None:
    await desk.open(TASK)
    document, position = desk.at(TASK, "WS-TASK-001")
    prepared = await desk.client.text_document_prepare_rename_async(types.PrepareRenameParams(document, position))
    assert isinstance(prepared, types.Range)
    edit = await desk.client.text_document_rename_async(types.RenameParams(document, position, "WS-TASK-040"))
    assert edit is not None
    changed = desk.applied(edit)
    assert "dependencies:\n  - WS-TASK-040\n" in changed[TASK]
    assert "related_task_id: WS-TASK-040\n" in changed[ISSUE]
    assert "id: WS-TASK-040\n" in changed["records/tasks/WS-TASK-040.yaml"]
    assert FIRST not in changed


@pytest.mark.parametrize(
    ("name", "words"), [("../x", "not a safe id"), ("ISSUE-001", "the id is taken"), ("issue-001", "the id is taken")]
)
async def test_rename_to_what_may_not_be_an_id_is_refused(desk: Desk, name: str, words: str) -> None:
    await desk.open(TASK)
    document, position = desk.at(TASK, "WS-TASK-001")
    with pytest.raises(JsonRpcException, match=words):
        await desk.client.text_document_rename_async(types.RenameParams(document, position, name))


async def test_rename_of_a_published_record_is_refused_with_the_reason(desk: Desk) -> None:
    git = ["git", "update-ref", "refs/remotes/origin/main"]
    subprocess.run([*git, "HEAD"], cwd=desk.root, env=ENVIRON, check=True)
    await desk.open(TASK)
    document, position = desk.at(TASK, "WS-TASK-001")
    with pytest.raises(JsonRpcException, match=r"a published id never moves.*origin/main"):
        await desk.client.text_document_rename_async(types.RenameParams(document, position, "WS-TASK-040"))
    subprocess.run([*git[:2], "-d", git[2]], cwd=desk.root, env=ENVIRON, check=True)


async def test_nothing_but_an_id_can_be_renamed(desk: Desk) -> None:
    await desk.open(TASK)
    params = types.PrepareRenameParams(*desk.at(TASK, "status:"))
    assert await desk.client.text_document_prepare_rename_async(params) is None


async def test_what_was_meant_takes_the_place_of_what_was_typed(desk: Desk) -> None:
    await desk.open(NEW, "title: x\nstatus: pendig\nlabel: [a]\ncreated: 2026-11-28T10:00:00Z\n")
    fix = (await actions(desk, NEW, "pendig"))["Change to pending"]
    assert fix.is_preferred
    assert fix.diagnostics
    assert fix.edit
    assert "status: pending\n" in desk.applied(fix.edit)[NEW]
    fix = (await actions(desk, NEW, "label:"))["Change to labels"]
    assert fix.edit
    assert "labels: [a]\n" in desk.applied(fix.edit)[NEW]


async def test_missing_record_can_be_made_or_the_reference_removed(desk: Desk) -> None:
    text = "title: x\nstatus: pending\ncreated: 2026-11-28T10:00:00Z\ndependencies:\n  - WS-TASK-088\n"
    await desk.open(NEW, text)
    found = await actions(desk, NEW, "WS-TASK-088")
    made = found["Create the task WS-TASK-088"].edit
    assert made
    assert (
        "id: WS-TASK-088\ntitle: WS-TASK-088\nstatus: pending\n" in desk.applied(made)["records/tasks/WS-TASK-088.yaml"]
    )
    removed = found["Remove the reference to WS-TASK-088"].edit
    assert removed
    assert desk.applied(removed)[NEW] == text.partition("dependencies")[0]


async def test_legal_transitions_carry_their_stamps_and_what_holds_one_is_said(desk: Desk) -> None:
    await desk.open(TASK)
    found = await actions(desk, TASK, "id:")
    assert "reopen: pending → pending" not in found
    start = found["start: pending → in_progress"].edit
    assert start
    changed = desk.applied(start)[TASK]
    assert "status: in_progress\n" in changed
    assert "assigned_to: Ann Lee\n" in changed
    assert "started_at: 20" in changed
    complete = found["complete: pending → completed"]
    assert complete.disabled
    assert complete.disabled.reason == "it waits for WS-TASK-001, which is pending"


async def test_conflict_is_settled_field_by_field(desk: Desk) -> None:
    mine, yours = "status: pending\npriority: LOW\n", "status: closed\npriority: HIGH\n"
    both = f"title: x\n<<<<<<< ours\n{mine}=======\n{yours}>>>>>>> theirs\n"
    found = await desk.open(NEW, both)
    assert [item.code for item in found] == ["CONFLICT"]
    choices = await actions(desk, NEW, "priority: LOW")
    theirs = choices["Take theirs: status, priority"].edit
    assert theirs
    assert desk.applied(theirs)[NEW] == "title: x\nstatus: closed\npriority: HIGH\n"
    alone = choices["Take ours for status alone"].edit
    assert alone
    assert desk.applied(alone)[NEW] == (
        "title: x\nstatus: pending\n<<<<<<< ours\npriority: LOW\n=======\npriority: HIGH\n>>>>>>> theirs\n"
    )


async def test_inlay_hints_are_the_titles_behind_ids(desk: Desk) -> None:
    await desk.open(TASK)
    whole = types.Range(types.Position(0, 0), types.Position(99, 0))
    params = types.InlayHintParams(types.TextDocumentIdentifier(desk.uri(TASK)), whole)
    hints = await desk.client.text_document_inlay_hint_async(params)
    assert [hint.label for hint in hints or ()] == ["Move the keyring"]


async def test_lenses_are_off_until_they_are_wanted_and_run_a_transition(desk: Desk) -> None:
    await desk.open(FIRST)
    params = types.CodeLensParams(types.TextDocumentIdentifier(desk.uri(FIRST)))
    assert not await desk.client.text_document_code_lens_async(params)
    settings = {"wmsgit": {"codeLenses": True}}
    desk.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
    lenses = await desk.client.text_document_code_lens_async(params)
    titles = [lens.command.title for lens in lenses or () if lens.command]
    assert titles[-1] == "1 record waits for this"
    assert "start" in titles
    start = next(lens.command for lens in lenses or () if lens.command and lens.command.title == "start")
    arguments = types.ExecuteCommandParams(start.command, start.arguments)
    assert await desk.client.workspace_execute_command_async(arguments)
    assert "status: in_progress\n" in desk.applied(desk.edits.pop().edit)[FIRST]


async def test_uncommitted_change_is_judged_by_hints(desk: Desk) -> None:
    path = "records/decisions/ADR-001.yaml"
    await desk.open(path)
    found = await desk.type(path, desk.texts[path].replace("They do.", "They do not."))
    while not found:
        await desk.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        found = list(desk.client.diagnostics[desk.uri(path)])
    assert [(item.code, item.severity) for item in found] == [("FROZEN", types.DiagnosticSeverity.Hint)]
    assert found[0].range.start.line == desk.texts[path].splitlines().index("decision: They do not.")


async def test_cycle_names_the_other_record(desk: Desk) -> None:
    await desk.open(FIRST)
    found = await desk.type(FIRST, desk.texts[FIRST] + "dependencies: [WS-TASK-002]\n")
    assert [item.code for item in found] == ["CYCLE"]
    related = found[0].related_information
    assert related
    assert [item.location.uri for item in related] == [desk.uri(TASK)]


async def test_code_leads_to_what_it_means_and_equal_keys_and_ids_to_the_first(desk: Desk) -> None:
    text = "title: x\nstatus: pending\ncreated: 2026-11-28T10:00:00Z\ntitle: y\n"
    twice = (await desk.open(NEW, text))[0]
    assert twice.code == "DUPLICATE-KEY"
    assert twice.code_description
    page, _, line = twice.code_description.href.partition("#L")
    lines = Path(to_fs_path(page) or "").read_text().splitlines()
    assert lines[int(line) - 1] == "### `DUPLICATE-KEY`"
    related = twice.related_information or []
    assert [item.location.range.start for item in related] == [types.Position(0, 0)]
    same = "records/tasks/deep/WS-TASK-002.yaml"
    found = [item for item in await desk.open(same, desk.texts[NEW][:-9]) if item.code == "DUPLICATE-ID"]
    assert [item.location.uri for item in found[0].related_information or ()] == [desk.uri(TASK)]


async def test_hint_of_an_open_dependency_leads_to_it_and_formatting_is_an_action(desk: Desk) -> None:
    await desk.open(TASK)
    await desk.type(TASK, desk.texts[TASK].replace("status: pending", "status:   completed"))
    while not (found := desk.client.diagnostics[desk.uri(TASK)]):
        await desk.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    waits = next(item for item in found if item.code == "OPEN-DEPENDENCY")
    assert [item.location.uri for item in waits.related_information or ()] == [desk.uri(FIRST)]
    edit = (await actions(desk, TASK, "id:"))["Bring the record into canonical form"].edit
    assert edit
    assert "status: completed\n" in desk.applied(edit)[TASK]
