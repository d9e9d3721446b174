"""What a run imports: start-up is a budget."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_program import Program

HEAVY = {
    "asyncio", "concurrent.futures", "git", "gitdb", "importlib.metadata", "importlib.resources",
    "jsonschema", "multiprocessing", "re2", "referencing", "rich", "tempfile", "typer.rich_utils",
    "wcwidth", "wmsgit.workspace.writing.transaction", "wmsgit.features.records.actions.write",
}  # fmt: skip
REFUSED = """
import sys, typing
def refuse(*_, **__):
    raise AssertionError("a name in quotes is compiled, and the first one sets up the whole syntax tree")
typing.ForwardRef.__init__ = refuse
"""
SCRIPT = """
import sys
from wmsgit.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert ended.code in (0, None), ended.code
sys.stderr.write("\\n".join(sys.modules))
"""


def modules(program: Program, *words: str, script: str = SCRIPT) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=program.folder, env=dict(program.environ), capture_output=True, check=True,
    )  # fmt: skip
    return set(done.stderr.decode().split())


def test_version_imports_no_workspace(tasks: Program) -> None:
    loaded = modules(tasks, "--version")
    unwanted = HEAVY | {"yaml", "sqlite3", "json", "wmsgit.workspace.workspace", "wmsgit.schema.registry"}
    assert loaded & unwanted == set()


@pytest.mark.parametrize("format_name", ["table", "json", "ids"])
def test_warm_list_imports_neither_git_nor_yaml_nor_jsonschema(tasks: Program, format_name: str) -> None:
    words = ("task", "list", "--status", "pending", "--format", format_name)
    tasks(*words)
    loaded = modules(tasks, *words)
    assert loaded & (HEAVY | {"yaml"}) == set()


def test_show_imports_no_index_query_and_no_git(tasks: Program) -> None:
    loaded = modules(tasks, "task", "show", "WS-TASK-001")
    assert loaded & (HEAVY | {"sqlite3"}) == set()


def test_only_the_typed_verb_and_kind_are_loaded(tasks: Program) -> None:
    loaded = modules(tasks, "task", "list", "--csv", "exact")  # a form that the parser reads
    assert "wmsgit.cli.records.list" in loaded
    assert not {name for name in loaded if name.startswith(("wmsgit.cli.verbs.", "wmsgit.cli.nouns."))}
    assert not loaded & {"wmsgit.cli.records.add", "wmsgit.cli.records.show"}


LEAVES = """
import atexit, os, sys, threading
from wmsgit.cli.start import start
class Remnant:
    def __del__(self, write=os.write):
        write(1, b"taken to pieces\\n")
remnant = Remnant()
def late():
    print("late")
{waiting}
start()
"""


@pytest.mark.parametrize(
    ("waiting", "late"),
    [
        ("pass", []),
        ("atexit.register(late)", ["late"]),
        ("threading.Timer(2, late).start()", ["late", "taken to pieces"]),
        ("sys.setprofile(lambda *_: None)", ["taken to pieces"]),
    ],
)
def test_a_command_leaves_when_nothing_is_left_to_be_done(waiting: str, late: list[str]) -> None:
    script = LEAVES.format(waiting=waiting)
    done = subprocess.run([sys.executable, "-c", script, "--version"], capture_output=True, check=True, text=True)
    shown, *rest = done.stdout.splitlines()
    assert shown.startswith("wmsgit ")
    assert rest == late
    assert done.stderr == ""


BLOCKS = """
import sys
from wmsgit.cli.main import _prepare_streams
_prepare_streams()
for number in range(1000):
    sys.stdout.write(f"{number}\\n")
sys.stderr.write(open("/proc/self/io").read())
"""


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="only Linux counts a process's calls")
def test_output_into_a_pipe_is_written_in_blocks() -> None:
    done = subprocess.run([sys.executable, "-u", "-c", BLOCKS], capture_output=True, check=True)
    assert done.stdout.split() == [b"%d" % number for number in range(1000)]
    calls = dict(line.split(": ") for line in done.stderr.decode().splitlines())
    assert int(calls["syscw"]) < 3


OURS = {
    "task list status=pending": 60,
    "show WS-TASK-001 --format json": 53,
    "context show --format prompt": 42,
    "--version": 24,
    "check": 111,
    "task set WS-TASK-001 next_step=x": 90,
}
"""How many modules of our own a command may load: fewer are welcome, and then the bound comes down."""


@pytest.mark.parametrize("line", OURS)
def test_a_command_loads_no_more_of_our_modules(tasks: Program, line: str) -> None:
    if "list" in line:
        time.sleep(2.1)  # what has changed within two seconds is read again, which takes further modules
    tasks(*line.split(" "))
    tasks(*line.replace("=x", "=y").split(" "))  # what changes nothing would need less
    loaded = [name for name in modules(tasks, *line.split(" ")) if name.partition(".")[0] == "wmsgit"]
    assert len(loaded) <= OURS[line], sorted(loaded)


@pytest.mark.parametrize(
    "line", ["task list status=pending", "show WS-TASK-001 --format json", "context show --format prompt", "check"]
)
def test_plain_reads_load_nothing_that_reads_source_code(tasks: Program, line: str) -> None:
    tasks(*line.split(" "))
    loaded = modules(tasks, *line.split(" "), script=REFUSED + SCRIPT)
    assert loaded & {"dataclasses", "inspect", "ast", "typer", "subprocess"} == set()


def test_the_first_look_at_a_commit_loads_nothing_that_reads_source_code_or_makes_files(tasks: Program) -> None:
    tasks("task", "list")
    loaded = modules(tasks, "task", "list", "--at", "HEAD")
    assert "wmsgit.workspace.revisions.tree" in loaded
    assert loaded & {"dataclasses", "inspect", "ast", "typer", "shutil", "yaml"} == set()


MERGE = f"""
{REFUSED}
from wmsgit.cli.merge_driver import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert ended.code == 0, ended.code
sys.stderr.write("\\n".join(sys.modules))
"""
DRIVERS = """
cli cli.merge_driver disk disk.folder disk.named disk.temporary disk.writer errors features features.merge
features.merge.actions features.merge.actions.driver features.merge.assembly features.merge.outcome
features.merge.record features.merge.segments features.merge.values
features.merge.weaving model model.same model.version schema schema.merge_rule schema.registry
schema.shape store store.document store.refusal store.scalars store.simple vcs vcs.merge vcs.merge.driver
vcs.merge.text_merge
"""
"""What of ours the merge of a plain record loads: Git starts the driver for each record that both branches changed."""


def test_the_merge_driver_loads_little(tasks: Program) -> None:
    sides = []
    for side, state, step in (("base", "pending", "a"), ("ours", "pending", "b"), ("theirs", "running", "a")):
        sides.append(tasks.folder / side)
        sides[-1].write_text(f"id: T-1\ntitle: x\nstatus: {state}\nnext_step: {step}\n")
    done = subprocess.run(
        [sys.executable, "-c", MERGE, *map(str, sides), "7", "records/tasks/T-1.yaml"],
        cwd=tasks.folder, capture_output=True, check=True,
    )  # fmt: skip
    assert sides[1].read_text() == "id: T-1\ntitle: x\nstatus: running\nnext_step: b\n"
    loaded = set(done.stderr.decode().split())
    assert {name for name in loaded if name.startswith("wmsgit.")} == {f"wmsgit.{name}" for name in DRIVERS.split()}
    unwanted = {"pathlib", "urllib", "ipaddress", "fnmatch", "dataclasses", "inspect", "ast", "subprocess", "tempfile"}
    assert not loaded & (HEAVY | unwanted | {"yaml", "sqlite3", "hashlib"})
