"""Rows that are written once and never changed, whoever asks."""

from typing import Any, NoReturn, TypeVar

from django.db import models

RowT = TypeVar("RowT", bound=models.Model)

_SENTENCE = "What is written here is kept for ever as it is: it can be neither changed nor deleted."


class AppendOnlyQuerySet(models.QuerySet[RowT]):
    """Rows that can be read and added, and nothing else: whatever would change them raises."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: raises TypeError."""
        raise TypeError(_SENTENCE)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: raises TypeError."""
        raise TypeError(_SENTENCE)

    def delete(self) -> NoReturn:
        """Refuse: raises TypeError."""
        raise TypeError(_SENTENCE)

    def bulk_create(
        self, objs: Any, *args: Any, update_conflicts: bool = False, **kwargs: Any
    ) -> Any:
        """Add rows. Raises TypeError for an addition that would change rows that are there."""
        if update_conflicts:
            raise TypeError(_SENTENCE)
        return super().bulk_create(objs, *args, **kwargs)

    # As Django marks its own: no template may call them, and no manager offers `delete`.
    update.alters_data = True  # type: ignore[attr-defined]
    bulk_update.alters_data = True  # type: ignore[attr-defined]
    bulk_create.alters_data = True  # type: ignore[attr-defined]
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class AppendOnly(models.Model):
    """A row that can be neither changed nor deleted from Python, one by one or many at once.

    Django itself goes by its base manager, so that an account can still be deleted: what names it
    here forgets it.
    """

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row. Raises TypeError for one that exists."""
        if self.pk is not None:
            raise TypeError(_SENTENCE)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: raises TypeError."""
        raise TypeError(_SENTENCE)
