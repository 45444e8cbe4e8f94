"""Row security on accounts, and on third-party tables that hang on a user."""

from django.db import migrations

from tenants.constraints import SameTenant
from tenants.walls import RowSecurity, RowSecurityThroughUser


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("meters", "0001_initial"),
        ("tenants", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint("activityevent", SameTenant(field="user", name="accounts_activityevent_user_wall")),
        migrations.AddConstraint("customer", SameTenant(field="utility", name="accounts_customer_utility_wall")),
        migrations.AddConstraint("evidence", SameTenant(field="utility", name="accounts_evidence_utility_wall")),
        migrations.AddConstraint("evidence", SameTenant(field="customer", name="accounts_evidence_customer_wall")),
        migrations.AddConstraint("evidence", SameTenant(field="supply_point", name="accounts_evidence_supply_point_wall")),
        migrations.AddConstraint("link", SameTenant(field="user", name="accounts_link_user_wall")),
        migrations.AddConstraint("link", SameTenant(field="customer", name="accounts_link_customer_wall")),
        migrations.AddConstraint("link", SameTenant(field="supply_point", name="accounts_link_supply_point_wall")),
        migrations.AddConstraint("linkattempt", SameTenant(field="user", name="accounts_linkattempt_user_wall")),
        migrations.AddConstraint("linkclaim", SameTenant(field="user", name="accounts_linkclaim_user_wall")),
        migrations.AddConstraint("linkclaim", SameTenant(field="utility", name="accounts_linkclaim_utility_wall")),
        migrations.AddConstraint("termsacceptance", SameTenant(field="user", name="accounts_termsacceptance_user_wall")),
        migrations.AddConstraint("termsacceptance", SameTenant(field="utility", name="accounts_termsacceptance_utility_wall")),
        RowSecurity(
            "accounts_user",
            "accounts_tenantsession",
            "accounts_customer",
            "accounts_evidence",
            "accounts_link",
            "accounts_linkclaim",
            "accounts_linkattempt",
            "accounts_linkbudget",
            "accounts_termsacceptance",
            "accounts_activityevent",
        ),
        RowSecurityThroughUser(
            "accounts_user_groups",
            "accounts_user_user_permissions",
            "account_emailaddress",
            "django_admin_log",
            "mfa_authenticator",
            "usersessions_usersession",
        ),
        RowSecurityThroughUser("account_emailconfirmation", column="email_address_id", parent="account_emailaddress"),
    ]
