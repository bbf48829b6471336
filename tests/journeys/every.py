"""Every page of the site with its case in it: the tests that walk all pages take them from here."""

from dataclasses import asdict, dataclass

from tests.cast import Cast
from tests.journeys import states
from tests.services.bulk_steps import comes_in, shop_takes_along, takes_along
from tests.services.dispute_steps import ruled_with_picture
from tests.services.incident_steps import declares
from tests.services.life_steps import good_at
from tests.services.policy_steps import drafts
from tests.services.statement_steps import differs
from tests.services.transfer_steps import pays, refuses
from weikameng.domain.complaints import NewComplaint
from weikameng.domain.policy.publishing import Actor
from weikameng.ledger.encodings import base64url_of
from weikameng.records.reading import policies
from weikameng.records.reading.tokens import of_owner
from weikameng.services import backtests, checkout, complaints, own_tokens, shops, webhooks
from weikameng.services.tokens import Wish
from weikameng.web.caller import caller_page
from weikameng.web.urls import urlpatterns

SHOP = "yunka"
NAMES = sorted(str(pattern.name) for pattern in urlpatterns)


@dataclass(frozen=True, slots=True)
class Scene:
    """小林's things: an unpaid order, a delivered one, a case in review with a picture."""

    unpaid: str
    order: str
    case: str
    sent_back: str
    abroad: states.Case
    rejected: str
    version: str
    draft: str
    run: int
    complaint: int
    incident: int
    difference: int
    payout: str
    transfer: int
    upload: str
    good: str
    caller: str
    hook: str
    ticket: str
    dispute: str
    filed: int
    bulk: int
    taken: str  # the link of what 小林 takes along
    shop_taken: int
    token: int  # 小林's own
    sent: int  # the place of a picture sent in that conversation
    picture: int = 7

    def address(self, name: str) -> str:
        """Return the address of a page, by url name; KeyError for a page without a case here."""
        if name in ROOM:
            return ROOM[name].format(v=self.draft, run=self.run)
        if name in MONEY | CHAT | TALK | PHONE:
            return (MONEY | CHAT | TALK | PHONE)[name].format(**asdict(self))
        return {
            "home": "/",
            "product": "/goods/game-topup-100/",
            "cashier": f"/pay/{self.unpaid}/",
            "identity": f"/refunds/{self.abroad.number}/identity/",
            "order_identity": f"/orders/{self.abroad.order}/identity/",
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
            "dispute_open": f"/refunds/{self.rejected}/dispute/",
            "disputes": "/desk/disputes/",
            "arbitration": "/arbitration/",
            "dispute": f"/disputes/{self.dispute}/",
            "dispute_do": f"/disputes/{self.dispute}/do/challenge/",
            "dispute_file": f"/disputes/{self.dispute}/file/",
            "dispute_ruling": f"/disputes/{self.dispute}/ruling/",
            "dispute_picture": f"/disputes/{self.dispute}/pictures/{self.filed}/",
            "withdraw": f"/refunds/{self.case}/withdraw/",
            "picture": f"/refunds/{self.case}/evidence/{self.picture}/",
            "policy": "/policy/",
            "policy_version": f"/policy/versions/{self.version}/",
            "standards": "/policy/standards/",
            "standard": "/policy/standards/WRONG_ACCOUNT/",
            "chain": f"/refunds/{self.case}/evidence/",
            "chain_file": f"/refunds/{self.case}/evidence/file/",
            "case_file": f"/refunds/{self.case}/file/",
            "desk_case_file": f"/desk/{self.case}/file/",
            "case_files": "/case-file/",
            "ledger": "/ledger/",
            "ledger_record": f"/ledger/goods/{self.good}/",
            "ledger_heads": "/ledger/heads/",
            "ledger_verify": f"/ledger/verify/?good={self.good}",
            "ledger_mirrors": "/ledger/mirrors/",
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
            "desk_guardian": f"/desk/{self.case}/guardian/",
            "desk_reminder": f"/desk/{self.case}/reminder/",
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
            "shops": "/staff/shops/",
            "imports": "/staff/imports/",
            "import": f"/staff/imports/{self.bulk}/",
            "import_live": f"/staff/imports/{self.bulk}/live/",
            "import_errors": f"/staff/imports/{self.bulk}/errors/",
            "my_data": "/my-data/",
            "my_data_live": "/my-data/live/",
            "my_data_do": "/my-data/export/",
            "my_data_file": f"/my-data/file/{self.taken}/",
            "my_tokens": "/my-tokens/",
            "my_token_revoke": f"/my-tokens/{self.token}/revoke/",
            "shop_room": f"/staff/shops/{SHOP}/",
            "shop_do": f"/staff/shops/{SHOP}/close/",
            "shop_data": f"/staff/shops/{SHOP}/data/",
            "shop_data_file": f"/staff/shops/{SHOP}/data/{self.shop_taken}/",
            "token_revoke": "/staff/tokens/1/revoke/",
            "webhooks": "/staff/webhooks/",
            "webhook": f"/staff/webhooks/{self.hook}/",
            "webhook_do": f"/staff/webhooks/{self.hook}/test/",
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
    "money_incidents": "/money/incidents/",
    "money_incident_new": "/money/incidents/new/",
    "money_incident": "/money/incidents/{incident}/",
    "money_incident_live": "/money/incidents/{incident}/live/",
    "money_incident_file": "/money/incidents/{incident}/report/",
    "money_incident_do": "/money/incidents/{incident}/do/pause/",
    "money_exchange": "/money/exchange/?show=all",
    "money_exchange_file": "/money/exchange/file/?from=2026-11-01&to=2026-11-30",
    "money_exchange_order": "/money/exchange/{abroad[order]}/",
    "money_exchange_do": "/money/exchange/{abroad[order]}/do/confirm/",
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
# Conversations; {ticket} is 小林's, with a picture.
CHAT = {
    "chat": "/chat/?new=1",
    "conversations": "/chat/all/",
    "ticket_new": "/chat/ticket/",
    "conversation": "/chat/{ticket}/",
    "conversation_live": "/chat/{ticket}/live/",
    "conversation_person": "/chat/{ticket}/person/",
    "conversation_order": "/chat/{ticket}/order/",
    "conversation_close": "/chat/{ticket}/close/",
    "conversation_rate": "/chat/{ticket}/rating/",
    "conversation_typing": "/chat/{ticket}/typing/",
    "conversation_picture": "/chat/{ticket}/picture/{sent}/",
}
# The agents' inbox, and the telephone: {caller} is the page of 小林, who calls.
TALK = {
    "talks": "/desk/talk/",
    "talks_live": "/desk/talk/live/",
    "talk_next": "/desk/talk/next/",
    "replies": "/desk/talk/replies/",
    "talk": "/desk/talk/{ticket}/",
    "talk_live": "/desk/talk/{ticket}/live/",
    "talk_say": "/desk/talk/{ticket}/say/",
    "talk_types": "/desk/talk/{ticket}/typing/",
    "talk_do": "/desk/talk/{ticket}/do/claim/",
    "talk_picture": "/desk/talk/{ticket}/picture/{sent}/",
}
PHONE = {
    "calls": "/desk/calls/",
    "call_back_do": "/desk/calls/back/1/number/",
    "caller": "{caller}",
    "caller_note": "{caller}note/",
    "caller_apply": "{caller}apply/",
}
# What takes a POST and nothing else.
SENT = frozenset(
    {
        *("conversation_person", "conversation_order", "conversation_close"),
        *("conversation_rate", "conversation_typing"),
        *("talk_next", "talk_say", "talk_types", "talk_do"),
        *("call_back_do", "caller_note", "caller_apply"),
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
        "dispute_do",
        "desk_filters",
        "desk_filter_drop",
        "desk_claim",
        "desk_release",
        *("desk_guardian", "desk_reminder"),
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
        "money_incident_do",
        "money_exchange_do",
        "money_statement_run",
        "money_statement_upload",
        "money_difference",
        "money_balance",
        "money_recovery_note",
        "person_do",
        *("my_data_do", "shop_do", "token_revoke", "webhook_do", "my_token_revoke"),
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
        "case_files",
        *("ledger", "ledger_record", "ledger_heads", "ledger_verify", "ledger_mirrors"),
    }
)
LISTS = frozenset(
    {
        *("orders", "refunds", "messages", "notice_settings", "notice_settings_do"),
        *("chat", "conversations", "ticket_new"),
        *("my_data", "my_data_live", "my_data_do", "my_tokens"),
    }
)
DESK = frozenset(
    {
        *("desk", "desk_chain", "desk_chain_file", "desk_case", "ask_again"),
        *("desk_pictures", "judge_reading", "desk_approval", "desk_ask_supplier"),
        *("desk_next", "desk_search", "desk_filters", "desk_filter_drop"),
        *("desk_claim", "desk_release", "desk_hand_over", "desk_holder", "desk_case_file"),
        *("desk_guardian", "desk_reminder"),
    }
)
FIGURES = frozenset({"figures", "figure_file"})
SAMPLES = frozenset({"samples", "sample_judge"})
# Who works here: their accounts, which the system administrator looks after.
PEOPLE = frozenset({"people", "person", "person_do"})
PEOPLE |= {"shops", "shop_room", "shop_do", "token_revoke", "shop_data", "shop_data_file"}
PEOPLE |= {"imports", "import", "import_live", "import_errors"}
PEOPLE |= {"webhooks", "webhook", "webhook_do"}
# A dispute: its buyer, the shop's side and its panel; none of the last two without their rights.
DISPUTES = frozenset(
    {
        *("disputes", "dispute", "dispute_do", "dispute_file", "dispute_ruling"),
        "dispute_picture",
    }
)
# What is served as a file.
PICTURES = frozenset(
    {
        *("picture", "upload", "upload_picture", "chain_file", "desk_chain_file"),
        *("room_file", "money_recovery_file", "money_transfer_proof", "figure_file"),
        *("money_incident_file", "money_exchange_file", "import_errors", "my_data_file"),
        "shop_data_file",
        *("dispute_file", "dispute_ruling", "dispute_picture"),
        *("case_file", "desk_case_file", "conversation_picture", "talk_picture"),
    }
)
# Parts of pages, without a frame of their own.
PARTS = frozenset(
    {
        *("refund_live", "order_live", "desk_pictures", "desk_holder", "conversation_live"),
        *("talks_live", "talk_live"),
        *("room_check_live", "room_effect", "room_backtest_live"),
        *("money_incident_live", "import_live", "my_data_live"),
    }
)


def scene(cast: Cast) -> Scene:
    """Bring 小林's things about."""
    shop_id = shops.open_shop(SHOP, "云卡小铺", "ours", None, cast.at)
    hook = webhooks.create(webhooks.Hand(shop_id), "https://hooks.example.com/", at=cast.at)
    case, draft = states.reviewing(cast), drafts(cast, "2026.8")
    dead, sent_back = refuses(cast), states.awaiting_buyer(cast)
    order = cast.buys("game-card-3")
    ticket, sent = states.talking(cast)
    dispute, filed = ruled_with_picture(cast)
    return Scene(
        ticket=ticket,
        dispute=dispute,
        filed=filed,
        bulk=comes_in(cast),
        taken=takes_along(cast),
        shop_taken=shop_takes_along(cast, shop_id, SHOP),
        token=_token(cast),
        sent=sent,
        unpaid=_unpaid(cast),
        order=order,
        good=base64url_of(good_at(order).pk.bytes),
        caller=caller_page(cast.xiaolin),
        hook=hook.code,
        upload=states.handed_in(cast, sent_back.order),
        case=case.number,
        sent_back=sent_back.number,
        abroad=states.abroad(cast),
        rejected=states.too_late(cast).number,
        version=policies.published()[-1].row.version,
        draft=draft,
        complaint=_complaint(cast),
        incident=declares(cast, "game-card-3"),
        difference=differs(cast),
        payout=dead.number,
        transfer=pays(cast, dead),
        run=backtests.start(draft, backtests.Range(), cast.xiaozheng, at=cast.at),
    )


def _token(cast: Cast) -> int:
    own_tokens.issue(cast.xiaolin, Wish("books", frozenset({"refunds:read"}), 30), at=cast.at)
    return of_owner(cast.xiaolin)[0].pk


def insider(cast: Cast, name: str) -> int:
    """Who may see a page: 小林, 周姐 at the desk, 小郑, 阿财, 老徐 and 阿兰 in their rooms."""
    if name in TALK | PHONE:
        return cast.ids["alan"]
    if name in ROOM:
        return cast.xiaozheng.id
    if name in MONEY:
        return cast.ids["acai"]
    if name in {"disputes", "arbitration"}:
        return cast.ids["laoyan" if name == "disputes" else "helv"]
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
