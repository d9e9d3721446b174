"""What the README's commands install: locked with hashes, and within what pyproject.toml admits."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from places import ROOT

Locked = dict[str, list[Requirement]]


def locked(name: str) -> Locked:
    """Package → the releases of it that are locked, one for each range of Pythons."""
    found: Locked = {}
    for line in (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            requirement = Requirement(line.removesuffix("\\"))
            found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def releases(lock: Locked, name: str) -> set[str]:
    return {str(requirement.specifier).removeprefix("==") for requirement in lock.get(name, ())}


def wanted(*extras: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    rows = [*project["dependencies"], *(row for extra in extras for row in project["optional-dependencies"][extra])]
    return [requirement for requirement in map(Requirement, rows) if requirement.name != project["name"]]


@pytest.mark.parametrize(
    ("name", "extras"),
    [("run.txt", ("build",)), ("dev.txt", ("build", "editor", "patterns", "dev")), ("tools.txt", ("tools",))],
)
def test_lock_has_what_the_project_wants_within_its_bounds(name: str, extras: tuple[str, ...]) -> None:
    lock = locked(name)
    for requirement in wanted(*extras):
        found = releases(lock, canonicalize_name(requirement.name))
        assert found, requirement
        assert all(requirement.specifier.contains(release) for release in found), requirement


def test_what_runs_is_what_was_tested() -> None:
    run, dev = locked("run.txt"), locked("dev.txt")
    differing = [name for name in run if not releases(run, name) <= releases(dev, name)]
    assert differing == []


def test_tools_change_nothing_of_what_is_tested() -> None:
    tools, dev = locked("tools.txt"), locked("dev.txt")
    differing = [name for name in tools if name in dev and not releases(tools, name) & releases(dev, name)]
    assert differing == []


@pytest.mark.parametrize("name", ["run.txt", "dev.txt", "tools.txt"])
def test_lock_has_a_hash_of_every_release_and_names_no_host(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert len(entries) == sum(map(len, locked(name).values()))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "--index" not in text
