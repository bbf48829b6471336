"""A second person for large refunds; what a person's decision rests on, and in English, too."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

# What was signed or sent back stays as it was decided.
DECIDED_ONCE = """
CREATE FUNCTION approval_stays_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'approval_request % was decided already', OLD.id
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER approval_request_stays_decided
    BEFORE UPDATE ON approval_request
    FOR EACH ROW WHEN (OLD.state <> 'open') EXECUTE FUNCTION approval_stays_decided()
"""
UNDECIDED = """
DROP TRIGGER approval_request_stays_decided ON approval_request;
DROP FUNCTION approval_stays_decided
"""


def _person(**more) -> models.ForeignKey:
    protect = django.db.models.deletion.PROTECT
    return models.ForeignKey(
        on_delete=protect, related_name="+", to=settings.AUTH_USER_MODEL, **more
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0024_desk")]

    operations = [
        migrations.AddField(
            "caseevent", "because_en", models.TextField(blank=True, default="", db_default="")
        ),
        migrations.AddField("caseevent", "basis", models.JSONField(null=True)),
        migrations.CreateModel(
            name="ApprovalRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("case_revision", models.PositiveIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("amounts", models.JSONField()),
                ("amount_minor", models.BigIntegerField()),
                ("because", models.TextField()),
                ("because_en", models.TextField(blank=True)),
                ("state", models.CharField(default="open", max_length=10)),
                ("decided_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("asked_by", _person()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="approvals",
                        to="records.refundcase",
                    ),
                ),
                ("decided_by", _person(null=True)),
            ],
            options={
                "db_table": "approval_request",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case"], condition=Q(state="open"), name="one_open_approval_a_case"
                    ),
                    models.CheckConstraint(
                        condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                        name="approval_by_another_person",
                    ),
                    models.CheckConstraint(
                        condition=Q(state="open", decided_at__isnull=True, decided_by__isnull=True)
                        | Q(state__in=["signed", "sent_back"], decided_at__isnull=False)
                        & Q(decided_by__isnull=False)
                        | Q(state__in=["taken_back", "lapsed"], decided_at__isnull=False)
                        & Q(decided_by__isnull=True),
                        name="approval_decided_once",
                    ),
                    models.CheckConstraint(
                        condition=Q(amount_minor__gt=0), name="approval_of_some_amount"
                    ),
                ],
            },
        ),
        migrations.RunSQL(DECIDED_ONCE, UNDECIDED),
    ]
