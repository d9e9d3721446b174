"""The program's first module, which only brings up `wmsgit.cli.main`: until that stands, ^C ends the program at once.

It imports nothing above, so that next to nothing can be interrupted before `start` is called.
"""

_NEW_OBJECTS = 200_000
"""Objects made since the last search for cycles at which the interpreter searches again; by itself it takes 700."""

_NOT_HERE = "wmsgit: native Windows is not served: run it in the Windows Subsystem for Linux (wsl --install)\n"
_ENVIRONMENT = 6


def start() -> object:
    """Import the command line and run it. Without this, ^C during the imports would print Python's traceback."""
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

    return main(interrupts=own)
