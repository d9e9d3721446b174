import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "posix_spawnp"), reason="this system starts processes otherwise")

if hasattr(os, "posix_spawnp"):
    from wmsgit.vcs.spawn import spawned


def python(code: str, **environment: str) -> tuple[int, bytes, bytes]:
    return spawned(sys.executable, ("-c", code), environment)


def test_a_program_is_known_by_its_status_its_output_and_its_errors() -> None:
    code = "import os, sys; print(os.environ); print(os.environ['WORD'], file=sys.stderr); sys.exit(7)"
    status, output, errors = python(code, WORD="only this")
    assert (status, errors) == (7, b"only this\n")
    assert b"PATH" not in output


def test_more_than_pipes_hold_is_read_from_both_at_once() -> None:
    code = "import os; [os.write(fd, bytes([64 + fd]) * 99_999) for _ in range(20) for fd in (1, 2)]"
    assert python(code) == (0, b"A" * 1_999_980, b"B" * 1_999_980)


def test_its_input_is_empty() -> None:
    assert python("import sys; print(repr(sys.stdin.read()))") == (0, b"''\n", b"")


def test_a_pipe_that_nobody_reads_ends_it_though_python_ignores_that() -> None:
    assert spawned("/bin/sh", ("-c", "kill -s PIPE $$"), {})[0] == -signal.SIGPIPE


def test_the_signal_that_ended_it_is_its_status() -> None:
    assert python("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")[0] == -signal.SIGKILL


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no-such-program") as caught:
        spawned("no-such-program", (), {})
    assert caught.value.errno == errno.ENOENT
    before = len(os.listdir("/dev/fd"))
    with pytest.raises(OSError, match="no-such-program"):
        spawned("no-such-program", (), {})
    assert len(os.listdir("/dev/fd")) == before


INTERRUPTED = """
import os, signal, sys
from wmsgit.vcs.spawn import spawned
signal.signal(signal.SIGALRM, signal.default_int_handler)
signal.setitimer(signal.ITIMER_REAL, 0.5)
try:
    spawned("/bin/sh", ("-c", "exec sleep 600"), {})
except KeyboardInterrupt:
    try:
        os.waitpid(-1, 0)
    except ChildProcessError:
        print("nothing is left")
"""


def test_it_is_ended_when_this_is_interrupted() -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, timeout=60, check=True)
    assert done.stdout == b"nothing is left\n"


CLOSED = """
import os, sys
from wmsgit.vcs.spawn import spawned
print(spawned("/bin/sh", ("-c", "echo out; echo err >&2"), {}), file=open(sys.argv[1], "w"))
"""


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- 2>&-", "<&- >&- 2>&-"])
def test_streams_of_ours_that_are_closed_do_not_mix_up_those_of_the_program(closed: str, tmp_path: Path) -> None:
    command = f'"$0" -c "$1" "$2" {closed}'
    subprocess.run(["/bin/sh", "-c", command, sys.executable, CLOSED, tmp_path / "out"], check=True)
    assert (tmp_path / "out").read_text() == "(0, b'out\\n', b'err\\n')\n"


@pytest.mark.parametrize("listed", ["/dev/fd", "/nowhere"])
def test_what_is_open_here_is_not_open_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: str) -> None:
    """Else what git leaves in the background would keep a lock, or the pipe that somebody reads to its end."""
    monkeypatch.setattr("wmsgit.vcs.spawn._DESCRIPTORS", listed)
    code = "import os; print(*(fd for fd in range(3, 256) if os.path.exists(f'/dev/fd/{fd}')))"
    with (tmp_path / "lock").open("w") as file:
        before = python(code)
        handles = [os.dup(file.fileno()), os.dup(file.fileno())]
        for handle in handles:
            os.set_inheritable(handle, True)
        try:
            assert python(code) == before
            assert all(map(os.get_inheritable, handles))
        finally:
            for handle in handles:
                os.close(handle)


def test_a_child_that_the_system_forgets_is_taken_as_done() -> None:
    code = "import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN); from wmsgit.vcs.spawn import spawned;"
    code += "print(spawned('/bin/sh', ('-c', 'echo x'), {}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"(0, b'x\\n', b'')\n"
