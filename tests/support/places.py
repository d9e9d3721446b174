"""Where the project's own files are, however deep the test that asks for them lies."""

from pathlib import Path

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
TESTS = ROOT / "tests"
SCHEMAS = ROOT / "schemas"
LEGACY = next(TESTS.glob("**/exchange/legacy"))
"""The older system's four files."""
