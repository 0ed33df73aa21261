"""Exclusive access: membership of a group until a date."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.models import Membership, Reward
from oscar_referrals.money import ZERO
from oscar_referrals.parameters import OneShopThing
from oscar_referrals.rewards.registry import RewardKind, register_reward_kind

GROUP = OneShopThing(name="group", label=gettext_lazy("Members of which group"), things="group")


@register_reward_kind
class ExclusiveAccess(RewardKind):
    """The owner is a member of a group for as long as the reward is valid.

    The size of the reward is what this is worth to the shop; it counts against the budget. Who was
    a member before, by decision of staff, stays one afterwards.
    """

    key = "access"
    label = gettext_lazy("exclusive access")
    parameters = (GROUP,)
    is_divisible = False
    ends_by_itself = True

    def describe(self, *, figure: str, options: Mapping[str, Any]) -> str:
        """Return "access for members of Friends of the roastery"."""
        name = GROUP.show(options.get("group", ""), currency="")
        return _("access for members of %(group)s") % {"group": name}

    def issue_all(self, *, rewards: Sequence[Reward]) -> None:
        """Let the owners into the group. Raises Group.DoesNotExist if the shop has deleted it."""
        for reward in rewards:
            user = get_user_model().objects.filter(pk=reward.owner_id or 0).first()
            if user is None:
                continue
            group = Group.objects.get(name=reward.options["group"])
            others = Membership.objects.filter(user=user, group=group).first()
            is_member = user.groups.filter(pk=group.pk).exists()
            Membership.objects.create(
                reward=reward,
                user=user,
                group=group,
                was_member_before=others.was_member_before if others else is_member,
            )
            user.groups.add(group)

    def take_back(self, *, reward: Reward, amount: Decimal) -> Decimal:
        """Let the owner out of the group. What is over already is unrecovered."""
        return ZERO if _leave(reward) else amount

    def end(self, *, reward: Reward) -> None:
        """Let the owner out of the group, because the time is over."""
        _leave(reward)


def _leave(reward: Reward) -> bool:
    """End a membership; the last one of a person ends the group's. Tell whether there was one."""
    membership = Membership.objects.filter(reward=reward).select_related("user").first()
    if membership is None:
        return False
    membership.delete()
    others = Membership.objects.filter(user=membership.user, group=membership.group_id)
    if not membership.was_member_before and not others.exists():
        membership.user.groups.remove(membership.group_id)
    return True
