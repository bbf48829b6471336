"""Reading a statement is one at a time and remembered, and a difference keeps its history."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION difference_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is only added to (difference_event_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'difference_event_is_kept';
END $$;
CREATE TRIGGER difference_event_guard BEFORE UPDATE OR DELETE ON difference_event
    FOR EACH ROW EXECUTE FUNCTION difference_event_guard();
"""
UNGUARD = """
DROP TRIGGER difference_event_guard ON difference_event;
DROP FUNCTION difference_event_guard();
"""
_ID = models.BigAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
)


class Migration(migrations.Migration):
    dependencies = [("records", "0010_books_kept")]

    operations = [
        migrations.CreateModel(
            name="StatementRun",
            fields=[
                ("id", _ID),
                ("route", models.CharField(max_length=20)),
                ("day", models.DateField()),
                ("leased_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("code", models.CharField(blank=True, max_length=60)),
                ("hopeless", models.BooleanField(default=False)),
                ("matched", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "statement_run"},
        ),
        migrations.AddConstraint(
            model_name="statementrun",
            constraint=models.UniqueConstraint(
                fields=("route", "day"), name="statement_run_once"
            ),
        ),
        migrations.RemoveConstraint(model_name="difference", name="difference_once"),
        migrations.AlterField(
            model_name="difference",
            name="refund_number",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name="difference",
            index=models.Index(fields=["route", "day"], name="differences_of_day"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.UniqueConstraint(
                condition=models.Q(("refund_number", ""), _negated=True),
                fields=("route", "day", "kind", "refund_number"),
                name="difference_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.UniqueConstraint(
                condition=models.Q(("refund_number", "")),
                fields=("route", "day", "kind", "provider_reference"),
                name="nameless_difference_once",
            ),
        ),
        migrations.CreateModel(
            name="DifferenceEvent",
            fields=[
                ("id", _ID),
                ("event", models.CharField(max_length=10)),
                ("cause", models.CharField(max_length=40)),
                ("ours_minor", models.BigIntegerField(null=True)),
                ("theirs_minor", models.BigIntegerField(null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "difference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="records.difference",
                    ),
                ),
            ],
            options={"db_table": "difference_event"},
        ),
        migrations.AddIndex(
            model_name="differenceevent",
            index=models.Index(fields=["difference"], name="events_of_difference"),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.AddConstraint(
            model_name="channelbalance",
            constraint=models.CheckConstraint(
                condition=models.Q(("balance_minor__gte", 0)), name="balance_not_negative"
            ),
        ),
    ]
