"""Imports of JavaScript through aliases, workspaces and the scripts of components."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from drift_plane import Plane
from drift_texts import found, judged

from wmsgit.features.drift.imports.components import component_imports

USE = "import x from '@/legacy/x'\n"


def imports_of(files: Mapping[str, Any], module: str, **more: Any) -> list[str]:
    texts = {path: text if isinstance(text, str) else json.dumps(text) for path, text in files.items()}
    return found({"kind": "forbidden_import", "language": "javascript", "modules": [module], **more}, texts)


def paths(table: Mapping[str, list[str]], **options: str) -> dict[str, Any]:
    return {"compilerOptions": {"paths": table, **options}}


@pytest.mark.parametrize(
    "files",
    [
        {"tsconfig.json": paths({"@/*": ["src/*"]})},
        {"tsconfig.json": paths({"@/*": ["./*"]}, baseUrl="src")},
        {
            "jsconfig.json": paths({"*": ["vendor/*"], "@/*": ["other/*", "src/*"], "@/legacy/y": ["z"]}),
            "src/legacy/x.ts": "",
        },
        {"tsconfig.json": {"extends": "./config/base"}, "config/base.json": {}, "config/tsconfig.json": {}}
        | {"tsconfig.base.json": paths({"@/*": ["src/*"]}), "tsconfig.json": {"extends": "./tsconfig.base"}},
        {"tsconfig.json": '{ // aliases\n "compilerOptions": {"paths": {"@/*": ["src/*",],}, /* x */ },\n}'},
    ],
)
def test_an_alias_of_the_nearest_configuration_leads_to_the_module(files: dict[str, Any]) -> None:
    assert imports_of({**files, "src/app/a.ts": USE}, "./src/legacy") == ["src/app/a.ts ./src/legacy/x 1"]
    assert imports_of({**files, "src/app/a.ts": USE}, "@/legacy") == ["src/app/a.ts @/legacy/x 1"]
    inner = {f"web/{path}": text for path, text in {**files, "src/app/a.ts": USE}.items()}
    assert imports_of(inner, "./web/src/legacy") == ["web/src/app/a.ts ./web/src/legacy/x 1"]


@pytest.mark.parametrize(
    "files",
    [
        {"web/tsconfig.json": {"extends": "../base.json", "compilerOptions": {"baseUrl": "."}}}
        | {"base.json": paths({"@/*": ["src/*"]})},
        {"web/tsconfig.json": {"extends": "../base.json", **paths({"@/*": ["web/src/*"]})}}
        | {"base.json": {"compilerOptions": {"baseUrl": "."}}},
        {"web/tsconfig.json": {"extends": ["../a.json", "@acme/tsconfig/base"]}, "base.json": {}}
        | {"config/package.json": {"name": "@acme/tsconfig"}, "config/base.json": paths({"@/*": ["../web/src/*"]})},
        {"web/tsconfig.json": {"files": [], "references": [{"path": "./tsconfig.x.json"}]}}
        | {"web/tsconfig.x.json": paths({"@/*": ["./src/*"]})},
    ],
    ids=["base of the nearest", "base of the farthest", "of a package", "of a project"],
)
def test_a_configuration_may_extend_others_and_refer_to_projects(files: dict[str, Any]) -> None:
    assert imports_of({**files, "web/src/app/a.ts": USE}, "./web/src/legacy") == [
        "web/src/app/a.ts ./web/src/legacy/x 1"
    ]


def test_a_package_of_the_workspace_is_the_module_that_it_exports() -> None:
    exports = {".": {"types": "./dist/index.d.ts", "import": "./src/main.ts"}, "./*": "./src/*.ts"}
    files = {"core/package.json": {"name": "core", "exports": exports}, "core/src/main.ts": "", "core/src/x.ts": ""}
    files |= {"web/package.json": {"name": "web", "imports": {"#date": {"node": "moment", "default": "./d.js"}}}}
    files |= {"web/a.ts": "import 'core'; import 'core/x'\nimport '#date'"}
    assert imports_of(files, "./core/src") == ["web/a.ts ./core/src/main 1", "web/a.ts ./core/src/x 1"]
    assert imports_of(files, "core") == ["web/a.ts core 1", "web/a.ts core/x 1"]
    assert imports_of(files, "./web/d") == ["web/a.ts ./web/d 2"]
    assert imports_of(files, "moment") == ["web/a.ts moment 2"]
    files["web/package.json"] = {"imports": {"#date": "moment"}}
    assert imports_of(files, "moment") == ["web/a.ts moment 2"]


def test_base_url_counts_for_what_is_there() -> None:
    files = {"tsconfig.json": {"compilerOptions": {"baseUrl": "src"}}, "src/util/x.ts": "", "a.ts": "import 'util/x'"}
    assert imports_of(files, "./src/util") == ["a.ts ./src/util/x 1"]
    assert imports_of({**files, "a.ts": "import 'moment'"}, "moment") == ["a.ts moment 1"]
    assert imports_of({**files, "a.ts": "import 'util/y'"}, "util") == ["a.ts util/y 1"]


def test_imports_of_package_json_and_workspaces_lead_to_the_module() -> None:
    imports = {"#db": "./src/db.js", "#in/*": {"node": "./src/in/*.js", "default": "./web/in/*.js"}}
    files = {
        "package.json": {"name": "top", "imports": imports, "workspaces": ["packages/*"]},
        "packages/core/package.json": {"name": "@acme/core"},
        "src/in/y.js": "",
        "a.js": "import '#db'; import '#in/y'\nimport '@acme/core/x'; import '@acme/corelib'",
    }
    assert imports_of(files, "./src/db") == ["a.js ./src/db 1"]
    assert imports_of(files, "./src/in") == ["a.js ./src/in/y 1"]
    assert imports_of(files, "./packages/core") == ["a.js ./packages/core/x 2"]
    assert imports_of(files, "@acme/core") == ["a.js @acme/core/x 2"]


def test_a_package_of_the_name_of_an_alias_elsewhere_is_left_alone() -> None:
    files = {"web/tsconfig.json": paths({"@/*": ["src/*"]}), "api/a.ts": USE}
    assert imports_of(files, "./web/src/legacy") == []
    assert imports_of({"tsconfig.json": "{", "a.ts": USE}, "@/legacy") == ["a.ts @/legacy/x 1"]


VUE = """\
<template><p>import 'no'</p></template>
<!-- <script>import 'out'</script> -->
<script setup lang="ts">
import a from 'one'
const b = () => import("two")
</script>
<SCRIPT src="./three.js"></SCRIPT>
<style>@import 'no';</style>
"""
ASTRO = "---\nimport A from '../A.astro'\n---\n<p>import 'no'</p>\n<script>\n  import 'two'\n</script>\n"
SVELTE = "<script context='module'>\nimport 'one'\n</script>\n<script>import 'two'</script>\n{#if x}<p/>{/if}\n"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (VUE, [(4, "one"), (5, "two"), (7, "./three.js")]),
        (ASTRO, [(2, "../A.astro"), (6, "two")]),
        (SVELTE, [(2, "one"), (4, "two")]),
        ("<script>\nimport 'open'", [(2, "open")]),
        ("<script src='https://x.org/a.js'></script>", []),
        ("", []),
    ],
)
def test_scripts_of_components_are_read(text: str, rows: list[tuple[int, str]]) -> None:
    assert [(line, specifier) for line, specifier, _ in component_imports(text.encode())] == rows


def test_a_component_breaks_a_rule_as_a_script_does() -> None:
    assert imports_of({"src/A.vue": VUE}, "one") == ["src/A.vue one 4"]
    files = {"src/a/A.svelte": "<script>import '../b/B.vue'</script>", "src/b/B.vue": VUE}
    layers = {"kind": "import_layers", "language": "javascript", "package": "src", "layers": ["b", "a"]}
    assert found(layers, files)[:1] == ["src/a/A.svelte ./src/b/B.vue 1"]
    assert not judged(
        {"kind": "forbidden_import", "language": "typescript", "modules": ["x"]}, {"A.vue": VUE}
    ).is_vacuous


def test_what_is_not_followed_is_said_once_a_scan(plane: Plane) -> None:
    plane.member("core", {"web/vite.config.ts": "", "a.ts": "", "b.py": ""})
    script = {"kind": "forbidden_import", "language": "javascript", "modules": ["x"]}
    plane.decide(
        {"id": "a", **script}, {"id": "b", **script}, {"id": "c", "kind": "forbidden_import", "modules": ["y"]}
    )
    said = [notice.message for notice in plane.scan().notices if notice.code == "not-followed"]
    assert said == ["aliases of imports that bundlers define are not followed: core/web/vite.config.ts"]
