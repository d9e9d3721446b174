"""The program's first module, which only brings up `wmsgit.cli.main`: until that stands, ^C ends the program at once.

It imports nothing above, so that next to nothing can be interrupted before `start` is called.
"""

_NEW_OBJECTS = 200_000
"""Objects made since the last search for cycles at which the interpreter searches again; by itself it takes 700."""


def start() -> object:
    """Import the command line and run it. Without this, ^C during the imports would print Python's traceback."""
    import gc
    import signal

    # A long record is some hundred thousand values without cycles: looking for these costs more than reading it.
    gc.set_threshold(_NEW_OBJECTS)
    own = signal.getsignal(signal.SIGINT)
    if own is signal.default_int_handler:  # what is ignored, as below nohup, stays so
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from wmsgit.cli.main import main

    return main(interrupts=own)
