"""Ranges of versions as npm writes them (the "Ranges" of node-semver's README), by the order of Semantic Versioning.

Each alternative is an interval, with its beginning and without its end. Of the releases it means all that lie in it; of
the pre-releases only those of a version of which it names a pre-release ("Prerelease Tags" there). So a range is
intervals of releases, and apart from them intervals of pre-releases of single versions.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_Key = tuple[object, ...]
_Interval = tuple[_Key, _Key]

_BEFORE, _RELEASE, _AFTER = (0,), (1,), (2,)
"""The last part of a key: before every pre-release of a version; the version itself; right after it."""

_FIRST = (0, (0, 0, ""))
"""The last part of a key: the pre-release `-0`, which is the first of a version."""
_LOWEST: _Key = (0, 0, 0, _BEFORE)
_ABOVE_ALL: _Key = (float("inf"),)
_ANY = (_LOWEST, _ABOVE_ALL)
_MAX_LENGTH = 256
"""As node-semver's own bound on the text of a version."""

_NUMBER = r"0|[1-9]\d{0,15}"
_WORD = rf"(?:{_NUMBER}|\d*[A-Za-z-][0-9A-Za-z-]*)"
_PARTIAL = re.compile(
    rf"[v=\s]*(?P<major>{_NUMBER}|[xX*])(?:\.(?P<minor>{_NUMBER}|[xX*])(?:\.(?P<patch>{_NUMBER}|[xX*])"
    rf"(?:-(?P<pre>{_WORD}(?:\.{_WORD})*))?(?:\+[0-9A-Za-z.-]+)?)?)?"
)
_HYPHEN = re.compile(r"\s*(\S+)\s+-\s+(\S+)\s*")
_OPERATOR = re.compile(r"(>=|<=|>|<|=|~>|~|\^)?(.*)", re.DOTALL)
_SPACED = re.compile(r"(>=|<=|>|<|=|~>|~|\^)\s+")


class _Partial(NamedTuple):
    major: int | None
    minor: int | None
    patch: int | None
    pre: str


class NpmRange(NamedTuple):
    """What a range means.

    Attributes:
        releases: intervals of releases, in order and apart.
        pre_releases: intervals of pre-releases, each within one version, in order and apart.
    """

    releases: tuple[_Interval, ...]
    pre_releases: tuple[_Interval, ...]


def npm_range(text: str) -> NpmRange:
    """The versions that a range means.

    Raises:
        ValueError: when it is no range, such as a tag or a URL.
    """
    if len(text) > _MAX_LENGTH:
        raise ValueError("the range is too long")
    return _range_of([_alternative(part) for part in text.split("||")])


def npm_version(text: str) -> NpmRange:
    """The range of one whole version.

    Raises:
        ValueError: when it is none.
    """
    partial = _partial(text.strip())
    if partial.patch is None:
        raise ValueError(f"{text!r} is no whole version")
    return _range_of([(_equal(partial), [partial])])


def is_within(inner: NpmRange, outer: NpmRange) -> bool:
    """Whether every version of `inner` is one of `outer`."""
    return all(
        any(low <= start and end <= high for low, high in wide)
        for narrow, wide in zip(inner, outer, strict=True)
        for start, end in narrow
    )


def _range_of(alternatives: Sequence[tuple[_Interval, Sequence[_Partial]]]) -> NpmRange:
    if any(interval == _ANY and not any(partial.pre for partial in named) for interval, named in alternatives):
        alternatives = [(_ANY, [])]  # node-semver forgets the others
    releases = [(_first_release(low), _first_release(high)) for (low, high), _ in alternatives]
    pre_releases = [
        (max(low, (*version, _FIRST)), min(high, (*version, _RELEASE)))
        for (low, high), named in alternatives
        for version in {_filled(partial)[:3] for partial in named if partial.pre}
    ]
    return NpmRange(_united(releases), _united(pre_releases))


def _first_release(key: _Key) -> _Key:
    """The first release at a place or behind it, without what tells it from its pre-releases."""
    if key == _ABOVE_ALL or key[3] <= _RELEASE:  # type: ignore[operator] # of the same sort
        return key[:3]
    return (*key[:2], key[2] + 1)  # type: ignore[operator] # a number


def _alternative(text: str) -> tuple[_Interval, Sequence[_Partial]]:
    """The interval of comparators that all have to hold, and the versions that they name."""
    hyphen = _HYPHEN.fullmatch(text)
    if hyphen:
        low, high = _partial(hyphen[1]), _partial(hyphen[2])
        return (_least(low), _at_most(high)), [low, high]
    words = _SPACED.sub(r"\1", text).split()
    low_key, high_key = _LOWEST, _ABOVE_ALL
    for start, end in map(_simple, words):
        low_key, high_key = max(low_key, start), min(high_key, end)
    return (low_key, high_key), [_compared(word)[1] for word in words]


def _compared(text: str) -> tuple[str, _Partial]:
    match = _OPERATOR.fullmatch(text)
    assert match  # it fits every text
    return match[1] or "=", _partial(match[2])


def _simple(text: str) -> _Interval:
    operator, partial = _compared(text)
    if operator == "=":
        return _equal(partial)
    if operator == "^":
        return _least(partial), _below_next(partial, _caret_place(partial))
    if operator.startswith("~"):
        return _least(partial), _below_next(partial, 0 if partial.minor is None else 1)
    if operator == ">=":
        return _least(partial), _ABOVE_ALL
    if operator == ">":
        return _above(partial), _ABOVE_ALL
    return _LOWEST, _at_most(partial) if operator == "<=" else _below(partial)


def _partial(text: str) -> _Partial:
    match = _PARTIAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no version")
    numbers: list[int | None] = []
    for name in ("major", "minor", "patch"):
        word = match[name]
        is_open = word is None or word in "xX*" or (bool(numbers) and numbers[-1] is None)
        numbers.append(None if is_open else int(word))
    return _Partial(numbers[0], numbers[1], numbers[2], "" if numbers[2] is None else match["pre"] or "")


def _filled(partial: _Partial) -> _Key:
    """The least version that a partial one may mean."""
    return (partial.major or 0, partial.minor or 0, partial.patch or 0, _pre(partial.pre))


def _pre(text: str) -> tuple[object, ...]:
    """Semantic Versioning 2.0.0, item 11: numbers by value and below words, which go by ASCII."""
    if not text:
        return _RELEASE
    return (0, *((0, int(word), "") if word.isdigit() else (1, 0, word) for word in text.split(".")))


def _equal(partial: _Partial) -> _Interval:
    if partial.patch is not None:
        key = _filled(partial)
        return key, _next(key)
    return _least(partial), _at_most(partial)


def _least(partial: _Partial) -> _Key:
    """Where a range begins; one that begins at 0.0.0 has no beginning, as node-semver has it."""
    key = _filled(partial)
    return _LOWEST if key == (0, 0, 0, _RELEASE) else key


def _next(key: _Key) -> _Key:
    """What comes right after one version: no other lies between."""
    return (*key[:3], _AFTER) if key[3] == _RELEASE else (*key[:3], (*key[3], (-1,)))  # type: ignore[misc]


def _below_next(partial: _Partial, place: int) -> _Key:
    """What comes before every version that is greater at this place: 0 for the major number."""
    if partial.major is None:
        return _ABOVE_ALL
    numbers = [partial.major, partial.minor or 0, partial.patch or 0]
    return (*numbers[:place], numbers[place] + 1, *[0] * (2 - place), _BEFORE)


def _caret_place(partial: _Partial) -> int:
    """The leftmost number that is not zero, or the last one that is named."""
    if partial.major != 0 or partial.minor is None:
        return 0
    return 1 if partial.minor != 0 or partial.patch is None else 2


def _at_most(partial: _Partial) -> _Key:
    if partial.patch is not None:
        return _next(_filled(partial))
    return _below_next(partial, 0 if partial.minor is None else 1)


def _above(partial: _Partial) -> _Key:
    if partial.patch is not None:
        return _next(_filled(partial))
    key = _below_next(partial, 0 if partial.minor is None else 1)
    return key if key == _ABOVE_ALL else (*key[:3], _RELEASE)


def _below(partial: _Partial) -> _Key:
    if partial.patch is not None:
        return _filled(partial)
    return (*_filled(partial)[:3], _BEFORE)


def _united(intervals: Iterable[_Interval]) -> tuple[_Interval, ...]:
    return tuple(_merged(sorted(interval for interval in intervals if interval[0] < interval[1])))


def _merged(intervals: list[_Interval]) -> Iterator[_Interval]:
    held: _Interval | None = None
    for low, high in intervals:
        if held is None or low > held[1]:
            if held:
                yield held
            held = (low, high)
        else:
            held = (held[0], max(held[1], high))
    if held:
        yield held
