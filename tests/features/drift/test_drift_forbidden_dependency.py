"""`forbidden_dependency`: packages that must not be declared, in every kind of manifest."""

import json
from importlib.metadata import Distribution, distributions

import pytest
from drift_texts import found, judged, problems

from wmsgit.features.drift.dependencies.manifests import extractor_of
from wmsgit.features.drift.dependencies.npm import read_package_json
from wmsgit.features.drift.dependencies.python import read_pyproject, read_setup_cfg
from wmsgit.features.drift.dependencies.requirements import read_requirements, requirements_group

NO_DEP = {"kind": "forbidden_dependency", "packages": ["psycopg2*", "Foo_Bar"]}

PYPROJECT = """
[build-system]
requires = ["psycopg2-build"]
[project]
dependencies = [
  "requests",
  "psycopg2-binary[x]>=2 ; python_version < '4'",
]
[project.optional-dependencies]
db = ["foo.bar @ https://example.org/foo.zip"]
[dependency-groups]
test = [{include-group = "lint"}, "FOO-bar==1"]
lint = []
[tool.poetry.dependencies]
python = "^3.11"
psycopg2 = {version = "^2", optional = true}
[tool.poetry.group.docs.dependencies]
foo_bar = [{version = "1"}, {git = "https://example.org/foo"}]
"""


def test_every_table_of_a_pyproject_is_read_with_its_group() -> None:
    assert found(NO_DEP, {"a/pyproject.toml": PYPROJECT}) == [
        "a/pyproject.toml runtime psycopg2-binary 7",
        "a/pyproject.toml build psycopg2-build 3",
        "a/pyproject.toml optional:db foo-bar 10",
        "a/pyproject.toml dev:test foo-bar 12",
        "a/pyproject.toml optional psycopg2 16",
        "a/pyproject.toml dev:docs foo-bar 18",
        "a/pyproject.toml dev:docs foo-bar 18",
    ]


@pytest.mark.parametrize(
    ("groups", "count"), [(["runtime"], 1), (["dev"], 3), (["test"], 1), (["optional"], 2), (["build", "docs"], 3)]
)
def test_groups_are_chosen_by_category_or_by_name(groups: list[str], count: int) -> None:
    assert len(found({**NO_DEP, "groups": groups}, {"pyproject.toml": PYPROJECT})) == count


def test_requirement_files_are_read_as_pip_does() -> None:
    text = (
        "# psycopg2\n--index-url https://psycopg2.example\n-c psycopg2.txt\npsycopg2 == 2.9 \\\n"
        "    --hash=sha256:psycopg2 \\\n    --hash=sha256:b\nfoo-bar ; python_version < '3' # why\n"
        "git+https://example.org/x#egg=Foo.Bar\n-e ./foo-bar\nhttps://example.org/psycopg2-2.9-py3-none-any.whl\n"
        "./local/psycopg2_pool-1.0.tar.gz\n\n"
    )
    assert found(NO_DEP, {"requirements.txt": text}) == [
        f"requirements.txt runtime {name} {line}"
        for name, line in (
            ("psycopg2", 4), ("foo-bar", 7), ("foo-bar", 8), ("psycopg2", 10), ("psycopg2-pool", 11),
        )
    ]  # fmt: skip


@pytest.mark.parametrize("option", ["-r ", "-r", "--requirement ", "--requirement="])
def test_included_files_are_read_with_the_group_of_what_includes_them(option: str) -> None:
    files = {
        "requirements/dev.txt": f"{option}../base.txt\n",
        "base.txt": "-r deep/more.in\n",
        "deep/more.in": "foo-bar\n",
    }
    assert found(NO_DEP, files) == ["deep/more.in dev foo-bar 1"]


def test_a_text_that_nothing_includes_is_not_read_as_a_requirement_file() -> None:
    files = {"requirements.txt": "-r more.txt\n", "more.txt": "foo-bar\n", "docs/a.txt": "one two three\n"}
    seen = judged(NO_DEP, files)
    assert (len(seen.violations), seen.unknowns) == (1, ())
    assert len(seen.sights["core"].facts["manifest-requirements-4"]) == 2


def test_includes_that_meet_in_a_circle_end_and_those_that_lead_nowhere_are_unknown() -> None:
    seen = judged(NO_DEP, {"requirements.txt": "-r requirements.txt\n-r ../../etc/passwd\nfoo-bar\n"})
    assert [one.path for one in seen.unknowns] == ["requirements.txt"]
    assert len(seen.violations) == 1


def test_setup_cfg_and_what_it_includes_are_read() -> None:
    text = (
        "[options]\ninstall_requires =\n  requests\n  psycopg2>=2\n[options.extras_require]\ndb = file: a.txt, b.txt\n"
    )
    assert found(NO_DEP, {"setup.cfg": text, "a.txt": "foo-bar\n", "b.txt": ""}) == [
        "setup.cfg runtime psycopg2 4",
        "a.txt optional:db foo-bar 1",
    ]


def test_package_json_is_read_by_npms_names() -> None:
    data = {
        "dependencies": {"lodash": "^4", "@Org/x": "1", "old": "npm:lodash@3"},
        "devDependencies": {"lodash": "*"},
        "peerDependencies": {"lodash.get": "1"},
    }
    files = {"web/package.json": json.dumps(data, indent=1)}
    rule = {"kind": "forbidden_dependency", "packages": ["lodash", "@org/*"]}
    assert found(rule, files) == [
        "web/package.json runtime lodash 3",
        "web/package.json runtime @org/x 4",
        "web/package.json runtime lodash 5",
        "web/package.json dev lodash 8",
    ]
    assert found({**rule, "ecosystem": "python"}, files) == []


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("pyproject.toml", b"[project"),
        ("pyproject.toml", b'[project]\ndependencies = ["a b c"]'),
        ("requirements.txt", b"\0"),
        ("requirements.txt", b"a b\n"),
        ("package.json", b"[1]"),
        ("package.json", b"{"),
        ("setup.cfg", b"[options]\ninstall_requires = =\n"),
        ("requirements.txt", b"a\n" * (1 << 20)),
    ],
)
def test_manifest_that_cannot_be_read_is_unknown(path: str, data: bytes) -> None:
    seen = judged(NO_DEP, {path: data})
    assert ([one.path for one in seen.unknowns], seen.violations) == ([path], ())


def test_odd_values_are_no_crash() -> None:
    assert found(NO_DEP, {"pyproject.toml": "project = 1\ntool = []\n"}) == []
    assert found(NO_DEP, {"pyproject.toml": "[project]\ndependencies = 'x'\noptional-dependencies = [1]\n"}) == []
    assert found(NO_DEP, {"package.json": '{"dependencies": [1], "devDependencies": {"a": 1}}'}) == []


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("requirements.txt", "runtime"), ("requirements-dev.txt", "dev"), ("dev-requirements.in", "dev"),
        ("requirements/base.txt", "runtime"), ("a/requirements/test.txt", "dev:test"), ("requirements_x.txt", "dev:x"),
    ],
)  # fmt: skip
def test_group_of_a_requirement_file_follows_its_name(path: str, group: str) -> None:
    assert extractor_of(path) is not None
    assert requirements_group(path) == group


def test_rule_without_any_manifest_is_vacuous_and_needs_packages() -> None:
    assert judged(NO_DEP, {"a.txt": "", "b.py": ""}).is_vacuous
    assert problems(kind="forbidden_dependency") == ["'packages' is required"]


@pytest.mark.parametrize("distribution", list(distributions()), ids=lambda one: one.metadata["Name"])
def test_readers_agree_with_packaging_on_the_metadata_of_installed_packages(distribution: Distribution) -> None:
    from packaging.metadata import Metadata
    from packaging.utils import canonicalize_name

    whole = Metadata.from_email(distribution.read_text("METADATA") or "", validate=False)
    wanted = whole.requires_dist or []
    expected = [(canonicalize_name(one.name), str(one.specifier), one.url or "") for one in wanted]
    lines = "\n".join(map(str, wanted))
    quoted = "\n".join(f"  {json.dumps(str(one))}," for one in wanted)
    read = (
        read_requirements(lines.encode()),
        read_pyproject(f"[project]\ndependencies = [\n{quoted}\n]\n".encode()),
        read_pyproject(f"[dependency-groups]\nall = [\n{quoted}\n]\n".encode()),
        read_setup_cfg(f"[options]\ninstall_requires =\n  {lines.replace(chr(10), chr(10) + '  ')}\n".encode()),
    )
    for manifest in read:
        assert [(one.name, one.versions, one.url) for one in manifest.dependencies] == expected


def test_package_json_of_urls_and_workspaces() -> None:
    data = {"dependencies": {"a": "git+https://x.org/a", "b": "workspace:^1", "c": "owner/repo", "d": "latest"}}
    rows = read_package_json(json.dumps(data).encode()).dependencies
    assert [(one.versions, bool(one.url)) for one in rows] == [("", True), ("^1", False), ("", True), ("latest", False)]


def test_groups_that_no_manifest_has_are_named_by_the_scan() -> None:
    files = {"pyproject.toml": "[dependency-groups]\ntest = ['x']\n"}
    rule = {"kind": "forbidden_dependency", "packages": ["y"]}
    assert judged({**rule, "groups": ["develop"]}, files).is_vacuous
    assert not judged({**rule, "groups": ["test"]}, files).is_vacuous
    assert not judged({**rule, "groups": ["runtime"]}, files).is_vacuous
