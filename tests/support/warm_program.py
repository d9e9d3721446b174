"""The program as a process of its own that is forked from one which has imported it already.

Nine tenths of what a short command costs are its imports. For tests that type it into a shell, a script on PATH hands
its arguments, folder, environment and streams over to a server; a child of that runs the program with them.
"""

import os
import pkgutil
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from wmsgit.cli.main import main

_SCRIPT = """\
#!{python} -IS
import _socket, os, sys
server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
server.connect({address!r})
rights = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
parts = [os.getcwdb(), *(os.fsencode(word) for word in sys.argv[1:]), b"\\n"]
parts += [name + b"=" + value for name, value in os.environb.items()]
whole = b"\\0".join(parts)
server.sendmsg([len(whole).to_bytes(8, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, rights)])
server.sendall(whole)
code = server.recv(1)
sys.exit(code[0] if code else 137)
"""


@contextmanager
def warm_program(*modules: str) -> Iterator[Path]:
    """A folder with a `wmsgit`, to be the first on PATH; it has imported what commands need, and these modules."""
    folder = Path(tempfile.mkdtemp(prefix="warm-"))
    script, address = folder / "wmsgit", str(folder / "server")
    script.write_text(_SCRIPT.format(python=sys.executable, address=address))
    script.chmod(0o755)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        server = os.fork()
        if server == 0:
            _serve(listener, modules)
    try:
        yield folder
    finally:
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)
        shutil.rmtree(folder)


def _serve(listener: socket.socket, modules: Sequence[str]) -> None:
    for room in ("cli", "features", "workspace", "render", "store", "index", "vcs", "schema"):
        package = import_module(f"wmsgit.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"wmsgit.{room}."):
            import_module(module.name)
    for name in ("git", "jsonschema", "yaml", "referencing", *modules):
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    parent = os.getppid()
    listener.settimeout(2)
    while os.getppid() == parent:  # the tests may end without a word
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            continue
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            code = 70
            try:
                code = _run(connection)
            finally:
                connection.sendall(bytes([code]))
                os._exit(code)
        connection.close()
    os._exit(0)


def _run(connection: socket.socket) -> int:
    """Take what the script hands over, and run the program as if this were its process."""
    head, streams, _, _ = socket.recv_fds(connection, 8, 3)
    size, whole = int.from_bytes(head, "big"), b""
    while len(whole) < size:
        whole += connection.recv(size - len(whole))
    words, _, environ = whole.partition(b"\0\n\0")
    folder, *arguments = (os.fsdecode(word) for word in words.split(b"\0"))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    given = (item.partition(b"=")[::2] for item in environ.split(b"\0"))
    return run_as_process(arguments, folder, {os.fsdecode(name): os.fsdecode(value) for name, value in given})


def run_as_process(arguments: Sequence[str], folder: Path | str, environ: Mapping[str, str]) -> int:
    """In a child: run the program with the child's streams, as if this were its own process; gives the exit code."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
    try:
        main(arguments, interrupts=signal.default_int_handler)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def fork_program(
    commands: Sequence[Sequence[str]], folder: Path, environ: Mapping[str, str], streams: tuple[int, int, int]
) -> int:
    """The id of a child that runs the program, with these descriptors for its streams, up to the first that fails."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            for number, stream in enumerate(streams):
                os.dup2(stream, number)
            code = next(filter(None, (run_as_process(words, folder, environ) for words in commands)), 0)
        finally:
            os._exit(code)
    return child
