"""What apps can add to by name: kinds of reward, of message and of work, segments, rules."""

from typing import NoReturn, TypeVar

from oscar_referrals.exceptions import DuplicateName, UnknownName

ItemT = TypeVar("ItemT")


class Registry(dict[str, ItemT]):
    """Things by name, in the order of their registration. Asking for an unknown one raises."""

    def register(self, name: str, item: ItemT) -> ItemT:
        """Add a thing and return it. Raises DuplicateName."""
        if name in self:
            raise DuplicateName(name)
        self[name] = item
        return item

    def __missing__(self, name: str) -> NoReturn:
        """Raise UnknownName."""
        raise UnknownName(name)
