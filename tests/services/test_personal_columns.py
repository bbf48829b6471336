"""Every column that can hold words has a class (records/writing/erasing.toml), and what is erased,
left, taken along and told on the page is what the classes say."""

import io
import json
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from psycopg import sql

from tests.cast import Cast
from tests.log_rows import remember_in, sequenced
from tests.services import personal_steps as story
from tests.services.identity_steps import NAME, NUMBER
from tests.services.transfer_steps import ACCOUNT as BANK_ACCOUNT
from tests.services.transfer_steps import PAYEE
from weikameng.domain import personal
from weikameng.domain.case_file.model import Viewer
from weikameng.domain.words import typeset
from weikameng.ledger.case_file.checking import check
from weikameng.records import writing
from weikameng.records.models import Dispute, Erasure, Order, Shop, User
from weikameng.records.reading.audit import audit
from weikameng.records.reading.evidence import links_of
from weikameng.services import (
    bulk_imports,
    case_files,
    chain,
    data_exports,
    erasing,
    kept_answers,
    log_audit,
    uploads,
    webhook_sending,
    wiring,
)
from weikameng.services.log_identity import log_identity
from weikameng.services.sealing import sealed

PLAN_FILE = Path(writing.__file__).parent / "erasing.toml"
EMPTIED, BY_ITSELF, KEPT = {"account", "order"}, {"soon"}, {"books", "judged", "log"}
CLASSES = EMPTIED | BY_ITSELF | KEPT | {"never"}
# What holds no words: numbers, moments, yes or no.
WORDLESS = {
    "smallint",
    "integer",
    "bigint",
    "numeric",
    "double precision",
    "boolean",
    "date",
    "timestamp with time zone",
}
WAIT, YEARS = timedelta(days=7), timedelta(days=6 * 366)
SEALED = {
    ("contact", "address"),
    ("guardian", "contact"),
    ("offline_transfer", "payee_sealed"),
    ("call_back", "address"),
}
# Their values do something: they are looked for as the story wrote them.
AS_WRITTEN = {
    ("person", "username"): "xiaolin",
    ("wallet_entry", "cause"): "gift:xiaolin",
    ("staff_action", "about"): "person xiaolin",
    ("usersessions_usersession", "ip"): story.FROM,
    ("usersessions_usersession", "session_key"): "k" * 32,
    ("django_session", "session_key"): "k" * 32,
    ("evidence", "file_digest"): "",  # the files themselves are looked for
}
NATURAL = (
    story.WORDS,
    story.BECAUSE,
    story.TOLD,
    story.PHONE,
    story.MAIL,
    story.PARENT,
    story.ACCOUNT,
    "13800138000",
    "林小林",
    NAME,
    NUMBER,
    BANK_ACCOUNT,
    PAYEE,
    "xiaolin",
    *(said for said in AS_WRITTEN.values() if said),
)
_OF_HER = {
    "person": "id = {buyer}",
    "staff_action": "split_part(about, ' ', 1) IN ('case', 'talk', 'complaint', 'dispute',"
    " 'payout', 'difference', 'order')",
}


class Place(NamedTuple):
    """A column of a table."""

    table: str
    column: str


def plan() -> dict[Place, str]:
    """The class of every column."""
    written = tomllib.loads(PLAN_FILE.read_text("utf-8"))
    found = {
        Place(table, column): "never"
        for table, columns in written.pop("nothing_personal").items()
        for column in columns
    }
    for table, classes in written.items():
        for name, columns in classes.items():
            if name != "not_theirs":
                found |= {Place(table, column): name for column in columns}
    return found


def not_theirs() -> dict[Place, str]:
    """Why a column that is emptied is not taken along."""
    written = tomllib.loads(PLAN_FILE.read_text("utf-8"))
    return {
        Place(table, column): why
        for table, classes in written.items()
        for column, why in classes.get("not_theirs", {}).items()
    }


def columns() -> dict[Place, str]:
    """Every column of the database that can hold words, with its type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
        )
        rows = cursor.fetchall()
    return {Place(table, name): kind for table, name, kind in rows if kind not in WORDLESS}


def test_every_column_that_can_hold_words_has_one_class(db: None) -> None:
    there, written = set(columns()), plan()
    new = sorted(there - set(written))
    assert not new, (
        f"{new}: say in weikameng/records/writing/erasing.toml what becomes of them when a buyer is"
        " forgotten. If they can hold a person's words, empty them in erasing_account.sql or"
        " erasing_orders.sql, let the story of tests/services/personal_steps.py write one, and give"
        " it to its person in records/reading/take_along.sql."
    )
    gone = sorted(set(written) - there)
    assert not gone, f"{gone}: no such columns any more; take them out of erasing.toml."
    unknown = {name for name in written.values() if name not in CLASSES}
    assert not unknown, f"{unknown}: no such class; the head of erasing.toml has them all."


def test_no_column_is_classed_twice() -> None:
    written = tomllib.loads(PLAN_FILE.read_text("utf-8"))
    nothing = written.pop("nothing_personal")
    assert not set(nothing) & set(written)
    for table, classes in written.items():
        named = [one for name, some in classes.items() if name != "not_theirs" for one in some]
        assert len(named) == len(set(named)), table
        assert set(classes.get("not_theirs", {})) <= {
            one for name in EMPTIED for one in classes.get(name, ())
        }, f"{table}: only what is emptied needs a reason not to be taken along"


def test_what_stays_is_told_on_the_page_before_anything_is_erased(cast: Cast) -> None:
    assert set(personal.STAYS) == KEPT | BY_ITSELF
    assert set(plan().values()) >= KEPT
    client = Client()
    client.force_login(User.objects.get(pk=cast.xiaolin))
    page = client.get("/my-data/").content.decode()
    for words in (*personal.KEPT, *personal.GONE):
        assert typeset(words.zh) in page, words.zh


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A data folder of this test's own: its files, its log."""
    settings.DEMO = True  # staff sign in without a second factor
    settings.FILES_DIR, settings.ONE_CLICK_SAMPLE = tmp_path / "files", 100
    wiring.files.cache_clear()
    remember_in(settings, tmp_path)
    yield tmp_path
    wiring.files.cache_clear()


@pytest.fixture
def lived(cast: Cast, folder: Path, receiver: Any, identities: Any) -> Cast:
    """小林 has left a row everywhere."""
    story.leaves_everything(cast, receiver)
    assert audit() == []
    return cast


def marks() -> dict[Place, str]:
    """A text of its own for every column that is emptied; it stands in no base64 and no hex."""
    named = plan()
    wanted = sorted(
        place
        for place, name in named.items()
        if name in EMPTIED | BY_ITSELF and place not in AS_WRITTEN
    )
    return {place: f"¤{number:03d}¤" for number, place in enumerate(wanted)}


def write(marks_: Mapping[Place, str], buyer: int, *, seal: bool = False) -> None:
    """Write each mark into each row that has something there; fail for a table without any."""
    shop = Shop.objects.create(code="ours", name="x", money="ours", opened_at="2026-01-01T00:00Z")
    User.objects.filter(pk=buyer).update(shop=shop, customer="c-1")
    kinds, empty = columns(), []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for place, mark in marks_.items():
            table, column = sql.Identifier(place.table), sql.Identifier(place.column)
            said = sealed(mark) if seal and place in SEALED else mark
            cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
            for where in ("{}::text NOT IN ('', '[]')", "true"):  # or every row, if all are empty
                whole = sql.SQL("UPDATE {} SET {} = {} WHERE {} AND {}").format(
                    table,
                    column,
                    sql.SQL(_VALUES.get(place) or _value(kinds[place])).format(column, said),
                    sql.SQL(where).format(column),
                    sql.SQL(_OF_HER.get(place.table, "true").format(buyer=buyer)),
                )
                cursor.execute(whole)
                if cursor.rowcount:
                    break
            else:
                empty.append(place)
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))
    assert not empty, f"{empty}: let tests/services/personal_steps.py leave a row with them."


_VALUES = {
    Place("ruling_draft", "document"): "jsonb_set({0}::jsonb, '{{reasons}}', to_jsonb({1}::text))",
    Place("picture_token", "token"): "{1} || id",
}


def _value(kind: str) -> str:
    if kind == "jsonb":
        return (
            "CASE jsonb_typeof({0}) WHEN 'object' THEN {0} || jsonb_build_object('m', {1}::text)"
            " ELSE {0} || to_jsonb({1}::text) END"
        )
    return "convert_to({1}, 'UTF8')" if kind == "bytea" else "{1}"


def left(said: Mapping[str, str]) -> set[tuple[str, str]]:
    """Which of these texts are in which table, as text or in bytes."""
    found = set()
    with connection.cursor() as cursor:
        for table in sorted({place.table for place in columns()}):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows = "\n".join(row[0] for row in cursor.fetchall())
            for text, name in said.items():
                if text in rows or text.encode().hex() in rows:
                    found.add((table, name))
    return found


def is_forgotten(cast: Cast) -> Any:
    """They ask, the years pass, and what goes by itself has gone."""
    end = cast.at + YEARS
    erasing.ask(cast.xiaolin, cast.xiaolin, at=end - WAIT)
    erasing.go_on(end)
    bulk_imports.forget_files(end)
    kept_answers.forget(end)
    webhook_sending.forget_old(end)
    uploads.forget_expired(end)
    assert Erasure.objects.get().done_at == end
    return end


def test_nothing_of_a_person_is_left_anywhere_once_they_are_forgotten(
    lived: Cast, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert {name for _, name in left({one: one for one in NATURAL})} >= {
        story.WORDS, story.MAIL, story.ACCOUNT, story.TOLD, "xiaolin"
    }  # fmt: skip
    written = marks()
    write(written, lived.xiaolin)
    places = {mark: f"{place.table}.{place.column}" for place, mark in written.items()}
    assert {name for _, name in left(places)} == set(places.values())
    assert any(path.is_file() for path in (folder / "files").rglob("*"))
    is_forgotten(lived)
    assert left(places | {one: one for one in NATURAL}) == set()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert [path for path in files if (folder / "files") in path.parents] == []
    said = {path: path.read_bytes() for path in files} | {Path("log"): caplog.text.encode()}
    texts = [*places, *NATURAL]
    assert [p for p, b in said.items() for text in texts if text.encode() in b] == []


def test_the_case_its_evidence_and_the_log_are_whole_without_the_person(
    lived: Cast, folder: Path
) -> None:
    sequenced(lived.at)
    disputed = Dispute.objects.select_related("case").get()
    end = is_forgotten(lived)
    assert audit() == []
    assert list(log_audit.audit(log_identity())) == []
    for one in Order.objects.all():
        assert chain.broken_at(links_of(one.pk)) is None
    for who, page in (
        ("laochen", f"/desk/{disputed.case.number}/"),
        ("laochen", f"/desk/{disputed.case.number}/evidence/"),
        ("laoyan", f"/disputes/{disputed.number}/"),
        ("laoyan", f"/disputes/{disputed.number}/ruling/"),
    ):
        client = Client()
        client.force_login(User.objects.get(username=who))
        answer = client.get(page)
        assert answer.status_code == HTTPStatus.OK, (
            page,
            answer.status_code,
            answer.get("Location"),
        )
        assert story.WORDS not in answer.content.decode()
    for viewer in (Viewer.BUYER, Viewer.STAFF):
        made = case_files.for_operator(disputed.case.number, viewer, end)
        found = check(io.BytesIO(b"".join(made.pieces)), case_files.signing_key().verifier)
        assert found.holds, found


GUARDED = {
    "approval_request": "because",
    "call_back": "because",
    "ruling_signature": "because",
    "ruling_draft": "document",
    "sample_review": "note",
    "difference_event": "note",
    "book_entry": "note",
    "exchange_record": "payer_digest",
    "identity_check": "mark",
}


def test_only_an_erasure_empties_what_is_kept_and_nothing_but_the_words(lived: Cast) -> None:
    def refused(statement: str, *, erasing: bool) -> bool:
        with transaction.atomic(), connection.cursor() as cursor:
            if erasing:
                cursor.execute("SET LOCAL weikameng.erasing = 'on'")
            try:
                with transaction.atomic():
                    cursor.execute(statement)
            except IntegrityError:
                return True
            return False

    moments = {"approval_request": "decided_at", "call_back": "asked_at"} | {
        "identity_check": "asked_at",
        "exchange_record": "made_at",
    }
    for table, column in GUARDED.items():
        assert refused(f"UPDATE {table} SET {column} = 'x'", erasing=False), table
        at = moments.get(table, "at")
        also = f"UPDATE {table} SET {column} = 'x', {at} = {at} - interval '1 day'"
        assert refused(also, erasing=True), table


def test_a_person_takes_along_every_column_that_is_theirs_and_no_other(lived: Cast) -> None:
    written, withheld = marks(), not_theirs()
    write(written, lived.xiaolin, seal=True)
    out = io.BytesIO()
    data_exports.write_person(lived.xiaolin, out, lambda _done, _total: None)
    with zipfile.ZipFile(out) as taken:
        told = {
            name: taken.read(name).decode()
            for name in taken.namelist()
            if not name.startswith("pictures/")
        }
    text = "\n".join(told.values())
    for name, said in told.items():
        assert name == "index.html" or isinstance(json.loads(said), list)
    theirs = {
        place: mark
        for place, mark in written.items()
        if plan()[place] in EMPTIED and place not in withheld
    }
    missing = [place for place, mark in theirs.items() if mark not in text]
    assert not missing, f"{missing}: theirs, but not in take_along.sql (or say why not_theirs)."
    others = [place for place, mark in written.items() if place not in theirs and mark in text]
    assert not others, f"{others}: taken along, though erasing.toml says not theirs."
    for natural in ("xiaolin", "gift:xiaolin", story.FROM):
        assert natural in text
    for secret in (NAME, NUMBER, "k" * 32):
        assert secret not in text
