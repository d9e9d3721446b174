"""The modules that packages bring: the table of those whose names do not say it, against the packages at hand."""

from importlib.metadata import packages_distributions

import pytest

from wmsgit.features.drift.dependencies.distributions import KNOWN_MODULES, provided
from wmsgit.features.drift.versions.names import canonical


@pytest.mark.parametrize("package", KNOWN_MODULES)
def test_table_has_names_of_packages_and_of_modules(package: str) -> None:
    assert package == canonical(package)
    assert not package.endswith("-")
    assert KNOWN_MODULES[package]
    assert all(part.isidentifier() for module in KNOWN_MODULES[package] for part in module.split("."))


def test_packages_at_hand_bring_what_is_said_of_them() -> None:
    brought: dict[str, set[str]] = {}
    for module, packages in packages_distributions().items():
        for package in packages:
            brought.setdefault(canonical(package), set()).add(module.lower())
    known = {package: {name.partition(".")[0] for name in provided(package, "python", {})} for package in brought}
    wrong = {package for package in known.keys() & KNOWN_MODULES.keys() if known[package].isdisjoint(brought[package])}
    assert wrong == set()
    assert known["markdown-it-py"] == {"markdown_it"}
