"""Who a buyer is leaves the house by no other way (P6, issue 9): webhooks, kept answers, files of
imports, of the payment institution, of cases, of buyers and shops, and what staff read by the API.
"""

import io
import json
import zipfile
from collections.abc import Iterable

import pytest
from django.db import connection
from django.utils import timezone

from tests.cast import Cast
from tests.journeys.people import Visitor
from tests.journeys.test_api import Caller, caller
from tests.journeys.test_identity import leaks
from tests.rails import sandbox_keys  # noqa: F401
from tests.receiver import Receiver
from tests.services.exchange_steps import applies, brings_abroad, recorded
from tests.services.identity_steps import NAME, NUMBER, WRONG, identities  # noqa: F401
from tests.services.webhook_steps import listens, receiver, sends  # noqa: F401
from weikameng.domain.bulk.jobs import RowKind
from weikameng.domain.case_file.model import Viewer
from weikameng.domain.case_life import State
from weikameng.domain.exchange_file import file_of
from weikameng.domain.identity_words import CONSENT_VERSION
from weikameng.domain.policy.publishing import Actor, beijing_day
from weikameng.records.models import BulkImport, IdentityCheck, KeptAnswer
from weikameng.services import bulk_imports, case_files, data_exports, exchange

MASKED = "欧***"


@pytest.fixture
def checked(cast: Cast, identities: object, receiver: Receiver) -> tuple[str, str]:  # noqa: F811
    """An order and its refund: identified by the API, recorded, approved, paid; all of it told."""
    listens(cast, receiver)
    order = brings_abroad(cast)
    case = applies(cast, order)
    identifies(caller(cast, "xiaolin"), case)
    recorded(cast, order)
    cast.at = timezone.now()
    cast.approves(case)
    for _ in range(2):
        cast.pays_out()
    assert cast.comes_to(case) is State.REFUNDED
    sends(cast)
    return order, case


def identifies(program: Caller, case: str) -> None:
    """A mismatch, a slip, then the right name, each under a key of its own."""
    said = {"document": "resident", "number": NUMBER, "name": NAME, "consent": True}
    for key, slip in (("k1", {"name": WRONG}), ("k2", {"number": NUMBER[:-1]}), ("k3", {})):
        program.client.post(
            f"/api/v1/refunds/{case}/identity",
            json.dumps(said | {"text_version": CONSENT_VERSION} | slip),
            content_type="application/json",
            headers={"Authorization": f"Bearer {program.token}", "Idempotency-Key": key},
        )
    assert IdentityCheck.objects.filter(outcome="match").count() == 1


def unpacked(pieces: Iterable[bytes]) -> str:
    """All the files of an archive, as text."""
    archive = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def every_blob() -> Iterable[bytes]:
    """Every binary column of the database: what ``t::text`` would show as digits alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE c.data_type = 'bytea' AND t.table_type = 'BASE TABLE'"
            " AND c.table_schema = 'public'"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')
            yield from (bytes(row[0]) for row in cursor.fetchall())


def test_webhooks_and_kept_answers_tell_that_it_was_checked_and_never_who(
    cast: Cast,
    checked: tuple[str, str],
    receiver: Receiver,  # noqa: F811
) -> None:
    assert receiver.came
    sent = "\n".join(f"{headers}{body.decode()}" for headers, body in receiver.came)
    mark = IdentityCheck.objects.get(outcome="match").mark
    assert (leaks(sent), MASKED in sent, mark in sent) == ([], False, False)
    kept = list(KeptAnswer.objects.filter(key__in=("k1", "k2", "k3")))
    assert [one.status for one in kept if one.content] or any(one.sealed for one in kept)
    told = "\n".join(f"{one.headers}{one.content}" for one in kept)
    assert leaks(told) == []
    assert mark not in told
    for blob in every_blob():
        assert leaks(blob.decode("utf-8", "replace")) == []


def test_files_that_leave_hold_a_digest_at_most(cast: Cast, checked: tuple[str, str]) -> None:
    order, case = checked
    mark, today = IdentityCheck.objects.get(outcome="match").mark, beijing_day(timezone.now())
    acai = Actor(cast.ids["acai"], "finance")
    institution = file_of(exchange.exported(today, today, acai, at=timezone.now()))
    text = institution if isinstance(institution, str) else institution.decode()
    assert mark in text, "the payer's document, as a keyed digest"
    assert leaks(text) == []
    assert MASKED not in text
    at, chen = timezone.now(), {"staff_id": cast.laochen, "role": "supervisor"}
    for pieces in (
        case_files.for_buyer(case, buyer_id=cast.xiaolin, at=at).pieces,
        case_files.for_staff(case, **chen, at=at).pieces,
        case_files.for_operator(case, Viewer.BUYER, at).pieces,
        case_files.for_operator(case, Viewer.STAFF, at).pieces,
    ):
        told = unpacked(pieces)
        assert (leaks(told), MASKED in told, mark in told) == ([], False, False)
    for write, whose in (
        (data_exports.write_person, cast.xiaolin),
        (data_exports.write_shop, None),
    ):
        out = io.BytesIO()
        write(whose, out, lambda _done, _total: None)
        told = unpacked([out.getvalue()])
        assert order in told
        assert (leaks(told), mark in told) == ([], False)


def test_what_an_import_leaves_out_says_nothing_of_who_paid(
    cast: Cast, checked: tuple[str, str]
) -> None:
    bad = json.dumps({"external_number": "abroad-1", "customer": "xiaolin"}).encode()
    given = bulk_imports.Given(
        "rows.jsonl", RowKind.ORDERS, "", None, cast.ids["acai"], as_staff=True
    )
    made = bulk_imports.accept(given, [bad], at=timezone.now())
    while not bulk_imports.run(made, clock=timezone.now):
        pass
    row = BulkImport.objects.get(pk=made)
    assert row.bad == 1
    told = "".join(bulk_imports.errors_of(row))
    assert "abroad-1" in told
    assert (leaks(told), MASKED in told) == ([], False)


def test_other_roles_read_nothing_of_it_by_the_api_or_on_their_pages(
    cast: Cast, checked: tuple[str, str]
) -> None:
    order, case = checked
    paths = [
        *("/refunds", f"/refunds/{case}", "/reviews", f"/reviews/{case}", "/payouts"),
        *(f"/orders/{order}", f"/exchange/orders/{order}", "/messages", "/figures"),
        f"/exchange/records?from={beijing_day(cast.at)}&to={beijing_day(cast.at)}",
        *(f"/refunds/{case}/identity", f"/refunds/{case}/evidence"),
    ]
    for name in ("xiaolin", "xiaowu", "zhoujie", "laochen", "acai", "xiaoman", "laoxu"):
        who = caller(cast, name)
        for path in paths:
            told = who.calls("get", f"/api/v1{path}").content.decode()
            assert (leaks(told), MASKED in told) == ([], False), (name, path)
    for name in ("acai", "laochen", "laoxu", "xiaoman", "xiaozheng"):
        visitor = Visitor().enters(cast.ids[name])
        for path in (f"/money/exchange/{order}/", "/money/payouts/", "/staff/log/", "/messages/"):
            told = visitor.client.get(path).content.decode()
            assert (leaks(told), MASKED in told) == ([], False), (name, path)
