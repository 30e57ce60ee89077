"""When to nag, and the letters that carry it. Design and words: docs/adr/0004-outbox.md."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reminders.rules import Level, rule_of


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(recipient=user)

    def standing(self):
        return self.filter(status=Reminder.Status.OPEN)

    def closed(self):
        return self.exclude(status=Reminder.Status.OPEN)

    def unsettled(self):
        """Raised, and not settled by itself: a dismissed reminder is not raised again."""
        return self.exclude(status=Reminder.Status.SETTLED)

    def unread(self):
        return self.standing().filter(read_at__isnull=True)


class Reminder(models.Model):
    """One thing one person has to act on by a date. Dismissed or settled, never deleted."""

    class Status(models.TextChoices):
        OPEN = "OPEN", _("待办")
        SETTLED = "SETTLED", _("已办结")
        DISMISSED = "DISMISSED", _("已忽略")

    rule = models.CharField(_("规则"), max_length=6)
    level = models.PositiveSmallIntegerField(_("升级层级"), choices=Level, default=Level.OWNER)
    subject_type = models.CharField(_("对象类型"), max_length=60)
    subject_id = models.BigIntegerField(_("对象编号"))
    recipient = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="reminders", verbose_name=_("收件人")
    )
    due_on = models.DateField(_("到期日"))
    subject = models.CharField(_("对象"), max_length=300)
    text = models.CharField(_("事项"), max_length=300, blank=True)
    raised_at = models.DateTimeField(_("提醒时间"))
    read_at = models.DateTimeField(_("已读时间"), null=True, blank=True)
    status = models.CharField(_("状态"), max_length=9, choices=Status, default=Status.OPEN)
    closed_at = models.DateTimeField(_("关闭时间"), null=True, blank=True)
    outbox = models.ForeignKey(
        "Outbox", models.PROTECT, null=True, blank=True, related_name="reminders", verbose_name=_("邮件")
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("提醒")
        verbose_name_plural = _("提醒")
        constraints = [
            models.UniqueConstraint(
                name="reminder_once",
                fields=["rule", "level", "subject_type", "subject_id", "recipient", "due_on"],
                # A settled reminder makes room: a date moved away and back is raised again.
                condition=~Q(status="SETTLED"),
            ),
            # Whatever rules a lead is late by, each person above hears of it once at a time (domain, §4.5).
            models.UniqueConstraint(
                name="one_escalation_open",
                fields=["subject_type", "subject_id", "level", "recipient"],
                condition=Q(level__gte=Level.OFFICE, status="OPEN"),
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "status", "due_on"], name="reminder_inbox"),
            models.Index(fields=["rule", "status"], name="reminder_standing"),
            models.Index(
                fields=["status", "recipient"], name="reminder_unmailed", condition=Q(outbox__isnull=True)
            ),
            models.Index(fields=["subject_type", "subject_id"], name="reminder_subject"),
        ]

    def __str__(self):
        return f"{self.subject} {self.what}"

    @property
    def what(self):
        """What to do, in the words of the person who wrote it, else the name of the rule.

        Whoever is told of somebody else's work reads whose it is: `text` then holds the name.
        """
        if self.level == Level.OWNER:
            return self.text or str(self.rule_label)
        return str(_("%(person)s 负责，%(what)s")) % {"person": self.text, "what": self.rule_label}

    @property
    def rule_label(self):
        rule = rule_of(self.rule)
        return rule.label if rule else self.rule

    @property
    def kind(self):
        """What sort of reminder it is, where the words before do not say so already."""
        if self.level == Level.OWNER:
            return self.rule_label if self.text else ""
        return _("升级") if self.level >= Level.OFFICE else Level.INFORMED.label

    @property
    def is_news(self):
        """Whether its date is that of an event, which nobody can be late with."""
        rule = rule_of(self.rule)
        return bool(rule and rule.is_news)

    @property
    def path(self):
        """Where to act. A reminder of a rule that is gone leads to the reminders themselves."""
        rule = rule_of(self.rule)
        return rule.path(self.subject_id) if rule else reverse("reminders:list")

    @property
    def is_standing(self):
        return self.status == self.Status.OPEN

    def days_late(self, on):
        """Days past the due date on the date `on`; 0 when it is not overdue."""
        return max(0, (on - self.due_on).days)


WAITING = frozenset({"pending", "claimed", "sending"})
TROUBLED = frozenset({"failed", "unknown"})


class OutboxQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.all() if user.access.can("see_all_mail") else self.filter(recipient=user)

    def waiting(self):
        """On its way: not yet in a state in which it stays."""
        return self.filter(status__in=WAITING)

    def troubled(self):
        """Ended in a way that somebody has to look at."""
        return self.filter(status__in=TROUBLED)


class Outbox(models.Model):
    """One mail to one person, from its making to its end. No state is left in silence (promise R1)."""

    class Status(models.TextChoices):
        PENDING = "pending", _("待发送")
        CLAIMED = "claimed", _("已领取")
        SENDING = "sending", _("发送中")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("发送失败")
        UNKNOWN = "unknown", _("结果不明")
        CANCELLED = "cancelled", _("已取消")

    class OnUnknown(models.TextChoices):
        RESEND_ONCE = "resend_once", _("重发一次")
        HOLD = "hold", _("由人处理")

    idem_key = models.CharField(max_length=64, unique=True)
    message_id = models.CharField(max_length=120, unique=True)
    recipient = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="letters", verbose_name=_("收件人")
    )
    address = models.EmailField(_("邮箱"))
    subject = models.CharField(_("主题"), max_length=200)
    body_text = models.TextField(_("正文"))
    body_html = models.TextField(_("网页正文"))
    business_on = models.DateField(_("日期"))
    created_at = models.DateTimeField(_("生成时间"), default=timezone.now)
    due_at = models.DateTimeField(_("应发时间"))
    next_at = models.DateTimeField(
        _("下次尝试"), help_text=_("待发送时为最早的发送时间，领取后为租约到期时间")
    )
    status = models.CharField(_("状态"), max_length=9, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    crashes = models.PositiveSmallIntegerField(_("中断次数"), default=0)
    resends = models.PositiveSmallIntegerField(_("重发次数"), default=0)
    on_unknown = models.CharField(
        _("结果不明时"), max_length=11, choices=OnUnknown, default=OnUnknown.RESEND_ONCE
    )
    lease_token = models.UUIDField(null=True, default=None)
    worker = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)
    smtp_code = models.PositiveSmallIntegerField(null=True, blank=True)
    smtp_reply = models.CharField(max_length=300, blank=True)
    last_error = models.CharField(_("最近错误"), max_length=300, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("邮件")
        verbose_name_plural = _("邮件")
        indexes = [
            models.Index(fields=["status", "next_at", "id"], name="outbox_due"),
            models.Index(fields=["recipient", "business_on"], name="outbox_of_day"),
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_status_known",
                condition=Q(
                    status__in=["pending", "claimed", "sending", "sent", "failed", "unknown", "cancelled"]
                ),
            ),
        ]

    def __str__(self):
        return f"{self.subject} → {self.address}"

    @property
    def is_troubled(self):
        return self.status in TROUBLED


class DeliveryAttempt(models.Model):
    """One try to hand a mail to the server. Append-only."""

    class Phase(models.TextChoices):
        CONNECT = "connect"
        MAIL = "mail"
        RCPT = "rcpt"
        DATA = "data"
        FINAL = "final"

    class Result(models.TextChoices):
        ACCEPTED = "accepted", _("已收下")
        TEMPORARY = "temporary", _("暂时没收下")  # trying again is safe
        REFUSED = "refused", _("拒收")  # and will not be accepted later
        AMBIGUOUS = "ambiguous", _("不明")  # may or may not have been accepted

    outbox = models.ForeignKey(Outbox, models.PROTECT, related_name="deliveries")
    n = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    phase = models.CharField(max_length=7, choices=Phase)
    result = models.CharField(max_length=9, choices=Result)
    smtp_code = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = _("发送尝试")
        verbose_name_plural = _("发送尝试")

    def __str__(self):
        return f"{self.outbox_id} #{self.n} {self.result}"


class Heartbeat(models.Model):
    """When a thing that must keep running last ran, and last ran to its end."""

    name = models.CharField(max_length=30, primary_key=True)
    last_tick_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True)
    host = models.CharField(max_length=80)
    pid = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("心跳")
        verbose_name_plural = _("心跳")

    def __str__(self):
        return f"{self.name} {self.last_tick_at}"
