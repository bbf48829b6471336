"""Due payouts by route: what waits for a stopped channel is never waded through."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("records", "0017_payout_limits")]
    operations = [
        migrations.RemoveIndex(model_name="payout", name="payouts_due"),
        migrations.AddIndex(
            model_name="payout",
            index=models.Index(
                fields=["route", "due_at"],
                name="payouts_due_by_route",
                condition=Q(due_at__isnull=False),
            ),
        ),
    ]
