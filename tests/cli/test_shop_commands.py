"""Shops and tokens from the command line."""

import pytest
from click.testing import CliRunner

from weikameng.cli.accounts import people
from weikameng.cli.shops import shops, token_group
from weikameng.records.models import ApiToken

pytestmark = pytest.mark.django_db


def test_a_shop_is_opened_listed_given_a_token_and_closed():
    run = CliRunner()
    assert run.invoke(shops, ["open", "yunka", "--name", "云卡小铺", "--money", "shop"]).output
    made = run.invoke(shops, ["token", "yunka", "--scope", "orders:read", "--days", "30"])
    assert made.output.startswith("wkm_")
    listed = run.invoke(shops, ["list"]).output
    assert listed.split("\t")[:3] == ["yunka", "shop", "1"]
    token = ApiToken.objects.get()
    line = run.invoke(token_group, ["list", "--shop", "yunka"]).output.split("\t")
    assert line[:4] == [str(token.pk), "shop yunka", "command line", "orders:read"]
    assert run.invoke(token_group, ["revoke", str(token.pk)]).output == f"{token.pk} revoked\n"
    assert run.invoke(token_group, ["list"]).output == ""
    assert run.invoke(shops, ["close", "yunka"]).output == "yunka closed, 0 tokens revoked\n"
    again = run.invoke(shops, ["token", "yunka"])
    assert (again.exit_code, "closed" in again.output) == (1, True)


@pytest.mark.parametrize(
    "asked", [["open", "A", "--name", "x"], ["close", "nobody"], ["token", "nobody"]]
)
def test_what_can_not_be_done_is_said_in_both_languages(asked: list[str]):
    answer = CliRunner().invoke(shops, asked)
    assert answer.exit_code == 1
    assert " / " in answer.output


def test_tokens_of_people_may_end_too():
    CliRunner().invoke(people, ["add", "lin", "--password", "weikameng-demo"])
    assert CliRunner().invoke(people, ["token", "lin", "--days", "1"]).exit_code == 0
    assert ApiToken.objects.get().expires_at is not None
    assert CliRunner().invoke(people, ["token", "lin", "--days", "0"]).exit_code == 1
    assert CliRunner().invoke(token_group, ["revoke", "99"]).exit_code == 1
