"""What a buyer should not have written is kept nowhere: every table is searched for it."""

import logging

import pytest
from django.db import connection

from tests.cast import asks
from weikameng.domain.case_life import State
from weikameng.domain.narrative import mask
from weikameng.records.reading.refunds import progress_of
from weikameng.services import refunds

SECRETS = {
    "JDCA-8F3K-29QX-7LMP": "卡密JDCA-8F3K-29QX-7LMP提示无效",
    "6222021234567890128": "请退到银行卡6222021234567890128",
    "11010519491231002X": "我的身份证11010519491231002X",
    "hunter2-2026": "登录密码是hunter2-2026",
    "482913": "短信验证码482913",
}
PHONE = "13912345678"
TEXT = f"在电信一区给账号{PHONE}充值100元没到账," + ",".join(SECRETS.values()) + ",申请退款"


def tables() -> list[str]:
    """Every table of every schema of ours, the sandbox's and the errands' too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        return [row[0] for row in cursor.fetchall()]


def found(secret: str) -> list[str]:
    """The tables with the secret anywhere in a row, as it stands or without its marks."""
    where = []
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(
                f"SELECT count(*) FROM {table} AS row_of WHERE row_of::text ILIKE %s "
                "OR replace(row_of::text, '-', '') ILIKE %s",
                [f"%{secret}%", f"%{secret.replace('-', '')}%"],
            )
            if cursor.fetchone()[0]:
                where.append(table)
    return where


def test_the_search_itself_finds_what_is_there(cast):
    order = cast.buys("game-topup-100", account="player-5555")
    refunds.apply(asks(order, "NOT_ARRIVED", TEXT), buyer_id=cast.xiaolin, at=cast.at)
    assert {"public.case_round", "public.evidence"} <= set(found(PHONE))


@pytest.mark.parametrize("secret", SECRETS)
def test_no_table_keeps_a_secret_after_applying_and_amending(cast, caplog, secret: str):
    caplog.set_level(logging.DEBUG)
    order = cast.buys("game-topup-100", account="player-5555")
    first = refunds.apply(asks(order, "NOT_ARRIVED", TEXT), buyer_id=cast.xiaolin, at=cast.at)
    cast.supplier_speaks(first.number)
    assert cast.comes_to(first.number) is State.AWAITING_BUYER
    again = asks("", "NOT_ARRIVED", TEXT + "。补充:" + TEXT)
    refunds.amend(first.number, again, buyer_id=cast.xiaolin, at=cast.at)
    kept = progress_of(first.number).latest.narrative
    assert kept == mask(TEXT + "。补充:" + TEXT).text
    assert PHONE in kept
    assert found(secret) == []
    assert secret not in caplog.text
