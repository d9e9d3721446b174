"""The program's entry, and the only place where errors become messages and exit codes.

Exit codes are those of `wmsgit.errors`, and three more: 130 after ^C, 141 when the reader of a pipe has gone
away (what a shell shows for every program that SIGPIPE ends), 143 and 129 after SIGTERM and
SIGHUP, and 70 for a bug of ours.
"""

import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import IO, Any, NoReturn, cast

from wmsgit.errors import TerminatedError, WmsgitError

EXIT_INVALID = 3
EXIT_ENVIRONMENT = 6
EXIT_INCOMPLETE = 7
EXIT_BUG = 70
EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141
COMPLETION = ("_WMSGIT_COMPLETE", "_WMS_COMPLETE")
"""By one of these a shell asks what may stand at the cursor."""
TIMEOUT = "--timeout"
_SIGNALLED = 128
"""What a shell adds to the number of the signal that ended a program."""


def main(argv: Sequence[str] | None = None, *, interrupts: Any = None) -> NoReturn:
    """Run the command line and exit.

    Args:
        argv: the arguments without the program's name; those of the process when None.
        interrupts: what is to happen on SIGINT from here on; None leaves that as it is.
    """
    sys.exit(_guarded(list(sys.argv[1:] if argv is None else argv), interrupts))


def _guarded(args: list[str], interrupts: Any) -> int:
    """Run and give the exit code."""

    def run() -> int:
        if interrupts is not None:
            signal.signal(signal.SIGINT, interrupts)
            _end_as_interrupts_do("SIGTERM", "SIGHUP")
        _prepare_streams()
        return _dispatch(args)

    return _coded(run)


def _coded(work: Callable[[], int]) -> int:
    """The exit code of some work; whatever it raises becomes one message."""
    try:
        code = work()
        sys.stdout.flush()
    except TerminatedError as end:
        _tell("wmsgit: terminated")
        code = _SIGNALLED + end.number
    except KeyboardInterrupt:
        _tell("wmsgit: interrupted")
        code = EXIT_INTERRUPTED
    except BrokenPipeError:
        code = EXIT_BROKEN_PIPE
    except WmsgitError as error:
        code = _tell_error(error)
    except Exception as error:  # noqa: BLE001 - the last resort of the one error handler
        code = _tell_exception(error)
    return _finish(code)


def _end_as_interrupts_do(*names: str) -> None:
    """Let these signals undo a write as ^C does; what is ignored, as SIGHUP below nohup, stays so."""

    def end(number: int, _frame: object) -> None:
        raise TerminatedError(number)

    for name in names:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, end)


def _dispatch(args: list[str]) -> int:
    shell = next((os.environ[name] for name in COMPLETION if os.environ.get(name)), "").removeprefix("complete_")
    if shell:
        from wmsgit.cli.parser.completion import complete

        return complete(shell, os.environ)
    if not any(argument.startswith(TIMEOUT) for argument in args):
        return _run(args)
    from wmsgit.cli.deadline import asked_timeout, within

    seconds, name = asked_timeout(args)
    if seconds:
        return within(seconds, name, lambda: _coded(lambda: _run(args)))
    return _run(args)


def _run(args: list[str]) -> int:
    """Run a command: in its plain form at once, in every other by way of the parser."""
    from wmsgit.cli.parser.plain import answer
    from wmsgit.cli.run import Run

    run = Run(os.environ)
    try:
        code = answer(args, run)
        if code is not None:
            return code
        from wmsgit.cli.invocation import invoke

        return invoke(args, run)
    finally:
        run.close()


def _tell_error(error: WmsgitError) -> int:
    """A failure that was foreseen: what went wrong, where, how to mend it."""
    from wmsgit.cli.messages import error_lines

    _tell(*error_lines(error))
    _show_traceback()
    return error.exit_code


def _tell_exception(error: Exception) -> int:
    """A failure that no room has turned into one of our errors."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        _tell(f"wmsgit: {where}{error.strerror or error}")
        code = EXIT_ENVIRONMENT
    elif isinstance(error, MemoryError):
        _tell("wmsgit: there is not enough memory")
        code = EXIT_ENVIRONMENT
    elif isinstance(error, RecursionError):
        _tell("wmsgit: not everything could be evaluated: something is nested too deeply")
        code = EXIT_INCOMPLETE
    elif isinstance(error, ValueError) and "null byte" in str(error):  # what Python says of a path with a NUL
        _tell("wmsgit: a path or name with a NUL character cannot be used", "  ('wmsgit check' may name its record)")
        code = EXIT_INVALID
    else:
        _tell(
            f"wmsgit: this is a bug in wmsgit: {type(error).__name__}: {error}",
            "  (please report it with the command, and what it prints with WMSGIT_DEBUG=1)",
        )
        code = EXIT_BUG
    _show_traceback()
    return code


def _show_traceback() -> None:
    if os.environ.get("WMSGIT_DEBUG"):
        import traceback

        _tell(traceback.format_exc())


def _tell(*lines: str) -> None:
    from wmsgit.model.text import clean

    try:
        sys.stdout.flush()
    except OSError:
        _discard(sys.stdout)
    try:
        sys.stderr.write("".join(f"{clean(line)}\n" for line in lines))
        sys.stderr.flush()
    except OSError:
        _discard(sys.stderr)


def _finish(code: int) -> int:
    """Empty the streams, so that the interpreter has nothing left to fail on when it shuts down."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            _discard(stream)
            code = code or EXIT_BROKEN_PIPE
        except OSError:
            _discard(stream)
            code = code or EXIT_ENVIRONMENT
    if code == EXIT_BROKEN_PIPE:
        _discard(sys.stdout)
    return code


def _discard(stream: IO[str]) -> None:
    """Let what the stream still holds go nowhere."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        stream.flush()
    except (OSError, ValueError):
        return


def _prepare_streams() -> None:
    """UTF-8 whatever the locale says, plain line ends in pipes, and nothing that cannot be encoded."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller, such as `>&-`
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            newline = None if stream.isatty() else "\n"
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline=newline)
    raw = getattr(sys.stdout, "buffer", None)
    if isinstance(raw, io.RawIOBase) and not sys.stdout.isatty():
        # PYTHONUNBUFFERED means a program's own prints; a list would make a call of the system for each row.
        cast("io.TextIOWrapper", sys.stdout).detach()
        whole = io.BufferedWriter(raw)
        sys.stdout = io.TextIOWrapper(whole, encoding="utf-8", errors="backslashreplace", newline="\n")
