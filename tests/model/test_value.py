"""A value is to whoever uses it what a frozen dataclass of the same fields is, and costs next to nothing to define."""

import copy
import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from wmsgit.model.value import immutable


@immutable
class Point:
    """A value."""

    x: int
    y: int = 2
    names: Mapping[str, int] = MappingProxyType({})

    @property
    def total(self) -> int:
        """A sum."""
        return self.x + self.y


@dataclasses.dataclass(frozen=True)
class Same:
    """The same as a dataclass."""

    x: int
    y: int = 2
    names: Mapping[str, int] = dataclasses.field(default_factory=dict)


def test_fields_are_given_by_place_or_name_with_defaults() -> None:
    assert (Point(1).x, Point(1).y, Point(1, 3).y, Point(y=5, x=4).total) == (1, 2, 3, 9)


@pytest.mark.parametrize(
    "given", [((), {}), ((1, 2, {}, 4), {}), ((1,), {"z": 1}), ((), {"y": 1}), ((), {"y": 1, "z": 1})]
)
def test_other_fields_are_refused_as_by_a_dataclass(given: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
    for cls in (Point, Same):
        with pytest.raises(TypeError):
            cls(*given[0], **given[1])


def test_equality_hash_and_text_are_those_of_a_dataclass() -> None:
    names = (1, 2)
    assert Point(1, 2, names) == Point(1, 2, names) != Point(1, 3, names)
    assert Point(1, 2, names) != Same(1, 2, names)
    assert hash(Point(1, 2, names)) == hash(Same(1, 2, names)) == hash(Point(1, names=names))
    assert repr(Point(1, names={})) == repr(Same(1)).replace("Same", "Point")


def test_nothing_is_set_or_removed() -> None:
    point = Point(1)
    with pytest.raises(AttributeError, match="values never change"):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match="values never change"):
        del point.x
    assert point.x == 1


def test_what_dataclasses_offers_works() -> None:
    point = Point(1, 2, {"a": 1})
    assert dataclasses.replace(point, y=7) == Point(1, 7, {"a": 1})
    assert dataclasses.asdict(point) == dataclasses.asdict(Same(1, 2, {"a": 1}))
    assert dataclasses.astuple(point) == (1, 2, {"a": 1})
    assert [field.name for field in dataclasses.fields(point)] == ["x", "y", "names"]
    assert dataclasses.is_dataclass(point)
    assert dataclasses.is_dataclass(Point)


def test_fields_for_dataclasses_are_made_once() -> None:
    assert dataclasses.fields(Point)[0] is dataclasses.fields(Point)[0]


def test_copies_and_pickles_are_equal() -> None:
    point = Point(1, 2, {"a": 1})
    assert point == copy.copy(point) == copy.deepcopy(point) == pickle.loads(pickle.dumps(point))


def test_fields_match_by_place() -> None:
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)


def test_a_value_loads_no_dataclasses() -> None:
    script = (
        "import sys\nfrom wmsgit.model.value import immutable\n"
        "@immutable\nclass A:\n    a: int\nA(1)\nprint(sorted({'dataclasses', 'inspect'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert done.stdout == "[]\n"
