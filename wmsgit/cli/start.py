"""The program's first module, which only brings up `wmsgit.cli.main`: until that stands, ^C ends the program at once.

It imports nothing above, so that next to nothing can be interrupted before `start` is called.
"""

_NEW_OBJECTS = 200_000
"""Objects made since the last search for cycles at which the interpreter searches again; by itself it takes 700."""

_NOT_HERE = "wmsgit: native Windows is not served: run it in the Windows Subsystem for Linux (wsl --install)\n"
_ENVIRONMENT = 6


def start() -> None:
    """Import the command line and run it. Without this, ^C during the imports would print Python's traceback.

    Raises:
        SystemExit: with the exit code, where `leave` has left the process to the interpreter.
    """
    import gc
    import os
    import signal
    import sys

    if os.name == "nt":  # locks, signals and folders opened one within another are those of POSIX
        sys.stderr.write(_NOT_HERE)
        raise SystemExit(_ENVIRONMENT)

    # A long record is some hundred thousand values without cycles: looking for these costs more than reading it.
    gc.set_threshold(_NEW_OBJECTS)
    own = signal.getsignal(signal.SIGINT)
    if own is signal.default_int_handler:  # what is ignored, as below nohup, stays so
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from wmsgit.cli.main import main

    try:
        main(interrupts=own)
    except SystemExit as end:
        leave(end.code)
        raise


def leave(code: object) -> None:
    """End the process where nothing is left to be done in it; the streams are empty by now.

    Functions that are registered for the end are called. The interpreter would then take every module to pieces, for
    longer than a short command works; it is left to do so where another thread runs, a debugger or a profiler.
    """
    import atexit
    import os
    import sys

    threading = sys.modules.get("threading")
    is_alone = threading is None or threading.active_count() == 1
    is_watched = sys.gettrace() is not None or sys.getprofile() is not None
    if isinstance(code, int) and is_alone and not is_watched:
        atexit._run_exitfuncs()  # noqa: SLF001 - there is no public name for it
        for stream in filter(None, (sys.stdout, sys.stderr)):  # None where it was closed when the process began
            stream.flush()
        os._exit(code)
