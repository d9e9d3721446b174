"""Ranges of versions: npm's by the cases of node-semver, Python's against `packaging`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from wmsgit.features.drift.versions.npm import is_within, npm_range, npm_version
from wmsgit.features.drift.versions.python import poetry_range
from wmsgit.features.drift.versions.ranges import allows_only, understands

INCLUDED = [  # from node-semver, test/fixtures/range-include.js, without its options
    ("1.0.0 - 2.0.0", "1.2.3"), ("^1.2.3+build", "1.2.3"), ("^1.2.3+build", "1.3.0"), ("1.2.3 - 2.4.3", "1.2.3"),
    ("1.0.0", "1.0.0"), (">=*", "0.2.4"), ("", "1.0.0"), ("*", "1.2.3"), (">=1.0.0", "1.0.0"), (">=1.0.0", "1.1.0"),
    (">1.0.0", "1.0.1"), ("<=2.0.0", "2.0.0"), ("<=2.0.0", "1.9999.9999"), ("<2.0.0", "0.2.9"), (">= 1.0.0", "1.0.1"),
    ("<\t2.0.0", "0.2.9"), (">=0.1.97", "0.1.97"), ("0.1.20 || 1.2.4", "1.2.4"), (">=0.2.3 || <0.0.1", "0.0.0"),
    (">=0.2.3 || <0.0.1", "0.2.4"), ("||", "1.3.4"), ("2.x.x", "2.1.3"), ("1.2.x", "1.2.3"), ("1.2.x || 2.x", "2.1.3"),
    ("x", "1.2.3"), ("2.*.*", "2.1.3"), ("2", "2.1.2"), ("2.3", "2.3.1"), ("~0.0.1", "0.0.2"), ("~2.4", "2.4.5"),
    ("~>3.2.1", "3.2.2"), ("~1", "1.2.3"), ("~> 1", "1.2.3"), ("~1.0", "1.0.2"), (">=1", "1.0.0"), ("<1.2", "1.1.1"),
    ("~v0.5.4-pre", "0.5.5"), ("~v0.5.4-pre", "0.5.4"), ("=0.7.x", "0.7.2"), ("<=0.7.x", "0.7.2"), ("<=0.7.x", "0.6.2"),
    ("~1.2.1 >=1.2.3", "1.2.3"), ("^1.2.3-alpha", "1.2.3-pre"), ("^0.1", "0.1.2"), ("^0.0.1-alpha", "0.0.1-beta"),
    ("^1.2.3", "1.8.1"), ("^0.1.2", "0.1.2"), ("^1.2 ^1", "1.4.2"), ("^1.2.0-alpha", "1.2.0-pre"), ("^1.x.x", "1.9.9"),
    ("^0.0.x", "0.0.7"), ("1.2.3-0", "1.2.3-0"), ("<0.0.1-beta", "0.0.1-alpha"),
]  # fmt: skip
EXCLUDED = [  # from node-semver, test/fixtures/range-exclude.js, without its options
    ("1.0.0 - 2.0.0", "2.2.3"), ("^1.2.3+build", "2.0.0"), ("^1.2.3+build", "1.2.0"), ("^1.2.3", "1.2.3-pre"),
    ("^1.2", "1.2.0-pre"), ("<=2.0.0", "2.1.0"), ("^1.2.3", "2.0.0-alpha"), ("<2.0.0", "2.0.0"), ("<2.0.0", "2.2.9"),
    (">1.0.0", "1.0.0"), (">=0.1.97", "0.1.93"), ("0.1.20 || 1.2.4", "1.2.3"), (">=0.2.3 || <0.0.1", "0.0.3"),
    ("2.x.x", "1.1.3"), ("2.x.x", "3.1.3"), ("1.2.x", "1.3.3"), ("1.2.x || 2.x", "3.1.3"), ("2", "1.1.2"),
    ("2.3", "2.4.1"), ("~0.0.1", "0.1.0-alpha"), ("~0.0.1", "0.1.0"), ("~2.4", "2.5.0"), ("~>3.2.1", "3.3.2"),
    ("~1", "2.2.3"), ("~1.0", "1.1.0"), ("<1", "1.0.0"), (">=1.2", "1.1.1"), ("1", "2.0.0-beta"), ("=0.7.x", "0.8.2"),
    (">=0.7.x", "0.6.2"), ("<0.7.x", "0.7.2"), ("^0.0.1", "0.0.2"), ("^0.0.1", "0.0.2-alpha"),
    ("^1.2.3", "1.2.2"), ("^1.2", "1.1.9"), ("<1.2", "1.2.0-alpha"), (">1.2", "1.2.8"), (">1", "1.9.0"),
    (">x", "1.0.0"), ("^1.2.3", "2.0.0-0"), ("1.2.3", "1.2.3-0"), ("^0", "1.0.0"), ("~0", "1.0.0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "version"), INCLUDED)
def test_npm_range_holds_a_version(text: str, version: str) -> None:
    assert is_within(npm_version(version), npm_range(text))


@pytest.mark.parametrize(("text", "version"), EXCLUDED)
def test_npm_range_does_not_hold_a_version(text: str, version: str) -> None:
    assert not is_within(npm_version(version), npm_range(text))


@pytest.mark.parametrize(
    "text", ["latest", "git+https://x.org/a", "workspace:*", "1.2.3.4", "^", ">=a", "1 - ", "x" * 300]
)
def test_what_is_no_npm_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"version|long"):
        npm_range(text)


@pytest.mark.parametrize(
    ("inner", "outer", "is_fine"),
    [
        ("^1.2.3-rc.1", "^1.2.0", False),
        ("^1.2.3-rc.1", "^1.2.3-a", True),
        ("^1.2.3-rc.1", ">=1.2.3-a <2 || ^1.2.0", True),
        ("1.2.3-rc.1", "*", False),
        ("^0", "*", True),
        (">=1", "1 || >=2", True),
        ("1.2.2 || 1.2.3", ">=1.2.2 <1.2.3 || >=1.2.3 <=1.2.3", True),
        ("1.2.3-0", "1.2.3-0 || *", False),
        (">1.2.3-a <1.2.3", "1.2.3-b", False),
    ],
)
def test_pre_releases_are_of_a_range_that_names_one_of_their_version(inner: str, outer: str, *, is_fine: bool) -> None:
    assert is_within(npm_range(inner), npm_range(outer)) is is_fine


NUMBER = st.integers(0, 3)
SEMVER = st.builds(lambda a, b, c, pre: f"{a}.{b}.{c}{pre}", NUMBER, NUMBER, NUMBER, st.sampled_from(["", "", "-a.1"]))
PARTIAL = SEMVER | st.builds(lambda a, b: f"{a}.{b}", NUMBER, NUMBER) | NUMBER.map(str) | st.just("*")
SIMPLE = st.builds(lambda sign, one: sign + one, st.sampled_from(["", "^", "~", ">", "<", ">=", "<="]), PARTIAL)
RANGE = st.lists(st.lists(SIMPLE, min_size=1, max_size=2).map(" ".join), min_size=1, max_size=2).map(" || ".join)


@given(RANGE, RANGE, SEMVER)
def test_range_within_another_has_only_its_versions(inner: str, outer: str, version: str) -> None:
    one, other, single = npm_range(inner), npm_range(outer), npm_version(version)
    if is_within(one, other) and is_within(single, one):
        assert is_within(single, other)
    assert is_within(one, one)
    both, everything = npm_range(f"{inner} || {outer}"), npm_range("*")
    if everything not in {one, other}:  # beside which node-semver forgets every other alternative
        assert is_within(single, both) == (is_within(single, one) or is_within(single, other))


@pytest.mark.parametrize(
    ("constraint", "specifiers"),
    [
        ("^1.2.3", ">=1.2.3,<2"), ("^0.2.3", ">=0.2.3,<0.3"), ("^0.0.3", ">=0.0.3,<0.0.4"), ("^0.0", ">=0.0,<0.1"),
        ("^0", ">=0,<1"), ("~1.2.3", ">=1.2.3,<1.3"), ("~1.2", ">=1.2,<1.3"), ("~1", ">=1,<2"), ("*", ""),
        ("1.2.*", "==1.2.*"), ("1.2.3", "==1.2.3"), (">=1.2,<2.0", ">=1.2,<2.0"), (">= 1.2 <2", ">=1.2,<2"),
        ("~=1.4", "~=1.4"), ("!=1.5", "!=1.5"), ("=1.5", "==1.5"),
    ],
)  # fmt: skip
def test_constraint_of_poetry_means_what_its_documentation_says(constraint: str, specifiers: str) -> None:
    assert poetry_range(constraint) == SpecifierSet(specifiers).to_range()


def test_alternatives_of_poetry_are_united() -> None:
    versions = poetry_range("^1.0 || ~3.1")
    assert [v for v in ("0.9", "1.5", "2.0", "3.1.5", "3.2") if Version(v) in versions] == ["1.5", "3.1.5"]


@pytest.mark.parametrize("text", ["^", "banana", "^x", ">=1 && <2", "1" * 600])
def test_what_is_no_constraint_of_poetry_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        poetry_range(text)


@pytest.mark.parametrize(
    ("declared", "wanted", "lies_within"),
    [
        (">=2.1,<3", ">=2,<3", True),
        ("~=2.4", ">=2,<3", True),
        ("==2.*", ">=2,<3", True),
        ("==2.5.1", ">=2,<3", True),
        (">=2", ">=2,<3", False),
        ("", ">=2,<3", False),
        ("<3", ">=2,<3", False),
        (">=1,<3,!=1.*", ">=2,<3", True),
        ("===2.5", ">=2,<3", True),
        (">=2.0a1,<3", ">=2,<3", False),
    ],
)
def test_declared_range_lies_within_what_is_wanted(declared: str, wanted: str, *, lies_within: bool) -> None:
    assert allows_only(declared, wanted, "python") == lies_within


def test_ranges_are_known_by_their_ecosystem() -> None:
    texts = (">=2,<3", ">=2 <3", ">=2", "^2", "what")
    assert [(understands(text, "python"), understands(text, "npm")) for text in texts] == [
        (True, False), (False, True), (True, True), (False, True), (False, False),
    ]  # fmt: skip
