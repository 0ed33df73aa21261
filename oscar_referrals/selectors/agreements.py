"""Which rules are in force, what an advocate has accepted, and what he has to accept to go on."""

from django.conf import settings
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language

from oscar_referrals.models import Advocate, RulesAcceptance, RulesVersion
from oscar_referrals.selectors.persons import Person

#: The words of a version, which lists need not read.
_WORDS = ("html", "plain_text")


def versions_in_force(program_id: int) -> "QuerySet[RulesVersion]":
    """Return the newest version of each language, without its words."""
    newest = RulesVersion.objects.filter(
        program=OuterRef("program"), language=OuterRef("language")
    ).order_by("-number")
    versions = RulesVersion.objects.filter(program=program_id, pk=Subquery(newest.values("pk")[:1]))
    return versions.defer(*_WORDS)


def rules_in_force(program_id: int | None) -> RulesVersion | None:
    """Return the version that a visitor reads now, without its words; None if there is none.

    His language comes first, then the shop's own, then whichever there is. One query.
    """
    if program_id is None:
        return None
    versions = {version.language: version for version in versions_in_force(program_id)}
    for language in (get_language() or "", settings.LANGUAGE_CODE):
        for name in (language, *(name for name in versions if _is_kin(name, language))):
            if name in versions:
                return versions[name]
    return next(iter(versions.values()), None)


def _is_kin(one: str, other: str) -> bool:
    """Tell whether two codes are of one language, whatever the country."""
    return one.partition("-")[0] == other.partition("-")[0]


def last_acceptance(advocate_id: int) -> RulesAcceptance | None:
    """Return what an advocate has accepted last, with the version, without its words. One query."""
    acceptances = RulesAcceptance.objects.filter(advocate=advocate_id)
    words = [f"version__{name}" for name in _WORDS]
    return acceptances.select_related("version").defer(*words).order_by("-version_id").first()


def version_to_accept(*, program_id: int | None, person: Person | None) -> RulesVersion | None:
    """Return the version that a customer or guest who takes part has to accept before going on.

    None unless a version in the language of the one he reads asks for it and was published after
    what he has accepted. One query where no rules were published, else two or three.
    """
    version = rules_in_force(program_id) if person is not None else None
    if version is None or person is None:
        return None
    places = Advocate.objects.filter(person.places(), program=program_id, left_at=None)
    newest = places.annotate(newest=Max("acceptances__version__published_at"))
    accepted = list(newest.values_list("newest", flat=True))
    asking = RulesVersion.objects.filter(
        program=program_id, language=version.language, asks_again=True
    )
    for moment in filter(None, accepted):
        asking = asking.filter(published_at__gt=moment)
    return version if accepted and asking.exists() else None


def list_versions(program_id: int) -> "QuerySet[RulesVersion]":
    """Return all versions of a program, by language, the newest first, without their words."""
    return RulesVersion.objects.filter(program=program_id).defer(*_WORDS)


def find_version(*, slug: str, language: str, number: int) -> RulesVersion | None:
    """Return one version of a program by its address, words included. One query."""
    versions = RulesVersion.objects.select_related("program", "terms")
    return versions.filter(program__slug=slug, language=language, number=number).first()
