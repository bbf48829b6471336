"""Conversations held by polling, and messages said: the real pages beside their bare statements."""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path

from bench import clients
from bench.names import CONNECTIONS, ORDERS_A_BUYER, order_number, token

PACE_SECONDS = 3  # how often a page asks for news
TEXTS = ("退款到哪一步了？", "多久能到账？", "这个订单能退吗？")


def show(conversations: int, seconds: int) -> None:
    """Print how many conversations can be held, how many messages said, and the same in SQL."""
    from bench import http

    polls = _opened(conversations)
    print(f"{conversations} open conversations, a page asks for news every {PACE_SECONDS} s:")
    with http.platform() as (host, port), tempfile.TemporaryDirectory() as folder:
        _run((host, port), polls, Path(folder), seconds)  # a cold server is left out
        bare = _bare(_statements_of_a_look(polls[0]), Path(folder), seconds)
        looks = _run((host, port), polls, Path(folder), seconds)
        held = looks.per_second * PACE_SECONDS
        print(
            f"  looks with nothing new: {looks.per_second:.0f}/s over HTTP ({looks.failed} not"
            f" 304), {bare:.0f}/s its statements alone, ratio {looks.per_second / bare:.2f};"
            f" enough for {held:.0f} conversations"
        )
        said = [one | {"text": TEXTS[n % len(TEXTS)]} for n, one in enumerate(polls)]
        talk = _run((host, port), said, Path(folder), seconds)
        _told_of_talk(talk.per_second, talk.failed, _bare_message(seconds))


def _opened(count: int) -> list[dict[str, str]]:
    """Open conversations about orders of as many buyers, each with a session and its last tag."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    from bench import database
    from weikameng.cli.database import bring_up_to_date
    from weikameng.services import ticket_answers, tickets

    bring_up_to_date()
    stock, at = database.fill(count * ORDERS_A_BUYER), datetime.now(UTC)
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    polls = []
    for place in range(0, count * ORDERS_A_BUYER, ORDERS_A_BUYER):
        buyer = stock.buyer_of(place)
        opening = tickets.Opening(order_number=order_number(place))
        number = tickets.open_ticket(opening, buyer_id=buyer, at=at).number
        ticket_answers.say(number, tickets.Saying(TEXTS[0]), buyer_id=buyer, at=at)
        browser = Client()
        browser.force_login(
            get_user_model().objects.get(pk=buyer), settings.AUTHENTICATION_BACKENDS[0]
        )
        seen = browser.get(f"/chat/{number}/live/")
        cookie = f"sessionid={browser.cookies['sessionid'].value}"
        poll = {"number": number, "cookie": cookie, "tag": seen.headers["ETag"]}
        polls.append(poll | {"key": token(place), "buyer": str(buyer)})
    return polls


def _statements_of_a_look(poll: dict[str, str]) -> list[str]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    browser = Client()
    browser.cookies["sessionid"] = poll["cookie"].partition("=")[2]
    path, headers = f"/chat/{poll['number']}/live/", {"If-None-Match": poll["tag"]}
    browser.get(path, headers=headers)
    with CaptureQueriesContext(connection) as meter:
        assert browser.get(path, headers=headers).status_code == 304
    given = {"%(number)s": f"'{poll['number']}'", "%(buyer)s": poll["buyer"]}
    return [_with(query["sql"], given) for query in meter.captured_queries]


def _with(sql: str, given: dict[str, str]) -> str:
    """Return a statement with its values, where it was noted without them."""
    for place, value in given.items():
        sql = sql.replace(place, value)
    return sql


def _bare_message(seconds: int) -> float:
    """Return how many messages a second their own writes alone allow, without our reading."""
    from weikameng.records.models import Ticket

    ids = list(Ticket.objects.order_by("pk").values_list("pk", flat=True))
    script = (
        f"\\set ticket random({ids[0]}, {ids[-1]})\n"
        "INSERT INTO ticket_message (ticket_id, place, at, author, by_id, audience, kind, text,"
        " text_en, intents, details, token) SELECT id, 0, now(), 'buyer', buyer_id, 'all', 'words',"
        f" '{TEXTS[0]}', '', '[]', '{{}}', '' FROM ticket WHERE id = :ticket;"
    )
    with tempfile.TemporaryDirectory() as folder:
        return _bare([script], Path(folder), seconds)


def _bare(statements: Sequence[str], folder: Path, seconds: int) -> float:
    from weikameng.gateways.postgres_wheel import programs
    from weikameng.records.address import conninfo

    script = folder / "bare.sql"
    script.write_text("".join(f"{sql.rstrip(';')};\n" for sql in statements), encoding="utf-8")
    done = subprocess.run(
        [programs() / "pgbench", "--no-vacuum", f"--client={CONNECTIONS}", "--jobs=2",
         f"--time={seconds}", f"--file={script}", conninfo()],
        capture_output=True, text=True,
    )  # fmt: skip
    speed = re.search(r"tps = ([\d.]+)", done.stdout)
    if not speed:
        raise RuntimeError(done.stdout + done.stderr)
    return float(speed[1])


def _told_of_talk(per_second: float, failed: int, bare: float) -> None:
    print(
        f"  messages with the assistant's answer: {per_second:.0f}/s over HTTP ({failed} not"
        f" taken), {bare:.0f}/s one row and its ticket alone, ratio {per_second / bare:.2f}"
    )


def _run(
    where: tuple[str, int], asked: list[dict[str, str]], folder: Path, seconds: int
) -> clients.Run:
    """Send from a process of its own over 16 connections."""
    file = folder / "asked.json"
    file.write_text(json.dumps(asked), encoding="utf-8")
    return clients.run("bench.chat", *where, seconds, file)


def main(host: str, port: str, seconds: str, file: str) -> None:
    """Send what the file says for so many seconds; print done, failed and the time it took."""
    asked = json.loads(Path(file).read_text("utf-8"))

    def sends(place: int, end: float, counted: list[int]) -> None:
        _sends((host, int(port)), asked[place::CONNECTIONS], end, counted)

    clients.send(CONNECTIONS, int(seconds), sends)


def _sends(
    where: tuple[str, int], asked: list[dict[str, str]], end: float, counted: list[int]
) -> None:
    line = HTTPConnection(*where)
    for one in cycle(asked):
        if time.monotonic() > end:
            return
        wanted = 200 if "text" in one else 304
        status = _say(line, one) if "text" in one else _look(line, one)
        counted[0] += 1
        counted[1] += status != wanted


def _look(line: HTTPConnection, one: dict[str, str]) -> int:
    head = {"Cookie": one["cookie"], "If-None-Match": one["tag"]}
    line.request("GET", f"/chat/{one['number']}/live/", headers=head)
    return _status(line)


def _say(line: HTTPConnection, one: dict[str, str]) -> int:
    head = {"Authorization": f"Bearer {one['key']}", "Content-Type": "application/json"}
    body = json.dumps({"text": one["text"]})
    line.request("POST", f"/api/v1/conversations/{one['number']}/messages", body, head)
    return _status(line)


def _status(line: HTTPConnection) -> int:
    answer = line.getresponse()
    answer.read()
    return answer.status


if __name__ == "__main__":
    main(*sys.argv[1:])
