"""The program's first module, which only brings up `wmsgit.cli.main`: until that stands, ^C ends the program at once.

It imports nothing above, so that next to nothing can be interrupted before `start` is called.
"""


def start() -> object:
    """Import the command line and run it. Without this, ^C during the imports would print Python's traceback."""
    import signal

    own = signal.getsignal(signal.SIGINT)
    if own is signal.default_int_handler:  # what is ignored, as below nohup, stays so
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from wmsgit.cli.main import main

    return main(interrupts=own)
