"""The customer's pages: the short link, the invitation, and the account."""

from django.urls import path

from oscar_referrals.account import (
    advocate_views,
    gift_card_views,
    giving_views,
    invitation_views,
    payout_views,
)

urlpatterns = [
    path("r/<str:code>/", invitation_views.ShortLinkView.as_view(), name="referral-short-link"),
    path(
        "invitation/<str:code>/",
        invitation_views.InvitationView.as_view(),
        name="referral-invitation",
    ),
    path(
        "invitation/<str:code>/claim/",
        invitation_views.ClaimView.as_view(),
        name="referral-claim",
    ),
    path("giving/<slug:slug>/", giving_views.GivingView.as_view(), name="referral-giving"),
    path("account/invite/", advocate_views.InviteView.as_view(), name="referral-account"),
    path("account/invite/join/", advocate_views.JoinView.as_view(), name="referral-join"),
    path("account/invite/name/", advocate_views.NameView.as_view(), name="referral-name"),
    path("account/invite/leave/", advocate_views.LeaveView.as_view(), name="referral-leave"),
    path(
        "account/invite/credit/<int:pk>/use/",
        advocate_views.UseCreditView.as_view(),
        name="referral-use-credit",
    ),
    path(
        "account/invite/rewards/<int:pk>/use/",
        advocate_views.UseRewardView.as_view(),
        name="referral-use-reward",
    ),
    path("gift-card/", gift_card_views.GiftCardView.as_view(), name="referral-gift-card"),
    path(
        "gift-card/pay/",
        gift_card_views.PayWithCardView.as_view(),
        name="referral-gift-card-pay",
    ),
    path(
        "account/invite/gift-cards/<int:pk>/code/",
        gift_card_views.ShowCodeView.as_view(),
        name="referral-gift-card-code",
    ),
    path("account/invite/payout/", payout_views.PayoutView.as_view(), name="referral-payout"),
    path(
        "account/invite/rewards/<int:pk>/claim/",
        advocate_views.ClaimRewardView.as_view(),
        name="referral-claim-reward",
    ),
]
