"""``weikameng identity``: shapes from standard input, rotation, deletion."""

from click.testing import CliRunner

from tests.cast import enter
from tests.services.identity_steps import NUMBER, own_keys, writes
from weikameng.cli.main import cli
from weikameng.records.models import IdentityCheck, StaffAction
from weikameng.services import identity_keys


def run(*arguments, given=""):
    return CliRunner().invoke(cli, ["identity", *arguments], input=given)


def test_a_shape_is_looked_at_and_the_number_is_not_repeated():
    good, bad = run("shape", "resident", given=f"{NUMBER}\n"), run("shape", "resident", given="1\n")
    assert (good.exit_code, good.output) == (0, "ok\n")
    assert bad.exit_code == 1
    assert "18" in bad.output
    assert NUMBER not in good.output
    assert run("shape", "passport", given="e 1234-5678").exit_code == 0


def test_keys_are_changed_and_what_is_due_is_deleted(transactional_db, settings, tmp_path):
    cast = enter()
    own_keys(tmp_path, settings)
    writes(cast, cast.buys("oversea-card-99"))
    told = run("rotate").output
    assert told == f"1 checks sealed with key {identity_keys.newest()}\n"
    assert run("purge").output.startswith("0 deleted; kept for 90 days")
    assert IdentityCheck.objects.exclude(sealed_with="").count() == 1
    lines = list(StaffAction.objects.order_by("id").values_list("what", "about", "because"))
    (rotated, purged), key = lines, identity_keys.newest()
    assert rotated == ("identity_key_changed", f"key {key}", "")
    assert (purged[0], purged[2]) == ("identity_purged", "0 deleted")
    assert purged[1].startswith("answered 20")
    assert StaffAction.objects.exclude(person=None).count() == 0  # the command line
    own_keys(tmp_path, settings)
    assert run("rotate").exit_code == 1
