"""What relative imports mean where folders have no `__init__.py`: PEP 420, the src layout, the project's manifests."""

import gc
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

import grimp
import pytest
from drift_texts import found, judged, problems, rule_of
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wmsgit.features.drift.imports.packages import Packages, SourceRoots


def imports_of(files: Mapping[str, str], module: str, **more: object) -> list[str]:
    return found({"kind": "forbidden_import", "modules": [module], **more}, files)


@pytest.mark.parametrize(
    ("files", "path", "text", "module"),
    [
        (["src/ns/pkg/__init__.py"], "src/ns/pkg/a.py", "from .core import x", "ns.pkg.core"),
        (["ns/pkg/__init__.py"], "ns/pkg/a.py", "from .core import x", "ns.pkg.core"),
        (["src/app/__init__.py"], "src/app/sub/m.py", "from ..db import x", "app.db"),
        ([], "src/app/a.py", "from .core import x", "app.core"),
        (["stubs/lib/__init__.pyi"], "stubs/lib/a.pyi", "from .core import x", "lib.core"),
        (["lib-stubs/__init__.pyi"], "lib-stubs/a.pyi", "from .core import x", "lib.core"),
        (["app/__init__.py"], "app/a.py", "from .core import x", "app.core"),
        (["app/__init__.py"], "app/a.py", "from . import core", "app.core"),
        (["backend/app/__init__.py"], "backend/app/a.py", "from .core import x", "app.core"),
        (["my-backend/app/__init__.py"], "my-backend/app/a.py", "from .core import x", "app.core"),
        (["services/a/pyproject.toml"], "services/a/ns/pkg/a.py", "from .core import x", "ns.pkg.core"),
        (["services/a/pyproject.toml"], "services/a/lib/ns/a.py", "from .core import x", "ns.core"),
    ],
)
def test_a_relative_import_is_found_by_its_full_name(files: list[str], path: str, text: str, module: str) -> None:
    tree = {**dict.fromkeys(files, ""), path: text}
    assert imports_of(tree, module) == [f"{path} {module} 1"]


@pytest.mark.parametrize(
    ("manifest", "text", "path"),
    [
        ("pyproject.toml", "[tool.setuptools.package-dir]\n'' = 'code'\n", "code/ns/p/a.py"),
        ("pyproject.toml", "[tool.setuptools.package-dir]\nns = 'code'\n", "code/p/a.py"),
        ("pyproject.toml", "[tool.setuptools.package-dir]\nns = '.'\n", "p/a.py"),
        ("pyproject.toml", "[tool.setuptools.packages.find]\nwhere = ['code']\n", "code/ns/p/a.py"),
        ("pyproject.toml", "[tool.setuptools.packages.find]\ninclude = ['ns*']\n", "ns/p/a.py"),
        ("pyproject.toml", "[tool.setuptools]\npackages = ['ns.p']\n", "ns/p/a.py"),
        ("pyproject.toml", "[[tool.poetry.packages]]\ninclude = 'ns'\nfrom = 'code'\n", "code/ns/p/a.py"),
        ("pyproject.toml", "[[tool.poetry.packages]]\ninclude = 'ns/p'\n", "ns/p/a.py"),
        (
            "pyproject.toml",
            "[tool.hatch.build.targets.wheel]\npackages = ['code/ns']\n",
            "code/ns/p/a.py",
        ),
        ("pyproject.toml", "[tool.hatch.build]\nsources = ['code']\n", "code/ns/p/a.py"),
        ("pyproject.toml", "[tool.hatch.build.sources]\n'code/x' = 'ns'\n", "code/x/p/a.py"),
        ("pyproject.toml", "[tool.flit.module]\nname = 'ns.p'\n", "src/ns/p/a.py"),
        ("pyproject.toml", "[tool.flit.module]\nname = 'ns.p'\n", "ns/p/a.py"),
        ("pyproject.toml", "[tool.pdm.build]\npackage-dir = 'code'\n", "code/ns/p/a.py"),
        ("pyproject.toml", "[tool.uv.build-backend]\nmodule-root = 'code'\n", "code/ns/p/a.py"),
        ("pyproject.toml", "[tool.maturin]\npython-source = 'code'\n", "code/ns/p/a.py"),
        ("pyproject.toml", "[tool.pytest.ini_options]\npythonpath = ['code']\n", "code/ns/p/a.py"),
        ("pyproject.toml", "[tool.mypy]\nmypy_path = '$MYPY_CONFIG_FILE_DIR/code'\n", "code/ns/p/a.py"),
        ("setup.cfg", "[options]\npackage_dir =\n    = code\n", "code/ns/p/a.py"),
        (
            "setup.cfg",
            "[options]\npackages = find:\n[options.packages.find]\nwhere = code\n",
            "code/ns/p/a.py",
        ),
        ("setup.py", "setup(package_dir={'': 'code'})", "code/ns/p/a.py"),
        ("setup.py", "setuptools.setup(packages=find_packages('code'))", "code/ns/p/a.py"),
        ("setup.py", "setup(packages=['x'] + find_namespace_packages(where='code'))", "code/ns/p/a.py"),
    ],
)
def test_the_manifest_says_from_where_modules_are_imported(manifest: str, text: str, path: str) -> None:
    folder = path.rpartition("/")[0]
    for top in ("", "services/one/"):
        files = {f"{top}{manifest}": text, f"{top}{folder}/__init__.py": "", f"{top}{path}": "from .core import x"}
        assert imports_of(files, "ns.p.core") == [f"{top}{path} ns.p.core 1"]
        own = {"kind": "allowed_imports", "own": True, "modules": ["ns.**"]}
        assert found(own, files) == []
        assert imports_of(files, "p.core") == []  # which may be a package of somebody else


def test_a_rule_may_name_the_folders() -> None:
    files = {"a/code/ns/m.py": "from .core import x", "pyproject.toml": "[tool.pdm.build]\npackage-dir = 'a'\n"}
    assert imports_of(files, "ns.core") == []
    assert imports_of(files, "ns.core", roots=["*/code/"]) == ["a/code/ns/m.py ns.core 1"]
    assert imports_of(files, "a.code.ns.core", roots=["."]) == ["a/code/ns/m.py a.code.ns.core 1"]
    assert problems(kind="forbidden_import", modules=["x"], roots=[]) != []


def test_the_name_of_another_package_is_not_taken() -> None:
    files = {"pkg/__init__.py": "", "ns/pkg/__init__.py": "", "ns/pkg/a.py": "from .core import x"}
    assert imports_of(files, "pkg.core") == []
    assert imports_of(files, "ns.pkg.core") == ["ns/pkg/a.py ns.pkg.core 1"]


def test_allowed_imports_does_not_report_what_is_allowed() -> None:
    rule = {
        "kind": "allowed_imports",
        "own": True,
        "modules": ["ns.pkg.**", "stdlib"],
        "scope": {"paths": ["src/ns/**"]},
    }
    files = {"src/ns/pkg/__init__.py": "", "src/ns/pkg/a.py": "import os\nfrom .core import x\nfrom . import b\n"}
    assert found(rule, files) == []
    assert found({**rule, "modules": ["ns.other"]}, files) == [
        "src/ns/pkg/a.py ns.pkg.core 2",
        "src/ns/pkg/a.py ns.pkg 3",
    ]


def test_a_manifest_that_cannot_be_read_says_nothing_of_the_layout() -> None:
    files = {"pyproject.toml": "[", "setup.py": "print 1", "src/app/a.py": "from .core import x"}
    assert imports_of(files, "app.core") == ["src/app/a.py app.core 1"]
    assert judged(rule_of({"kind": "forbidden_import", "modules": ["x"]}), {"src/a.py": ""}).unknowns == ()


NAMES = ("a", "b", "c")


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str]:
    """A package `top` of folders with and without `__init__.py`, whose files import one another relatively.

    Below a folder that has one all have: grimp leaves the others out.
    """
    folders = draw(
        st.lists(st.lists(st.sampled_from(NAMES), max_size=3).map("/".join), min_size=1, max_size=6, unique=True)
    )
    paths = {f"top/{folder}/{name}.py".replace("//", "/") for folder in folders for name in ("x", "y")}
    tops = {f"top/{folder}/".replace("//", "/") for folder in folders if draw(st.booleans())}
    around = {path[: at + 1] for path in paths for at, sign in enumerate(path) if sign == "/"}
    inits = {f"{folder}__init__.py" for folder in around if folder.startswith(tuple(tops))}
    files = dict.fromkeys(sorted(inits), "")
    for path in sorted(paths):
        level = draw(st.integers(1, path.count("/")))
        other = draw(st.sampled_from(sorted(paths)))
        base = "/".join(path.split("/")[: path.count("/") - level + 1])
        rest = other.removeprefix(f"{base}/").removesuffix(".py").replace("/", ".")
        files[path] = f"from {'.' * level}{rest} import z\n" if other.startswith(f"{base}/") else ""
    return files


def direct_imports(files: Mapping[str, str], names: Packages) -> set[tuple[str, str]]:
    """Importer and imported, by our names, of every import among these files."""
    modules = {names.module(path) for path in files}
    result = judged(rule_of({"kind": "forbidden_import", "modules": ["top"], "roots": ["."]}), files)
    assert not result.unknowns
    pairs = {(names.module(item.path), item.discriminator) for item in result.violations}
    return {(importer, module) for importer, module in pairs if module in modules and importer != module}


def edges_of_grimp(name: str) -> set[tuple[str, str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        graph = grimp.build_graph(name, cache_dir=None)
        gc.collect(1)  # what grimp left open is young, and a whole collection takes half a second here
    pairs = ((who, what) for who in graph.modules for what in graph.find_modules_directly_imported_by(who))
    return {(who, what) for who, what in pairs if who != what}


@given(files=trees())
@settings(max_examples=examples(20))
def test_generated_namespace_packages_are_read_as_grimp_reads_them(
    files: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("generated")
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    with imported_from(root):
        theirs = edges_of_grimp("top")
    assert direct_imports(files, Packages(files, roots=SourceRoots(named=(".",)))) == theirs


class imported_from:  # noqa: N801 - reads as a phrase
    """For the while of a block, modules are imported from this folder first."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)

    def __enter__(self) -> None:
        sys.path.insert(0, self._root)

    def __exit__(self, *_: object) -> None:
        sys.path.remove(self._root)
        for name in [name for name in sys.modules if name.partition(".")[0] == "top"]:
            del sys.modules[name]


def portions() -> Iterator[Path]:
    import opentelemetry

    yield from (Path(path) for path in opentelemetry.__path__)


def test_a_namespace_package_of_others_is_read_as_grimp_reads_it() -> None:
    files = {
        f"opentelemetry/{path.relative_to(top).as_posix()}": path.read_text(encoding="utf-8")
        for top in portions()
        for path in top.rglob("*.py")
    }
    names = Packages(files)
    theirs = edges_of_grimp("opentelemetry")
    rule = rule_of({"kind": "forbidden_import", "modules": ["opentelemetry"], "dynamic": False})
    pairs = {(names.module(item.path), item.discriminator) for item in judged(rule, files).violations}
    assert theirs, "the package has imports of its own"
    importers = {importer for importer, _ in theirs}
    assert importers <= {importer for importer, _ in pairs}
    for importer, module in theirs:
        ours = {found for who, found in pairs if who == importer}
        assert any(module == name or module.startswith(f"{name}.") for name in ours), (importer, module)
