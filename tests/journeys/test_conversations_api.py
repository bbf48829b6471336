"""Conversations through the API (R8): one's own alone, said once, cheap to ask again."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import Cast
from tests.journeys import states
from weikameng.domain.tickets import MESSAGES_A_MINUTE
from weikameng.records.models import Evidence, TicketMessage
from weikameng.services import accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(cast: Cast) -> Client:
    """A program of 小林's."""
    cache.clear()
    scopes = accounts.BUYERS_SCOPES
    token = accounts.issue_token("xiaolin", "shop", scopes, at=cast.at)
    return Client(headers={"Authorization": f"Bearer {token}"})


def posts(caller: Client, path: str, body: dict[str, object]):
    return caller.post(f"/api/v1/conversations{path}", json.dumps(body), "application/json")


def test_a_conversation_is_begun_read_and_goes_on(cast: Cast, caller: Client):
    case = states.reviewing(cast)
    begun = posts(caller, "", {"refund": case.number, "text": "到哪一步了", "token": "a"})
    assert begun.status_code == 201
    talk = begun.json()
    assert (talk["refund"], talk["channel"]) == (case.number, "chat")
    assert [one["author"] for one in talk["messages"]] == ["buyer", "bot"]
    sent = {"text": "补一张图", "uploads": [states.handed_in(cast, case.order)], "token": "b"}
    for _ in range(2):
        said = posts(caller, f"/{talk['number']}/messages", sent)
        assert said.status_code == 200
    assert Evidence.objects.filter(order__number=case.order, body__ticket=talk["number"]).exists()
    assert TicketMessage.objects.filter(author="buyer").count() == 2
    seen = caller.get(f"/api/v1/conversations/{talk['number']}")
    again = {"If-None-Match": seen.headers["ETag"]}
    assert caller.get(f"/api/v1/conversations/{talk['number']}", headers=again).status_code == 304
    asked = posts(caller, f"/{talk['number']}/person", {})
    assert "human_wanted" in {one["kind"] for one in asked.json()["messages"]}
    listed = caller.get("/api/v1/conversations", {"about": case.order}).json()["items"]
    assert [one["number"] for one in listed] == [talk["number"]]


def test_a_program_that_talks_too_fast_is_told_so(cast: Cast, caller: Client):
    number = posts(caller, "", {"text": "你好"}).json()["number"]
    answers = [
        posts(caller, f"/{number}/messages", {"text": f"{n}"}) for n in range(MESSAGES_A_MINUTE)
    ]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["type"].endswith("too_often")
