"""What staff look for often: a point by its number, and the readings that wait for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meters", "0003_staff_note_and_opens_on"),
        ("tenants", "0002_walls"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(condition=models.Q(("state", "needs_review")), fields=["tenant", "submission"], name="reading_waiting"),
        ),
        migrations.AddIndex(
            model_name="supplypoint",
            index=models.Index(fields=["tenant", "number_search"], name="point_number_search"),
        ),
    ]
