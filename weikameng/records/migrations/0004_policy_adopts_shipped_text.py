"""The version of an earlier database becomes the shipped text; its orders keep pointing to it.

Before this no version was ever released, so there is one at most, and nobody was promised its name.
"""

import hashlib
import tomllib

from django.db import migrations

from weikameng.records.documents import shipped_policy_text


def adopt(apps, schema_editor):
    """Give the oldest row the shipped text and name; others, if any, hand their orders over."""
    version_of, order_of = (apps.get_model("records", name) for name in ("PolicyVersion", "Order"))
    rows = list(version_of.objects.order_by("effective_at", "id"))
    if not rows:
        return
    first, text = rows[0], shipped_policy_text()
    document = tomllib.loads(text)
    for other in rows[1:]:
        order_of.objects.filter(policy=other).update(policy=first)
        other.delete()
    former, first.version = first.version, document["version"]
    first.title_zh, first.title_en = document["title"]["zh"], document["title"]["en"]
    first.text, first.digest = text, hashlib.sha256(text.encode()).hexdigest()
    first.state, first.shipped = "published", True
    first.notice_at = first.changed_at = first.effective_at
    first.save()
    apps.get_model("records", "PolicyEvent").objects.create(
        version=first,
        revision=1,
        event="ship",
        state="published",
        note=f"was {former}",
        digest=first.digest,
        at=first.effective_at,
    )
    _rename_in_decisions(schema_editor, first.version)


def _rename_in_decisions(schema_editor, version):
    """Stored decisions are told again from the version they name."""
    schema_editor.execute(
        "UPDATE case_round SET decision = jsonb_set(decision, '{policy_version}', to_jsonb(%s::text))"
        " WHERE decision ? 'policy_version'",
        [version],
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0003_policy_texts")]
    operations = [migrations.RunPython(adopt, migrations.RunPython.noop)]
