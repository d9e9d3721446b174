"""Every file is written by the room `wmsgit/disk`: nothing else opens one for writing, moves, makes or removes one."""

import ast
from collections.abc import Iterable, Iterator

import pytest
from package_nodes import MODULES, PACKAGE, nodes

WRITER = "disk"
WRITING_FLAGS = {"O_WRONLY", "O_RDWR", "O_CREAT", "O_APPEND", "O_TRUNC", "O_EXCL", "O_TMPFILE"}
METHODS = {
    "write_text",
    "write_bytes",
    "touch",
    "symlink_to",
    "hardlink_to",
    "mkdir",
    "rename",
    "unlink",
    "rmdir",
    "chmod",
}
OF_MODULES = {
    "os": {
        *("replace", "rename", "renames", "link", "symlink", "mkdir", "makedirs", "truncate", "mkfifo", "mknod"),
        *("utime", "chmod", "chown", "unlink", "remove", "rmdir", "removedirs"),
    },
    "shutil": {"copy", "copy2", "copyfile", "copytree", "copymode", "copystat", "move", "rmtree", "chown"},
    "tempfile": {
        "mkdtemp",
        "mkstemp",
        "NamedTemporaryFile",
        "TemporaryDirectory",
        "TemporaryFile",
        "SpooledTemporaryFile",
    },
}

PRIVATE = "a folder that `tempfile` has made for this process alone, which nothing of a checkout lies in"
NAMELESS = "a file without a name"
CLONED = "what git has just cloned into a folder that was made, or was empty, for it; rmtree follows no link"
REMOVAL = "it follows no link (shutil.rmtree, avoids_symlink_attacks)"
EXCEPTIONS = {
    ("cli/input/editor.py", "tempfile.mkdtemp"): PRIVATE,
    ("cli/input/editor.py", ".write_bytes"): PRIVATE,
    ("cli/input/editor.py", ".write_text"): PRIVATE,
    ("cli/input/editor.py", ".mkdir"): PRIVATE,
    ("cli/input/editor.py", "shutil.copy"): PRIVATE,
    ("cli/input/editor.py", "shutil.rmtree"): PRIVATE,
    ("cli/main.py", "os.open"): "the null device, in the place of a closed stream",
    ("cli/main.py", "open"): "the null device, in the place of a closed stream",
    ("vcs/setup/attributes.py", "tempfile.TemporaryDirectory"): PRIVATE,
    ("vcs/setup/attributes.py", ".mkdir"): PRIVATE,
    ("vcs/setup/attributes.py", ".write_bytes"): PRIVATE,
    ("vcs/objects/blobs.py", "tempfile.TemporaryFile"): NAMELESS,
    ("vcs/history/member_log.py", "tempfile.TemporaryFile"): NAMELESS,
    ("vcs/write/bulk.py", ".unlink"): "Git's index.lock, which this process has made, and its own temporary index",
    ("vcs/merge/text_merge.py", "tempfile.TemporaryDirectory"): PRIVATE,
    ("vcs/merge/text_merge.py", ".write_bytes"): PRIVATE,
    ("vcs/merge/trial_merge.py", "tempfile.TemporaryDirectory"): PRIVATE,
    ("vcs/merge/trial_merge.py", ".write_text"): PRIVATE,
    ("vcs/merge/trial_merge.py", "shutil.copyfile"): PRIVATE,
    ("vcs/launch.py", "tempfile.TemporaryFile"): NAMELESS,
    ("vcs/write/reorder.py", "tempfile.TemporaryDirectory"): PRIVATE,
    ("index/watched.py", "os.fdopen"): "a pipe between this process and its child",
    ("vcs/scratch.py", ".mkdir"): PRIVATE,
    ("vcs/scratch.py", ".write_text"): PRIVATE,
    ("vcs/members.py", "shutil.rmtree"): CLONED,
    ("vcs/members.py", ".unlink"): CLONED,
    ("vcs/members.py", ".rmdir"): CLONED,
    ("workspace/writing/overlay.py", "tempfile.TemporaryDirectory"): PRIVATE,
    ("workspace/programs.py", "tempfile.TemporaryFile"): NAMELESS,
    (
        "workspace/revisions/index_cache.py",
        "shutil.rmtree",
    ): REMOVAL,
}
"""Module and call → why it stays: each writes where no checkout, and nobody else, can have put a link."""


def writes_in(parts: Iterable[ast.AST]) -> Iterator[str]:
    """What a module writes with."""
    for node in parts:
        if isinstance(node, ast.Call):
            name = _written_with(node)
            if name:
                yield name


def _written_with(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Name):
        return "open" if function.id == "open" and _writes(call, 1) else ""
    if not isinstance(function, ast.Attribute):
        return ""
    module = function.value.id if isinstance(function.value, ast.Name) else ""
    name = function.attr
    if module == "os" and name == "open":
        flags = {node.attr for node in ast.walk(call.args[1]) if isinstance(node, ast.Attribute)}
        return "os.open" if flags & WRITING_FLAGS or "O_RDONLY" not in flags else ""
    if module == "os" and name == "fdopen":
        return "os.fdopen" if _writes(call, 1) else ""
    if module in OF_MODULES:
        return f"{module}.{name}" if name in OF_MODULES[module] else ""
    if name == "replace":  # that of a string takes two arguments, that of a date only named ones
        return ".replace" if len(call.args) == 1 and not call.keywords else ""
    if name == "open":
        return ".open" if _writes(call, 0) else ""
    return f".{name}" if name in METHODS else ""


def _writes(call: ast.Call, place: int) -> bool:
    """Whether the mode of an `open` may write."""
    named = [word.value for word in call.keywords if word.arg == "mode"]
    modes = named or list(call.args[place : place + 1])
    if not modes:
        return False
    mode = modes[0]
    return isinstance(mode, ast.Constant) and isinstance(mode.value, str) and bool(set("wax+") & set(mode.value))


def modules() -> Iterator[tuple[str, Iterable[ast.AST]]]:
    for path in MODULES:
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith(f"{WRITER}/"):
            yield name, nodes(path)


def test_nothing_but_the_writer_writes_files() -> None:
    found = {(name, call) for name, parts in modules() for call in writes_in(parts)}
    assert found - EXCEPTIONS.keys() == set(), "write through wmsgit.disk"
    assert EXCEPTIONS.keys() - found == set(), "these exceptions are not needed any more"


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("open(p, 'w')", "open"),
        ("open(p, mode='ab')", "open"),
        ("p.open('r+b')", ".open"),
        ("p.write_text('x')", ".write_text"),
        ("p.replace(q)", ".replace"),
        ("os.replace(p, q)", "os.replace"),
        ("os.open(p, os.O_WRONLY | os.O_CREAT)", "os.open"),
        ("os.open(p, flags)", "os.open"),
        ("shutil.copy(p, q)", "shutil.copy"),
        ("p.touch()", ".touch"),
        ("p.parent.mkdir()", ".mkdir"),
        ("tempfile.mkstemp()", "tempfile.mkstemp"),
    ],
)
def test_a_new_write_is_found(line: str, call: str) -> None:
    assert list(writes_in(ast.walk(ast.parse(line)))) == [call]


@pytest.mark.parametrize(
    "line", ["open(p)", "p.open('rb')", "text.replace('a', 'b')", "day.replace(day=1)", "os.open(p, os.O_RDONLY)"]
)
def test_a_read_is_not(line: str) -> None:
    assert not list(writes_in(ast.walk(ast.parse(line))))
