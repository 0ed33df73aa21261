"""Changing one line of the code under test, for a while."""

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any


@dataclass(frozen=True)
class Mutant:
    """One wrong line: in the function at `place` ("module:name"), `old` becomes `new`.

    `killer` names the story that must fail then.
    """

    name: str
    killer: str
    place: str
    old: str
    new: str

    @property
    def function(self) -> FunctionType:
        """The function itself, without its decorators."""
        module, _, path = self.place.partition(":")
        found: Any = importlib.import_module(f"oscar_referrals.{module}")
        for part in path.split("."):
            found = getattr(found, part)
        function = inspect.unwrap(getattr(found, "fget", found))
        assert isinstance(function, FunctionType)
        return function

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Let everybody who calls the function, however he got hold of it, get the wrong line."""
        function = self.function
        right = function.__code__
        function.__code__ = self._compile(function)
        try:
            yield
        finally:
            function.__code__ = right

    def _compile(self, function: FunctionType) -> CodeType:
        source = textwrap.dedent(inspect.getsource(function))
        assert source.count(self.old) == 1, f"{self.name}: {self.old!r} is not there once"
        tree = ast.parse(source.replace(self.old, self.new))
        module = compile(tree, inspect.getfile(function), "exec")
        return next(
            constant
            for constant in module.co_consts
            if isinstance(constant, CodeType) and constant.co_name == function.__name__
        )
