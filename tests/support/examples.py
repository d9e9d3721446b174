"""How many examples a property test tries: a few in the plain run, many with `pytest -m deep`."""

from hypothesis import settings

_OF_HYPOTHESIS = 100


def examples(count: int) -> int:
    """That many in the profile of 100 examples, and in proportion in every other one; at least two."""
    return max(2, count * settings().max_examples // _OF_HYPOTHESIS)
