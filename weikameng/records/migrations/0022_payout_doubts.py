"""When a payout was last sent without a proven answer: until it is sure, no refusal ends it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0021_pictures_again")]
    operations = [
        migrations.AddField(
            model_name="payout", name="doubted_at", field=models.DateTimeField(null=True)
        )
    ]
