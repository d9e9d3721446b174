"""Spawning: a program that reads no input, started by the system's own call (posix_spawn(3)) and read to its end."""

import os
import select
from collections.abc import Mapping, Sequence

_STDIN, _STDOUT, _STDERR = range(3)
_SIGKILL, _SIGPIPE = 9, 13  # signal(7)
_READ_BYTES = 1 << 16  # what a pipe holds
_DESCRIPTORS = "/dev/fd"
_USUAL_LIMIT = 256  # a program that opens more beside these streams, and has no /proc, is rare


def spawned(program: str, arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[int, bytes, bytes]:
    """How a program of PATH ended (negative: by that signal), its output, and its errors.

    It is ended when this is interrupted.

    Raises:
        OSError: when it cannot be started.
    """
    (output, output_end), (errors, errors_end) = os.pipe(), os.pipe()
    try:
        try:
            actions = (
                (os.POSIX_SPAWN_OPEN, _STDIN, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, output_end, _STDOUT),
                (os.POSIX_SPAWN_DUP2, errors_end, _STDERR),
                *((os.POSIX_SPAWN_CLOSE, handle) for handle in _inherited()),
            )
            ignored = (_SIGPIPE,)  # by Python, and a program would inherit it
            words = (program, *arguments)
            pid = os.posix_spawnp(program, words, environment, file_actions=actions, setsigdef=ignored)
        finally:
            os.close(output_end)
            os.close(errors_end)
        try:
            texts = _read_to_end(output, errors)
        except BaseException:
            os.kill(pid, _SIGKILL)
            raise
        finally:
            status = _wait(pid)
    finally:
        os.close(output)
        os.close(errors)
    return status, texts[output], texts[errors]


def _inherited() -> list[int]:
    """What is open beside the standard streams, and a program would inherit; Python opens nothing in that way.

    A monitor that git leaves in the background would keep it open, and with it a lock or a pipe of whoever started us.
    """
    try:
        handles = sorted(map(int, os.listdir(_DESCRIPTORS)))
    except OSError:  # where no /proc is mounted
        handles = list(range(_USUAL_LIMIT))
    return [handle for handle in handles if handle > _STDERR and _is_inheritable(handle)]


def _is_inheritable(handle: int) -> bool:
    try:
        return os.get_inheritable(handle)
    except OSError:  # by which the list was read, and which is closed by now
        return False


def _read_to_end(*pipes: int) -> dict[int, bytes]:
    """What comes out of each, read as it comes: whoever writes waits where a pipe is full."""
    chunks: dict[int, list[bytes]] = {pipe: [] for pipe in pipes}
    poll = select.poll()
    for pipe in pipes:
        poll.register(pipe, select.POLLIN)
    is_open = set(pipes)
    while is_open:
        for pipe, _ in poll.poll():
            if chunk := os.read(pipe, _READ_BYTES):
                chunks[pipe].append(chunk)
            else:
                poll.unregister(pipe)
                is_open.remove(pipe)
    return {pipe: b"".join(parts) for pipe, parts in chunks.items()}


def _wait(pid: int) -> int:
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:  # where whoever started us ignores what becomes of children, the system forgets it
        return 0
