"""New items and keys are written as those beside them are."""

from typing import Any

import pytest

from wmsgit.schema.shape import ANYTHING
from wmsgit.store.document import read_document
from wmsgit.store.edit import edit_shaped

NEW = {"m": "new", "v": 3}


@pytest.mark.parametrize(
    ("items", "new", "expected"),
    [
        ("  -   x\n  -   b\n", "new", "  -   x\n  -   b\n  -   new\n"),
        ("  -   x\r\n  -   'b'\r\n", "new", "  -   x\r\n  -   'b'\r\n  -   new\r\n"),
        ("  - x\n  -   b\n", "new", "  - x\n  -   b\n  - new\n"),
        ("  -   m: x\n      v: 1\n", NEW, "  -   m: x\n      v: 1\n  -   m: new\n      v: 3\n"),
        ("  -   |\n      x\n      y\n", "p\nq\n", "  -   |\n      x\n      y\n  -   |\n      p\n      q\n"),
        ("-   m: x\n    l:\n    -   y\n", {"m": "b", "l": ["z"]},
        "-   m: x\n    l:\n    -   y\n-   m: b\n    l:\n    -   z\n"),
        ("-   - x\n-   - y\n", ["p"], "-   - x\n-   - y\n-   -   p\n"),
        ("  -\n    m: x\n  -\n    m: y\n", NEW, "  -\n    m: x\n  -\n    m: y\n  -\n    m: new\n    v: 3\n"),
        ("  - m:    x\n    long: 1\n", {"m": "b", "long": 2},
        "  - m:    x\n    long: 1\n  - m:    b\n    long: 2\n"),
        ('  - "m": x\n', {"m": "b"}, '  - "m": x\n  - "m": b\n'),
        ("  - { m: x, v: 1 }\n", NEW, "  - { m: x, v: 1 }\n  - { m: new, v: 3 }\n"),
        ('  - {"m": "x", "v": 1}\n', NEW, '  - {"m": "x", "v": 1}\n  - {"m": "new", "v": 3}\n'),
        ("  - [x, y]\n", ["p", "q"], "  - [x, y]\n  - [p, q]\n"),
        ("  - m: x\n    l: [p]\n", {"m": "b", "l": ["q"]}, "  - m: x\n    l: [p]\n  - m: b\n    l: [q]\n"),
        ("  - x\n\n\n  - b\n\n\n  - c\n", "new", "  - x\n\n\n  - b\n\n\n  - c\n\n\n  - new\n"),
        (" [x,b]\n", "new", " [x,b,new]\n"),
        (" [ x, b ]\n", "new", " [ x, b, new ]\n"),
        (" [{ m: x }, { m: b }]\n", NEW, " [{ m: x }, { m: b }, { m: new, v: 3 }]\n"),
        (" [x,\n    b]\n", "new", " [x,\n    b,\n    new]\n"),
        (" [ x\n   , b\n   ]\n", "new", " [ x\n   , b\n   , new\n   ]\n"),
    ],
)  # fmt: skip
def test_new_item_follows_its_neighbours(items: str, new: Any, expected: str) -> None:
    head = "a:" if items.startswith(" [") else "a:\r\n" if "\r" in items else "a:\n"
    document = read_document((head + items).encode(), ANYTHING)
    text = edit_shaped(document, {"a": [*document.data["a"], new]}, ANYTHING)
    assert text.decode() == head + expected


def test_key_between_braces_follows_its_neighbours() -> None:
    document = read_document(b"a: {x: 1,y: 2}\n", ANYTHING)
    assert edit_shaped(document, {"a": {"x": 1, "y": 2, "z": 3}}, ANYTHING) == b"a: {x: 1,y: 2,z: 3}\n"


@pytest.mark.parametrize(
    ("before", "items", "after"),
    [
        ("a: [\n  x, y, # of y\n  z\n]\n", ["x", "y", "new", "z"], "a: [\n  x, y, # of y\n  new,\n  z\n]\n"),
        ("a: [\n  x, y  # of y\n]\n", ["x", "y", "new"], "a: [\n  x, y,  # of y\n  new\n]\n"),
        ("a: [\n  x, y, # of y\n  z\n]\n", ["x", "z"], "a: [\n  x,\n  z\n]\n"),
        ("a: [\n  x, y  # of y\n]\n", ["x"], "a: [\n  x\n]\n"),
        ("a: [x,\n    y, # of y\n    z]\n", ["x", "y"], "a: [x,\n    y # of y\n    ]\n"),
        ("a: [x,\n    y, # of y\n    z]\n", ["z", "y", "x"], "a: [\n  z,\n  y, # of y\n  x\n]\n"),
        ("a: [ # of a\n  x, y, # of y\n  # of z\n  z\n  # last\n]\n", ["z", "y", "x"],
         "a: [ # of a\n  # of z\n  z,\n  y, # of y\n  x\n  # last\n]\n"),
    ],
)  # fmt: skip
def test_comment_between_brackets_stays_with_its_item(before: str, items: list[str], after: str) -> None:
    document = read_document(before.encode(), ANYTHING)
    assert edit_shaped(document, {"a": items}, ANYTHING).decode() == after
