"""Imports of JavaScript and TypeScript, among all that looks like one and is none."""

import pytest
from drift_plane import Plane, states

from wmsgit.features.drift.imports.ecmascript import STRING, WORD, tokens
from wmsgit.features.drift.imports.javascript import javascript_imports


def specifiers(text: str) -> list[tuple[int, str]]:
    return [(line, specifier) for line, specifier, _ in javascript_imports(text.encode())]


@pytest.mark.parametrize(
    "text",
    [
        'import "x"',
        'import a from "x"',
        "import * as a from 'x'",
        'import {a, b as c, default as d} from "x"',
        'import {"odd name" as a} from "x"',
        'import a, {b} from "x" with {type: "json"}',
        'import type {A} from "x"',
        'import type from "x"',
        'import {type A} from "x"',
        'export * from "x"',
        'export * as a from "x"',
        'export {a} from "x"',
        'export type {A} from "x"',
        'const a = require("x")',
        "require(`x`)",
        'require.resolve("x")',
        'import a = require("x")',
        'const a = await import("x")',
        'import("x", {with: {type: "json"}})',
        'import/* c */a/* d */from/* e */"x"',
        'if (a) /"/.test(b); import("x")',
        'const re = /[/"]/; require("x")',
        "const t = `${require('x')}`",
        "const t = `a ${`b ${import('x')} c`} d`",
        'a = b / c; require("x"); d = e / f',
        "<p>don't</p>\n;import('x')",
        "<p>a ` b</p>; require('x')",
        '#!/usr/bin/env node\nrequire("x")',
        '\ufeffimport "x"',
        'import "\\x78"',
        'a\u2028// b\u2028import "x"',
        "module.exports = {...require('x')}",
        "a = [...require('x')]",
        'require?.("x")',
        'require("x", 1)',
        "a = ')' / 2; require('x')",
        'const A = <p>see http://a.b</p>; const B = lazy(() => import("x"))',
        "a = <p>globs like src/*</p>\nimport('x')",
        "a = <p>it's</p>; require('x')",
        "a = <><p>b</p>`</>; require('x')",
        "a = <A b={() => import('x')} c='d>'>text</A>",
        'a = <A>{b ? <B c="\'">`</B> : require(\'x\')} import("y")</A>',
        "const a = <any>window; import('x')",
        "const f = <T,>(a: T) => a; import('x')",
        "const f = <T extends A>(a: T) => a; require('x')",
        "if (a < b && c > d) require('x')",
        "a = <p>never ended; require('x')",
    ],
)
def test_import_of_a_literal_is_found(text: str) -> None:
    assert [specifier for _, specifier in specifiers(text)] == ["x"]


@pytest.mark.parametrize("dot", [".", "?.", "..."])
def test_string_that_is_a_sign_is_a_string(dot: str) -> None:
    assert specifiers(f"import a from '{dot}'\nimport b from 'x'\nexport * from '{dot}'\nexport * from 'y'") == [
        (1, dot), (2, "x"), (3, dot), (4, "y"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        '<p>import "x"</p>',
        "a = <p title=\"require('x')\">require('x')</p>",
        '// import "x"',
        '/* import "x"\n */',
        "\"import 'x'\"",
        "'require(\"x\")'",
        "`import 'x'`",
        "const re = /require('x')/",
        "return /import 'x'/",
        'a.require("x")',
        'a?.import("x")',
        "({import: 1, require: 2})",
        'require(a + "x")',
        "require(`${a}`)",
        "import(a)",
        "import.meta.url",
        'export const from = "x"',
        'export {a}; const from = "x"',
        "import {a} from b",
        "import",
        "require(",
        "export *",
        'export default "x"',
    ],
)
def test_what_only_looks_like_an_import_is_none(text: str) -> None:
    assert specifiers(text) == []


def test_lines_are_those_of_the_statement() -> None:
    text = '/*\n\n*/\nimport {\n  a,\n} from "x"\n`\n\n`\nrequire("y")\n"a\\\nb"; require("z")\n'
    assert specifiers(text) == [(4, "x"), (10, "y"), (12, "z")]


def test_any_bytes_have_an_answer() -> None:
    for text in ("`" * 50, "${" * 50, "/" * 50, "'" * 50, "}" * 50, "\\" * 50, "import " * 50, "/*", "`${`${"):
        assert specifiers(text) == []
    assert javascript_imports(b"\xff\xfeimport\x00") == []


def test_an_export_that_ends_without_a_semicolon_names_no_module_of_the_next() -> None:
    text = b"export {A, B}\nexport type {C}\nexport {default as D} from 'x'\nimport {E}\nfrom 'y'\n"
    assert [(line, specifier) for line, specifier, _ in javascript_imports(text)] == [(3, "x"), (4, "y")]


def test_strings_have_their_values() -> None:
    (token,) = tokens(
        r'"a\u{62}\x63\n\
d"'
    )
    assert (token.kind, token.text) == (STRING, "abc\nd")
    assert [token.kind for token in tokens("$a #b @c")] == [WORD] * 3


def test_forbidden_import_knows_packages_and_own_modules(plane: Plane) -> None:
    files = {
        "web/src/api/a.ts": 'import _ from "lodash/fp"\nimport type {T} from "moment"\nimport x from "../legacy/x"\n',
        "web/src/b.js": 'const m = require("momentum"); export * from "./legacy"\n',
    }
    plane.member("web", files)
    modules = ["lodash", "moment", "./web/src/legacy"]
    rule = {"id": "js", "kind": "forbidden_import", "language": "javascript", "modules": modules}
    plane.decide(rule, {**rule, "id": "ts", "language": "typescript", "type_checking": False})
    detections = [finding.detection for finding in plane.scan().findings if finding.detection]
    assert {(item.violation.discriminator, item.violation.line, len(item.all)) for item in detections} == {
        ("./web/src/legacy/x", 3, 2),
        ("lodash/fp", 1, 2),
        ("moment", 2, 1),
        ("./web/src/legacy", 1, 1),
    }
    assert len(detections) == 4


def test_import_layers_know_folders(plane: Plane) -> None:
    files = {
        "src/app/api/a.ts": 'import x from "../domain/x"\n',
        "src/app/domain/x.ts": 'import a from "../api/a"\n',
        "src/app/service/index.ts": "",
    }
    plane.member("web", files)
    layers = ["api", "service", "domain"]
    rule = {"id": "js", "kind": "import_layers", "language": "javascript", "package": "src/app", "layers": layers}
    plane.decide(rule)
    assert states(plane.scan()) == [("new", "web/src/app/domain/x.ts ./src/app/api/a", 1)]
