"""Decisions of an earlier database in the present form: a letter a rule, each shown fact once.

The rules had the same names and order, so the letters fall into their places.
"""

from django.db import migrations

LETTERS = {"passes": "p", "decides": "d", "not_reached": "n"}
NAMES = {
    "amount_requested": "asked_minor",
    "remaining": "remaining_minor",
    "overcharge": "overcharge_minor",
    "paid_total": "paid_minor",
    "one_click_below": "one_click_below_minor",
    "auto_approve_max": "auto_approve_max_minor",
    "amount": "amount_minor",
    "dispute": "dispute_asked",
    "units": "wanted_units",
    "units_used": "used_units",
}
CHANGES = {
    "window_ends": "window_until",
    "promised_passes": "promised_at",
    "dispute_ends": "dispute_end",
}


def shorten(apps, schema_editor):
    """Rewrite every decision that still keeps its trace row by row."""
    rounds = apps.get_model("records", "CaseRound").objects
    for row in rounds.filter(decision__has_key="tested").iterator():
        row.decision = _short(row.decision)
        row.save(update_fields=["decision"])


def _short(decision):
    tested = decision.pop("tested")
    decided = next((one for one in tested if one["verdict"] == "decides"), {})
    shown = {NAMES.get(name, name): value for one in tested for name, value in one["read"]}
    shown["supplement_end"] = decision.get("changes_at") or ""
    changes = [[CHANGES.get(code, code), value] for code, value in decision.get("changes", [])]
    return decision | {
        "verdicts": "".join(LETTERS[one["verdict"]] for one in tested),
        "told": decided.get("told", "decides"),
        "shown": shown,
        "changes": changes,
    }


class Migration(migrations.Migration):
    dependencies = [("records", "0007_policy_backtests")]
    operations = [migrations.RunPython(shorten, migrations.RunPython.noop)]
