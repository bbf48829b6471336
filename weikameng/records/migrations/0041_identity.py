"""Identity checks of cross-border orders (R6.1); what is sealed goes on schedule, the rest stays."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from weikameng.records.created_together import CreatedTogether

GUARD = (Path(__file__).parent / "0041_identity.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER identity_guard ON identity_check;
DROP FUNCTION identity_guard;
"""
_GONE = Q(name_sealed="", number_sealed="", sealed_with="", name_shown="") & Q(number_shown="")
_KEPT = ~Q(name_sealed="") & ~Q(number_sealed="") & ~Q(sealed_with="")


def _text(length: int) -> models.CharField:
    return models.CharField(blank=True, default="", max_length=length)


def _to(model: str, name: str = "+", *, null: bool = False) -> models.ForeignKey:
    protect = django.db.models.deletion.PROTECT
    return models.ForeignKey(
        db_index=False, null=null, on_delete=protect, related_name=name, to=model
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0040_incidents")]
    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="IdentityCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("reference", models.CharField(max_length=32, unique=True)),
                        ("document", models.CharField(max_length=10)),
                        ("name_sealed", models.TextField(blank=True, default="")),
                        ("number_sealed", models.TextField(blank=True, default="")),
                        ("sealed_with", _text(16)),
                        ("name_shown", _text(120)),
                        ("number_shown", _text(40)),
                        ("mark", models.CharField(max_length=64)),
                        ("consent_version", models.CharField(max_length=20)),
                        ("consented_at", models.DateTimeField()),
                        ("outcome", models.CharField(default="unavailable", max_length=12)),
                        ("provider", _text(16)),
                        ("code", _text(80)),
                        ("theirs", _text(64)),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        ("asked_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField(null=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("fresh_until", models.DateTimeField(null=True)),
                        ("purged_at", models.DateTimeField(null=True)),
                        ("buyer", _to(settings.AUTH_USER_MODEL)),
                        ("order", _to("records.order", "identity_checks")),
                        ("reused", _to("records.identitycheck", null=True)),
                    ],
                    options={
                        "db_table": "identity_check",
                        "indexes": [
                            models.Index(fields=["buyer", "-asked_at"], name="identity_of_buyer"),
                            models.Index(fields=["order", "-asked_at"], name="identity_of_order"),
                            models.Index(
                                fields=["due_at"],
                                name="identity_due",
                                condition=Q(due_at__isnull=False),
                            ),
                            models.Index(
                                fields=["answered_at"],
                                name="identity_to_purge",
                                condition=~Q(sealed_with=""),
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=Q(document__in=["resident", "passport"])
                                & Q(outcome__in=["match", "mismatch", "no_record", "unavailable"]),
                                name="identity_in_known_words",
                            ),
                            models.CheckConstraint(
                                condition=Q(due_at=None, answered_at__isnull=False)
                                | Q(due_at__isnull=False, answered_at=None, outcome="unavailable"),
                                name="identity_due_until_answered",
                            ),
                            models.CheckConstraint(
                                condition=_GONE
                                & (Q(purged_at__isnull=False) | Q(reused__isnull=False))
                                | _KEPT & Q(purged_at=None, reused=None),
                                name="identity_sealed_whole_or_gone",
                            ),
                            models.CheckConstraint(
                                condition=Q(fresh_until=None) | Q(outcome="match"),
                                name="identity_fresh_if_it_matches",
                            ),
                            models.UniqueConstraint(
                                fields=["order"],
                                condition=Q(due_at__isnull=False),
                                name="one_identity_check_at_a_time",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(GUARD, UNDONE),
    ]
