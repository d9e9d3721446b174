"""The brief: in its budget for every budget, every rule named, the same from run to run, and the marked block."""

from pathlib import Path

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wmsgit.errors import ConflictError, UsageError
from wmsgit.features.sessions.actions.brief import Brief, BriefRequest, read_brief
from wmsgit.features.sessions.brief_page import BriefItem, Part, brief_page
from wmsgit.features.sessions.marked_block import BEGIN, END, with_block
from wmsgit.store.canonical import dump_yaml
from wmsgit.workspace.workspace import Workspace

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60)
ENTRIES = st.lists(st.builds(BriefItem, st.from_regex(r"[A-Z]{1,8}-[0-9]{1,3}", fullmatch=True), TEXTS), max_size=12)
PARTS = st.lists(
    st.builds(
        lambda entries, binds: Part("Part", tuple(entries), binds=binds, more="wmsgit list"), ENTRIES, st.booleans()
    ),
    max_size=6,
)


def put(root: Path, folder: str, name: str, data: dict[str, object]) -> None:
    file = root / "records" / folder / f"{name}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dump_yaml({"id": name, **data}))


def rule(number: int) -> dict[str, object]:
    scope: dict[str, object] = {"scope": {"repos": ["web"]}} if number % 5 == 0 else {}
    return {"id": f"rule-{number}", "kind": "forbidden_import", "modules": [f"m{number}"],
            "message": f"Module {number} is not for here.", **scope}  # fmt: skip


@pytest.fixture
def many(root: Path) -> Brief:
    """The brief of a workspace of 500 records, of which 40 decisions carry a rule, 32 of them for api."""
    for name in ("api", "web"):
        put(root, "repos", name, {"path": f"../{name}"})
    when = "2026-01-01T00:00:00Z"
    for number in range(1, 41):
        put(root, "decisions", f"ADR-{number:03}", {
            "title": f"Decision {number}", "status": "accepted", "date": when, "decision": "So be it. " * 8,
            "rationale": f"Because of {number}.", "rules": [rule(number)],
        })  # fmt: skip
    for number in range(1, 359):
        put(root, "tasks", f"WS-TASK-{number:03}", {"title": f"Task {number}", "status": "pending", "created": when})
    for number in range(1, 101):
        put(root, "issues", f"ISSUE-{number:03}", {
            "title": f"Issue {number}", "status": "open", "severity": "LOW", "issue_type": "bug", "detected": when,
        })  # fmt: skip
    found = read_brief(Workspace(root), BriefRequest("api"))
    assert read_brief(Workspace(root), BriefRequest("api")) == found
    return found


def test_brief_of_500_records_stays_in_every_budget_and_names_every_rule(many: Brief) -> None:
    names = [entry.name for part in many.parts if part.binds for entry in part.entries]
    rules = [name for name in names if "/" in name]
    assert len(rules) == 32
    assert len(names) == 32 + 40

    @settings(max_examples=examples(60))
    @given(st.integers(1, 60_000))
    def check(budget: int) -> None:
        try:
            text = brief_page(many.title, many.parts, budget)
        except UsageError:
            assert budget < 3_000
            return
        assert len(text) <= budget
        assert all(name in text for name in names)
        assert text == brief_page(many.title, many.parts, budget)
        told = [line for line in text.splitlines() if line.startswith("- `ADR-001/rule-1` (")]
        assert not told or "  why: Because of 1." in text

    check()


@settings(max_examples=examples(60))
@given(PARTS, st.integers(1, 4_000))
def test_page_never_exceeds_its_budget_nor_cuts_an_entry(parts: list[Part], budget: int) -> None:
    whole = brief_page("Brief", parts)
    try:
        text = brief_page("Brief", parts, budget)
    except UsageError:
        assert len(whole) > budget
        return
    assert len(text) <= budget
    assert text == whole or len(whole) > budget
    assert all(f"{entry.name}" in text for part in parts if part.binds for entry in part.entries if entry.name in whole)


@settings(max_examples=examples(60))
@given(TEXTS, TEXTS, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]), st.booleans())
def test_block_is_kept_and_nothing_else_in_the_file_changes(
    before: str, after: str, newline: str, mark: str, is_ended: bool
) -> None:
    head, tail = (text.replace("\n", newline) for text in (before, after))
    start = mark + head + (newline if head else "")
    end = tail + (newline if is_ended else "")
    text = f"{start}{BEGIN}{newline}old{newline}{END}{newline}{end}"
    new = with_block(text, "# New\n")
    body = "# New\n".replace("\n", "\r\n" if "\r\n" in text else "\n")
    assert new == f"{start}{BEGIN}{newline}{body}{END}{newline}{end}"
    assert with_block(new, "# New\n") == new
    added = with_block(start + end, "# New\n")
    assert added.startswith(start + end)
    assert with_block(added, "# New\n") == added
    assert with_block(added, "# Newer\n").startswith(start + end)


@pytest.mark.parametrize(
    "text",
    [
        f"{BEGIN}\n", f"{END}\n", f"{END}\n{BEGIN}\n", f"{BEGIN}\n{END}\n{BEGIN}\n{END}\n",
        f"{BEGIN}\n{BEGIN}\n{END}\n",
        f"x {BEGIN}\n{END}\n", f"{BEGIN} x\n{END}\n", f"{BEGIN}{END}\n", f"<!-- wmsgit:begin\n{END}\n",
        "<!-- wmsgit:begin ->\n<!- wmsgit:end -->\n",
    ],
)  # fmt: skip
def test_damaged_markers_are_refused(text: str) -> None:
    with pytest.raises(ConflictError, match="damaged"):
        with_block(text, "new\n", "AGENTS.md")
