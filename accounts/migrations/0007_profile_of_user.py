"""The sex, for tenants whose file asks it, and room for the post office beside the postcode."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_link_one_point"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="sex",
            field=models.CharField(
                blank=True, choices=[("m", "Male"), ("f", "Female")], help_text="Asked only where a tenant's file does.", max_length=1
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="country",
            field=models.CharField(blank=True, help_text="ISO 3166-1.", max_length=2),
        ),
        migrations.AlterField(
            model_name="user",
            name="postcode",
            field=models.CharField(blank=True, help_text="Also with the post office: `1410 Zagorje ob Savi`.", max_length=60),
        ),
    ]
