"""Every page of the site with its case in it: the tests that walk all pages take them from here."""

from dataclasses import asdict, dataclass

from tests.cast import Cast
from tests.journeys import states
from tests.services.policy_steps import drafts
from tests.services.statement_steps import differs
from tests.services.transfer_steps import pays, refuses
from weikameng.domain.complaints import NewComplaint
from weikameng.domain.policy.publishing import Actor
from weikameng.records.reading import policies
from weikameng.services import backtests, checkout, complaints
from weikameng.web.urls import urlpatterns

NAMES = sorted(str(pattern.name) for pattern in urlpatterns)


@dataclass(frozen=True, slots=True)
class Scene:
    """小林's things: an unpaid order, a delivered one, a case in review with a picture."""

    unpaid: str
    order: str
    case: str
    sent_back: str
    rejected: str
    version: str
    draft: str
    run: int
    complaint: int
    difference: int
    payout: str
    transfer: int
    upload: str
    picture: int = 7

    def address(self, name: str) -> str:
        """Return the address of a page, by url name; KeyError for a page without a case here."""
        if name in ROOM:
            return ROOM[name].format(v=self.draft, run=self.run)
        if name in MONEY:
            return MONEY[name].format(**asdict(self))
        return {
            "home": "/",
            "product": "/goods/game-topup-100/",
            "cashier": f"/pay/{self.unpaid}/",
            "cancel": f"/pay/{self.unpaid}/cancel/",
            "orders": "/orders/",
            "order": f"/orders/{self.order}/",
            "order_live": f"/orders/{self.order}/live/",
            "reveal": f"/orders/{self.order}/key/1/",
            "apply": f"/orders/{self.order}/refund/?reason=KEY_INVALID",
            "narrative_check": f"/orders/{self.order}/refund/check/",
            "apply_checklist": f"/orders/{self.order}/refund/checklist/",
            "uploads": f"/orders/{self.order}/uploads/",
            "upload": f"/uploads/{self.upload}/",
            "upload_picture": f"/uploads/{self.upload}/picture/",
            "refunds": "/refunds/",
            "messages": "/messages/",
            "notice_settings": "/messages/settings/",
            "notice_settings_do": "/messages/settings/sms/confirm/",
            "refund": f"/refunds/{self.case}/",
            "rate": f"/refunds/{self.case}/rating/",
            "refund_live": f"/refunds/{self.case}/live/",
            "amend": f"/refunds/{self.sent_back}/amend/?reason=NOT_ARRIVED",
            "ask_person": f"/refunds/{self.rejected}/person/",
            "withdraw": f"/refunds/{self.case}/withdraw/",
            "picture": f"/refunds/{self.case}/evidence/{self.picture}/",
            "policy": "/policy/",
            "policy_version": f"/policy/versions/{self.version}/",
            "standards": "/policy/standards/",
            "standard": "/policy/standards/WRONG_ACCOUNT/",
            "chain": f"/refunds/{self.case}/evidence/",
            "chain_file": f"/refunds/{self.case}/evidence/file/",
            "desk_chain": f"/desk/{self.case}/evidence/",
            "desk_chain_file": f"/desk/{self.case}/evidence/file/",
            "notices_sent": f"/desk/{self.case}/notices/",
            "desk": "/desk/",
            "figures": "/desk/figures/?days=7",
            "figure_file": "/desk/figures/funnel/file/",
            "samples": "/desk/samples/",
            "sample_judge": f"/desk/samples/{self.case}/",
            "desk_next": "/desk/next/",
            "desk_search": "/desk/search/",
            "desk_filters": "/desk/filters/",
            "desk_filter_drop": "/desk/filters/1/delete/",
            "desk_claim": f"/desk/{self.case}/claim/",
            "desk_release": f"/desk/{self.case}/release/",
            "desk_hand_over": f"/desk/{self.case}/hand-over/",
            "desk_holder": f"/desk/{self.case}/holder/",
            "desk_case": f"/desk/{self.case}/",
            "desk_approval": f"/desk/{self.case}/approval/",
            "desk_ask_supplier": f"/desk/{self.case}/supplier/",
            "desk_pictures": f"/desk/{self.case}/pictures/",
            "judge_reading": f"/desk/{self.case}/pictures/{self.picture}/",
            "ask_again": f"/desk/{self.case}/again/",
            "staff_log": "/staff/log/",
            "staff_notices": "/staff/notices/",
            "people": "/staff/people/",
            "person": "/staff/people/zhoujie/",
            "person_do": "/staff/people/zhoujie/off/",
            "set_language": "/language/",
            "health": "/healthz",
        }[name]


# The policy room: {v} is a draft, {run} a backtest of it.
ROOM = {
    "calendar": "/clocks/calendar/",
    "calendar_decide": "/clocks/calendar/1/adopt/",
    "room": "/policy/room/",
    "room_overview": "/policy/room/{v}/",
    "room_step": "/policy/room/{v}/steps/discard/",
    "room_numbers": "/policy/room/{v}/numbers/",
    "room_clauses": "/policy/room/{v}/clauses/?edit=A1",
    "room_rules": "/policy/room/{v}/rules/",
    "room_move": "/policy/room/{v}/rules/move/",
    "room_rule": "/policy/room/{v}/rule/review/",
    "room_add_case": "/policy/room/{v}/rule/review/cases/",
    "room_case": "/policy/room/{v}/rule/review/cases/partial/",
    "room_remove_case": "/policy/room/{v}/rule/review/cases/partial/remove/",
    "room_brake": "/policy/room/{v}/brakes/auto_limit/",
    "room_term": "/policy/room/{v}/terms/staffed_route/",
    "room_condition": "/policy/room/{v}/condition/",
    "room_reasons": "/policy/room/{v}/reasons/",
    "room_reason": "/policy/room/{v}/reasons/WRONG_ACCOUNT/",
    "room_goods": "/policy/room/{v}/goods/",
    "room_good": "/policy/room/{v}/goods/gift_card/",
    "room_text": "/policy/room/{v}/text/?line=30",
    "room_file": "/policy/room/{v}/text/file/",
    "room_check": "/policy/room/{v}/check/?now=yes",
    "room_check_live": "/policy/room/{v}/check/live/",
    "room_compare": "/policy/room/{v}/compare/?now=yes",
    "room_effect": "/policy/room/{v}/compare/effect/?with=2026.1",
    "room_dry_run": "/policy/room/{v}/dry-run/",
    "room_backtest": "/policy/room/{v}/backtest/",
    "room_backtest_live": "/policy/room/{v}/backtest/live/",
    "room_backtest_cancel": "/policy/room/{v}/backtest/{run}/cancel/",
}
# The money room; {case} is a refund case's number.
MONEY = {
    "money": "/money/",
    "money_payouts": "/money/payouts/?show=all",
    "money_payout": "/money/payouts/{payout}/",
    "money_payout_do": "/money/payouts/{payout}/do/again/",
    "money_transfer_new": "/money/payouts/{payout}/transfer/",
    "money_transfers": "/money/transfers/?show=all",
    "money_transfer": "/money/transfers/{transfer}/",
    "money_transfer_do": "/money/transfers/{transfer}/do/confirm/",
    "money_transfer_proof": "/money/transfers/{transfer}/proof/",
    "money_channels": "/money/channels/",
    "money_channel_resume": "/money/channels/alipay/resume/",
    "money_complaints": "/money/complaints/",
    "money_complaint_new": "/money/complaints/new/",
    "money_complaint": "/money/complaints/{complaint}/",
    "money_complaint_do": "/money/complaints/{complaint}/do/close/",
    "money_reconcile": "/money/statements/",
    "money_statement": "/money/statements/alipay/2026-11-01/",
    "money_statement_run": "/money/statements/alipay/2026-11-01/run/",
    "money_statement_upload": "/money/statements/alipay/2026-11-01/upload/",
    "money_difference": "/money/differences/{difference}/do/close/",
    "money_forecast": "/money/forecast/",
    "money_balance": "/money/forecast/sandbox/balance/",
    "money_books": "/money/books/",
    "money_account": "/money/books/accounts/cost:platform/",
    "money_books_case": "/money/books/refunds/{case}/",
    "money_recovery": "/money/recovery/",
    "money_recovery_month": "/money/recovery/2026-10/sandbox/",
    "money_recovery_note": "/money/recovery/2026-10/note/claimed/sandbox/",
    "money_recovery_file": "/money/recovery/2026-10/file/sandbox/",
}
# What takes a POST and nothing else.
SENT = frozenset(
    {
        "cancel",
        "reveal",
        "narrative_check",
        "apply_checklist",
        "uploads",
        "ask_person",
        "rate",
        "sample_judge",
        "ask_again",
        "notice_settings_do",
        "judge_reading",
        "desk_approval",
        "desk_ask_supplier",
        "desk_next",
        "desk_filters",
        "desk_filter_drop",
        "desk_claim",
        "desk_release",
        "desk_hand_over",
        "withdraw",
        "set_language",
        "calendar_decide",
        "room_step",
        "room_move",
        "room_add_case",
        "room_remove_case",
        "room_condition",
        "room_backtest_cancel",
        "money_payout_do",
        "money_transfer_do",
        "money_channel_resume",
        "money_complaint_do",
        "money_statement_run",
        "money_statement_upload",
        "money_difference",
        "money_balance",
        "money_recovery_note",
        "person_do",
    }
)
FOR_ALL = frozenset(
    {
        "home",
        "product",
        "policy",
        "policy_version",
        "standards",
        "standard",
        "health",
        "set_language",
    }
)
LISTS = frozenset({"orders", "refunds", "messages", "notice_settings", "notice_settings_do"})
DESK = frozenset(
    {
        *("desk", "desk_chain", "desk_chain_file", "desk_case", "ask_again"),
        *("desk_pictures", "judge_reading", "desk_approval", "desk_ask_supplier"),
        *("desk_next", "desk_search", "desk_filters", "desk_filter_drop"),
        *("desk_claim", "desk_release", "desk_hand_over", "desk_holder"),
    }
)
FIGURES = frozenset({"figures", "figure_file"})
SAMPLES = frozenset({"samples", "sample_judge"})
# Who works here: their accounts, which the system administrator looks after.
PEOPLE = frozenset({"people", "person", "person_do"})
# What is served as a file.
PICTURES = frozenset(
    {
        *("picture", "upload", "upload_picture", "chain_file", "desk_chain_file"),
        *("room_file", "money_recovery_file", "money_transfer_proof", "figure_file"),
    }
)
# Parts of pages, without a frame of their own.
PARTS = frozenset(
    {
        *("refund_live", "order_live", "desk_pictures", "desk_holder"),
        *("room_check_live", "room_effect", "room_backtest_live"),
    }
)


def scene(cast: Cast) -> Scene:
    """Bring 小林's things about."""
    case, draft = states.reviewing(cast), drafts(cast, "2026.8")
    dead, sent_back = refuses(cast), states.awaiting_buyer(cast)
    return Scene(
        unpaid=_unpaid(cast),
        order=cast.buys("game-card-3"),
        upload=states.handed_in(cast, sent_back.order),
        case=case.number,
        sent_back=sent_back.number,
        rejected=states.too_late(cast).number,
        version=policies.published()[-1].row.version,
        draft=draft,
        complaint=_complaint(cast),
        difference=differs(cast),
        payout=dead.number,
        transfer=pays(cast, dead),
        run=backtests.start(draft, backtests.Range(), cast.xiaozheng, at=cast.at),
    )


def insider(cast: Cast, name: str) -> int:
    """Who may see a page: 小林, 周姐 at the desk, 小郑, 阿财 and 老徐 in their rooms."""
    if name in ROOM:
        return cast.xiaozheng.id
    if name in MONEY:
        return cast.ids["acai"]
    if name == "notices_sent":
        return cast.laochen
    if name in PEOPLE:
        return cast.ids["laoxu"]
    if name == "staff_log" or name in FIGURES | SAMPLES:
        return cast.laochen
    return cast.zhoujie if name in DESK or name == "staff_notices" else cast.xiaolin


def _complaint(cast: Cast) -> int:
    new = NewComplaint(cast.buys("game-card-3"), "complaint", "C-2026-1", 300)
    return complaints.open_complaint(new, Actor(cast.ids["acai"], "finance"), at=cast.at).id


def _unpaid(cast: Cast) -> str:
    product = checkout.catalogue.product("game-card-3")
    assert product is not None
    digest = checkout.policy_shown(product, cast.at).digest
    wish = checkout.Purchase(sku="game-card-3", confirmed=True, text_digest=digest)
    return checkout.place(wish, buyer_id=cast.xiaolin, at=cast.at)
