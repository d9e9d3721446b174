"""`python -m wmsgit` is the command line."""

from wmsgit.cli.start import start

if __name__ == "__main__":
    start()
