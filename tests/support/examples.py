"""How many examples a property test tries: a few in the plain run, many with `pytest -m deep`."""

from hypothesis import settings

_OF_HYPOTHESIS = 100
_ALWAYS = 15
DEEP = 1000
"""How many examples the deep profile tries."""


def examples(count: int, *, deep: int = 0) -> int:
    """How many examples a test tries: so many in a profile of 100, in proportion in every other one, but the first 15.

    Args:
        count: what the plain profiles scale.
        deep: how many in the deep run, where its proportion is not what was promised.
    """
    tried = settings().max_examples
    if deep and tried >= DEEP:
        return deep
    return max(min(count, _ALWAYS), count * tried // _OF_HYPOTHESIS)
