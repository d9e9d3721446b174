"""The commands as Typer sees them: groups, nouns, completion."""
