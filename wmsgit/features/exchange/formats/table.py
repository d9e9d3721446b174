"""The table of formats: what `import NAME` and `export NAME` read and write.

A module beside this one that has `FORMATS` is in it; the others are what formats have in common.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from wmsgit.features.exchange import formats
from wmsgit.features.exchange.foreign import Format


def _all() -> Iterator[Format]:
    for module in iter_modules(formats.__path__, f"{formats.__name__}."):
        if module.name != __name__:
            yield from getattr(import_module(module.name), "FORMATS", ())


FORMATS: Mapping[str, Format] = {item.name: item for item in _all()}
"""Name → format."""
