"""Manifests of every format: what they declare, which line of them is odd, and which ones a rule does not read."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from drift_plane import Plane
from drift_texts import found, judged, problems

from wmsgit.features.drift.dependencies.cargo import read_cargo_toml
from wmsgit.features.drift.dependencies.declared import Declared
from wmsgit.features.drift.dependencies.go import read_go_mod
from wmsgit.features.drift.dependencies.jvm import read_pom
from wmsgit.features.drift.versions.names import crate

FOLDER = Path(__file__).parent / "manifests"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text())
BANNED = {"kind": "forbidden_dependency", "packages": ["bad*", "*:bad*", "*/bad*"]}


def text_of(name: str) -> str:
    return (FOLDER / f"{name.replace('/', '--')}.case").read_text()


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_manifest_declares_is_found_and_what_is_odd_is_unknown_with_its_line(name: str) -> None:
    files = {"requirements.txt": "badr\n", "con.txt": "bad5<2\n", name: text_of(name)}
    result = judged(BANNED, files)
    rows = [f"{item.line} {item.discriminator}" for item in result.violations if item.path == name]
    reasons = [item.reason for item in result.unknowns if item.path == name]
    assert rows == EXPECTED[name]["declared"]
    assert len(reasons) == len(EXPECTED[name]["odd"])
    assert all(map(str.startswith, reasons, EXPECTED[name]["odd"]))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_damaged_manifest_is_unknown_and_no_crash(name: str) -> None:
    for text in (b"\0\1", b"[", b"<a", b"{", b"dependencies:\n  - {a: 1}\n", b"gem\nrequire (\n", b"- \xff"):
        judged(BANNED, {name: text})  # raises nothing


def test_the_banned_package_in_the_line_after_an_odd_one_is_found() -> None:
    assert found(BANNED, {"requirements.txt": "{{ x }}\nbad\n"}) == ["requirements.txt runtime bad 2"]


@pytest.mark.parametrize(
    ("lock", "manifest"),
    [("uv.lock", "pyproject.toml"), ("poetry.lock", "pyproject.toml"), ("Cargo.lock", "Cargo.toml")],
)
def test_a_lock_file_counts_where_no_manifest_lies_beside_it_or_the_rule_says_so(lock: str, manifest: str) -> None:
    alone = {lock: text_of(lock)}
    beside = {**alone, manifest: ""}
    assert len(found(BANNED, alone)) == 1
    assert found(BANNED, beside) == []
    assert len(found({**BANNED, "groups": ["locked"]}, beside)) == 1


UNREAD = {"composer.json": "{}", "src/a.csproj": "", "noxfile.py": "", "yarn.lock": "", "README.md": "", "go.mod": ""}


def test_what_a_rule_does_not_read_is_named_and_fails_a_strict_one(plane: Plane) -> None:
    plane.member("core", UNREAD)
    ranged = {"id": "b", "kind": "dependency_version", "package": "x", "must_be_within": "<2"}
    plane.decide({**BANNED, "id": "a"}, ranged)
    notices = {notice.about: notice.message for notice in plane.scan().notices if notice.code == "not-read"}
    assert notices == {
        "ADR-001/a": "core has composer.json, noxfile.py, src/a.csproj, yarn.lock, not read by this rule",
        "ADR-001/b": "core has composer.json, go.mod, noxfile.py, src/a.csproj, yarn.lock, not read by this rule",
    }
    strict = {**BANNED, "strict": True}
    assert [item.partition(" ")[0] for item in found(strict, UNREAD)] == [
        "composer.json",
        "noxfile.py",
        "src/a.csproj",
        "yarn.lock",
    ]
    assert [item.partition(" ")[0] for item in found({**strict, "ecosystem": "npm"}, UNREAD)] == ["yarn.lock"]
    assert found({**strict, "ecosystem": "npm"}, {"yarn.lock": "", "package.json": "{}"}) == []


def test_versions_of_cargo_are_judged_as_cargo_writes_them() -> None:
    rule = {"kind": "dependency_version", "package": "serde_json", "must_be_within": ">=1.2, <2", "ecosystem": "cargo"}
    for wanted, is_fine in (("1.2", True), ("1.1", False), ("=1.5.0", True), ("1.*", False), (">=1.3, <1.9", True)):
        text = f"[dependencies]\nserde-json = '{wanted}'\n"
        assert (found(rule, {"Cargo.toml": text}) == []) is is_fine, wanted
    assert problems(kind="dependency_version", package="x", must_be_within="1", ecosystem="go") != []


def test_uv_takes_a_package_from_elsewhere() -> None:
    rule = {"kind": "dependency_version", "package": "x", "must_be_within": ">=1"}
    text = "[project]\ndependencies = ['x>=1']\n"
    assert found(rule, {"pyproject.toml": text}) == []
    assert len(found(rule, {"pyproject.toml": f"{text}[tool.uv.sources]\nX = {{git = 'https://x.org/x'}}\n"})) == 1


def rows(dependencies: list[Declared]) -> list[tuple[str, str]]:
    return sorted((item.name, item.group) for item in dependencies)


CARGO = """\
[package]
name = "mine"
version = "0.1.0"
edition = "2021"
[lib]
path = "lib.rs"
[dependencies]
serde_json = "1"
rand = {version = "0.8", optional = true}
renamed = {package = "real_name", version = "0.3"}
[dev-dependencies]
proptest = "1"
[build-dependencies]
cc = "1.0"
[target.'cfg(unix)'.dependencies]
libc = "0.2"
"""


@pytest.mark.tools
def test_a_cargo_manifest_declares_what_cargo_prints(tmp_path: Path) -> None:
    cargo = shutil.which("cargo")
    if not cargo:
        pytest.skip("cargo is not installed")
    (tmp_path / "Cargo.toml").write_text(CARGO)
    (tmp_path / "lib.rs").write_text("")
    words = (cargo, "metadata", "--no-deps", "--offline", "--format-version", "1")
    environment = {**os.environ, "HOME": str(Path(cargo).parents[2])}  # where rustup keeps what it has installed
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, check=True, encoding="utf-8")
    (package,) = json.loads(done.stdout)["packages"]
    theirs = sorted(
        (crate(item["name"]), item["kind"] or ("optional" if item["optional"] else "runtime"))
        for item in package["dependencies"]
    )
    assert rows(read_cargo_toml(CARGO.encode()).dependencies) == theirs


GO = """\
module example.org/mine // the module

go 1.21

require example.org/one v1.2.3
require (
	"example.org/two" v0.0.0-20200101000000-abcdefabcdef
	example.org/three/v2 v2.0.0 // indirect
	example.org/four v1.0.0 // indirect; for its tests
)
exclude example.org/five v1.0.0
replace example.org/one v1.2.3 => ../one
replace (
	example.org/two => example.org/other v1.0.0
)
"""


@pytest.mark.tools
def test_a_go_manifest_requires_what_go_prints(tmp_path: Path) -> None:
    go = shutil.which("go")
    if not go:
        pytest.skip("go is not installed")
    (tmp_path / "go.mod").write_text(GO)
    done = subprocess.run((go, "mod", "edit", "-json"), cwd=tmp_path, capture_output=True, check=True, encoding="utf-8")
    whole = json.loads(done.stdout)
    theirs = [(item["Path"], "indirect" if item.get("Indirect") else "runtime") for item in whole["Require"]]
    theirs += [(item["New"]["Path"], "runtime") for item in whole["Replace"] if item["New"].get("Version")]
    assert rows(read_go_mod(GO.encode()).dependencies) == sorted(theirs)


def test_a_go_manifest_requires_what_the_reference_says() -> None:
    assert rows(read_go_mod(GO.encode()).dependencies) == [
        ("example.org/four", "indirect"),
        ("example.org/one", "runtime"),
        ("example.org/other", "runtime"),
        ("example.org/three/v2", "indirect"),
        ("example.org/two", "runtime"),
    ]


@pytest.mark.tools
def test_a_pom_declares_what_maven_prints(tmp_path: Path) -> None:
    maven = shutil.which("mvn")
    if not maven:
        pytest.skip("maven is not installed")
    text = (
        text_of("pom.xml")
        .replace("${zz}", "zz")
        .replace("<groupId>g<", "<modelVersion>4.0.0</modelVersion><groupId>g<")
    )
    (tmp_path / "pom.xml").write_text(text)
    goal = ("help:effective-pom", "-Doutput=out.xml")
    done = subprocess.run((maven, "-o", "-q", "-B", *goal), cwd=tmp_path, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("maven's help plugin is not in its local repository")
    ours = {name for name, group in rows(read_pom(text.encode()).dependencies) if group != "build"}
    theirs = {name for name, _ in rows(read_pom((tmp_path / "out.xml").read_bytes()).dependencies)}
    assert ours <= theirs
