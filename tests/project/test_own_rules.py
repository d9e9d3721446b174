"""The project's own rules, in its records, say the same of its code as import-linter's contracts."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from places import ROOT

from wmsgit.features.drift.actions.scan import Request, scan
from wmsgit.store.document import read_document
from wmsgit.workspace.workspace import Workspace

CONTRACTS = {
    "rooms": "The rooms: imports point down, siblings do not know each other",
    "features": "The features: each knows only those below it",
    "core": "Only surfaces and actions open a workspace",
    "git-room": "Git is reached through the core and the actions",
    "logic": "The logic of a feature knows no action, workspace, Git or index",
    "gitpython": "Only vcs imports GitPython",
    "yaml": "Only store knows YAML",
    "sql": "Only index knows SQL",
    "parser": "The command line's parser stays in cli",
    "editors": "Only lsp knows the language server protocol",
}
BREACHES = {
    "errors.py": "import wmsgit.model.times\n",
    "store/planted.py": "from wmsgit.vcs import refs\nimport sqlite3\n",
    "features/records/planted.py": "from wmsgit.features.drift.actions.scan import scan\n",
    "features/check/planted.py": "def late():\n    from yaml import load\n    from typer import Option\n",
    "features/merge/planted.py": "import wmsgit.vcs.refs\nimport wmsgit.workspace.place\n",
    "render/planted.py": "import git\nimport pygls\n",
    "newroom/__init__.py": "",
}


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project, committed in a repository of its own."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "WMSGIT_"))]:
        monkeypatch.delenv(name)
    for name in ("wmsgit", "schemas", "records"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    identity = ("-c", "user.name=Ann Lee", "-c", "user.email=ann@example.org", "-c", "commit.gpgSign=false")
    for arguments in (("init", "-q"), ("add", "-A"), (*identity, "commit", "-q", "-m", "the project")):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    return tmp_path


def broken_rules(root: Path) -> set[str]:
    report = scan(Workspace(root, use_cache=False), Request(ref="worktree"))
    assert report.unknowns == ()
    assert report.vacuous == ()
    detections = [item for found in report.findings if found.detection for item in found.detection.all]
    return {item.rule.name.partition("/")[2] for item in detections}


def broken_contracts(root: Path) -> set[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"], cwd=root, capture_output=True, check=False, encoding="utf-8"
    )
    verdicts = {name: f"{title} BROKEN" in done.stdout for name, title in CONTRACTS.items()}
    assert all(verdicts[name] or f"{title} KEPT" in done.stdout for name, title in CONTRACTS.items()), done.stdout
    return {name for name, is_broken in verdicts.items() if is_broken}


def test_own_rules_and_contracts_agree_on_the_code_as_it_is(copy: Path) -> None:
    assert broken_rules(copy) == broken_contracts(copy) == set()


def test_own_rules_and_contracts_agree_on_breaches(copy: Path) -> None:
    for path, text in BREACHES.items():
        file = copy / "wmsgit" / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(file.read_text() + text if file.exists() else text)
    assert broken_rules(copy) == broken_contracts(copy) == set(CONTRACTS)


def test_own_layers_are_those_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = {contract["id"]: contract["layers"] for contract in contracts if contract["type"] == "layers"}
    workspace = Workspace(ROOT, use_cache=False)
    text = (ROOT / "records" / "decisions" / "ADR-018.yaml").read_bytes()
    rules = read_document(text, workspace.kind("adr").shape, path="ADR-018.yaml").data["rules"]
    assert {rule["id"]: rule["layers"] for rule in rules if rule["kind"] == "import_layers"} == layers
    assert set(layers) == {"rooms", "features"}


def test_own_logic_contract_names_every_folder_of_every_feature() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (named,) = (contract["source_modules"] for contract in contracts if contract["id"] == "logic")
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "wmsgit" / "features").rglob("*/__init__.py")}
    logic = {f"{'.'.join(folder.parts)}.*" for folder in folders if "actions" not in folder.parts}
    assert set(named) == logic
