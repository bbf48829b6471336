"""The desk: claims, looks and kept filters; what the queue is filtered by stands on the case."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

LATEST_ROUND = """
UPDATE refund_case c
SET reason = r.reason,
    goods_kind = coalesce(r.facts->'order'->>'goods_kind', ''),
    at_stake_minor = coalesce((r.decision->>'at_stake_minor')::bigint, 0)
FROM case_round r WHERE r.case_id = c.id AND r.round = c.round
"""
# What a case's pictures come to changes with any of them, wherever it is written.
QUICK = """
CREATE FUNCTION keep_case_quick() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE refund_case c SET quick = found.quick
    FROM (
        SELECT e.order_id, bool_and(r.finding = 'agrees') AND bool_or(r.names_order) AS quick
        FROM evidence e JOIN picture_reading r ON r.evidence_id = e.id
        WHERE e.order_id = (SELECT order_id FROM evidence WHERE id = NEW.evidence_id)
        GROUP BY e.order_id
    ) found
    WHERE c.order_id = found.order_id AND c.quick <> found.quick;
    RETURN NULL;
END $$;
CREATE TRIGGER picture_reading_keeps_case_quick
    AFTER INSERT OR UPDATE OF finding, names_order ON picture_reading
    FOR EACH ROW EXECUTE FUNCTION keep_case_quick();
UPDATE refund_case c SET quick = true
FROM (
    SELECT e.order_id FROM evidence e JOIN picture_reading r ON r.evidence_id = e.id
    GROUP BY e.order_id
    HAVING bool_and(r.finding = 'agrees') AND bool_or(r.names_order)
) found
WHERE c.order_id = found.order_id
"""
NOT_QUICK = """
DROP TRIGGER picture_reading_keeps_case_quick ON picture_reading;
DROP FUNCTION keep_case_quick
"""


def _id() -> tuple[str, models.Field]:
    key = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return ("id", key)


def _person(on_delete, **more) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=on_delete, related_name="+", to=settings.AUTH_USER_MODEL, **more
    )


def _case(related_name: str) -> models.ForeignKey:
    cascade = django.db.models.deletion.CASCADE
    return models.ForeignKey(on_delete=cascade, related_name=related_name, to="records.refundcase")


CASCADE, PROTECT = django.db.models.deletion.CASCADE, django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("records", "0023_roles")]
    operations = [
        *(
            migrations.AddField(model_name="refundcase", name=name, field=field)
            for name, field in (
                ("reason", models.CharField(max_length=40, default="", db_default="")),
                ("goods_kind", models.CharField(max_length=40, default="", db_default="")),
                ("at_stake_minor", models.BigIntegerField(default=0, db_default=0)),
                ("quick", models.BooleanField(default=False, db_default=False)),
            )
        ),
        migrations.RemoveIndex(model_name="refundcase", name="cases_to_review"),
        migrations.AddIndex(
            model_name="refundcase",
            index=models.Index(
                fields=["due_at", "-quick", "id"],
                name="cases_at_desk",
                condition=Q(state__in=["reviewing", "payout_stuck"]),
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["account"], name="orders_of_account", condition=~Q(account="")
            ),
        ),
        migrations.CreateModel(
            name="DeskClaim",
            fields=[
                _id(),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("released_at", models.DateTimeField(null=True)),
                ("released_because", models.CharField(blank=True, max_length=10)),
                ("by", _person(PROTECT)),
                ("handed_by", _person(PROTECT, null=True)),
                ("case", _case("claims")),
            ],
            options={
                "db_table": "desk_claim",
                "indexes": [
                    models.Index(
                        fields=["by"], name="claims_of_person", condition=Q(released_at=None)
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case"],
                        condition=Q(released_at=None),
                        name="one_live_claim_a_case",
                    ),
                    models.CheckConstraint(
                        condition=Q(released_at__isnull=True) ^ ~Q(released_because=""),
                        name="claim_ends_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeskLook",
            fields=[
                _id(),
                ("at", models.DateTimeField()),
                ("case", _case("looks")),
                ("person", _person(CASCADE)),
            ],
            options={
                "db_table": "desk_look",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case", "person"], name="desk_look_once_a_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeskFilter",
            fields=[
                _id(),
                ("place", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=20)),
                ("query", models.CharField(max_length=300)),
                ("owner", _person(CASCADE)),
            ],
            options={
                "db_table": "desk_filter",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["owner", "place"], name="desk_filter_place_once"
                    ),
                    models.UniqueConstraint(fields=["owner", "name"], name="desk_filter_name_once"),
                    models.CheckConstraint(
                        condition=Q(place__gte=1, place__lte=20), name="desk_filters_at_most_20"
                    ),
                ],
            },
        ),
        migrations.RunSQL(LATEST_ROUND, migrations.RunSQL.noop),
        migrations.RunSQL(QUICK, NOT_QUICK),
    ]
