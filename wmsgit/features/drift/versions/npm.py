"""Ranges of versions as npm writes them (the "Ranges" of node-semver's README), by the order of Semantic Versioning.

A range is intervals of versions, each with its beginning and without its end. Where node-semver leaves pre-releases
out of `<2.0.0`, the interval ends before the first of them: `<2.0.0-0`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_Key = tuple[object, ...]
Interval = tuple[_Key, _Key]

_BEFORE, _RELEASE, _AFTER = (0,), (1,), (2,)
"""The last part of a key: before every pre-release of a version; the version itself; right after it."""

_LOWEST: _Key = (0, 0, 0, _RELEASE)
_ABOVE_ALL: _Key = (float("inf"),)
_MAX_LENGTH = 256
"""As node-semver's own bound on the text of a version."""

_PARTIAL = re.compile(
    r"[v=\s]*(?P<major>\d{1,16}|[xX*])(?:\.(?P<minor>\d{1,16}|[xX*])(?:\.(?P<patch>\d{1,16}|[xX*])"
    r"(?:-(?P<pre>[0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?)?)?"
)
_HYPHEN = re.compile(r"\s*(\S+)\s+-\s+(\S+)\s*")
_OPERATOR = re.compile(r"(>=|<=|>|<|=|~>|~|\^)?(.*)", re.DOTALL)
_SPACED = re.compile(r"(>=|<=|>|<|=|~>|~|\^)\s+")


class _Partial(NamedTuple):
    major: int | None
    minor: int | None
    patch: int | None
    pre: str


def npm_range(text: str) -> tuple[Interval, ...]:
    """The intervals that a range means, in order and apart.

    Raises:
        ValueError: when it is no range, such as a tag or a URL.
    """
    if len(text) > _MAX_LENGTH:
        raise ValueError("the range is too long")
    result = [_alternative(part) for part in text.split("||")]
    return _united([interval for interval in result if interval[0] < interval[1]])


def npm_version(text: str) -> tuple[Interval, ...]:
    """The interval of one whole version.

    Raises:
        ValueError: when it is none.
    """
    partial = _partial(text.strip())
    if partial.patch is None:
        raise ValueError(f"{text!r} is no whole version")
    return (_equal(partial),)


def is_within(inner: Sequence[Interval], outer: Sequence[Interval]) -> bool:
    """Whether every version of `inner` is one of `outer`."""
    return all(any(low <= start and end <= high for low, high in outer) for start, end in inner)


def _alternative(text: str) -> Interval:
    hyphen = _HYPHEN.fullmatch(text)
    if hyphen:
        low, high = _partial(hyphen[1]), _partial(hyphen[2])
        return _filled(low), _at_most(high)
    low_key, high_key = _LOWEST, _ABOVE_ALL
    for start, end in map(_simple, _SPACED.sub(r"\1", text).split()):
        low_key, high_key = max(low_key, start), min(high_key, end)
    return low_key, high_key


def _simple(text: str) -> Interval:
    match = _OPERATOR.fullmatch(text)
    assert match  # it fits every text
    operator, partial = match[1] or "=", _partial(match[2])
    if operator == "=":
        return _equal(partial)
    if operator == "^":
        return _filled(partial), _below_next(partial, _caret_place(partial))
    if operator.startswith("~"):
        return _filled(partial), _below_next(partial, 0 if partial.minor is None else 1)
    if operator == ">=":
        return _filled(partial), _ABOVE_ALL
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


def _equal(partial: _Partial) -> Interval:
    if partial.patch is not None:
        key = _filled(partial)
        return key, _next(key)
    return _filled(partial), _at_most(partial)


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
    if partial.pre:
        return _filled(partial)
    return (*_filled(partial)[:3], _BEFORE)


def _united(intervals: list[Interval]) -> tuple[Interval, ...]:
    return tuple(_merged(sorted(intervals)))


def _merged(intervals: list[Interval]) -> Iterator[Interval]:
    held: Interval | None = None
    for low, high in intervals:
        if held is None or low > held[1]:
            if held:
                yield held
            held = (low, high)
        else:
            held = (held[0], max(held[1], high))
    if held:
        yield held
