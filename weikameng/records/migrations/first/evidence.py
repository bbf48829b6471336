"""The tables of evidence as of the thirtieth migration; generated, never edited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = [
    migrations.CreateModel(
        name="Evidence",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("position", models.PositiveIntegerField()),
            ("kind", models.CharField(max_length=40)),
            ("source", models.CharField(max_length=20)),
            ("body", models.JSONField(default=dict)),
            ("file_digest", models.CharField(blank=True, max_length=64)),
            ("at", models.DateTimeField()),
            ("digest", models.CharField(max_length=64)),
            (
                "order",
                models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.order"),
            ),
        ],
        options={
            "db_table": "evidence",
            "indexes": [
                models.Index(
                    condition=models.Q(("file_digest", ""), _negated=True),
                    fields=["file_digest", "-id"],
                    name="evidence_by_file",
                )
            ],
            "constraints": [
                models.UniqueConstraint(fields=("order", "position"), name="evidence_position_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="PicturePair",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("same_capture", models.BooleanField()),
            ("changed", models.JSONField(default=list)),
            ("width", models.PositiveIntegerField()),
            ("height", models.PositiveIntegerField()),
            ("at", models.DateTimeField()),
            (
                "earlier",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="laid_under",
                    to="records.evidence",
                ),
            ),
            (
                "newer",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="laid_over",
                    to="records.evidence",
                ),
            ),
        ],
        options={
            "db_table": "picture_pair",
            "constraints": [
                models.UniqueConstraint(fields=("newer", "earlier"), name="picture_pair_once"),
                models.CheckConstraint(
                    condition=models.Q(("newer__gt", models.F("earlier"))),
                    name="picture_pair_newer_first",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PictureReading",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("state", models.CharField(max_length=12)),
            ("code", models.CharField(blank=True, max_length=20)),
            ("report", models.JSONField(default=dict)),
            ("clears", models.BooleanField(default=False)),
            ("asked_at", models.DateTimeField()),
            ("read_at", models.DateTimeField(null=True)),
            ("finding", models.CharField(blank=True, max_length=8)),
            ("names_order", models.BooleanField(default=False)),
            ("tries", models.PositiveSmallIntegerField(default=0)),
            (
                "evidence",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="reading",
                    to="records.evidence",
                ),
            ),
        ],
        options={
            "db_table": "picture_reading",
            "indexes": [
                models.Index(
                    condition=models.Q(("state", "waiting")),
                    fields=["asked_at"],
                    name="readings_waiting",
                )
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("state", "waiting"), ("read_at__isnull", False), _connector="XOR"
                    ),
                    name="picture_reading_has_its_time",
                ),
                models.CheckConstraint(
                    condition=models.Q(("clears", False), ("state", "read"), _connector="OR"),
                    name="picture_clears_once_read",
                ),
                models.CheckConstraint(
                    condition=models.Q(("state", "read"), ("finding", ""), _connector="XOR"),
                    name="picture_read_has_its_finding",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="DecisionOnReading",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("approved", models.BooleanField()),
            ("finding", models.CharField(max_length=8)),
            ("verdicts", models.JSONField()),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "case",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, to="records.refundcase"
                ),
            ),
            (
                "reading",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="decisions",
                    to="records.picturereading",
                ),
            ),
        ],
        options={
            "db_table": "decision_on_reading",
            "indexes": [models.Index(fields=["finding", "-at"], name="decisions_by_finding")],
        },
    ),
    migrations.CreateModel(
        name="PictureToken",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("kind", models.CharField(max_length=8)),
            ("token", models.CharField(max_length=64)),
            (
                "evidence",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="tokens",
                    to="records.evidence",
                ),
            ),
        ],
        options={
            "db_table": "picture_token",
            "indexes": [models.Index(fields=["token", "-evidence"], name="picture_tokens_newest")],
            "constraints": [
                models.UniqueConstraint(
                    fields=("evidence", "kind", "token"), name="picture_token_once"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="ReadingJudgement",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("field", models.CharField(max_length=20)),
            ("verdict", models.CharField(max_length=12)),
            ("right", models.BooleanField()),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "reading",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="judgements",
                    to="records.picturereading",
                ),
            ),
        ],
        options={
            "db_table": "reading_judgement",
            "indexes": [models.Index(fields=["verdict", "-at"], name="judgements_by_verdict")],
        },
    ),
    migrations.CreateModel(
        name="Upload",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("token", models.CharField(max_length=43, unique=True)),
            ("kind", models.CharField(max_length=40)),
            ("name", models.CharField(max_length=120)),
            ("size_bytes", models.PositiveIntegerField()),
            ("received_bytes", models.PositiveIntegerField(default=0)),
            ("state", models.CharField(max_length=10)),
            ("refusal", models.CharField(blank=True, max_length=20)),
            ("file_digest", models.CharField(blank=True, max_length=64)),
            ("copy_digest", models.CharField(blank=True, max_length=64)),
            ("created_at", models.DateTimeField()),
            ("expires_at", models.DateTimeField()),
            ("attached_at", models.DateTimeField(null=True)),
            (
                "order",
                models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.order"),
            ),
            (
                "owner",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                ),
            ),
        ],
        options={
            "db_table": "upload",
            "indexes": [
                models.Index(
                    condition=models.Q(("state", "attached"), _negated=True),
                    fields=["expires_at"],
                    name="uploads_to_forget",
                ),
                models.Index(fields=["owner", "order"], name="uploads_of_order"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("received_bytes__lte", models.F("size_bytes"))),
                    name="upload_not_overfull",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("state__in", ["receiving", "refused"]),
                        models.Q(
                            ("received_bytes", models.F("size_bytes")),
                            models.Q(("file_digest", ""), _negated=True),
                            models.Q(("copy_digest", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="upload_ready_is_whole",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("state", "attached"), ("attached_at__isnull", True), _connector="XOR"
                    ),
                    name="upload_attached_has_its_time",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="UploadPart",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("offset", models.PositiveIntegerField()),
            ("content", models.BinaryField()),
            (
                "upload",
                models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="records.upload"),
            ),
        ],
        options={
            "db_table": "upload_part",
            "constraints": [
                models.UniqueConstraint(fields=("upload", "offset"), name="upload_part_once")
            ],
        },
    ),
]
