"""The tables of accounts as of the thirtieth migration; generated, never edited."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

TABLES = [
    migrations.CreateModel(
        name="User",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("password", models.CharField(max_length=128, verbose_name="password")),
            ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
            (
                "is_superuser",
                models.BooleanField(
                    default=False,
                    help_text="Designates that this user has all permissions without explicitly assigning them.",
                    verbose_name="superuser status",
                ),
            ),
            (
                "username",
                models.CharField(
                    error_messages={"unique": "A user with that username already exists."},
                    help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                    max_length=150,
                    unique=True,
                    validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                    verbose_name="username",
                ),
            ),
            ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
            ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
            ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
            (
                "is_staff",
                models.BooleanField(
                    default=False,
                    help_text="Designates whether the user can log into this admin site.",
                    verbose_name="staff status",
                ),
            ),
            (
                "is_active",
                models.BooleanField(
                    default=True,
                    help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                    verbose_name="active",
                ),
            ),
            (
                "date_joined",
                models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
            ),
            (
                "role",
                models.CharField(
                    choices=[
                        ("buyer", "buyer"),
                        ("guardian", "guardian"),
                        ("agent", "agent"),
                        ("phone_agent", "phone_agent"),
                        ("reviewer", "reviewer"),
                        ("supervisor", "supervisor"),
                        ("finance", "finance"),
                        ("risk", "risk"),
                        ("compliance", "compliance"),
                        ("minor_specialist", "minor_specialist"),
                        ("dispute_officer", "dispute_officer"),
                        ("arbiter", "arbiter"),
                        ("supplier_op", "supplier_op"),
                        ("policy_editor", "policy_editor"),
                        ("sysadmin", "sysadmin"),
                        ("auditor", "auditor"),
                    ],
                    default="buyer",
                    max_length=20,
                ),
            ),
            ("display_name", models.CharField(blank=True, max_length=40)),
            (
                "groups",
                models.ManyToManyField(
                    blank=True,
                    help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                    related_name="user_set",
                    related_query_name="user",
                    to="auth.group",
                    verbose_name="groups",
                ),
            ),
            (
                "user_permissions",
                models.ManyToManyField(
                    blank=True,
                    help_text="Specific permissions for this user.",
                    related_name="user_set",
                    related_query_name="user",
                    to="auth.permission",
                    verbose_name="user permissions",
                ),
            ),
        ],
        options={
            "db_table": "person",
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        (
                            "role__in",
                            (
                                "buyer",
                                "guardian",
                                "agent",
                                "phone_agent",
                                "reviewer",
                                "supervisor",
                                "finance",
                                "risk",
                                "compliance",
                                "minor_specialist",
                                "dispute_officer",
                                "arbiter",
                                "supplier_op",
                                "policy_editor",
                                "sysadmin",
                                "auditor",
                            ),
                        )
                    ),
                    name="person_has_a_role",
                )
            ],
        },
        managers=[
            ("objects", django.contrib.auth.models.UserManager()),
        ],
    ),
    migrations.CreateModel(
        name="Wallet",
        fields=[
            (
                "buyer",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT,
                    primary_key=True,
                    serialize=False,
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("balance_minor", models.BigIntegerField(default=0)),
        ],
        options={
            "db_table": "wallet",
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("balance_minor__gte", 0)), name="wallet_never_below_zero"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="ApiToken",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("name", models.CharField(max_length=60)),
            ("digest", models.CharField(max_length=64, unique=True)),
            ("scopes", models.JSONField(default=list)),
            ("created_at", models.DateTimeField()),
            ("revoked_at", models.DateTimeField(null=True)),
            (
                "owner",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                ),
            ),
        ],
        options={
            "db_table": "api_token",
        },
    ),
    migrations.CreateModel(
        name="StaffAction",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("role", models.CharField(max_length=20)),
            ("what", models.CharField(max_length=40)),
            ("about", models.CharField(max_length=80)),
            ("because", models.CharField(blank=True, max_length=500)),
            ("at", models.DateTimeField()),
            (
                "person",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "db_table": "staff_action",
            "indexes": [
                models.Index(fields=["person", "-id"], name="staff_actions_of_person"),
                models.Index(fields=["what", "-id"], name="staff_actions_of_kind"),
                models.Index(fields=["at"], name="staff_actions_by_day"),
                models.Index(fields=["about"], name="staff_actions_about"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("person__isnull", False), ("role", "command_line"), _connector="XOR"
                    ),
                    name="staff_action_of_somebody",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="WalletEntry",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("amount_minor", models.BigIntegerField()),
            ("cause", models.CharField(max_length=60, unique=True)),
            ("at", models.DateTimeField()),
            (
                "wallet",
                models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.wallet"),
            ),
        ],
        options={
            "db_table": "wallet_entry",
        },
    ),
]
