"""The tree of what may import: the same imports as the whole file's tree has, and the same refusals."""

import sysconfig
from pathlib import Path

import pytest

from wmsgit.features.drift.facts import ExtractionError
from wmsgit.features.drift.imports.python import python_imports
from wmsgit.features.drift.imports.python_tree import bounded_tree, importing_tree

REST = b"".join(b"def function_%d(value):\n    return value + %d\n\n" % (at, at) for at in range(40))
BEGINNINGS = {
    "nothing": b"",
    "a statement": b"import os\n",
    "in brackets": b"from os import (\npath,\nsep)\n",
    "continued": b"from os \\\nimport path, \\\nsep\n",
    "continued name": b"import os \\\nas system\n",
    "after a semicolon": b"x = 1; import os; y = 2\n",
    "in a block": b"if x:\n    import os\nelif y:\n    import re\nelse:\n    import sys\n",
    "tried": b"try:\n    import os\nexcept ImportError:\n    os = None\nfinally:\n    pass\n",
    "for type checkers": b"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import os\n",
    "on one line": b"if x: import os\nelse: from re import sub\n",
    "a text that looks like it": b'"""\nimport os\nx = 1\n"""\nimport re\n',
    "a text after it": b'import os; x = """\nname = 1\nimport re\n"""\n',
    "an example and a comment": b'"""\n>>> import os\n"""\n# import re\n',
    "called": b'import importlib\nimportlib.import_module(\n"os")\n__import__("re")\n',
    "decorated": b'@x(__import__("os"))\ndef f():\n    pass\n',
    "with carriage returns": b"import os\r\nimport re\r\n",
    "with a byte order mark": b"\xef\xbb\xbfimport os\n",
    "in another encoding": b"# coding: latin-1\nimport os\nx = '\xe9'\n",
}


def imports_of_whole(data: bytes) -> list[list[object]]:
    """The imports by the whole file's tree."""
    bounded_tree(data)
    return python_imports(data)


@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS)
def test_imports_are_those_of_the_whole_file(beginning: bytes) -> None:
    bounded_tree(b"")
    alone = python_imports(beginning + REST)
    assert alone == imports_of_whole(beginning + REST)
    assert bool(alone) is (beginning not in {b"", BEGINNINGS["an example and a comment"]})


def test_imports_are_those_of_the_whole_file_in_the_standard_library() -> None:
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))[:120]:
        bounded_tree(b"")
        assert python_imports(path.read_bytes()) == imports_of_whole(path.read_bytes()), path


def test_tree_has_no_more_than_what_may_import() -> None:
    bounded_tree(b"")
    assert [type(node).__name__ for node in importing_tree(b"import os\n" + REST).body] == ["Import"]


@pytest.mark.parametrize("end", [b"def f(:\n", b"x = '\n", b"  x = 1\n", b"x = (\n", b"\0\n", b"x = '\xe9'\n"])
def test_file_is_refused_for_what_stands_behind_its_imports(end: bytes) -> None:
    bounded_tree(b"")
    with pytest.raises(ExtractionError, match="it is not Python that can be read here"):
        python_imports(b"import os\n" + REST + end)
