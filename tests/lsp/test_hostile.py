"""Nothing hostile: what a stranger's branch brings is not run, leads nowhere outside, and keeps nobody waiting."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from git_output import git
from lsp_client import RawClient
from lsp_desk import ENVIRON
from template_copies import copy_of

TASK = "records/tasks/WS-TASK-002.yaml"
SECRET = "the-secret-of-another"
LONGEST_S = 1.0
HEAD = "id: WS-TASK-002\ntitle: x\nstatus: pending\ncreated: 2026-11-28T10:00:00Z\n"
LONG: dict[str, Callable[[], str]] = {
    "one line of ids": lambda: f"{HEAD}description: '{'WS-TASK-001 ' * 80_000}'\n",
    "lines of ids": lambda: HEAD + "description: |\n" + "  see WS-TASK-001 and ISSUE-001\n" * 30_000,
    "references": lambda: f"{HEAD}blocked_by: [{','.join(f'WS-TASK-{number}' for number in range(20_000))}]\n",
    "keys": lambda: f"{HEAD}metadata:\n" + "".join(f"  k{number}: v\n" for number in range(60_000)),
    "deep": lambda: f"{HEAD}metadata: {'[' * 5000}\n",
    "conflicts": lambda: HEAD + "<<<<<<< ours\nstatus: pending\n=======\nstatus: closed\n>>>>>>> theirs\n" * 15_000,
    "spaces": lambda: f"{HEAD}description: {' ' * 900_000}x\n",
    "more than a record may have": lambda: (
        HEAD + "description: |\n" + "  word word word word word word word\n" * 40_000
    ),
}


@pytest.fixture(scope="module")
def client(plane: Path) -> Iterator[RawClient]:
    """One client for the module."""
    client = RawClient(plane, ENVIRON)
    yield client
    assert client.end() == 0


def busy_s(client: RawClient) -> float:
    """How long the server has worked, in seconds of processor time (proc(5), `stat`): others may use the machine."""
    fields = Path(f"/proc/{client.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def requests(client: RawClient, uri: str, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every request about a file, at several places."""
    lines = text.split("\n")
    last = len(lines) - 2
    document = {"textDocument": {"uri": uri}}
    for line, character in ((4, 3), (last, min(len(lines[last]), 14)), (last, len(lines[last])), (last // 2, 5)):
        at = client.at(uri, line, character)
        here = {"start": at["position"], "end": at["position"]}
        for name in ("hover", "completion", "definition", "prepareRename"):
            yield name, at
        yield "references", {**at, "context": {"includeDeclaration": True}}
        yield "rename", {**at, "newName": "WS-TASK-077"}
        yield "codeAction", {**document, "range": here, "context": {"diagnostics": []}}
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": last + 2, "character": 0}}
    yield "inlayHint", {**document, "range": everything}
    yield "formatting", {**document, "options": {"tabSize": 2, "insertSpaces": True}}
    for name in ("documentSymbol", "documentLink", "codeLens"):
        yield name, document


def answers(client: RawClient, uri: str, text: str) -> Iterator[tuple[str, Any, float]]:
    """Name and answer of every request, and how long the server worked for it; a refusal is an answer, too."""
    for name, params in requests(client, uri, text):
        before = busy_s(client)
        reply = client.reply(f"textDocument/{name}", params)
        yield name, reply.get("result", reply.get("error")), busy_s(client) - before


@pytest.mark.parametrize("name", LONG)
def test_no_answer_about_a_long_text_takes_a_second(client: RawClient, name: str) -> None:
    text = LONG[name]()
    uri = client.open(TASK, text)
    client.diagnostics(uri, 1)
    slow = [(request, taken) for request, _, taken in answers(client, uri, text) if taken > LONGEST_S]
    assert slow == []
    client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})


def make_branch(plane: Path, outside: Path) -> None:
    """A branch as a stranger would send it, checked out."""
    outside.mkdir()
    (outside / "passwd").write_text(SECRET)
    (outside / "WS-TASK-099.yaml").write_text(f"title: {SECRET}\nstatus: pending\ncreated: 2026-11-28T10:00:00Z\n")
    git(plane, "switch", "-q", "-c", "stranger", environ=ENVIRON)
    (plane / "records/tasks/WS-TASK-098.yaml").symlink_to(outside / "WS-TASK-099.yaml")
    (plane / "records/issues/deep").symlink_to(outside)
    (plane / "linked").symlink_to(outside)
    (plane / ".mailmap").symlink_to(outside / "passwd")
    (plane / "packs").mkdir()
    (plane / "packs/evil").symlink_to(outside)
    (plane / "records/repos").mkdir(exist_ok=True)
    (plane / "records/repos/evil.yaml").write_text(f"id: evil\npath: {outside}\n")
    (plane / "records/repos/worse.yaml").write_text(f"id: worse\npath: ../{outside.name}/../{outside.name}\n")
    schema = json.loads((plane / "schemas/task.schema.json").read_text())
    schema["properties"]["next_step"]["pattern"] = "^(a+)+$"
    (plane / "schemas/task.schema.json").write_text(json.dumps(schema))
    touch = f"touch {plane.parent / 'touched'}"
    files = "linked/passwd, ../outside/passwd, /etc/passwd, 'command:evil', 'file:///etc/passwd', evil/passwd"
    (plane / TASK).write_text(
        HEAD + "next_step: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'\n"
        f"description: '[x](command:workbench.action.terminal.new) <img src=x> $({touch}) `{touch}` ${{1:x}}'\n"
        f"related_files: [{files}]\n"
        "documentation: ['command:evil', 'javascript:alert(1)', 'https://example.org/a']\n"
    )
    (plane / ".gitattributes").write_text("*.yaml filter=evil diff=evil merge=evil textconv=evil\n")
    git(plane, "add", "-A", environ=ENVIRON)
    git(plane, "commit", "-q", "-m", "a gift", environ=ENVIRON)


def test_strangers_branch_runs_nothing_and_reads_nothing_outside(plane_template: Path, tmp_path: Path) -> None:
    plane = copy_of(plane_template, tmp_path)
    make_branch(plane, tmp_path / "outside")
    for program in ("filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv", "diff.evil.command"):
        git(plane, "config", program, f"touch {tmp_path / 'touched'}; cat", environ=ENVIRON)
    client = RawClient(plane, ENVIRON)
    uri = client.open(TASK)
    said = [client.diagnostics(uri, 1)]
    client.wait_for("$/progress", lambda p: p["value"]["kind"] == "end")
    said += client.notes
    text = (plane / TASK).read_text()
    heard = [(name, answer) for name, answer, _ in answers(client, uri, text)]
    said += [answer for _, answer in heard]
    said.append(client.ask("workspace/symbol", {"query": ""}))
    lines = text.split("\n")
    number = next(number for number, line in enumerate(lines) if line.startswith("related_files"))
    for part in ("linked/passwd", "../outside", "/etc/passwd", "evil/passwd"):
        at = client.at(uri, number, lines[number].index(part) + len(part) - 2)
        said += [client.ask(f"textDocument/{name}", at) for name in ("hover", "completion", "definition")]
    whole = json.dumps(said)
    assert SECRET not in whole
    assert not (tmp_path / "touched").exists()
    links = [link["target"] for name, answer in heard if name == "documentLink" for link in answer]
    assert set(links) <= {"https://example.org/a"}
    cards = [answer["contents"]["value"] for name, answer in heard if name == "hover" and answer]
    assert not any("](command:" in card.replace("\\]", "") or "<img" in card.replace("\\<", "") for card in cards)
    assert client.end() == 0


def test_record_that_looks_like_a_link_is_shown_as_text(client: RawClient) -> None:
    uri = client.open(
        "records/tasks/WS-TASK-001.yaml", HEAD.replace("002", "001") + "description: '[x](command:evil) <b>'\n"
    )
    client.diagnostics(uri, 1)
    other = client.open(TASK, HEAD + "dependencies: [WS-TASK-001]\n", 2)
    client.diagnostics(other, 2)
    card = client.ask("textDocument/hover", client.at(other, 4, 20))["contents"]["value"]
    assert "\\[x\\](command:evil) \\<b>" in card
