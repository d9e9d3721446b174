"""`file_limit`: how large files may be."""

import pytest
from drift_plane import Plane
from drift_texts import found, judged, problems

SIZE = {"kind": "file_limit", "paths": ["**"], "max_bytes": 10, "max_lines": 2}


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (b"", []),
        (b"a\nb", []),
        (b"a\nb\n", []),
        (b"a\nb\nc", ["max_lines"]),
        (b"\n\n\n", ["max_lines"]),
        (b"0123456789", []),
        (b"0123456789a", ["max_bytes"]),
        (b"\n" * 11, ["max_bytes", "max_lines"]),
        (b"\n\0\n\n\n", []),
        (b"\xff\xfea\0\n\0b\0", []),
        (b"\xff\xfe\n\0\n\0\n\0", ["max_lines"]),
        (b"\xe9\n\xe9\n\xe9", ["max_lines"]),
    ],
)
def test_bytes_and_lines_are_counted_and_lines_of_text_alone(data: bytes, limits: list[str]) -> None:
    assert found(SIZE, {"a": data}) == [f"a {limit} 0" for limit in limits]


def test_rule_without_a_limit_and_negative_ones_are_refused() -> None:
    assert problems(kind="file_limit") == ["one of max_bytes and max_lines is needed"]
    assert len(problems(kind="file_limit", max_bytes=-1)) == 1


def test_rule_whose_paths_fit_nothing_is_vacuous() -> None:
    assert judged({**SIZE, "paths": ["*.md"]}, {"a.py": ""}).is_vacuous


def test_file_of_50_mb_is_measured(plane: Plane) -> None:
    plane.member("core", {"big.bin": b"\0" * (50 << 20), "log.txt": b"one line\n" * (1 << 20)})
    plane.decide({"id": "size", **SIZE, "max_bytes": 20 << 20, "max_lines": 1000})
    for _ in range(2):
        report = plane.scan()
        assert report.unknowns == ()
        assert [one.detection.violation.message for one in report.findings if one.detection] == [
            "big.bin in core has 52,428,800 bytes, at most 20,971,520 are allowed",
            "log.txt in core has 1,048,576 lines, at most 1,000 are allowed",
        ]


def test_file_too_large_to_count_its_lines_is_unknown_unless_its_size_says_enough(
    plane: Plane, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from wmsgit.features.drift.rules import file_limit

    monkeypatch.setattr(file_limit, "SIZES", replace(file_limit.SIZES, max_bytes=5))
    plane.member("core", {"a.txt": "a\nb\nc\nd\n"})
    plane.decide({"id": "size", "kind": "file_limit", "max_lines": 2})
    report = plane.scan()
    assert [(one.path, one.reason) for one in report.unknowns] == [
        ("a.txt", "it has 8 bytes, and its lines are not counted")
    ]
    plane.decide({"id": "size", "kind": "file_limit", "max_lines": 2, "max_bytes": 7})
    report = plane.scan()
    assert (len(report.findings), report.unknowns) == (1, ())
