import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="reminder",
            name="reminder_once",
        ),
        migrations.RemoveIndex(
            model_name="outbox",
            name="outbox_due",
        ),
        migrations.RemoveIndex(
            model_name="reminder",
            name="reminder_open",
        ),
        migrations.RemoveIndex(
            model_name="reminder",
            name="reminder_unmailed",
        ),
        migrations.RemoveField(
            model_name="reminder",
            name="path",
        ),
        migrations.AddField(
            model_name="heartbeat",
            name="note",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="outbox",
            name="business_on",
            field=models.DateField(default=django.utils.timezone.localdate, verbose_name="日期"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="outbox",
            name="next_at",
            field=models.DateTimeField(
                help_text="待发送时为最早的发送时间，领取后为租约到期时间", verbose_name="下次尝试"
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="text",
            field=models.CharField(blank=True, max_length=300, verbose_name="事项"),
        ),
        migrations.AddIndex(
            model_name="outbox",
            index=models.Index(fields=["status", "next_at", "id"], name="outbox_due"),
        ),
        migrations.AddIndex(
            model_name="outbox",
            index=models.Index(fields=["recipient", "business_on"], name="outbox_of_day"),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(fields=["recipient", "status", "due_on"], name="reminder_inbox"),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(fields=["rule", "status"], name="reminder_standing"),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(("outbox__isnull", True)),
                fields=["status", "recipient"],
                name="reminder_unmailed",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "SETTLED"), _negated=True),
                fields=("rule", "subject_type", "subject_id", "recipient", "due_on"),
                name="reminder_once",
            ),
        ),
    ]
