"""How many examples a property test tries: a few in the plain run, many with `pytest -m deep`."""

from hypothesis import settings

_OF_HYPOTHESIS = 100
_ALWAYS = 15


def examples(count: int, *, plain: int | None = None) -> int:
    """As many as asked in a profile of 100 examples, and in proportion in every other one, but for the first 15.

    Args:
        count: how many.
        plain: at most so many in the plain run, for a test that is slow; the deep one tries all the same.
    """
    tried = max(min(count, _ALWAYS), count * settings().max_examples // _OF_HYPOTHESIS)
    return tried if plain is None or settings().max_examples > _OF_HYPOTHESIS else min(tried, plain)
