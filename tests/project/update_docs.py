"""Write docs/commands.md anew: `python tests/project/update_docs.py`."""

from pathlib import Path

from wmsgit.cli.reference import reference

HEAD = """\
# Commands

Generated from the code by `tests/project/update_docs.py`; a test keeps it fresh. `wmsgit COMMAND --help` says the same.

"""

if __name__ == "__main__":
    path = Path(__file__).parent.parent.parent / "docs" / "commands.md"
    path.write_text(HEAD + reference(), encoding="utf-8")
