"""Earlier and pending passwords, pending addresses, failed sign-ins, and what a session is bound to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tenants.constraints
import tenants.scope
from tenants.walls import RowSecurity


def row_id():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def tenant():
    return (
        "tenant",
        models.ForeignKey(
            default=tenants.scope.default_id,
            editable=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="tenants.tenant",
        ),
    )


def user(related_name="+"):
    return (
        "user",
        models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to=settings.AUTH_USER_MODEL),
    )


def unique(name, *fields):
    return models.UniqueConstraint(fields=("tenant", *fields), name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_link_requests"),
        ("accounts", "0007_profile_of_user"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="session_epoch",
            field=models.PositiveIntegerField(default=0, help_text="Raised to end every session and every sign-in that is under way."),
        ),
        migrations.AlterField(
            model_name="activityevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("signed_in", "Signed In"),
                    ("sign_in_failed", "Sign In Failed"),
                    ("signed_out", "Signed Out"),
                    ("registered", "Registered"),
                    ("activated", "Activated"),
                    ("password_changed", "Password Changed"),
                    ("password_asked", "Password Asked"),
                    ("email_asked", "Email Asked"),
                    ("email_changed", "Email Changed"),
                    ("factor_added", "Factor Added"),
                    ("factor_removed", "Factor Removed"),
                    ("codes_made", "Codes Made"),
                    ("sessions_ended", "Sessions Ended"),
                    ("data_taken", "Data Taken"),
                    ("linked", "Linked"),
                    ("unlinked", "Unlinked"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="EarlierPassword",
            fields=[
                row_id(),
                ("password", models.CharField(help_text="As Django hashes it.", max_length=128)),
                ("replaced_at", models.DateTimeField(auto_now_add=True)),
                tenant(),
                user("earlier_passwords"),
            ],
            options={
                "constraints": [
                    unique("accounts_earlierpassword_tenant_id", "id"),
                    tenants.constraints.SameTenant(field="user", name="accounts_earlierpassword_user_wall"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PendingPassword",
            fields=[
                row_id(),
                ("password", models.CharField(help_text="As Django hashes it.", max_length=128)),
                ("token_digest", models.CharField(max_length=64)),
                ("binding", models.CharField(max_length=64)),
                ("sign_out_others", models.BooleanField(default=False)),
                (
                    "session_key",
                    models.CharField(blank=True, help_text="Where it was asked for: that device stays signed in.", max_length=40),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                tenant(),
                user(),
            ],
            options={
                "constraints": [
                    unique("accounts_pendingpassword_tenant_id", "id"),
                    tenants.constraints.SameTenant(field="user", name="accounts_pendingpassword_user_wall"),
                    unique("accounts_pendingpassword_user", "user"),
                    unique("accounts_pendingpassword_token_digest", "token_digest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PendingEmail",
            fields=[
                row_id(),
                ("email", models.EmailField(help_text="In small letters.", max_length=254)),
                ("token_digest", models.CharField(max_length=64)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                tenant(),
                user(),
            ],
            options={
                "constraints": [
                    unique("accounts_pendingemail_tenant_id", "id"),
                    tenants.constraints.SameTenant(field="user", name="accounts_pendingemail_user_wall"),
                    unique("accounts_pendingemail_user", "user"),
                    unique("accounts_pendingemail_token_digest", "token_digest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignInFailure",
            fields=[
                row_id(),
                (
                    "key",
                    models.CharField(
                        help_text="HMAC of tenant and name; with the browser's number where the browser is known.", max_length=64
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                tenant(),
            ],
            options={
                "constraints": [unique("accounts_signinfailure_tenant_id", "id")],
                "indexes": [models.Index(fields=["tenant", "key", "at"], name="sign_in_failure_by_key")],
            },
        ),
        RowSecurity(
            "accounts_earlierpassword",
            "accounts_pendingpassword",
            "accounts_pendingemail",
            "accounts_signinfailure",
        ),
    ]
