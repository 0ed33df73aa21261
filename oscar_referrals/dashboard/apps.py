"""The staff's pages, as an Oscar dashboard app."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from oscar.core.application import OscarDashboardConfig

from oscar_referrals.permissions import (
    ADD_CARD,
    ADD_CODE,
    ADD_PAYOUT,
    APPROVE_PAYOUT,
    CHANGE_PROGRAM,
    CHANGE_REFERRAL,
    EXPORT_PAYOUT,
)

_CONFIGURES = ["is_staff", CHANGE_PROGRAM]
_DECIDES = ["is_staff", CHANGE_REFERRAL]
_ADDS_CODES = ["is_staff", ADD_CODE]
_PRINTS = ["is_staff", ADD_CARD]
_COLLECTS = ["is_staff", ADD_PAYOUT]
_APPROVES = ["is_staff", APPROVE_PAYOUT]
_EXPORTS = ["is_staff", EXPORT_PAYOUT]
#: Oscar asks for one of these lists.
_SEES_PAYOUTS = (_COLLECTS, _APPROVES, _EXPORTS)


class ReferralsDashboardConfig(OscarDashboardConfig):
    """Programs and referrals in Oscar's dashboard."""

    name = "oscar_referrals.dashboard"
    label = "oscar_referrals_dashboard"
    verbose_name = _("Referrals dashboard")
    default = True
    hidable_feature_name = "referrals"
    default_permissions = ["is_staff"]
    permissions_map = {
        "referral-program-create": _CONFIGURES,
        "referral-program-terms": _CONFIGURES,
        "referral-program-edit": _CONFIGURES,
        "referral-program-allowed": _CONFIGURES,
        "referral-program-messages": _CONFIGURES,
        "referral-program-campaigns": _CONFIGURES,
        "referral-campaign-again": _CONFIGURES,
        "referral-message-words": _CONFIGURES,
        "referral-message-edit": _CONFIGURES,
        "referral-message-restore": _CONFIGURES,
        "referral-program-start": _CONFIGURES,
        "referral-program-pause": _CONFIGURES,
        "referral-program-end": _CONFIGURES,
        "referral-partner-create": _CONFIGURES,
        "referral-partner-edit": _CONFIGURES,
        "referral-pledge-create": _CONFIGURES,
        "referral-pledge-end": _CONFIGURES,
        "referral-statement-make": _CONFIGURES,
        "referral-statement-paid": _CONFIGURES,
        "referral-drop-create": _CONFIGURES,
        "referral-drop-stop": _CONFIGURES,
        "referral-drop-schedule": _CONFIGURES,
        "referral-drop-schedule-end": _CONFIGURES,
        "referral-accept": _DECIDES,
        "referral-reject": _DECIDES,
        "referral-review": _DECIDES,
        "referral-reopen": _DECIDES,
        "referral-appeal-answer": _DECIDES,
        "referral-wish-approve": _DECIDES,
        "referral-wish-refuse": _DECIDES,
        "referral-code-take-back": _DECIDES,
        "referral-work-retry": _DECIDES,
        "referral-work-retry-all": _DECIDES,
        "referral-gift-card-forget": _DECIDES,
        "referral-code-list": _ADDS_CODES,
        "referral-code-warning": _ADDS_CODES,
        "referral-batch-create": _PRINTS,
        "referral-batch-cost": _PRINTS,
        "referral-batch-block": _PRINTS,
        "referral-batch-sheets": _PRINTS,
        "referral-batch-archive": _PRINTS,
        "referral-drop-sheets": _PRINTS,
        "referral-card-block": _PRINTS,
        "referral-card-replace": _PRINTS,
        "referral-card-file": _PRINTS,
        "referral-card-qr": _PRINTS,
        "referral-insert-print": _PRINTS,
        "referral-insert-file": _PRINTS,
        "referral-payout-list": _SEES_PAYOUTS,
        "referral-payout-detail": _SEES_PAYOUTS,
        "referral-payout-collect": _COLLECTS,
        "referral-payout-approve": _APPROVES,
        "referral-payout-withdraw": _SEES_PAYOUTS,
        "referral-payout-export": _EXPORTS,
        "referral-payout-settle": _EXPORTS,
        "referral-payout-failure": _EXPORTS,
    }

    def get_urls(self) -> list[Any]:
        """Return the addresses of the staff's pages."""
        urls = [
            *self._program_urls(),
            *self._partner_urls(),
            *self._drop_urls(),
            *self._payout_urls(),
            *self._card_urls(),
            *self._printing_urls(),
            *self._message_urls(),
            *self._code_urls(),
            *self._work_urls(),
            *self._referral_urls(),
        ]
        return self.post_process_urls(urls)

    def _program_urls(self) -> list[Any]:
        from oscar_referrals.dashboard.views import (
            allowed,
            cost_preview,
            programs,
            share_messages,
            states,
            terms,
        )

        one = "programs/<int:pk>/"
        return [
            path("programs/", programs.ProgramListView.as_view(), name="referral-program-list"),
            path(
                "programs/create/",
                terms.ProgramCreateView.as_view(),
                name="referral-program-create",
            ),
            path(one, programs.ProgramDetailView.as_view(), name="referral-program-detail"),
            path(f"{one}terms/", terms.TermsChangeView.as_view(), name="referral-program-terms"),
            path(f"{one}edit/", programs.ProgramEditView.as_view(), name="referral-program-edit"),
            path(
                f"{one}allowed/",
                allowed.AllowedAdvocatesView.as_view(),
                name="referral-program-allowed",
            ),
            path(
                f"{one}messages/",
                share_messages.ShareMessagesView.as_view(),
                name="referral-program-messages",
            ),
            path(
                f"{one}cost-preview/",
                cost_preview.CostPreviewView.as_view(),
                name="referral-cost-preview",
            ),
            path(f"{one}start/", states.StartView.as_view(), name="referral-program-start"),
            path(f"{one}pause/", states.PauseView.as_view(), name="referral-program-pause"),
            path(f"{one}end/", states.EndView.as_view(), name="referral-program-end"),
        ]

    def _partner_urls(self) -> list[Any]:
        from oscar_referrals.dashboard.views import partners, statements

        one = "partners/<int:pk>/"
        statement = "statements/<int:pk>/"
        return [
            path("partners/", partners.PartnerListView.as_view(), name="referral-partner-list"),
            path(
                "partners/create/",
                partners.PartnerCreateView.as_view(),
                name="referral-partner-create",
            ),
            path(one, partners.PartnerDetailView.as_view(), name="referral-partner-detail"),
            path(f"{one}edit/", partners.PartnerEditView.as_view(), name="referral-partner-edit"),
            path(
                f"{one}pledge/", partners.PledgeCreateView.as_view(), name="referral-pledge-create"
            ),
            path(
                "pledges/<int:pk>/end/",
                partners.PledgeEndView.as_view(),
                name="referral-pledge-end",
            ),
            path(
                f"{one}statements/<int:program_id>/",
                statements.StatementMakeView.as_view(),
                name="referral-statement-make",
            ),
            path(
                statement,
                statements.StatementDetailView.as_view(),
                name="referral-statement-detail",
            ),
            path(
                f"{statement}csv/",
                statements.StatementFileView.as_view(),
                name="referral-statement-file",
            ),
            path(
                f"{statement}paid/",
                statements.StatementPaidView.as_view(),
                name="referral-statement-paid",
            ),
        ]

    def _drop_urls(self) -> list[Any]:
        from oscar_referrals.dashboard.views import drops

        program = "programs/<int:pk>/drops/"
        return [
            path(program, drops.DropListView.as_view(), name="referral-drop-list"),
            path(f"{program}create/", drops.DropCreateView.as_view(), name="referral-drop-create"),
            path(
                f"{program}schedule/",
                drops.ScheduleView.as_view(),
                name="referral-drop-schedule",
            ),
            path(
                f"{program}schedule/end/",
                drops.ScheduleEndView.as_view(),
                name="referral-drop-schedule-end",
            ),
            path("drops/<int:pk>/", drops.DropDetailView.as_view(), name="referral-drop-detail"),
            path("drops/<int:pk>/stop/", drops.DropStopView.as_view(), name="referral-drop-stop"),
        ]

    def _message_urls(self) -> list[Any]:
        from oscar_referrals.dashboard.views import campaigns, messages

        one = "messages/<slug:key>/"
        return [
            path(
                "programs/<int:pk>/campaigns/",
                campaigns.CampaignsView.as_view(),
                name="referral-program-campaigns",
            ),
            path(
                "campaigns/<int:pk>/",
                campaigns.CampaignAgainView.as_view(),
                name="referral-campaign-again",
            ),
            path("messages/", messages.MessageListView.as_view(), name="referral-message-list"),
            path(
                f"{one}words/", messages.MessageWordsView.as_view(), name="referral-message-words"
            ),
            path(f"{one}edit/", messages.MessageEditView.as_view(), name="referral-message-edit"),
            path(
                f"{one}restore/",
                messages.MessageRestoreView.as_view(),
                name="referral-message-restore",
            ),
        ]

    def _code_urls(self) -> list[Any]:
        from oscar_referrals.dashboard.views import codes

        one = "advocates/<int:pk>/"
        wish = "codes/words/<int:pk>/"
        return [
            path("codes/", codes.CodesView.as_view(), name="referral-codes"),
            path(f"{wish}approve/", codes.ApproveWishView.as_view(), name="referral-wish-approve"),
            path(f"{wish}refuse/", codes.RefuseWishView.as_view(), name="referral-wish-refuse"),
            path(one, codes.AdvocateView.as_view(), name="referral-advocate-detail"),
            path(f"{one}take-back/", codes.TakeBackView.as_view(), name="referral-code-take-back"),
        ]

    def _work_urls(self) -> list[Any]:
        from oscar_referrals.dashboard.views import work

        return [
            path("work/", work.WorkListView.as_view(), name="referral-work-list"),
            path("work/retry/", work.RetryAllView.as_view(), name="referral-work-retry-all"),
            path("work/<int:pk>/retry/", work.RetryView.as_view(), name="referral-work-retry"),
        ]

    def _payout_urls(self) -> list[Any]:
        from oscar_referrals.dashboard.views import payouts

        one = "payouts/<int:pk>/"
        return [
            path("payouts/", payouts.PayoutListView.as_view(), name="referral-payout-list"),
            path("payouts/collect/", payouts.CollectView.as_view(), name="referral-payout-collect"),
            path(one, payouts.PayoutDetailView.as_view(), name="referral-payout-detail"),
            path(f"{one}approve/", payouts.ApproveView.as_view(), name="referral-payout-approve"),
            path(
                f"{one}withdraw/", payouts.WithdrawView.as_view(), name="referral-payout-withdraw"
            ),
            path(f"{one}export/", payouts.ExportView.as_view(), name="referral-payout-export"),
            path(f"{one}settle/", payouts.SettleView.as_view(), name="referral-payout-settle"),
            path(
                "payouts/lines/<int:pk>/failed/",
                payouts.FailureView.as_view(),
                name="referral-payout-failure",
            ),
        ]

    def _card_urls(self) -> list[Any]:
        from oscar_referrals.dashboard.views import code_lists, gift_cards

        return [
            path(
                "gift-cards/", gift_cards.GiftCardListView.as_view(), name="referral-gift-card-list"
            ),
            path(
                "gift-cards/<int:pk>/forget/",
                gift_cards.ForgetCodeView.as_view(),
                name="referral-gift-card-forget",
            ),
            path("code-lists/", code_lists.CodeListView.as_view(), name="referral-code-list"),
            path(
                "code-lists/<int:pk>/warning/",
                code_lists.WarningView.as_view(),
                name="referral-code-warning",
            ),
        ]

    def _printing_urls(self) -> list[Any]:
        from oscar_referrals.dashboard.views import card_files, cards, inserts

        program = "programs/<int:pk>/cards/"
        batch = "cards/<int:pk>/"
        card = "card/<int:pk>/"
        return [
            path(program, cards.BatchListView.as_view(), name="referral-batch-list"),
            path(
                f"{program}create/", cards.BatchCreateView.as_view(), name="referral-batch-create"
            ),
            path(batch, cards.BatchDetailView.as_view(), name="referral-batch-detail"),
            path(f"{batch}cost/", cards.PrintCostView.as_view(), name="referral-batch-cost"),
            path(f"{batch}block/", cards.BatchBlockView.as_view(), name="referral-batch-block"),
            path(
                f"{batch}sheets/<str:paper>.pdf",
                card_files.SheetsView.as_view(),
                name="referral-batch-sheets",
            ),
            path(
                f"{batch}sheets/<str:paper>.zip",
                card_files.AllSheetsView.as_view(),
                name="referral-batch-archive",
            ),
            path(
                "drops/<int:pk>/sheets/<str:paper>.pdf",
                card_files.GiftSheetsView.as_view(),
                name="referral-drop-sheets",
            ),
            path(f"{card}block/", cards.CardBlockView.as_view(), name="referral-card-block"),
            path(f"{card}replace/", cards.CardReplaceView.as_view(), name="referral-card-replace"),
            path(
                f"{card}card.<str:kind>",
                card_files.CardFileView.as_view(),
                name="referral-card-file",
            ),
            path(f"{card}qr.<str:kind>", card_files.QrView.as_view(), name="referral-card-qr"),
            path(
                "inserts/<int:pk>/", inserts.InsertPrintView.as_view(), name="referral-insert-print"
            ),
            path(
                "inserts/<int:pk>/insert.pdf",
                inserts.InsertFileView.as_view(),
                name="referral-insert-file",
            ),
        ]

    def _referral_urls(self) -> list[Any]:
        from oscar_referrals.dashboard.views import appeals, decisions, referrals

        one = "<int:pk>/"
        return [
            path("", referrals.ReferralListView.as_view(), name="referral-list"),
            path(one, referrals.ReferralDetailView.as_view(), name="referral-detail"),
            path(f"{one}accept/", decisions.AcceptView.as_view(), name="referral-accept"),
            path(f"{one}reject/", decisions.RejectView.as_view(), name="referral-reject"),
            path(f"{one}review/", decisions.SendToReviewView.as_view(), name="referral-review"),
            path(f"{one}reopen/", decisions.ReopenView.as_view(), name="referral-reopen"),
            path(f"{one}answer/", appeals.AnswerView.as_view(), name="referral-appeal-answer"),
        ]
