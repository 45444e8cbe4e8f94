from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_keys_of_imported_tables")]

    operations = [
        migrations.AlterField(
            model_name="importrun",
            name="state",
            field=models.CharField(
                choices=[("running", "Running"), ("done", "Done"), ("refused", "Refused"), ("stopped", "Stopped")],
                default="running",
                max_length=8,
            ),
        ),
    ]
