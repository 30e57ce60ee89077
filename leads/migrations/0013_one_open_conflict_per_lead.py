from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0012_bulk_changes")]

    operations = [
        migrations.AddConstraint(
            model_name="firstcontact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "CONFLICT")),
                fields=("lead",),
                name="one_open_conflict_per_lead",
                violation_error_message="这条线索已有待裁定的异议。",
            ),
        ),
    ]
