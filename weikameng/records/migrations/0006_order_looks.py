"""Who of the staff looked at whose order, and what for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0005_policy_limits")]
    operations = [
        migrations.CreateModel(
            name="OrderLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=20)),
                ("about", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.order")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "db_table": "order_look",
                "indexes": [models.Index(fields=["order", "-at"], name="looks_at_order")],
            },
        ),
    ]
