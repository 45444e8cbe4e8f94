"""Staff's word on a refused reading, and the day on which they opened a window longer."""

import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meters", "0002_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="staff_note",
            field=models.CharField(
                blank=True, help_text="What staff wrote when they refused it; the customer reads it.", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="windowchange",
            name="opens_on",
            field=models.DateField(
                default=datetime.date(2026, 1, 1),
                help_text="Day on which staff made it: later than the window's end, it is a reopening.",
            ),
            preserve_default=False,
        ),
    ]
