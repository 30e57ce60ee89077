from django.db import migrations, models


class Migration(migrations.Migration):
    """Since when a project has been so far behind its plan: the day a reminder of it is due."""

    dependencies = [("leads", "0023_promises_are_written_once")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="behind_on",
            field=models.DateField(
                editable=False,
                help_text="工程进度的灯变为现在颜色的日期。",
                null=True,
                verbose_name="落后计划起始日",
            ),
        ),
    ]
