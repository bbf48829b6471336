"""The campaign as its command plays it: in a database of its own that is gone afterwards."""

import json

import psycopg
import pytest
from click.testing import CliRunner

from weikameng.cli.campaign import campaign
from weikameng.records.address import conninfo
from weikameng.services.campaign.tally import Tally

pytestmark = pytest.mark.simulation


def databases():
    with psycopg.connect(conninfo()) as line:
        return {name for (name,) in line.execute("SELECT datname FROM pg_database").fetchall()}


def test_two_schedules_leave_their_sums_and_no_database(transactional_db, tmp_path):
    before, kept = databases(), tmp_path / "tally.json"
    asked = ["--schedules=2", "--seed=3", f"--tally={kept}"]
    done = CliRunner().invoke(campaign, asked, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert databases() == before
    tally = Tally.of_json(json.loads(kept.read_text()))
    assert tally.schedules == 2
    assert sum(tally.booked.values()) == sum(tally.moved.values()) - sum(tally.to_us.values()) > 0
    twice = Tally()
    twice.add(tally)
    twice.add(Tally.of_json(tally.as_json()))
    assert twice.schedules == 4
    assert twice.acts["pay out"] == 2 * tally.acts["pay out"]
    assert "the sandbox's ledger" in twice.lines()[-1]
