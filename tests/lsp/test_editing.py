"""Random editing over the protocol: the server's text is the client's, and what it says is what `check` says of it."""

import json
import random
from pathlib import Path
from typing import Any

from in_process import run_here
from lsp_client import RawClient
from lsp_desk import ENVIRON
from lsprotocol import types

from wmsgit.lsp.text import ClientText

TASK = "records/tasks/WS-TASK-002.yaml"
PIECES = ["\U0001f600", "é", "\r\n", "\n", "\u2028", "\x85", "labels: [x]\n", "status: no\n", "  - ", "[", "#", " "]


def said(client: RawClient, uri: str, version: int) -> list[tuple[str, str, int]]:
    found = [item for item in client.diagnostics(uri, version) if item["severity"] != 4]
    return sorted((item["code"], item["message"], item["range"]["start"]["line"]) for item in found)


def checked(plane: Path, path: str) -> list[tuple[str, str, int]]:
    result = run_here(("--no-cache", "check", path, "--format", "json"), plane, ENVIRON)
    return sorted((item["code"], item["message"], max(item["line"] - 1, 0)) for item in json.loads(result.stdout))


def random_change(chance: random.Random, text: ClientText) -> tuple[dict[str, Any], ClientText]:
    """A change by a range, as the client sends it, and the text that the client then has."""
    start = chance.randint(0, len(text.text))
    end = min(len(text.text), start + chance.choice([0, 0, 0, 1, 5, 20]))
    where = text.range(start, end)
    new = chance.choice(PIECES)
    changed = text.changed(types.TextDocumentContentChangePartial(range=where, text=new))
    ends = [{"line": place.line, "character": place.character} for place in (where.start, where.end)]
    return {"range": {"start": ends[0], "end": ends[1]}, "text": new}, changed


def test_any_sequence_of_changes_undone_and_saved_is_said_as_check_says_it(plane: Path) -> None:
    client = RawClient(plane, ENVIRON)
    chance = random.Random(20261128)
    uri = client.open(TASK)
    whole = (plane / TASK).read_bytes().decode()
    text, version = ClientText(whole), 1
    for round_number in range(12):
        for _ in range(chance.randint(1, 6)):
            change, text = random_change(chance, text)
            version += 1
            client.change(uri, version, [change])
        (plane / TASK).write_bytes(text.text.encode())
        client.tell("textDocument/didSave", {"textDocument": {"uri": uri}})
        assert said(client, uri, version) == checked(plane, TASK), (round_number, text.text)
        client.notes.clear()
        if round_number % 3 == 2:
            text, version = ClientText(whole), version + 1
            client.change(uri, version, [{"text": whole}])
            assert said(client, uri, version) == []
    assert client.end() == 0
