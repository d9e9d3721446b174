"""Ranges of one ecosystem or the other: whether a version, or all that a declaration allows, lies within one."""

from typing import Literal

Ecosystem = Literal["python", "npm", "cargo", "go", "maven", "rubygems"]
ECOSYSTEMS: tuple[Ecosystem, ...] = ("python", "npm", "cargo", "go", "maven", "rubygems")
RANGED: tuple[Ecosystem, ...] = ("python", "npm", "cargo")
"""Those of which ranges of versions are understood."""


def understands(range_text: str, ecosystem: Ecosystem) -> bool:
    """Whether a text is a range of versions in an ecosystem."""
    try:
        allows_only(range_text, range_text, ecosystem)
    except ValueError:
        return False
    return True


def is_empty(range_text: str, ecosystem: Ecosystem) -> bool:
    """Whether a text is a range in an ecosystem, and no version lies in it."""
    try:
        return allows_only(range_text, "<1,>2" if ecosystem == "python" else "<0.0.0-0", ecosystem)
    except ValueError:
        return False


def is_anything(range_text: str, ecosystem: Ecosystem) -> bool:
    """Whether a text is a range in an ecosystem, and every released version lies in it."""
    try:
        return allows_only(">=0" if ecosystem == "python" else "*", range_text, ecosystem)
    except ValueError:
        return False


def allows_only(declared: str, wanted: str, ecosystem: Ecosystem, *, is_poetry: bool = False) -> bool:
    """Whether every version that a declaration allows is one of those that are wanted.

    Args:
        declared: the range that a manifest declares.
        wanted: the range that it must lie in.
        ecosystem: how both are written.
        is_poetry: whether the declaration is one of Poetry's.

    Raises:
        ValueError: when one of them is no range.
    """
    if ecosystem == "cargo":
        return allows_only(_of_cargo(declared), _of_cargo(wanted), "npm")
    if ecosystem not in RANGED:
        raise ValueError(f"ranges of {ecosystem} are not understood")
    if ecosystem == "npm":
        from wmsgit.features.drift.versions.npm import is_within, npm_range

        return is_within(npm_range(declared), npm_range(wanted))
    from wmsgit.features.drift.versions.python import names_pre_release, poetry_range, python_range

    # `==2.*` begins before 2, with its pre-releases; a declaration that names none does not mean them.
    finals_only = not names_pre_release(declared)
    inner = (poetry_range if is_poetry else python_range)(declared, finals_only=finals_only)
    return inner.is_subset(python_range(wanted, finals_only=finals_only))


def _of_cargo(text: str) -> str:
    """A requirement of Cargo as npm writes it: parted by commas, and `1.2` stands for `^1.2`."""
    parts = [part.strip() for part in text.split(",")]
    return " ".join(f"^{part}" if part[:1].isdigit() and "*" not in part else part for part in parts)


def satisfies(version: str, wanted: str) -> bool:
    """Whether a version is one of those that a range means: by PEP 440, else as npm, else as Poetry has it.

    Raises:
        ValueError: when the version, or the range, is none in any of these.
    """
    from wmsgit.features.drift.versions.python import is_python_version

    readings = (_by_pep_440, _as_npm, _as_poetry) if is_python_version(version) else (_as_npm,)
    for reading in readings:
        try:
            return reading(version, wanted)
        except ValueError:
            continue
    raise ValueError(f"{version!r} and {wanted!r} are not a version and a range of versions")


def _by_pep_440(version: str, wanted: str) -> bool:
    from wmsgit.features.drift.versions.python import python_range

    return python_range(wanted).contains(version, prereleases=True)


def _as_npm(version: str, wanted: str) -> bool:
    from wmsgit.features.drift.versions.npm import is_within, npm_range, npm_version

    return is_within(npm_version(version), npm_range(wanted))


def _as_poetry(version: str, wanted: str) -> bool:
    from wmsgit.features.drift.versions.python import poetry_range

    return poetry_range(wanted).contains(version, prereleases=True)
