"""How the server starts and ends: without a workspace, for two clients at once, for one that speaks nonsense."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from lsp_client import START, RawClient
from lsp_desk import ENVIRON

from wmsgit.lsp.stream import Frames, NoMessageError, message_of


def run(folder: Path, stdin: bytes, command: Sequence[str] = START, **extra: str) -> tuple[int, list[str], bytes]:
    """The exit code of a server that is sent these bytes and no more, its lines of errors, and what it answered."""
    result = subprocess.run(
        command, check=False, cwd=folder, env=ENVIRON | extra, input=stdin, capture_output=True, timeout=30
    )
    return result.returncode, result.stderr.decode().splitlines(), result.stdout


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


INITIALIZE = framed(b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"capabilities":{}}}')


@pytest.mark.parametrize("stdin", [b"", INITIALIZE])
def test_no_workspace_is_said_in_one_line(tmp_path: Path, stdin: bytes) -> None:
    code, lines, answer = run(tmp_path, stdin)
    assert code == 4
    assert len([line for line in lines if "there is no workspace here" in line]) == 1
    assert (b'"error"' in answer) == bool(stdin)


@pytest.mark.parametrize(
    "stdin",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"hello there\n",
        b"\x00\x01" * 5000,
        b"Content-Length: ten\r\n\r\n{}",
        b"Content-Length: 99999999999\r\n\r\n",
        framed(b"{nonsense"),
        framed(b"[1, 2]"),
        framed(b"[" * 100_000),
    ],
)
def test_nonsense_is_no_message(stdin: bytes) -> None:
    with pytest.raises(NoMessageError):
        [message_of(body) for body in Frames().feed(stdin)]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_message_is_whole_however_it_is_cut(size: int) -> None:
    frames, stream = Frames(), b"Content-Type: x\r\n" + framed(b"{}") + INITIALIZE
    bodies = [body for at in range(0, len(stream), size) for body in frames.feed(stream[at : at + size])]
    assert bodies == [b"{}", INITIALIZE.partition(b"\r\n\r\n")[2]]


def test_nonsense_is_said_in_one_line(plane: Path) -> None:
    code, lines, _ = run(plane, b"GET / HTTP/1.1\r\n\r\n")
    assert code == 3
    assert [line for line in lines if "is not the language server protocol" in line] == lines[:1]
    assert "Traceback" not in "".join(lines)


def test_client_that_goes_away_is_no_error(plane: Path) -> None:
    assert run(plane, b"")[0] == 0
    assert run(plane, INITIALIZE + framed(b'{"jsonrpc":"2.0","method":"exit"}'))[0] == 1


def test_unknown_and_malformed_requests_are_answered(plane: Path) -> None:
    client = RawClient(plane, ENVIRON)
    with pytest.raises(AssertionError, match="Method Not Found"):
        client.ask("textDocument/nonsense", {})
    with pytest.raises(AssertionError, match=r"cannot be understood|Invalid Params"):
        client.ask("textDocument/hover", {"textDocument": 7})
    assert client.ask("workspace/symbol", {"query": "keyring"})
    cancelled = b'{"jsonrpc":"2.0","id":70,"method":"workspace/symbol","params":{"query":""}}'
    cancel = b'{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":70}}'
    assert client.process.stdin
    client.process.stdin.write(framed(cancelled) + framed(cancel))
    client.process.stdin.flush()
    assert client.ask("workspace/symbol", {"query": "keyring"})
    assert client.end() == 0


def test_two_servers_in_one_workspace_do_not_disturb_one_another(plane: Path) -> None:
    clients = [RawClient(plane, ENVIRON), RawClient(plane, ENVIRON)]
    for client in clients:
        uri = client.open("records/tasks/WS-TASK-002.yaml")
        assert client.diagnostics(uri, 1) == []
    assert [client.end() for client in clients] == [0, 0]


def test_missing_extra_is_said_in_one_line(plane: Path, tmp_path: Path) -> None:
    (tmp_path / "pygls").mkdir()
    (tmp_path / "pygls" / "__init__.py").write_text("raise ModuleNotFoundError('no', name='pygls')\n")
    code, lines, _ = run(plane, b"", [sys.executable, "-m", "wmsgit", "lsp"], PYTHONPATH=str(tmp_path))
    assert code == 6
    assert "pygls is not installed, which wmsgit[editor] brings" in lines[0]
    assert sys.executable
