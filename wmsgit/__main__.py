"""`python -m wmsgit` is the command line."""

from wmsgit.cli.main import main

if __name__ == "__main__":
    main()
