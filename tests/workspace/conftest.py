"""What tests of the workspace share: an empty workspace with an identity of its own."""

import os
from pathlib import Path

import pytest

from wmsgit.features.setup.actions.initialise import initialise, plan_init


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\n\tname = Ann Lee\n\temail = ann@example.org\n")
    for name in [name for name in os.environ if name.startswith(("GIT_", "WMSGIT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    initialise(plan_init(tmp_path / "plane"))
    return tmp_path / "plane"
