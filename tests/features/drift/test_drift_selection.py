"""`config_value` for real files: several documents, tags, comments, XML, Dockerfiles, workflows, wild cards."""

from collections.abc import Mapping
from typing import Any

import pytest
from drift_plane import Plane, states
from drift_texts import found, judged, problems
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.features.drift.facts import ExtractionError
from wmsgit.features.drift.settings.formats import read_settings
from wmsgit.features.drift.settings.hcl import read_hcl
from wmsgit.features.drift.settings.markup import read_dockerfile, read_json, read_xml
from wmsgit.features.drift.settings.pointers import places_at
from wmsgit.features.drift.settings.values import parts_of

VALUE = {"kind": "config_value"}
WORKFLOW = """\
on: [push]
jobs:
  test:
    steps:
      - uses: actions/checkout@v4
      - run: make
      - uses: actions/setup-python@0123456789abcdef0123456789abcdef01234567
      - uses: ./local
  lint:
    steps:
      - uses: actions/checkout@v4
"""
PINNED = {
    **VALUE,
    "file": ".github/workflows/*.yml",
    "select": "/jobs/*/steps/*",
    "where": {"/uses": {"fits": "^[^.]"}},
    "at": "/uses",
    "fits": "@[0-9a-f]{40}$",
}


def test_steps_of_workflows_are_pinned_by_commit() -> None:
    assert found(PINNED, {".github/workflows/ci.yml": WORKFLOW, ".github/other.yml": WORKFLOW}) == [
        ".github/workflows/ci.yml /jobs/test/steps/*/uses 5",
        ".github/workflows/ci.yml /jobs/lint/steps/*/uses 11",
    ]


@pytest.mark.parametrize(
    "fields",
    [{"select": "/job/*/steps/*"}, {"where": {"/used": {"fits": "x"}}}, {"file": ".github/flows/*.yml"}],
)
def test_rule_that_means_no_value_of_any_file_is_named(fields: Mapping[str, Any]) -> None:
    files = {".github/workflows/ci.yml": WORKFLOW}
    assert judged({**PINNED, **fields}, files).is_vacuous
    assert not judged(PINNED, files).is_vacuous
    assert not judged(PINNED, {".github/workflows/ci.yml": "a: ["}).is_vacuous
    none = {**VALUE, "file": ".github/workflows/*.yml", "at": "/jobs/*/container", "absent": True}
    assert not judged(none, files).is_vacuous


def test_examples_are_tried_on_a_file_that_fits() -> None:
    from wmsgit.features.drift.examples import example_problems
    from wmsgit.features.drift.rule import Origin, rule_from

    examples = {"bad": WORKFLOW, "good": WORKFLOW.replace("@v4", f"@{'a' * 40}")}
    rule = rule_from(Origin("adr", "A"), {"id": "a", **PINNED, "examples": examples})
    assert list(example_problems(rule)) == []


MANIFESTS = """\
kind: Service
---
kind: Deployment
spec: {containers: [{image: "a:latest"}, {image: "b:1"}]}
---
kind: Deployment
spec: {containers: [{image: "c:latest"}]}
"""


def test_every_document_of_a_file_is_looked_at() -> None:
    rule = {
        **VALUE,
        "file": "k8s/**",
        "where": {"/kind": {"equals": "Deployment"}},
        "at": "/spec/containers/*/image",
        "fits_not": ":latest$",
    }
    assert found(rule, {"k8s/a.yaml": MANIFESTS}) == [
        "k8s/a.yaml /spec/containers/*/image 4",
        "k8s/a.yaml /spec/containers/*/image 7",
    ]


DOCKERFILE = """\
ARG BASE=python
# a comment
FROM ${BASE}:3.11 AS build
RUN pip install \\
    wheel
FROM --platform=linux/amd64 debian:12@sha256:abc
FROM build
FROM scratch
FROM ghcr.io:443/a/b
"""


def test_dockerfile_has_the_images_that_come_from_elsewhere() -> None:
    data = read_dockerfile(DOCKERFILE)
    assert data["from"] == [
        {"image": "python:3.11", "name": "python", "tag": "3.11", "stage": "build"},
        {
            "image": "debian:12@sha256:abc",
            "name": "debian",
            "tag": "12",
            "digest": "sha256:abc",
            "platform": "linux/amd64",
        },
        {"image": "ghcr.io:443/a/b", "name": "ghcr.io:443/a/b"},
    ]
    assert data["instructions"][2] == {"instruction": "RUN", "value": "pip install wheel"}


def test_images_have_a_digest() -> None:
    rule = {**VALUE, "file": "**/Dockerfile*", "at": "/from/*/image", "fits": "@sha256:"}
    assert [line.rpartition(" ")[0] for line in found(rule, {"a/Dockerfile.dev": DOCKERFILE})] == [
        "a/Dockerfile.dev /from/*/image"
    ] * 2
    rule = {**VALUE, "file": "**/Dockerfile*", "select": "/from/*", "at": "/digest", "fits": "^sha256:"}
    assert len(found(rule, {"a/Dockerfile.dev": DOCKERFILE})) == 2


@pytest.mark.parametrize(
    ("name", "text", "at", "value"),
    [
        ("tsconfig.json", '{ // "a": 1,\n "a": { /* , */ "b": "//x,}", }, }', "/a/b", "//x,}"),
        ("x.jsonc", "[1, 2, // three\n]", "/1", 2),
        ("pom.xml", '<?xml version="1.0"?><p xmlns:q="u"><q:v x="1">17</q:v></p>', "/p/v/#text", "17"),
        ("pom.xml", "<p><m>a</m><m>b</m></p>", "/p/m/1", "b"),
        ("a.yaml", "d: &d {b: 1, c: 2}\nx:\n  <<: *d\n  c: 3\n", "/x/b", 1),
        ("a.yaml", "d: &d {b: 1, c: 2}\nx:\n  <<: *d\n  c: 3\n", "/x/c", 3),
        ("a.yaml", "a: !Ref name\nb: !Sub {c: 1}\n", "/a", "name"),
        ("a.yaml", "a: !Ref name\nb: !Sub {c: 1}\n", "/b/c", 1),
        ("a.yaml", "a: !!str 1\n", "/a", "1"),
        (".editorconfig", "[*]\nindent = 4\n[*.md]\nindent = 8\n", "/*/indent", "4"),
    ],
)
def test_real_files_are_read(name: str, text: str, at: str, value: Any) -> None:
    rule = {**VALUE, "file": name, "at": at}
    assert found({**rule, "equals": value}, {name: text}) == []
    assert len(found({**rule, "equals": "another"}, {name: text})) == 1


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 8)}]\n" for at in range(1, 12)
)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.yaml", BOMB, "more than 100,000 values"),
        ("a.yaml", "a: *none\n", "leads to nothing"),
        ("a.yaml", "a: 1\na: 2\n", "stands twice"),
        ("a.yaml", "a: [\n", "it is not YAML"),
        ("a.yaml", "<<: 1\n", "a merge key takes a mapping"),
        ("a.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "a document type"),
        ("a.xml", "<a>", "it is not XML"),
        ("a.json", "{a: 1}", "it is not JSON"),
    ],
)
def test_what_cannot_be_read_is_unknown(name: str, text: str, reason: str) -> None:
    (unknown,) = judged({**VALUE, "file": name, "at": "/z", "equals": 1}, {name: text}).unknowns
    assert reason in unknown.reason


@pytest.mark.parametrize(
    ("condition", "good", "bad"),
    [
        ({"version": ">=3.11,<4"}, ["3.11", "v3.12.1", "python-3.11"], ["3.10", "4", "none"]),
        ({"fits": "^a+$"}, ["aa"], ["ab"]),
        ({"fits_not": "b"}, ["aa"], ["ab"]),
        ({"contains": "b"}, [["a", "b"], "abc", {"b": 1}], [["a"], "ac", 1]),
        ({"one_of": [1, "x"]}, [1, "x"], ["1", 2]),
        ({"range": {"min": 2}}, [2, 3.5], [1, "3"]),
    ],
)
def test_value_is_compared_as_the_condition_says(condition: Mapping[str, Any], good: list[Any], bad: list[Any]) -> None:
    import json

    for wrap in ({}, {"every": condition}):
        rule = {**VALUE, "file": "a.json", "at": "/v", **(wrap or condition)}
        for value in good:
            assert found(rule, {"a.json": json.dumps({"v": value})}) == [], value
        for value in bad:
            assert len(found(rule, {"a.json": json.dumps({"v": value})})) == 1, value


def test_nothing_may_stand_where_that_is_asked() -> None:
    rule = {**VALUE, "file": "a.json", "at": "/v", "absent": True}
    assert found(rule, {"a.json": "{}"}) == []
    assert found(rule, {"a.json": '{"v": 1}'}) == ["a.json /v 1"]


def test_some_value_of_each_file_is_enough() -> None:
    rule = {**VALUE, "file": "*.json", "at": "/v/*", "some": {"equals": 3}}
    assert found(rule, {"a.json": '{"v": [1, 3]}'}) == []
    (violation,) = judged(rule, {"a.json": '{"v": [1, 2]}'}).violations
    assert violation.message == "a.json in core has nothing at /v/* that is 3"


def test_date_and_field_of_the_record_are_compared(plane: Plane) -> None:
    plane.member("core", {"a.yaml": "reviewed: 2026-10-25\nbranch: main\n"}, default_branch="main")
    age = {"id": "age", **VALUE, "file": "a.yaml", "at": "/reviewed"}
    branch = {
        "id": "b",
        **VALUE,
        "file": "a.yaml",
        "at": "/branch",
        "equals": {"record": "repo", "field": "default_branch"},
    }
    plane.decide({**age, "max_age_days": 29}, branch)
    assert states(plane.scan()) == []
    plane.know("core", default_branch="trunk")
    plane.decide({**age, "max_age_days": 28}, branch)
    assert [place for _, place, _ in states(plane.scan())] == ["core/a.yaml /reviewed", "core/a.yaml /branch"]
    plane.know("core")
    assert [item.reason for item in plane.scan().unknowns] == [
        "the repository's record has no default_branch to compare with"
    ]


def test_finding_is_known_by_the_place_and_never_by_positions_in_lists() -> None:
    rule = {**VALUE, "file": "a.json", "at": "/v/*/u", "equals": 1}
    assert found(rule, {"a.json": '{"v": [{"u": 2}]}'}) == ["a.json /v/*/u 1"]
    assert found({**rule, "at": "/v/0/u"}, {"a.json": '{"v": [{"u": 2}]}'}) == ["a.json /v/0/u 1"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "one of equals, one_of, range"),
        ({"equals": 1, "some": {"equals": 2}}, "one of equals, one_of, range"),
        ({"fits": "("}, "fits: "),
        ({"some": {"fits": "("}}, "fits: "),
        ({"version": "new"}, "version: 'new' is no range of versions"),
        ({"equals": {"record": "task", "field": "x"}}, "equals: record: only 'repo'"),
        ({"equals": 1, "where": {"x": {"equals": 1}}}, "where: 'x' is no JSON Pointer"),
    ],
)
def test_rule_that_cannot_be_judged_is_refused(fields: Mapping[str, Any], words: str) -> None:
    (problem,) = problems(kind="config_value", file="a.json", **fields)
    assert words in problem


@given(
    st.recursive(
        st.integers(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner)
    )
)
def test_any_depth_finds_every_value_once(data: Any) -> None:
    places = [place.parts for place in places_at(data, parts_of("/**"))]
    assert len(places) == len(set(places)) == _count(data)


def _count(data: Any) -> int:
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return 1 + sum(map(_count, parts))


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=25,
    )
)
def test_json_without_comments_is_json(data: Any) -> None:
    import json

    assert read_json(json.dumps(data)) == data


HCL = """\
# pins
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" } // both in a line
    random = {
      source : "hashicorp/random"
    }
  }
}
provider "aws" {
  region = "eu-${var.zone == "a" ? "x}" : "y"}"
}
provider "aws" { alias = "b" }
/* a block
   of text */
resource "aws_s3_bucket" "logs" {
  count  = 2
  tags   = merge(local.tags, { a = 1 })
  names  = [for name in var.names : upper(name)]
  list   = [1, true, null, "a",
    1.5]
  script = <<-EOT
    } "
    EOT
}
"""


def test_hcl_has_blocks_below_their_labels_and_expressions_as_they_are_written() -> None:
    aws = {"source": "hashicorp/aws", "version": "~> 5.0"}
    providers = {"aws": aws, "random": {"source": "hashicorp/random"}}
    bucket = {"count": 2, "tags": "merge(local.tags, { a = 1 })", "names": "[for name in var.names : upper(name)]"}
    assert read_hcl(HCL) == {
        "terraform": {"required_version": ">= 1.5", "required_providers": providers},
        "provider": {"aws": [{"region": 'eu-${var.zone == "a" ? "x}" : "y"}'}, {"alias": "b"}]},
        "resource": {"aws_s3_bucket": {"logs": {**bucket, "list": [1, True, None, "a", 1.5], "script": '    } "\n'}}},
    }


@pytest.mark.parametrize("text", ["a {", "}", 'a = "b', "a = <<X\nb", "/* a", "a b", "= 1", "a {\n" * 70 + "}" * 70])
def test_what_is_no_hcl_is_unknown(text: str) -> None:
    with pytest.raises(ExtractionError, match="HCL"):
        read_settings(text.encode(), "hcl")


def test_every_provider_of_terraform_is_pinned() -> None:
    rule = {"kind": "config_value", "file": "**/*.tf", "select": "/terraform/required_providers/*", "at": "/version"}
    result = found({**rule, "fits": "^~> "}, {"infra/main.tf": HCL, "infra/empty.tf": ""})
    assert result == ["infra/main.tf /terraform/required_providers/random/version 0"]


def test_elements_have_no_namespace_and_keep_their_attributes() -> None:
    assert read_xml('<a xmlns="u" b="1"><c/> x </a>') == {"a": {"@xmlns": "u", "@b": "1", "c": "", "#text": "x"}}
