"""Values: classes whose instances never change, made without compiling anything when their module is loaded.

For each class `dataclasses` compiles six methods, and imports what reads source code for it: that takes longer than
most commands take to answer. What every read loads is therefore a value; everything else may be a dataclass.
"""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Never, TypeVar, dataclass_transform

_Class = TypeVar("_Class", bound=type)


@dataclass_transform(frozen_default=True)
def immutable(cls: _Class) -> _Class:
    """Give a class of annotated fields what a frozen dataclass has; methods that it has itself stay."""
    names = tuple(cls.__annotations__)
    known, getter = frozenset(names), attrgetter(*names)
    defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}

    def init(self: Any, *given: Any, **named: Any) -> None:
        fields = self.__dict__
        if named or len(given) < len(names):
            fields.update(defaults)
            fields.update(named)
        fields.update(zip(names, given, strict=False))
        if len(fields) != len(names) or len(given) > len(names) or not named.keys() <= known:
            raise TypeError(f"{cls.__name__} has the fields {', '.join(names)}")

    def equals(self: Any, other: Any) -> Any:
        return getter(self) == getter(other) if other.__class__ is self.__class__ else NotImplemented

    def digest(self: Any) -> int:
        return hash(getter(self))

    def show(self: Any) -> str:
        return f"{cls.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    methods: dict[str, Any] = {"__init__": init, "__eq__": equals, "__hash__": digest, "__repr__": show}
    methods["__dataclass_fields__"] = _Fields()
    _give(cls, methods)
    setattr(cls, "__match_args__", names)  # noqa: B010 - no type checker lets it be assigned
    return cls


def _give(cls: type, methods: Mapping[str, Any]) -> None:
    """Give a class those of the methods that it has not itself."""
    for name, method in {**methods, "__setattr__": _refuse, "__delattr__": _refuse}.items():
        if cls.__dict__.get(name) is None:  # `__hash__` is None, too, where a class has `__eq__` alone
            setattr(cls, name, method)


class _Fields:
    """The fields as `dataclasses` has them, for `replace`, `asdict` and the like: made when one of these is used."""

    def __get__(self, _item: object, owner: type) -> Any:
        import dataclasses

        same: Any = dataclasses.make_dataclass(owner.__name__, owner.__annotations__.items())
        setattr(owner, "__dataclass_fields__", same.__dataclass_fields__)  # noqa: B010 - made once, for it is slow
        return same.__dataclass_fields__


def _refuse(self: object, name: str, *_: object) -> Never:
    raise AttributeError(f"{type(self).__name__}.{name} cannot be set: values never change")
