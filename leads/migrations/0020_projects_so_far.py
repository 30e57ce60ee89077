"""What the projects made so far say of themselves: their first stage, the grade and next step of their lead."""

from django.db import migrations
from django.utils import timezone


def fill(apps, schema_editor):
    Project = apps.get_model("leads", "Project")
    StageChange = apps.get_model("leads", "StageChange")
    rows = Project.objects.filter(stage_on=None).select_related("lead")
    for project in rows.order_by("pk").iterator(chunk_size=500):
        on = timezone.localdate(project.created_at)
        Project.objects.filter(pk=project.pk).update(
            stage_on=on,
            idle_from_on=on,
            grade=project.lead.grade,
            next_action_text=project.lead.next_action_text,
            next_action_on=project.lead.next_action_on,
        )
        StageChange.objects.create(
            project=project,
            stage=project.stage,
            on=on,
            at=project.created_at,
            by_id=project.created_by_id,
            is_backfilled=True,
        )


class Migration(migrations.Migration):
    dependencies = [("leads", "0019_project_stages")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
