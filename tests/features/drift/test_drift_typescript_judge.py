"""What specifiers lead to, by TypeScript's own resolution, the judge: made-up trees of configurations and files."""

import json
import os
import random
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from drift_texts import judged
from tool_programs import NODE_MODULES, program

from wmsgit.features.drift.imports.aliases import ScriptAliases
from wmsgit.features.drift.imports.javascript import javascript_imports
from wmsgit.features.drift.imports.languages import ImportTarget, script_module

TREES = 300
SPECIFIERS = ("@/x", "@/deep/y", "~/x", "util/x", "lib", "lib/x", "exact", "@acme/core", "@acme/core/x", "#in/x", "#db")
RESOLUTION = """
const ts = require("typescript"), path = require("path"), given = JSON.parse(require("fs").readFileSync(0));
const answers = given.map(({root, files, specifiers}) => files.map((file) => {
    const full = path.join(root, file);
    let config = "", folder = path.dirname(full);
    for (; !config && folder.length >= root.length; folder = path.dirname(folder))
        for (const name of ["tsconfig.json", "jsconfig.json"])
            if (!config && ts.sys.fileExists(path.join(folder, name))) config = path.join(folder, name);
    const host = {...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {}};
    const parsed = config ? ts.getParsedCommandLineOfConfigFile(config, {}, host).options : {};
    const options = {...parsed, moduleResolution: ts.ModuleResolutionKind.Bundler, allowJs: true};
    return specifiers.map((specifier) => {
        const found = ts.resolveModuleName(specifier, full, options, ts.sys).resolvedModule;
        return found && !found.isExternalLibraryImport ? path.relative(root, found.resolvedFileName) : "";
    });
}));
console.log(JSON.stringify(answers));
"""


def typescript(script: str, given: list[Any]) -> Any:
    """What a program with TypeScript makes of this."""
    node = program("node", by="Node.js brings it")
    environment = {**os.environ, "NODE_PATH": os.pathsep.join(map(str, (NODE_MODULES, *named_places())))}
    there = subprocess.run([node, "-e", 'require("typescript")'], env=environment, capture_output=True, check=False)
    if there.returncode:
        pytest.skip("typescript is not installed: .ci/run takes it from npm, where it can")
    words = {"input": json.dumps(given), "env": environment, "encoding": "utf-8"}
    return json.loads(subprocess.run([node, "-e", script], capture_output=True, check=True, **words).stdout)


def named_places() -> list[Path]:
    """The folders of packages that somebody wants looked at."""
    return [Path(place) for place in os.environ.get("NODE_PATH", "").split(os.pathsep) if place]


class Trees(random.Random):
    """Makes repositories: a package at the top and one in `packages/web`, whose configurations extend others."""

    def tree(self) -> dict[str, str]:
        files = {"package.json": {"name": "top", "imports": {"#db": "./src/x.ts", "#in/*": "./lib/*.ts"}}}
        files |= {"packages/core/package.json": {"name": "@acme/core", **self.choice([{}, {"main": "src/x.ts"}])}}
        files |= {"packages/config/package.json": {"name": "@acme/tsconfig"}}
        shared = (
            "tsconfig.base.json",
            "config/base.json",
            "packages/config/tsconfig.json",
            "packages/config/base.json",
        )
        for name in shared:
            files[name] = self.config(())
        own = (
            "./tsconfig.base.json",
            "./config/base",
            "./packages/config/base.json",
            "@acme/tsconfig",
            "@acme/tsconfig/base",
        )
        files["tsconfig.json"] = self.config(own)
        if self.random() < 0.7:
            files["packages/web/tsconfig.json"] = self.config(
                ("../../tsconfig.base", "../../tsconfig.json", "../config/base")
            )
        sources = [
            f"{top}{folder}/{name}.ts"
            for top in ("", "packages/web/", "packages/core/")
            for folder in ("src", "lib", "src/deep")
            for name in ("x", "y", "index")
        ]
        texts = {name: json.dumps(data) for name, data in files.items()}
        return texts | {name: "export {}\n" for name in sources if self.random() < 0.6} | dict.fromkeys(FILES, "")

    def config(self, extended: tuple[str, ...]) -> dict[str, Any]:
        options: dict[str, Any] = {}
        if self.random() < 0.4:
            options["baseUrl"] = self.choice([".", "src", "./lib", ".."])
        if self.random() < 0.6:
            names = self.sample(["@/*", "~/*", "@/deep/*", "*", "exact", "lib"], self.choice([1, 2, 3]))
            options["paths"] = {name: self.places(name) for name in names}
        extends = self.sample(extended, self.choice([0, 1, 1, 2])) if extended else []
        words = {"extends": extends[0] if len(extends) == 1 else extends} if extends else {}
        return {**words, "compilerOptions": options}

    def places(self, name: str) -> list[str]:
        star = "/*" if "*" in name else "/x"
        return [
            f"{self.choice(['./', '../', './packages/core/'])}{self.choice(['src', 'lib'])}{star}"
            for _ in range(self.choice([1, 2]))
        ]


FILES = ("src/a.ts", "packages/web/src/a.ts", "packages/core/lib/a.ts")


def ours(files: Mapping[str, str]) -> Iterator[list[str]]:
    result = judged({"kind": "forbidden_import", "language": "javascript", "modules": ["x"]}, files)
    aliases = ScriptAliases(result.sights["core"])
    for path in FILES:
        targets = [aliases.resolved(path, ImportTarget(1, specifier, (), 0)) for specifier in SPECIFIERS]
        yield [next((name for name in (item.module, *item.others) if name.startswith("./")), "") for item in targets]


@pytest.mark.tools
def test_aliases_lead_where_typescript_says(tmp_path: Path) -> None:
    make = Trees(20_261_129)
    trees = [make.tree() for _ in range(TREES)]
    given: list[dict[str, Any]] = []
    for number, files in enumerate(trees):
        root = tmp_path / str(number)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        (root / "node_modules/@acme").mkdir(parents=True)
        for package in ("core", "config"):
            name = "tsconfig" if package == "config" else package
            (root / f"node_modules/@acme/{name}").symlink_to(root / "packages" / package)
        given.append({"root": str(root), "files": FILES, "specifiers": SPECIFIERS})
    wrong, count = [], 0
    for files, answers in zip(trees, typescript(RESOLUTION, given), strict=True):
        for path, own, theirs in zip(FILES, ours(files), answers, strict=True):
            for specifier, module, place in zip(SPECIFIERS, own, theirs, strict=True):
                count += bool(place)
                if place and module != script_module(place):
                    wrong.append((path, specifier, module, place, files))
    assert wrong == []
    assert count > TREES


IMPORTS = """
const ts = require("typescript"), fs = require("fs"), given = JSON.parse(fs.readFileSync(0));
const isLiteral = (node) => node && ts.isStringLiteralLike(node);
console.log(JSON.stringify(given.map((file) => {
    const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true), result = [];
    if (source.parseDiagnostics.length) return null;
    const isRequire = (node) => ts.isIdentifier(node) && node.text === "require";
    const visit = (node) => {
        let named = null;
        if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) named = node.moduleSpecifier;
        else if (ts.isExternalModuleReference(node)) named = node.expression;
        else if (ts.isImportTypeNode(node)) named = node.argument.literal;
        else if (ts.isCallExpression(node)) {
            const callee = node.expression, isMember = ts.isPropertyAccessExpression(callee);
            const isResolve = isMember && isRequire(callee.expression) && callee.name.text === "resolve";
            const isImport = callee.kind === ts.SyntaxKind.ImportKeyword;
            if (isImport || isRequire(callee) || isResolve) named = node.arguments[0];
        }
        if (isLiteral(named)) result.push(named.text);
        ts.forEachChild(node, visit);
    };
    visit(source);
    return result.sort();
})));
"""
SUFFIXES = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
MAX_BYTES = 300_000
NAMED_AT_MOST, FILES_AT_MOST = 40_000, 1_500


def scripts() -> list[Path]:
    """Scripts of the packages that NODE_PATH leads to; else some of those that the programs for tests came with."""
    named = named_places()
    every = (path for place in named or [NODE_MODULES] for path in place.rglob("*") if path.suffix in SUFFIXES)
    fitting = {path for path in every if path.is_file() and path.stat().st_size < MAX_BYTES}
    return sorted(fitting, key=lambda path: crc32(str(path.name).encode()))[: NAMED_AT_MOST if named else FILES_AT_MOST]


@pytest.mark.tools
def test_imports_of_the_packages_at_hand_are_those_that_typescript_parses() -> None:
    paths = scripts()
    answers = typescript(IMPORTS, [str(path) for path in paths])
    wrong, count = [], 0
    for path, theirs in zip(paths, answers, strict=True):
        own = (
            sorted(specifier for _, specifier, _ in javascript_imports(path.read_bytes()))
            if theirs is not None
            else None
        )
        count += len(theirs or ())
        if own != theirs:
            wrong.append((str(path), sorted(set(own or ()) ^ set(theirs))))
    assert wrong == []
    assert count > len(paths) / 2
