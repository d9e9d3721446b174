"""What Python files import, and what rules about imports make of it."""

from pathlib import Path
from typing import Any

import pytest
from drift_plane import Plane, states
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.features.drift.facts import ExtractionError
from wmsgit.features.drift.imports.flags import DYNAMIC, TYPE_CHECKING_ONLY
from wmsgit.features.drift.imports.packages import Packages
from wmsgit.features.drift.imports.patterns import ModulePatterns
from wmsgit.features.drift.imports.python import python_imports
from wmsgit.features.drift.records import message_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import a.b, c as d", [[1, 0, "a.b", None, 0], [1, 0, "c", None, 0]]),
        ("from .. import a, b", [[1, 2, "", ["a", "b"], 0]]),
        ("def f():\n  class A:\n    import a", [[3, 0, "a", None, 0]]),
        ("try:\n  import a\nexcept E:\n  import b\nelse:\n  import c\nfinally:\n  import d", "abcd"),
        ("match x:\n  case 1:\n    import a", [[3, 0, "a", None, 0]]),
        ("try:\n  pass\nexcept* E:\n  import a", [[4, 0, "a", None, 0]]),
        ("async def f():\n  async with x:\n    async for y in z:\n      import a", [[4, 0, "a", None, 0]]),
        ("while x:\n  pass\nelse:\n  import a", [[4, 0, "a", None, 0]]),
        ("if TYPE_CHECKING:\n  import a\nelse:\n  import b", [[2, 0, "a", None, 1], [4, 0, "b", None, 0]]),
        ("if not TYPE_CHECKING:\n  import a\nelse:\n  import b", [[2, 0, "a", None, 0], [4, 0, "b", None, 1]]),
        ("if t.TYPE_CHECKING and x:\n  import a\nelse:\n  import b", [[2, 0, "a", None, 1], [4, 0, "b", None, 0]]),
        ("if TYPE_CHECKING or x:\n  import a", [[2, 0, "a", None, 0]]),
        ("if x or not TYPE_CHECKING:\n  pass\nelse:\n  import b", [[4, 0, "b", None, 1]]),
        ("if t.TYPE_CHECKING:\n  from a import b", [[2, 0, "a", ["b"], TYPE_CHECKING_ONLY]]),
        ('importlib.import_module("a.b")', [[1, 0, "a.b", None, DYNAMIC]]),
        ('x = [import_module(name="a")]', [[1, 0, "a", None, DYNAMIC]]),
        ('import_module(".b", "a.c")', [[1, 0, "a.c.b", None, DYNAMIC]]),
        ('import_module("..b", package="a.c")', [[1, 0, "a.b", None, DYNAMIC]]),
        ('import_module(".b", __name__)', [[1, 1, "b", None, DYNAMIC]]),
        ('import_module("..b", __package__)', [[1, 2, "b", None, DYNAMIC]]),
        ('__import__("a")', [[1, 0, "a", None, DYNAMIC]]),
        ("import_module(name)", []),
        ('"import a"\n# import b', []),
        ("# -*- coding: latin-1 -*-\nimport a\nx = '\xe9'", [[2, 0, "a", None, 0]]),
        ("\ufeffimport a", [[1, 0, "a", None, 0]]),
        ("x = '\\d'\nimport a", [[2, 0, "a", None, 0]]),
    ],
)
def test_imports_of_a_file_are_found(text: str, found: Any) -> None:
    encoding = "latin-1" if "latin-1" in text else "utf-8"
    result = python_imports(text.encode(encoding))
    assert ("".join(item[2] for item in result) if isinstance(found, str) else result) == found


@pytest.mark.parametrize(
    "data", [b"import (", b"import a\0", b"# coding: nope\n", b"x = '\xe9'", b"print 'x'", b"(" * 500]
)
def test_what_is_no_python_is_unreadable(data: bytes) -> None:
    with pytest.raises(ExtractionError):
        python_imports(data)


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("pandas", "pandas", True),
        ("pandas", "pandas.core", True),
        ("pandas", "pandas2", False),
        ("pandas.**", "pandas.core.x", True),
        ("pandas.**", "pandas", False),
        ("a.*.c", "a.b.c", True),
        ("a.*.c", "a.b.b.c", False),
        ("a.**.c", "a.b.b.c", True),
        ("a.**.c", "a.c", False),
        ("psycopg*", "psycopg2", True),
        ("test_?", "test_1", True),
        ("**", "a.b", True),
    ],
)
def test_pattern_fits_modules(pattern: str, name: str, fits: bool) -> None:
    assert ModulePatterns([pattern]).fits(name) is fits


@given(st.lists(st.sampled_from(["a", "b", "*", "**"]), min_size=1, max_size=6), st.text("ab.", max_size=40))
def test_any_pattern_is_decided_for_any_name_and_what_fits_may_fit(parts: list[str], name: str) -> None:
    patterns = ModulePatterns([".".join(parts)])
    assert not patterns.fits(name) or patterns.may_fit(name)


def test_pattern_tells_by_the_first_part_what_nothing_below_can_fit() -> None:
    assert not ModulePatterns(["pandas", "numpy.**"]).may_fit("django.db")
    assert ModulePatterns(["pandas", "n*.linalg"]).may_fit("django.db")


def test_relative_imports_mean_modules_of_the_package() -> None:
    packages = Packages({"src/app/__init__.py", "src/app/core/__init__.py", "src/app/core/a.py", "tools/x.py"})
    assert packages.module("src/app/core/a.py") == "app.core.a"
    assert packages.module("src/app/core/__init__.py") == "app.core"
    assert packages.absolute("src/app/core/a.py", 1, "b")[0] == "app.core.b"
    assert packages.absolute("src/app/core/__init__.py", 2, "")[0] == "app"
    assert packages.absolute("src/app/core/a.py", 4, "b") == ()
    assert packages.absolute("tools/x.py", 1, "y") == ("tools.y",)


def test_package_without_init_counts_where_it_is_named() -> None:
    packages = Packages({"src/app/api/a.py"}, namespace="app")
    assert packages.module("src/app/api/a.py") == "app.api.a"


FILES: dict[str, str | bytes] = {
    "src/app/__init__.py": "",
    "src/app/api.py": "from app import service\nfrom .domain import model\n",
    "src/app/service/__init__.py": "from .. import api\nimport app.jobs\n",
    "src/app/jobs.py": "from app.domain.model import X\n",
    "src/app/domain/__init__.py": "",
    "src/app/domain/model.py": "import json\nfrom ..service import run\nimport pydantic.main, yaml\n",
    "src/app/extra.py": "",
}
LAYERS = {
    "id": "layers",
    "kind": "import_layers",
    "package": "app",
    "layers": ["api", "service | jobs", "domain", "(cli)", "nope"],
    "exhaustive": True,
}


def test_layers_siblings_and_gaps_are_found(plane: Plane) -> None:
    plane.member("core", FILES)
    plane.decide(LAYERS)
    assert sorted(place for _, place, _ in states(plane.scan())) == [
        "core/src/app/__init__.py no module",
        "core/src/app/domain/model.py app.service",
        "core/src/app/extra.py no layer",
        "core/src/app/service/__init__.py app.api",
        "core/src/app/service/__init__.py app.jobs",
    ]


def test_layer_finding_follows_its_renamed_file(plane: Plane) -> None:
    model, extra = "x = 1\n" * 9 + "import app.api\n", "y = 2\n" * 9
    core = plane.member("core", {**FILES, "src/app/domain/model.py": model, "src/app/extra.py": extra})
    plane.decide(LAYERS)
    plane.record()
    plane.git(core, "mv", "src/app/domain/model.py", "src/app/domain/models.py")
    plane.git(core, "mv", "src/app/extra.py", "src/app/more.py")
    plane.commit(core, {})
    assert {state for state, _, _ in states(plane.scan())} == {"open"}


def test_only_allowed_modules_may_be_imported(plane: Plane) -> None:
    plane.member("core", FILES)
    modules = ["stdlib", "pydantic", "app.**"]
    plane.decide({"id": "only", "kind": "allowed_imports", "modules": modules, "scope": {"paths": ["src"]}})
    assert [place for _, place, _ in states(plane.scan())] == ["core/src/app/domain/model.py yaml"]


def test_only_changed_files_are_looked_at(plane: Plane, tmp_path: Path) -> None:
    core = plane.member("core", {"a.py": "import pandas\n", "b.py": "import pandas\n"})
    plane.decide({"id": "no", "kind": "forbidden_import", "modules": ["pandas"]})
    plane.record()
    (core / "b.py").write_text("import os\n")
    (core / "c.py").write_text("import pandas\n")
    plane.git(core, "add", "b.py")
    staged = plane.scan(ref="staged", is_partial=True)
    assert states(staged) == [("resolved", "core/b.py", 0)]
    worktree = plane.scan(ref="worktree", is_partial=True)
    assert states(worktree) == [("resolved", "core/b.py", 0), ("new", "core/c.py pandas", 1)]
    plane.git(core, "switch", "-q", "-c", "topic")
    plane.commit(core, {})
    branch = plane.scan(is_partial=True, base="main")
    assert states(branch) == [("resolved", "core/b.py", 0), ("new", "core/c.py pandas", 1)]
    assert [item.reason for item in plane.scan(is_partial=True, base="nope").unknowns] == [
        "there is no revision 'nope'"
    ]


OWN = {
    "pyproject.toml": '[project]\nname = "meridian-core"\nrequires-python = ">=3.9"\n',
    "src/meridian_core/__init__.py": "",
    "src/meridian_core/utils.py": "from __future__ import annotations\nimport logging, distutils.core, tomllib\n",
    "src/meridian_core/deep/engine.py": "from . import missing\nfrom ..utils import x\nfrom .gone import Y\n",
    "src/spaces/part/a.py": "import meridian_core.utils\nfrom spaces.part import b\nimport spaces.part.b\n",
    "src/spaces/part/b.py": "import helpers\n",
    "scripts/helpers.py": "import __main__\n",
    "scripts/run.py": "import helpers\nfrom meridian_core import utils\n",
    "scripts/redis.py": "import redis\n",
    "pandas/data.csv.py": "",
    "tests/stubs/yaml/__init__.py": "",
    "tests/test_it.py": "import stubs.yaml\nimport pandas\nfrom pandas import DataFrame\n",
}


def only(*modules: str, name: str = "only", **fields: Any) -> dict[str, Any]:
    return {"id": name, "kind": "allowed_imports", "modules": list(modules), **fields}


def test_own_modules_relative_imports_and_the_standard_library_are_never_foreign(plane: Plane) -> None:
    plane.member("core", {**OWN, "src/meridian_core/bad.py": "import yaml, numpy\n"})
    plane.decide(only())
    assert [place for _, place, _ in states(plane.scan())] == [
        "core/scripts/redis.py redis",
        "core/src/meridian_core/bad.py numpy",
        "core/src/meridian_core/bad.py yaml",
        "core/src/spaces/part/b.py helpers",
        "core/tests/test_it.py pandas",
        "core/tests/test_it.py pandas",
    ]


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ({}, []),
        ({"pyproject.toml": '[project]\nrequires-python = ">=3.12"\n'}, ["distutils"]),
        ({"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.12"\n'}, ["distutils"]),
        ({"setup.cfg": "[options]\npython_requires = >=3.8,<3.11\n"}, ["tomllib"]),
        ({".python-version": "3.10.4\n"}, ["tomllib"]),
        ({".python-version": "3.10.4\n", "pyproject.toml": '[project]\nrequires-python = ">=3.9"\n'}, []),
        ({"pyproject.toml": "[project\n"}, []),
        ({"pyproject.toml": '[project]\nrequires-python = "soon"\n'}, []),
    ],
)
def test_the_standard_library_is_that_of_the_members_python(
    plane: Plane, manifest: dict[str, str], expected: list[str]
) -> None:
    plane.member("core", {"a.py": "import distutils\nimport tomllib\nimport sys\n", **manifest})
    plane.decide(only())
    report = plane.scan()
    assert [place.rpartition(" ")[2] for _, place, _ in states(report)] == expected
    assert report.unknowns == ()


def test_a_package_of_scripts_knows_itself_by_its_name_and_by_aliases(plane: Plane) -> None:
    code = 'import a from "@our/web/x"\nimport b from "#utils"\nimport c from "@/views"\nimport d from "node:fs"\n'
    files = {"package.json": '{"name": "@our/web"}', "src/a.ts": code + 'import e from "./b"\nimport f from "react"\n'}
    plane.member("web", files)
    plane.decide(only(language="javascript"))
    assert [place for _, place, _ in states(plane.scan())] == ["web/src/a.ts react"]


def test_own_modules_are_judged_where_a_rule_says_so(plane: Plane) -> None:
    plane.member("core", FILES)
    plane.decide(only("app.domain", "pydantic", "yaml", own=True, scope={"paths": ["src/app/domain"]}))
    assert "core/src/app/domain/model.py app.service" in [place for _, place, _ in states(plane.scan())]


def test_an_import_that_several_rules_are_against_is_one_finding_of_the_most_specific(plane: Plane) -> None:
    plane.member("core", {"src/keys.py": "import pandas\nfrom os import path\n", "a.py": "import pandas\n"})
    plane.decide(
        only(name="only", severity="HIGH"),
        {"id": "no", "kind": "forbidden_import", "modules": ["pandas", "os.path"]},
        {"id": "keys", "kind": "forbidden_import", "modules": ["pandas"], "scope": {"paths": ["/src/keys.py"]}},
        only(name="keys-only", scope={"paths": ["/src/keys.py"]}),
    )
    findings = plane.record().findings
    others = "ADR-001/keys-only, ADR-001/no, ADR-001/only"
    assert [(item.severity, message_of(item.detection)) for item in findings if item.detection] == [
        ("HIGH", "a.py in core imports pandas, violates ADR-001 (also violates ADR-001/only)"),
        (
            "HIGH",
            f"src/keys.py in core imports pandas, violates ADR-001 (also violates {others})",
        ),
        ("MEDIUM", "src/keys.py in core imports os.path, violates ADR-001"),
    ]
    assert len(plane.recorded()) == 3


def test_a_waiver_follows_a_fact_to_the_rule_that_tells_it(plane: Plane) -> None:
    plane.member("core", {"src/keys.py": "import pandas\n"})
    plane.decide({"id": "no", "kind": "forbidden_import", "modules": ["pandas"]})
    plane.record()
    (name,) = plane.recorded()
    waiver = {"owner": "ann", "reason": "soon", "expires": "2027-01-01"}
    plane.write(f"drift/{name}.yaml", {**plane.recorded()[name], "waiver": waiver})
    keys = {"id": "keys", "kind": "forbidden_import", "modules": ["pandas"], "scope": {"paths": ["src"]}}
    plane.decide({"id": "no", "kind": "forbidden_import", "modules": ["pandas"]}, keys)
    report = plane.record()
    assert [finding.state for finding in report.findings] == ["waived"]
    assert plane.recorded()[name]["detected_rule"] == "ADR-001/keys"
    plane.decide({"id": "no", "kind": "forbidden_import", "modules": ["pandas"]}, {**keys, "modules": ["numpy"]})
    assert [finding.state for finding in plane.scan().findings if finding.detection] == ["new"]
