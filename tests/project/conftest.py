"""What tests of the project's own files share: the package is parsed once, and forgotten after them."""

from collections.abc import Iterator

import pytest
from package_nodes import forget


@pytest.fixture(scope="package", autouse=True)
def _parsed() -> Iterator[None]:
    yield
    forget()
