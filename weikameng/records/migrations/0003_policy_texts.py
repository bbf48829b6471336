"""A policy version becomes a text with a life: its columns, and its history."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_PERSON = {
    "null": True,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": settings.AUTH_USER_MODEL,
}
_NEW = [
    ("title_zh", models.CharField(default="", max_length=120)),
    ("title_en", models.CharField(default="", max_length=120)),
    ("text", models.TextField(default="")),
    ("state", models.CharField(default="draft", max_length=12)),
    ("revision", models.PositiveIntegerField(default=1)),
    ("major", models.BooleanField(default=False)),
    ("shipped", models.BooleanField(default=False)),
    (
        "based_on",
        models.ForeignKey(
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="records.policyversion",
        ),
    ),
    ("author", models.ForeignKey(**_PERSON)),
    ("note", models.TextField(blank=True, default="")),
    ("changed_at", models.DateTimeField(null=True)),
    ("proposed_by", models.ForeignKey(**_PERSON)),
    ("proposed_at", models.DateTimeField(null=True)),
    ("approved_by", models.ForeignKey(**_PERSON)),
    ("approved_at", models.DateTimeField(null=True)),
    ("notice_at", models.DateTimeField(null=True)),
    ("withdrawn_at", models.DateTimeField(null=True)),
]


class Migration(migrations.Migration):
    dependencies = [("records", "0002_serials")]
    operations = [
        *(
            migrations.AddField(model_name="policyversion", name=name, field=field)
            for name, field in _NEW
        ),
        migrations.AlterField(
            model_name="policyversion", name="effective_at", field=models.DateTimeField(null=True)
        ),
        migrations.AlterField(
            model_name="policyversion", name="document", field=models.JSONField(null=True)
        ),
        migrations.CreateModel(
            name="PolicyEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("event", models.CharField(max_length=12)),
                ("state", models.CharField(max_length=12)),
                ("note", models.TextField(blank=True)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="records.policyversion",
                    ),
                ),
            ],
            options={"db_table": "policy_event"},
        ),
        migrations.AddConstraint(
            model_name="policyevent",
            constraint=models.UniqueConstraint(
                fields=("version", "revision"), name="policy_event_once"
            ),
        ),
    ]
