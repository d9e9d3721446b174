"""Yardsticks: small programs that do no more than what a command cannot do without."""

TYPER_PROGRAM = """
import typer
app = typer.Typer()
@app.command()
def one(name: str = typer.Option("x")): print(name)
@app.command()
def two(name: str = typer.Option("x")): print(name)
app()
"""
READING = """
import os, sys, yaml
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            yaml.load(file, yaml.CSafeLoader)
"""
PAST = """
import subprocess, sys, yaml
raw = subprocess.run(["git", "log", "--raw", "--no-abbrev", "--format=", "--", "records"], capture_output=True).stdout
ids = {word for line in raw.splitlines() for word in line.split()[2:4] if line[:1] == b":" and word.strip(b"0")}
asked = b"\\n".join(sorted(ids)) + b"\\n"
out = subprocess.run(["git", "cat-file", "--batch"], input=asked, capture_output=True).stdout
at = 0
while at < len(out):
    end = out.index(b"\\n", at)
    size = int(out[at:end].split()[-1])
    yaml.load(out[end + 1 : end + 1 + size], yaml.CSafeLoader)
    at = end + size + 2
"""
IMPORT = "import git"
MONITOR = "#!/bin/sh\nprintf 'now\\0'\n"
"""A file system monitor that answers at once that nothing has changed (githooks(5), fsmonitor-watchman, version 2)."""

SCRIPTS = {"two.py": TYPER_PROGRAM, "reading.py": READING, "past.py": PAST}
"""File name → program."""
