"""``weikameng sandbox report``: a supplier's signed word, over the line."""

import pytest
from click.testing import CliRunner
from django.utils import timezone

from tests.cast import enter
from tests.services.life_steps import life_at
from weikameng.cli.sandbox import sandbox


@pytest.fixture
def cast(transactional_db):
    people = enter()
    people.at = timezone.now()
    return people


def says(*words):
    done = CliRunner().invoke(sandbox, ["report", *words])
    return done.exit_code, done.output


def test_a_report_goes_over_the_line_and_its_answer_is_shown(cast, live_server):
    order = cast.buys("game-card-3")
    code, said = says(order, "activated", "--address", live_server.url, "--id", "r-1")
    assert (code, said[:4]) == (0, "200 ")
    assert '"outcome": "taken"' in said
    assert life_at(order)[-1] == "activated"
    code, said = says("9999999999999999", "used", "--address", live_server.url)
    assert (code, said[:4]) == (1, "404 ")


def test_nobody_there_is_one_sentence():
    code, said = says("1", "used", "--address", "http://127.0.0.1:9")
    assert code == 1
    assert said.startswith("Error: http://127.0.0.1:9/suppliers/sandbox/reports: ")
