"""Decisions in Markdown: each form of others is read, and what is written says the same when it is read."""

from collections.abc import Mapping
from typing import Any

import pytest
from examples import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wmsgit.features.exchange.foreign import ForeignOptions, ForeignRecord
from wmsgit.features.exchange.formats.madr_read import read_madr
from wmsgit.features.exchange.formats.madr_words import day_in
from wmsgit.features.exchange.formats.madr_write import write_madr
from wmsgit.model.record import Record
from wmsgit.schema.registry import Registry, packaged_schemas

KINDS = {kind.name: kind for kind in Registry.read(packaged_schemas()).kinds()}
OPTIONS = ForeignOptions(KINDS)

MADR_2 = """# Use X

* Status: accepted
* Deciders: Ann, Bo
* Date: 2020-01-02

Technical Story: #12

## Context and Problem Statement

We need X.

## Decision Drivers

* speed
* cost

## Considered Options

* X
* Y

## Decision Outcome

Chosen option: "X", because.

### Positive Consequences

* fast

### Negative Consequences

* dear

## Pros and Cons of the Options

### X

* Good, because
"""
MADR_4 = """---
status: "superseded by ADR-0002"
date: 2024-05-06
decision-makers: [Ann, Bo]
consulted: Cy
---
# Use Y

## Context and Problem Statement

We need Y.

## Decision Outcome

Y.

### Consequences

* Good, because

### Confirmation

A test.
"""
NYGARD = """# 2. Use Z

Date: 2016-02-12

## Status

Accepted

Supercedes [1. Use Y](0001-use-y.md)

## Context

Text.

## Decision

Z.

## Consequences

Some.
"""
LOG4BRAINS = """# Use Markdown

- Status: draft
- Date: 2021-02-03
- Tags: docs, web

## Context and Problem Statement

Which?

## Decision Outcome

Markdown.
"""
ARC42 = """# 9. Architecture Decisions

## Use a queue

### Problem

Spikes.

### Considered Alternatives

- a table
- a queue

### Decision

A queue.

## Use TLS

### Decision

TLS.
"""
PLAIN = """Keep it plain
=============

**Status:** Approved

## Decision

Plain.

```
# no heading
```
"""


def read(files: Mapping[str, str], **options: Any) -> dict[str, ForeignRecord]:
    reading = read_madr({path: text.encode() for path, text in files.items()}, ForeignOptions(KINDS, **options))
    assert reading.refused == []
    return {record.id: record for record in reading.records}


def record_of(record_id: str, data: dict[str, Any]) -> Record:
    return Record("adr", record_id, data, f"records/decisions/{record_id}.yaml")


@pytest.mark.parametrize(
    ("path", "text", "fields", "rest"),
    [
        ("0001-use-x.md", MADR_2, {
            "title": "Use X", "status": "accepted", "deciders": ["Ann", "Bo"], "date": "2020-01-02",
            "context": "We need X.", "drivers": ["speed", "cost"], "options": ["X", "Y"],
            "decision": 'Chosen option: "X", because.',
            "consequences": "### Positive Consequences\n\n* fast\n\n### Negative Consequences\n\n* dear\n",
        }, {"Technical Story": "#12", "Pros and Cons of the Options": "### X\n\n* Good, because\n"}),
        ("0001-use-y.md", MADR_4, {
            "title": "Use Y", "status": "superseded", "date": "2024-05-06", "deciders": ["Ann", "Bo"],
            "context": "We need Y.", "decision": "Y.", "consequences": "* Good, because", "confirmation": "A test.",
        }, {"consulted": "Cy"}),
        ("20210203-use-markdown.md", LOG4BRAINS, {
            "title": "Use Markdown", "status": "draft", "date": "2021-02-03", "context": "Which?",
            "decision": "Markdown.",
        }, {"Tags": "docs, web"}),
        ("0003-on-github.md", """<!-- START toc -->
- [ADR-0003](#x)
<!-- END toc -->

# ADR-0003: On GitHub

- **Status:** Accepted
- **Date:** 2026-06-30

## Context

Text.

## Considered Options

1. **A** - first
   of all
2. B

## Decision

A.

## References

- [x](y)
""", {
            "title": "On GitHub", "status": "Accepted", "date": "2026-06-30", "context": "Text.", "decision": "A.",
            "options": ["**A** - first of all", "B"],
        }, {"preamble": "- [ADR-0003](#x)", "References": "- [x](y)"}),
        ("plain.md", PLAIN, {
            "title": "Keep it plain", "status": "Approved", "decision": "Plain.\n\n```\n# no heading\n```\n",
        }, {}),
    ],
)  # fmt: skip
def test_a_form_is_read_with_nothing_left_out(
    path: str, text: str, fields: dict[str, Any], rest: dict[str, Any]
) -> None:
    record = read({path: text})[path]
    assert dict(record.fields) == fields
    assert dict(record.rest) == rest


def test_links_of_either_side_say_what_supersedes_what() -> None:
    records = read({"0001-use-y.md": MADR_4, "0002-use-z.md": NYGARD})
    assert records["0002-use-z.md"].fields["supersedes"] == ["0001-use-y.md"]
    alone = NYGARD.replace("Supercedes [1. Use Y](0001-use-y.md)\n", "")
    assert read({"0001-use-y.md": MADR_4, "0002-use-z.md": alone})["0002-use-z.md"].fields["supersedes"] == [
        "0001-use-y.md"
    ]


ODD_FORMS = {
    "0001-dashes.md": (
        "ADR 1: Dashes\n=============\n\nStatus\n------\nSuperceded by [2](0002-table.md)\n\nContext\n-------\nc\n",
        ("Dashes", "superseded", "c", []),
    ),
    "0002-table.md": (
        "# ADR-0002 Table\n\n|Status|Accepted|\n|--|--|\n|Supersedes|ADR-0004|\n\n## Context\n\nc\n",
        ("Table", "Accepted", "c", ["0001-dashes.md", "0004-words.md"]),
    ),
    "0003-below.md": (
        "# 3. Below\n\n## Status\n\nAccepted\n\nSuperceded by [5. Next](0005-next.md)\n\n## Context\n\nc\n",
        ("Below", "superseded", "c", []),
    ),
    "0004-words.md": (
        "---\nstatus: angenommen\nsuperseded-by: '0002'\n---\n# W\n\n## Kontext und Problemstellung\n\nc\n",
        ("W", "accepted", "c", []),
    ),
    "0005-next.md": (
        "---\nsupersedes: [0003-below.md, ADR-0099]\n---\n# Next\n\n## Context\n\nc\n\n---\n\nd\n",
        ("Next", None, "c\n\n---\n\nd\n", ["0003-below.md"]),
    ),
    "0006-tag.md": (
        (
            "---\ntag:Browser\n---\n\n# Architecture Decision Record 6: Tag\n\nDate: 21.07.2017\n\n## Status\n\n"
            "Accepted.\n\n* Supersedes [ADR 1](0001-dashes.md)\n\n## Context\n\nc\n"
        ),
        ("Tag", "Accepted", "c", ["0001-dashes.md"]),
    ),
}


def test_odd_forms_are_read_as_a_person_reads_them() -> None:
    files = {name: text.encode() for name, (text, _) in ODD_FORMS.items()}
    records = {record.id: record for record in read_madr(files, OPTIONS).records}
    held = {
        name: (*(record.fields.get(key) for key in ("title", "status", "context")), record.fields.get("supersedes", []))
        for name, record in records.items()
    }
    assert held == {name: expected for name, (_, expected) in ODD_FORMS.items()}
    tag = records["0006-tag.md"]
    assert (tag.rest["front matter"], tag.fields["date"], tag.rest["Date"]) == (
        "tag:Browser",
        "2017-07-21",
        "21.07.2017",
    )
    assert records["0005-next.md"].rest["supersedes"] == ["0003-below.md", "ADR-0099"]


@pytest.mark.parametrize(
    ("text", "day"),
    [("21.07.2017", "2017-07-21"), ("10 Apr 2022", "2022-04-10"), ("1 september 2022", "2022-09-01"),
     ("2018-11", ""), ("06/05/2024", ""), ("2024/05/06", "2024-05-06"), ("v1.2.2024.5", "")],
)  # fmt: skip
def test_a_day_is_read_where_it_has_one_meaning(text: str, day: str) -> None:
    assert day_in(text) == day


def test_several_decisions_of_one_file_are_several_records() -> None:
    records = read({"09.md": ARC42})
    assert list(records) == ["09.md#Use a queue", "09.md#Use TLS"]
    queue = records["09.md#Use a queue"].fields
    assert (queue["context"], queue["options"], queue["decision"]) == ("Spikes.", ["a table", "a queue"], "A queue.")


def test_a_file_without_a_date_has_that_of_its_first_commit() -> None:
    assert (
        read({"plain.md": PLAIN}, dates={"plain.md": "2020-01-02T03:04:05Z"})["plain.md"]
        .fields["date"]
        .startswith("2020-01-02")
    )


@pytest.mark.parametrize("name", ["README.md", "index.md", "adr-template.md", "template.md"])
def test_what_is_no_decision_is_passed_over_and_said(name: str) -> None:
    reading = read_madr({name: MADR_2.encode(), "about.md": b"# About\n\nUs.\n"}, OPTIONS)
    assert (list(reading.records), [note.id for note in reading.notes]) == ([], [name, "about.md"])


LINES = st.text(st.sampled_from("ab #*-=`~\\|:é"), max_size=12).map(lambda text: text.rstrip())
TEXTS = (
    st.lists(LINES, min_size=1, max_size=4)
    .map("\n".join)
    .filter(lambda text: bool(text.strip()) and text == text.strip("\n") and text.split("\n")[0].strip() != "")
)
TEXTS = TEXTS.filter(lambda text: "\n" in text or text == text.strip())
VALUES = st.tuples(TEXTS, st.booleans()).map(lambda pair: pair[0] + ("\n" if pair[1] else ""))
WORDS = st.text(st.sampled_from("abc é:#*\n"), min_size=1, max_size=9).map(str.strip).filter(bool)
LIST = st.lists(WORDS, min_size=1, max_size=3, unique=True)


@given(
    st.fixed_dictionaries(
        {"title": st.just("Use it"), "status": st.sampled_from(["accepted", "proposed"]), "decision": VALUES,
         "date": st.sampled_from(["2026-01-02T00:00:00Z", "2026-01-02T03:04:05Z"])},
        optional={"context": VALUES, "consequences": VALUES, "rationale": VALUES, "confirmation": VALUES,
                  "drivers": LIST, "options": LIST, "deciders": LIST, "repos_affected": st.just(["api"])},
    )
)  # fmt: skip
@example({"title": "Use it", "status": "accepted", "date": "2026-01-02T00:00:00Z", "decision": ":\n=\n="})
@settings(max_examples=examples(60))
def test_what_wmsgit_wrote_reads_as_the_record_and_is_written_alike(data: dict[str, Any]) -> None:
    record = record_of("ADR-001", data)
    written = write_madr([record], {}, OPTIONS)
    if written.losses:
        return  # it is said
    ((path, content),) = written.files.items()
    assert path == "0001-use-it.md"
    reading = read_madr(written.files, OPTIONS)
    assert [(item.id, item.rest) for item in reading.records] == [("ADR-001", {})]
    back = dict(reading.records[0].fields)
    back["date"] += "" if "T" in back["date"] else "T00:00:00Z"
    assert back == data
    assert write_madr([record_of("ADR-001", back)], written.files, OPTIONS).files == {path: content}


@pytest.mark.parametrize("text", ["a\n", "a\nb", "a\n\n## b\n", "```sh\n# c\n```\n", "# a", "- a\n- b\n", "\\# a"])
def test_texts_that_come_back_to_the_letter_are_no_loss(text: str) -> None:
    data = {"title": "A", "status": "accepted", "date": "2026-01-02T00:00:00Z", "decision": text, "options": ["a\n# b"]}
    written = write_madr([record_of("ADR-001", data)], {}, OPTIONS)
    assert written.losses == []
    assert read_madr(written.files, OPTIONS).records[0].fields["decision"] == text
    assert ("\\#" in written.files["0001-a.md"].decode()) == text.endswith(("## b\n", "# a"))


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ({"decision": "Use W."}, "Z.\n\n## Cons", "Use W.\n\n## Cons"),
        ({"status": "deprecated"}, "Accepted", "Deprecated"),
        ({"title": "Use W"}, "# 2. Use Z", "# 2. Use W"),
        ({"consequences": None}, "## Consequences\n\nSome.\n", ""),
        ({"confirmation": "By eye."}, "Some.\n", "Some.\n\n### Confirmation\n\nBy eye.\n"),
        ({"options": ["a", "b"]}, "## Decision\n", "## Considered Options\n\n* a\n* b\n\n## Decision\n"),
        ({"date": "2016-02-13T00:00:00Z"}, "2016-02-12", "2016-02-13"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_of_a_file_by_another_tool_only_what_differs_changes(
    change: dict[str, Any], old: str, new: str, newline: str
) -> None:
    files = {"0002-use-z.md": NYGARD.replace("\n", newline).encode()}
    data = {
        "title": "Use Z", "status": "accepted", "date": "2016-02-12T00:00:00Z", "context": "Text.", "decision": "Z.",
        "consequences": "Some.", "metadata": {"source": {"id": "0002-use-z.md"}},
    }  # fmt: skip
    assert write_madr([record_of("ADR-002", data)], files, OPTIONS).files == files
    changed = {name: value for name, value in {**data, **change}.items() if value is not None}
    written = write_madr([record_of("ADR-002", changed)], files, OPTIONS).files["0002-use-z.md"]
    assert written.decode() == NYGARD.replace(old, new).replace("\n", newline)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# A\n\n## Context\n\nC.\n", "# A\n\n- Status: accepted\n\n## Context\n\nC.\n"),
        ("# A\n## Context\n\nC.\n", "# A\n\n- Status: accepted\n\n## Context\n\nC.\n"),
        ("# A\n\n* Tags: x\n\n## Context\n\nC.\n", "# A\n\n* Status: accepted\n* Tags: x\n\n## Context\n\nC.\n"),
        ("# A\n\nDate: 2020-01-02\n\n## Context\n\nC.\n",
         "# A\n\n- Status: accepted\n\nDate: 2020-01-02\n\n## Context\n\nC.\n"),
        ("# A\n\n## Status\n\n## Context\n\nC.\n", "# A\n\n## Status\n\nAccepted\n\n## Context\n\nC.\n"),
        ("---\nnav: 1\n---\n# A\n\n## Context\n\nC.\n",
         "---\nnav: 1\nstatus: accepted\n---\n# A\n\n## Context\n\nC.\n"),
        ("---\nid: a\n---\n# A\n\n## Context\n\nC.\n",
         "---\nid: a\n---\n# A\n\n- Status: accepted\n\n## Context\n\nC.\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_without_a_status_gets_the_one_that_its_record_has_since(before: str, after: str, newline: str) -> None:
    files = {"0001-a.md": before.replace("\n", newline).encode()}
    read = read_madr(files, OPTIONS).records[0]
    assert "status" not in read.fields
    data = {"status": "proposed", **read.fields, "metadata": {"source": {"id": "0001-a.md"}}}
    assert write_madr([record_of("ADR-001", data)], files, OPTIONS).files == files
    written = write_madr([record_of("ADR-001", {**data, "status": "accepted"})], files, OPTIONS)
    assert (written.files["0001-a.md"].decode(), written.losses) == (after.replace("\n", newline), [])
    again = read_madr(written.files, OPTIONS).records[0]
    assert again.fields["status"].lower() == "accepted"
    assert ({**again.fields, "status": ""}, again.id) == ({**read.fields, "status": ""}, read.id)


def test_what_another_tools_file_has_no_place_for_is_said() -> None:
    text = "# B\n\n- Status: accepted\n- Supersedes: [A](0001-a.md)\n\n## Options\n\nAs prose.\n\n## Decision\n\nB.\n"
    files = {"0001-a.md": b"# A\n\n- Status: superseded\n\n## Decision\n\nA.\n", "0002-b.md": text.encode()}
    first, second = (
        record_of(f"ADR-00{number}", {**record.fields, "metadata": {"source": {"id": record.id}}})
        for number, record in enumerate(read_madr(files, OPTIONS).records, 1)
    )
    second.data["supersedes"] = ["ADR-001"]
    assert write_madr([first, second], files, OPTIONS).losses == []
    second.data.update(supersedes=["ADR-001", "ADR-007"], options=["x"], impact="high")
    written = write_madr([first, second], files, OPTIONS)
    assert written.files == files
    assert {(loss.id, loss.field) for loss in written.losses} == {
        ("ADR-002", "supersedes"), ("ADR-002", "options"), ("ADR-002", "impact"),
    }  # fmt: skip


def test_a_changed_text_keeps_its_other_lines_and_names_decisions_as_its_folder_does() -> None:
    text = (
        "# B\n\n## Context\n\nAfter [ADR-01](0001-a.md),\nwhich was dear.\n\n"
        "## Options\n\n 1. Keep\n    it\n 2. As in ADR-0001\n\n## Decision\n\nB.\n"
    )
    files = {"0001-a.md": b"# A\n\n## Status\n\nAccepted\n\n## Decision\n\nA.\n", "0002-b.md": text.encode()}
    own = [record.fields for record in read_madr(files, OPTIONS).records]
    assert own[1]["options"] == ["Keep it", "As in ADR-0001"]
    told = {
        "status": "proposed", "context": "After [ADR-008](ADR-008),\nwhich was cheap, says ADR-008.\n",
        "options": ["Keep it", "As in ADR-008", "None of [these](ADR-008)"], "consequences": "As [there](ADR-008).",
    }  # fmt: skip
    records = [
        record_of(f"ADR-00{number}", {**fields, **more, "metadata": {"source": {"id": path}}})
        for number, fields, more, path in zip((8, 9), own, ({}, told), files, strict=True)
    ]
    written = write_madr(records, files, OPTIONS).files["0002-b.md"].decode()
    assert written == text.replace("was dear.", "was cheap, says ADR-01.").replace(
        "ADR-0001\n\n", "ADR-0001\n 3. None of [these](0001-a.md)\n\n"
    ) + ("\n### Consequences\n\nAs [there](0001-a.md).\n")


def test_points_below_an_option_belong_to_it_and_stay_where_an_option_is_added() -> None:
    options = "1. One\n   - good\n\n     ```\n     code\n     ```\n\n2. Two,\n   still\n"
    text = f"# A\n\n## Options\n\n{options}\n## Decision\n\nA.\n"
    files = {"0001-a.md": text.encode()}
    fields = dict(read_madr(files, OPTIONS).records[0].fields)
    assert fields["options"] == ["One\n- good\n\n  ```\n  code\n  ```", "Two, still"]
    source = {"source": {"id": "0001-a.md"}}

    def written(**more: Any) -> str:
        record = record_of("ADR-001", {"status": "proposed", **fields, "metadata": source, **more})
        return write_madr([record], files, OPTIONS).files["0001-a.md"].decode()

    assert written() == text
    assert written(options=[*fields["options"], "Three\n- new"]) == text.replace(
        "still\n", "still\n\n3. Three\n    - new\n"
    )
    assert written(options=["Two, still"]) == text.replace(text[text.index("1. One") : text.index("2. Two")], "")
    assert written(options=None, metadata={**source, "imported": {"options": "1. One"}}) == text, "as it came before"
