"""The customer's pages: the short link, the invitation, and the account."""

from django.urls import path

from oscar_referrals.account import (
    advocate_views,
    banner_views,
    gift_card_views,
    giving_views,
    guest_views,
    invitation_views,
    message_views,
    own_data_views,
    payout_views,
    rules_views,
    share_views,
)

urlpatterns = [
    # Without its slash a link leads on at once; a redirect to add it could be kept for ever.
    path("r/<str:code>", invitation_views.ShortLinkView.as_view()),
    path("r/<str:code>/", invitation_views.ShortLinkView.as_view(), name="referral-short-link"),
    path("invitation/", invitation_views.TypedCodeView.as_view(), name="referral-typed-code"),
    path(
        "r/<str:code>/<str:mark>/",
        invitation_views.ShortLinkView.as_view(),
        name="referral-short-link-by",
    ),
    path("badge/<str:code>.svg", share_views.BadgeView.as_view(), name="referral-badge"),
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
    path("guest/", guest_views.GuestView.as_view(), name="referral-guest"),
    path("guest/friends/", guest_views.GuestPageView.as_view(), name="referral-guest-page"),
    path("guest/erase/", guest_views.EraseView.as_view(), name="referral-guest-erase"),
    path(
        "guest/messages/<str:token>/",
        message_views.GuestMessagesView.as_view(),
        name="referral-guest-messages",
    ),
    path(
        "guest/link/<uuid:token>/",
        guest_views.GuestLinkView.as_view(),
        name="referral-guest-link",
    ),
    path(
        "invitation-rules/<slug:slug>/",
        rules_views.RulesArchiveView.as_view(),
        name="referral-rules",
    ),
    path(
        "invitation-rules/<slug:slug>/<slug:language>/<int:number>/",
        rules_views.RulesVersionView.as_view(),
        name="referral-rules-version",
    ),
    path(
        "invitation-rules/<slug:slug>/<slug:language>/<int:number>/changes/",
        rules_views.RulesChangesView.as_view(),
        name="referral-rules-changes",
    ),
    path("account/invite/", advocate_views.InviteView.as_view(), name="referral-account"),
    path("account/invite/join/", advocate_views.JoinView.as_view(), name="referral-join"),
    path(
        "account/invite/rules/",
        rules_views.AcceptRulesView.as_view(),
        name="referral-accept-rules",
    ),
    path("account/invite/share/", share_views.ShareView.as_view(), name="referral-share"),
    path("account/invite/name/", advocate_views.NameView.as_view(), name="referral-name"),
    path(
        "account/invite/nickname/",
        advocate_views.NicknameView.as_view(),
        name="referral-nickname",
    ),
    path("account/invite/code/", advocate_views.CodeView.as_view(), name="referral-code"),
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
    path("account/invite/not-now/", banner_views.NotNowView.as_view(), name="referral-not-now"),
    path(
        "account/invite/messages/",
        message_views.MessagesView.as_view(),
        name="referral-messages",
    ),
    path(
        "unsubscribe/<str:token>/",
        message_views.UnsubscribeView.as_view(),
        name="referral-unsubscribe",
    ),
    path(
        "account/invite/friends/<int:pk>/appeal/",
        advocate_views.AppealView.as_view(),
        name="referral-appeal",
    ),
    path(
        "account/invite/statement/",
        own_data_views.StatementView.as_view(),
        name="referral-statements",
    ),
    path(
        "account/invite/statement/<int:pk>/",
        own_data_views.StatementView.as_view(),
        name="referral-statement",
    ),
    path("account/invite/export/", own_data_views.ExportView.as_view(), name="referral-export"),
    path("account/invite/payout/", payout_views.PayoutView.as_view(), name="referral-payout"),
    path(
        "account/invite/rewards/<int:pk>/claim/",
        advocate_views.ClaimRewardView.as_view(),
        name="referral-claim-reward",
    ),
]
