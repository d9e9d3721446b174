"""Rules about graphs of imports: circles, independence, protection, chains, and imports that nothing declares."""

from typing import Any

import pytest
from drift_texts import fingerprints, found, judged, problems
from hypothesis import given
from hypothesis import strategies as st

APP = {
    "app/__init__.py": "",
    "app/api/__init__.py": "from app.db import x",
    "app/db/__init__.py": "from app import util\nimport app.db.rows",
    "app/db/rows.py": "import app.db",
    "app/util.py": "\nimport app.api.views",
    "app/api/views.py": "import app.api.forms",
    "app/api/forms.py": "import app.api.views",
    "app/alone.py": "import json",
}


def test_circles_of_siblings_are_found_at_every_level() -> None:
    assert found({"kind": "import_cycles"}, APP) == [
        "app/api/__init__.py app.db 1",
        "app/db/__init__.py app.util 1",
        "app/util.py app.api 2",
        "app/api/forms.py app.api.views 1",
        "app/api/views.py app.api.forms 1",
    ]


@pytest.mark.parametrize(
    ("options", "count"), [({"depth": 0}, 3), ({"depth": 1}, 5), ({"package": "app.api"}, 2), ({"package": "no"}, 0)]
)
def test_circles_are_looked_for_in_a_package_to_a_depth(options: dict[str, Any], count: int) -> None:
    assert len(found({"kind": "import_cycles", "package": "app", **options}, APP)) == count


def test_circles_of_modules_need_no_siblings_and_tell_the_whole_way() -> None:
    messages = [item.message for item in judged({"kind": "import_cycles", "among": "modules"}, APP).violations]
    assert messages[-2:] == [
        "app.db in core imports app.db.rows, which leads back to it: app.db -> app.db.rows (l.2) -> app.db (l.1)",
        "app.db.rows in core imports app.db, which leads back to it: app.db.rows -> app.db (l.1) -> app.db.rows (l.2)",
    ]


def test_circles_of_a_package_that_is_nowhere_are_named_as_vacuous() -> None:
    assert judged({"kind": "import_cycles", "package": "no.such"}, APP).is_vacuous


def test_closing_another_circle_leaves_the_findings_of_the_first() -> None:
    rule = {"kind": "import_cycles", "package": "app"}
    assert fingerprints(rule, APP) < fingerprints(rule, {**APP, "app/alone.py": "import app.util", "app/util.py": (
        "\nimport app.api.views\nimport app.alone"
    )})  # fmt: skip


def test_circles_of_javascript_are_found_by_path() -> None:
    files = {"src/a/x.ts": "import '../b'", "src/b/index.ts": "import y from '../a/y'", "src/a/y.ts": ""}
    rule = {"kind": "import_cycles", "language": "javascript", "package": "src"}
    assert found(rule, files) == ["src/a/x.ts ./src/b 1", "src/b/index.ts ./src/a 1"]


@given(st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdef"))))
def test_an_import_is_on_a_circle_exactly_where_its_end_leads_back(graph: dict[str, set[str]]) -> None:
    files = {
        f"p/{name}.py": "".join(f"import p.{other}\n" for other in sorted(graph.get(name, ()))) for name in "abcdef"
    }
    rule = {"kind": "import_cycles", "package": "p"}
    ours = {
        (item.subject[-1], item.discriminator[-1]) for item in judged(rule, {"p/__init__.py": "", **files}).violations
    }
    reach = {name: set(others) for name, others in graph.items()}
    for middle in "abcdef":
        for others in reach.values():
            others.update(reach.get(middle, set()) if middle in others else ())
    assert ours == {(a, b) for a, others in graph.items() for b in others if a != b and a in reach.get(b, set())}


def test_independent_modules_do_not_import_one_another() -> None:
    assert found({"kind": "import_independence", "modules": ["app.api", "app.util"]}, APP) == [
        "app/util.py app.api.views 2"
    ]


def test_independence_through_others_tells_the_chain() -> None:
    rule = {"kind": "import_independence", "modules": ["app.api", "app.util"], "through": True}
    first, second = [item.message for item in judged(rule, APP).violations]
    assert first == (
        "app.api in core imports app.util, of which it must be independent, through others:"
        " app.api -> app.db (l.1) -> app.util (l.1)"
    )
    assert second == "app.util in core imports app.api.views, of which it must be independent"


def test_independence_with_a_wild_card_is_of_all_that_fit() -> None:
    assert len(found({"kind": "import_independence", "modules": ["app.*"]}, APP)) == 3


def test_a_module_that_is_not_there_is_named_where_others_are() -> None:
    rule = {"kind": "import_independence", "modules": ["app.api", "app.nope"]}
    assert [item.message for item in judged(rule, APP).violations] == [
        "core has no app.nope, which is to be independent of others"
    ]
    assert judged({"kind": "import_independence", "modules": ["x", "y"]}, APP).is_vacuous


def test_one_module_alone_is_no_rule() -> None:
    assert problems(kind="import_independence", modules=["app"]) == [
        "modules: 'app' alone has nothing to be independent of; name another, or use *"
    ]


def test_protected_modules_are_imported_by_those_allowed_and_by_themselves() -> None:
    rule = {"kind": "import_protected", "modules": ["app.api", "app.db"]}
    assert found({**rule, "allowed_importers": []}, APP) == [
        "app/api/__init__.py app.db 1",
        "app/util.py app.api.views 2",
    ]
    assert found({**rule, "allowed_importers": ["app.util"]}, APP) == ["app/api/__init__.py app.db 1"]
    assert found({**rule, "modules": ["app.db", "!app.db"], "allowed_importers": []}, APP) == []
    public = {**rule, "modules": ["app.db", "!app.db.public"], "allowed_importers": []}
    assert found(
        public, {**APP, "app/x.py": "from app.db import public\nimport app.db.public\nimport app.db.rows"}
    ) == [
        "app/api/__init__.py app.db 1",
        "app/x.py app.db.rows 3",
    ]


def test_protected_module_that_nothing_has_or_imports_is_named() -> None:
    rule = {"kind": "import_protected", "allowed_importers": []}
    assert judged({**rule, "modules": ["app.no"]}, APP).is_vacuous
    assert not judged({**rule, "modules": ["app.alone"]}, APP).is_vacuous
    assert not judged({**rule, "modules": ["json"]}, APP).is_vacuous


CHAIN = {
    "app/__init__.py": "",
    "app/api/x.py": "from app import b\nimport app.api.y",
    "app/api/y.py": "import app.b",
    "app/api/__init__.py": "",
    "app/b.py": "import app.c",
    "app/c.py": "\nfrom pandas.core import frame\nimport pandas.testing",
}


def test_what_is_imported_through_others_counts_where_asked() -> None:
    rule = {"kind": "forbidden_import", "modules": ["pandas"], "scope": {"paths": ["/app/api/**"]}}
    assert found(rule, CHAIN) == []
    assert found({**rule, "through": True, "modules": ["pandas", "!pandas.testing"]}, CHAIN) == [
        "app/api/x.py pandas.core 1",
        "app/api/y.py pandas.core 1",
    ]
    (first, _) = judged({**rule, "through": True, "modules": ["pandas.core"]}, CHAIN).violations
    assert first.message == (
        "app/api/x.py in core imports pandas.core through others:"
        " app.api.x -> app.b (l.1) -> app.c (l.1) -> pandas.core (l.2)"
    )


def test_a_file_that_cannot_be_read_leaves_chains_unknown() -> None:
    rule = {"kind": "forbidden_import", "modules": ["pandas"], "scope": {"paths": ["/app/api/**"]}, "through": True}
    assert [item.path for item in judged(rule, {**CHAIN, "app/b.py": "import ("}).unknowns] == ["app/b.py"]


def test_layers_count_what_leads_up_through_modules_in_no_layer() -> None:
    files = {"p/__init__.py": "", "p/top.py": "", "p/low.py": "from p import free", "p/free.py": "import p.top"}
    rule = {"kind": "import_layers", "package": "p", "layers": ["top", "low"]}
    assert found(rule, files) == []
    assert [item.message for item in judged({**rule, "through": True}, files).violations] == [
        "p.low in core imports p.top through others: p.low -> p.free (l.1) -> p.top (l.1)"
    ]


@pytest.mark.parametrize(
    ("modules", "lines"),
    [
        (["pandas", "!pandas.testing"], [1, 4]),
        (["!pandas.testing", "pandas.**"], [4]),
        (["pandas.testing"], [2, 3, 4]),
    ],
)
def test_what_stands_after_an_exclamation_mark_is_out(modules: list[str], lines: list[int]) -> None:
    text = "import pandas\nfrom pandas import testing\nimport pandas.testing.x\nfrom pandas import testing, core\n"
    items = judged({"kind": "forbidden_import", "modules": modules}, {"a.py": text}).violations
    assert [item.line for item in items] == lines


def test_patterns_that_only_take_out_are_refused() -> None:
    assert problems(kind="forbidden_import", modules=["!a"]) == [
        "modules: every pattern begins with '!', so that no module is left to fit"
    ]


@pytest.mark.parametrize(
    ("modules", "names"),
    [
        (["stdlib"], ["numpy", "app", "pandas.core"]),
        (["self"], ["numpy", "pandas.core"]),
        (["third_party"], ["app"]),
        (["third_party", "self", "!pandas"], ["pandas.core"]),
        (["numpy", "self", "pandas", "!os"], ["os"]),
    ],
)
def test_allowed_imports_knows_words_for_kinds_of_modules(modules: list[str], names: list[str]) -> None:
    files = {
        "app/__init__.py": "",
        "app/y.py": "",
        "app/x.py": "import numpy\nfrom . import y\nimport os\nimport pandas.core\n",
    }
    items = judged({"kind": "allowed_imports", "modules": modules, "own": True}, files).violations
    assert sorted(item.imported for item in items) == sorted(names)


MANIFEST = """
[project]
name = "x"
dependencies = [
  "PyYAML", "google-cloud-storage>=2", "unused-pkg",
]
[dependency-groups]
dev = ["pytest", "types-requests"]
"""
SOURCE = "import yaml, os, requests\nfrom x import b\nfrom google.cloud import storage\nimport pytest\n"


def test_what_no_manifest_declares_and_what_nothing_imports_is_found() -> None:
    files = {"pyproject.toml": MANIFEST, "src/x/__init__.py": "", "src/x/b.py": "", "src/x/a.py": SOURCE}
    rule = {"kind": "undeclared_import"}
    assert found(rule, files) == ["src/x/a.py requests 1", "pyproject.toml unused-pkg 5"]
    assert found({**rule, "groups": ["runtime"], "check": ["undeclared"]}, files) == [
        "src/x/a.py requests 1",
        "src/x/a.py pytest 4",
    ]
    assert found({**rule, "names": {"unused.pkg": ["requests"]}}, files) == []
    assert found({**rule, "ignore": ["requests", "unused-pkg"]}, files) == []


def test_manifests_of_other_folders_declare_nothing_for_a_file() -> None:
    files = {"a/requirements.txt": "requests\n", "b/requirements.txt": "yaml2\n", "b/x.py": "import requests"}
    assert found({"kind": "undeclared_import", "check": ["undeclared"]}, files) == ["b/x.py requests 1"]


def test_what_manifests_around_no_file_in_scope_declare_is_not_judged() -> None:
    files = {"requirements.txt": "six\n", "examples/requirements.txt": "celery\n", "src/a.py": "", "examples/b.py": ""}
    rule = {"kind": "undeclared_import", "scope": {"paths": ["/src/**"]}}
    assert found(rule, files) == ["requirements.txt six 1"]


def test_without_any_manifest_it_is_unknown() -> None:
    (unknown,) = judged({"kind": "undeclared_import"}, {"x.py": "import yaml"}).unknowns
    assert "no manifest that is read here" in unknown.reason


def test_packages_of_npm_are_compared_by_name() -> None:
    manifest = '{"name": "me", "dependencies": {"@a/b": "1", "left": "2"}, "devDependencies": {"@types/estree": "1"}}'
    text = "import x from '@a/b/c'\nimport 'node:fs'\nimport './q'\nimport type {N} from 'estree'\nimport 'lodash/fp'\n"
    rule = {"kind": "undeclared_import", "language": "javascript"}
    assert found(rule, {"package.json": manifest, "src/a.ts": text}) == ["src/a.ts lodash 5", "package.json left 1"]
