"""Symptoms: what `doctor` and `setup` find not to be as it should be."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing that is not as it should be.

    Attributes:
        place: what it is about, such as `git config` or a file.
        message: one sentence.
        hint: how it is mended by hand, or by which command.
        mend: mends it, and says what was done; None where only a person can.
    """

    place: str
    message: str
    hint: str = ""
    mend: Callable[[], str] | None = None
