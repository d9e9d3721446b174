"""Reviews as text, Markdown, JSON, annotations and change log."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.errors import UsageError
from wmsgit.model.change import FieldChange
from wmsgit.model.difference import MARKER, ChangelogEntry, Difference, Review, SchemaDifference
from wmsgit.render.markdown import markdown_code, markdown_text
from wmsgit.render.review import REVIEW_FORMATS, render_review
from wmsgit.render.review_markdown import MAX_COMMENT
from wmsgit.render.wording import word_diff, wording

HOSTILE = (
    "@ann <img src=x> #12 | a | `b` ``c`` [x](javascript:y) *z* https://evil.example\n\n# big\n- [ ] box\n```\nout"
)


def changed(record_id: str = "WS-TASK-001", *fields: FieldChange, **more: object) -> Difference:
    path = f"records/tasks/{record_id}.yaml"
    return Difference("task", record_id, "changed", path, 3, "Rotate", tuple(fields), **more)  # type: ignore[arg-type]


def rendered(name: str, *differences: Difference, link: str = "", **parts: object) -> str:
    return "".join(render_review(name, Review(tuple(differences), **parts), link=link))  # type: ignore[arg-type]


def test_review_without_differences_is_no_markdown_at_all() -> None:
    assert rendered("markdown") == ""
    assert rendered("text") == ""
    assert rendered("github") == ""
    assert rendered("changelog") == ""
    assert json.loads(rendered("json")) == []


def test_markdown_begins_with_its_marker_and_links_each_record_to_its_line() -> None:
    status = FieldChange("status", "pending", "completed")
    said = ("closes the last blocker of WS-TASK-009, which is now ready",)
    shown = rendered("markdown", changed("WS-TASK-001", status, consequences=said), link="https://host/o/r/blob/abc")
    assert shown.startswith(MARKER + "\n")
    assert "[WS-TASK-001](https://host/o/r/blob/abc/records/tasks/WS-TASK-001.yaml#L3)" in shown
    assert "`status`: `pending` → `completed`" in shown
    assert "⇒ closes the last blocker of WS-TASK-009, which is now ready" in shown


@pytest.mark.parametrize("where", ["title", "id", "scalar", "list", "text", "field", "consequence"])
def test_text_of_a_record_stays_text_in_markdown(where: str) -> None:
    parts = {
        "title": Difference("task", "T", "added", "p", 1, HOSTILE),
        "id": Difference("task", HOSTILE, "added", HOSTILE, 1),
        "scalar": changed("T", FieldChange("notes", "a", HOSTILE[:40])),
        "list": changed("T", FieldChange("labels", [], [HOSTILE])),
        "text": changed("T", FieldChange("notes", "old " * 40, HOSTILE * 3)),
        "field": changed("T", FieldChange(HOSTILE, "a", "b")),
        "consequence": changed("T", consequences=(HOSTILE,)),
    }
    shown = outside_code(rendered("markdown", parts[where]).removeprefix(MARKER))
    assert not re.search(r"@\w|#\d|<\w|://", shown), shown
    assert not re.search(r"(?<!\\)[|`]", shown), shown
    assert len(re.findall(r"^#", shown, re.MULTILINE)) <= 2, shown


def outside_code(markdown: str) -> str:
    """What stands neither in a fence nor in a code span (CommonMark 0.31, sections 4.5 and 6.1)."""
    lines, fence = [], ""
    for line in markdown.split("\n"):
        mark = re.match(r" *(`{3,})", line)
        if fence:
            fence = "" if line.strip() == fence else fence
        elif mark:
            fence = mark[1]
        else:
            lines.append(line)
    assert not fence, "a fence stays open"
    return re.sub(r"(?<![\\`])(`+)(?!`)(.*?)(?<!`)\1(?!`)", "", "\n".join(lines))


@given(st.text(max_size=200))
def test_any_text_is_one_line_and_leaves_no_code_span_open(text: str) -> None:
    for shown in (markdown_text(text), markdown_code(text)):
        assert "\n" not in shown
    fence = re.match("`+", markdown_code(text))
    assert fence is not None
    inner = markdown_code(text)[len(fence[0]) : -len(fence[0])]
    assert fence[0] not in re.findall("`+", inner)
    assert not re.search(r"@\w", markdown_text(text))


def test_comment_never_exceeds_what_github_takes_and_says_what_is_left_out() -> None:
    long = FieldChange("notes", "a" * 5000, "𝄞" * 5000)
    many = [changed(f"WS-TASK-{n:04d}", long, consequences=("reopens it",)) for n in range(400)]
    shown = rendered("markdown", *many)
    assert len(shown.encode("utf-16-le")) // 2 <= MAX_COMMENT
    assert re.search(r"and [\d,]+ further parts, too long", shown)
    outside_code(shown)


def test_json_has_the_promised_keys_and_the_old_place_of_what_moved() -> None:
    moved = Difference("task", "T-2", "renamed", "n.yaml", 1, "", (), (), "T-1", "o.yaml")
    first, second = json.loads(rendered("json", changed("T", FieldChange("due", None, "2026-12-01")), moved))
    assert first["fields"] == [{"field": "due", "old": None, "new": "2026-12-01"}]
    assert [first[key] for key in ("kind", "id", "change", "consequences")] == ["task", "T", "changed", []]
    assert second["from"] == {"id": "T-1", "path": "o.yaml"}


def test_text_shows_lists_by_item_long_text_by_word_and_what_follows() -> None:
    old = "The key is kept in the keyring of the first host, and nobody reads it."
    fields = (
        FieldChange("labels", ["a", "b"], ["b", "c"]),
        FieldChange("notes", old, old.replace("first", "second")),
    )
    shown = rendered("text", changed("T", *fields, consequences=("reopens T",)))
    assert "labels: + c − a" in shown
    assert "[-first-]{+second+}" in shown
    assert "⇒ reopens T" in shown


def test_annotations_are_escaped_and_point_at_the_line() -> None:
    shown = rendered("github", changed("T", FieldChange("notes", None, "x"), consequences=("a%b\n::error::c",)))
    assert shown == "::notice file=records/tasks/T.yaml,line=3,col=1,title=T::notes → x; a%25b%0A::error::c\n"


def test_changelog_groups_by_milestone_and_kind() -> None:
    entries = (
        ChangelogEntry("decisions", "ADR-1", "Use files", "accepted", "", "p", 1),
        ChangelogEntry("tasks", "T-2", "Two", "completed", "1.0", "p", 1),
        ChangelogEntry("tasks", "T-1", "", "closed", "", "p", 1),
    )
    assert rendered("changelog", entries=entries) == (
        "## 1.0\n\n### Tasks\n\n- Two (T-2, completed)\n\n"
        "## Without a milestone\n\n### Decisions\n\n- Use files (ADR-1, accepted)\n\n### Tasks\n\n- (T-1, closed)\n\n"
    )
    assert rendered("changelog", entries=entries[:1]).startswith("### Decisions")


def test_schemas_come_before_the_records() -> None:
    schema = SchemaDifference("schemas/task.schema.json", "changed", ("x-wmsgit.closed",))
    for name in ("text", "markdown"):
        shown = rendered(name, changed(), schemas=(schema,))
        assert 0 < shown.index("x-wmsgit.closed") < shown.index("WS-TASK-001")


def test_unknown_format_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="known"):
        render_review("xml", Review())
    assert list(REVIEW_FORMATS) == ["text", "markdown", "json", "github", "changelog"]


@given(st.text(alphabet="ab \n.", max_size=60), st.text(alphabet="ab \n.", max_size=60))
def test_word_diff_of_short_texts_holds_both(old: str, new: str) -> None:
    marked = word_diff(old, new)
    if "…" not in marked:
        gone = re.sub(r"\{\+(.*?)\+\}", "", marked, flags=re.DOTALL).replace("[-", "").replace("-]", "")
        came = re.sub(r"\[-(.*?)-\]", "", marked, flags=re.DOTALL).replace("{+", "").replace("+}", "")
        assert (gone.strip(), came.strip()) == (old.strip(), new.strip())


def test_long_text_that_was_rewritten_is_marked_as_a_whole() -> None:
    old, new = (" ".join(f"{sign}{n}" for n in range(900)) for sign in "ab")
    assert word_diff(old, new) == f"[-{old}-]{{+{new}+}}"


def test_objects_of_a_list_come_one_a_line() -> None:
    first, second = ({"at": f"2026-11-2{day}T09:30:00Z", "by": "ann", "text": "One.\nTwo."} for day in (1, 2))
    lines = wording(FieldChange("comments", [first, {"id": "a"}], [first, second, {"id": "b"}]))
    assert lines == ["comments: + 2026-11-22 09:30 ann: One. Two.", "comments: + b", "comments: − a"]
    assert wording(FieldChange("labels", ["a", "b"], ["b", "c", "d"])) == ["labels: + c, d − a"]
