"""What the database itself holds of a version's life: two people, notice, one in force at a time."""

import datetime
from pathlib import Path

from django.db import migrations, models
from django.db.models import F, Q

PUBLISHED = ["published", "withdrawn"]
NOT_YET = ["draft", "proposed", "discarded"]
CONSTRAINTS = [
    models.CheckConstraint(
        condition=Q(state__in=["draft", "discarded"])
        | Q(shipped=True)
        | Q(proposed_by__isnull=False, proposed_at__isnull=False),
        name="policy_proposed_by_somebody",
    ),
    models.CheckConstraint(
        condition=Q(
            state__in=NOT_YET, shipped=False, approved_by=None, effective_at=None, notice_at=None
        )
        | Q(state="published", shipped=True, effective_at__isnull=False)
        | Q(
            state__in=PUBLISHED,
            approved_by__isnull=False,
            approved_at__isnull=False,
            notice_at__isnull=False,
            notice_at__gte=F("approved_at"),
            effective_at__isnull=False,
        ),
        name="policy_published_by_somebody",
    ),
    models.CheckConstraint(
        condition=~Q(approved_by=F("proposed_by")), name="policy_published_by_two"
    ),
    models.CheckConstraint(
        condition=Q(effective_at=None)
        | Q(shipped=True)
        | Q(major=False, effective_at__gte=F("notice_at") + datetime.timedelta(days=7))
        | Q(effective_at__gte=F("notice_at") + datetime.timedelta(days=15)),
        name="policy_given_notice",
    ),
    models.CheckConstraint(
        condition=Q(
            state="withdrawn", withdrawn_at__isnull=False, withdrawn_at__lt=F("effective_at")
        )
        | (~Q(state="withdrawn") & Q(withdrawn_at=None)),
        name="policy_withdrawn_before_effect",
    ),
    models.UniqueConstraint(
        fields=["effective_at"], condition=Q(state="published"), name="one_policy_at_a_moment"
    ),
]
GUARDS = (Path(__file__).parent / "0005_policy_limits.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("records", "0004_policy_adopts_shipped_text")]
    operations = [
        migrations.RemoveField(model_name="policyversion", name="document"),
        migrations.AlterField(
            model_name="policyversion", name="changed_at", field=models.DateTimeField()
        ),
        *(
            migrations.AlterField(
                model_name="policyversion", name=name, field=models.CharField(max_length=length)
            )
            for name, length in (("title_zh", 120), ("title_en", 120), ("state", 12))
        ),
        migrations.AlterField(model_name="policyversion", name="text", field=models.TextField()),
        migrations.AlterField(
            model_name="policyversion", name="note", field=models.TextField(blank=True)
        ),
        *(
            migrations.AddConstraint(model_name="policyversion", constraint=constraint)
            for constraint in CONSTRAINTS
        ),
        migrations.RunSQL(
            GUARDS,
            reverse_sql="DROP TRIGGER policy_event_guard ON policy_event;"
            "DROP FUNCTION policy_event_guard;"
            "DROP TRIGGER policy_version_guard ON policy_version;"
            "DROP FUNCTION policy_version_guard;"
            "ALTER TABLE policy_version DROP CONSTRAINT policy_digest_of_text",
        ),
    ]
