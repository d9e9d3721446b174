"""Lists of other tools: where a relative URL of a submodule leads to."""

import pytest

from wmsgit.features.repos.manifests import absolute_url


@pytest.mark.parametrize(
    ("url", "base", "expected"),
    [
        ("../two.git", "https://example.org/acme/plane.git", "https://example.org/acme/two.git"),
        ("./x", "https://example.org/acme/plane/", "https://example.org/acme/plane/x"),
        ("../../o/x", "https://example.org/acme/plane.git", "https://example.org/o/x"),
        ("../x.git", "git@example.org:acme/plane.git", "git@example.org:acme/x.git"),
        ("../../../../x", "https://example.org/acme/plane.git", ""),
        ("../x", "", ""),
        ("https://example.org/y", "", "https://example.org/y"),
    ],
)
def test_a_relative_url_is_meant_from_that_of_the_list(url: str, base: str, expected: str) -> None:
    assert absolute_url(url, base) == expected
