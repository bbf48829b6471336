"""Nothing of what goes to the public log tells a person or a card: every value is looked for."""

import re

from django.db import connection

from tests.cast import asks
from tests.log_rows import remember_in, sequenced
from tests.services.life_steps import good_at, reports_it, said
from tests.services.test_complaints import closes, opens
from weikameng.domain.application import KeptFile
from weikameng.domain.complaints import Outcome
from weikameng.ledger.commitments import opens as opens_commitment
from weikameng.ledger.committed import DOMAINS, claim_value, order_value
from weikameng.ledger.encodings import base64url_of, bytes_of_base64url
from weikameng.ledger.envelopes import parse_envelope
from weikameng.records.models import LedgerGood, LedgerOutbox, LogEntry, OrderUnit
from weikameng.records.writing.life import destroy_salts
from weikameng.services import cards, refunds

# Where people, secrets and what they wrote are; everything else is ours or public.
_SECRETS = {
    "person": ("username", "display_name", "email", "password"),
    "shop_order": ("number", "external_number", "account"),
    "refund_case": ("number",),
    "tender": ("payment_reference",),
    "payout": ("number", "provider_reference", "credited_to"),
    "case_round": ("narrative",),
    "case_event": ("because",),
    "message": ("cause",),
    "notice": ("reference", "shown", "theirs"),
    "contact": ("address",),
    "evidence": ("digest", "file_digest"),
    "supplier_report": ("report_id",),
    "complaint": ("reference", "note", "closing_note"),
    "api_token": ("digest",),
    "wallet_entry": ("cause",),
}
SHORTEST, LONG = 4, 16
HASHES = re.compile(r'"[A-Za-z0-9_-]{22,86}"')
PHONE = "13800138000"
SAID = "买给弟弟的卡,手机 13912345678,一直没有打开过,请退回到原来的支付方式。"


def played(cast):
    """One of every path; return the card keys that were shown."""
    shown = []
    for sku in ("game-card-3", "oversea-card-99"):
        order = cast.buys(sku, account="zhang.san@example.com")
        shown.append(cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at))
        reports_it(cast, said("used", order, used_days=1))
    refunds.apply(asks(cast.buys("game-card-3")), buyer_id=cast.xiaolin, at=cast.at)
    asked = cast.buys("phone-50", account=PHONE)
    refunds.apply(asks(asked, "NOT_ARRIVED", SAID), buyer_id=cast.xiaolin, at=cast.at)
    rejected = cast.buys("oversea-card-99")
    wish = asks(rejected, files=(KeptFile("identity_check", "e" * 64, "f" * 64),))
    case = refunds.apply(wish, buyer_id=cast.xiaolin, at=cast.at).number
    cast.rejects(case, "核对了记录,卡密已经被使用,不符合退款条件。可以补充材料再申请。")
    cast.brings("video-trial-7", "7.90", days=3, usage="used", used_days=3)
    back = cast.buys("game-card-60")
    closes(cast, opens(cast, back, 6_000, kind="chargeback"), Outcome.PAID, 6_000)
    cast.pays_out()
    return shown


def leaves(settings, folder, at):
    """Everything the public log holds once all that waits is written down."""
    remember_in(settings, folder)
    sequenced(at)
    return [bytes(leaf) for leaf in LogEntry.objects.values_list("leaf", flat=True)]


def secrets_kept(shown):
    """Every personal or secret value of the database, and everything a commitment hides."""
    found = set(shown)
    with connection.cursor() as cursor:
        for table, columns in _SECRETS.items():
            for column in columns:
                cursor.execute(f"SELECT DISTINCT {column}::text FROM {table}")
                found |= {row[0] for row in cursor.fetchall() if row[0]}
    for good in LedgerGood.objects.exclude(salt=None):
        found |= {bytes(good.salt).hex(), base64url_of(bytes(good.salt))}
    return {value for value in found if len(value) >= SHORTEST - 2 * (not value.isascii())}


def test_no_secret_nor_personal_value_is_in_what_becomes_public(cast, settings, tmp_path):
    shown = played(cast)
    public = leaves(settings, tmp_path, cast.at)
    assert len(public) > LedgerOutbox.objects.count() > 100
    kept = secrets_kept(shown)
    assert {PHONE, SAID, *shown} <= kept
    assert len(kept) > 300
    said_in = b"\n".join(parse_envelope(entry).payload for entry in public).decode()
    # Short values might stand in a hash by chance: they are looked for in all the rest.
    plain = HASHES.sub("", said_in)
    everything = b"\n".join(public).decode() + said_in
    assert [value for value in kept if len(value) < LONG and value in plain] == []
    assert [value for value in kept if len(value) >= LONG and value in everything] == []


def test_equal_values_look_different_for_every_good(cast):
    order = cast.buys("game-card-60", quantity=2)
    sold = LedgerOutbox.objects.filter(good__unit__order__number=order, type="sold")
    assert len({row.commits["order"] for row in sold}) == 2
    assert (
        len({bytes(good.salt) for good in LedgerGood.objects.all()}) == LedgerGood.objects.count()
    )


def test_who_holds_the_salt_can_show_what_was_committed_to(cast):
    order = cast.buys("game-card-3")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    own = LedgerGood.objects.get(case__number=case)
    opened, decided = LedgerOutbox.objects.filter(good=own).order_by("seq")
    for row, place, value in (
        (opened, "order", order_value(order)),
        (opened, "claim", claim_value(case, "screening", 300)),
        (decided, "claim", claim_value(case, "approved", 300)),
    ):
        committed = bytes_of_base64url(row.commits[place], 32, "x")
        assert opens_commitment(committed, bytes(own.salt), DOMAINS[place], value)


def test_the_life_of_an_erased_good_goes_on_without_commitments(cast):
    order = cast.buys("game-card-3")
    destroy_salts([good_at(order).pk])
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    cast.pays_out()
    later = LedgerOutbox.objects.filter(good=good_at(order), type__startswith="refund")
    assert [row.commits for row in later] == [{}, {}, {}]
    assert OrderUnit.objects.get(order__number=order).frozen
    assert LedgerGood.objects.get(case__number=case).salt is not None
