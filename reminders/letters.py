"""Letters: one mail per person for what was raised and not yet mailed to him, put into the outbox.

Two machines that write at once make one letter: its key is the person, the business date and the ordinal of
the letter on that day. The reminders it carries are taken in the same transaction, all or none.
"""

import datetime as dt
import hashlib
import logging
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from email.utils import format_datetime, parseaddr

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import User
from core.templatetags.ui import day_words, mask_phone, weekday
from reminders.models import Outbox, Reminder
from reminders.rules import MAILED_AT_ONCE, NEWS, business_date

NEWS_WAIT = dt.timedelta(minutes=30)
LISTED = 40
"""So many items of a kind a letter names; the page of reminders has the rest."""

PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1\d{2}[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)")
INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)

logger = logging.getLogger(__name__)


class ChangedMeanwhile(Exception):
    """Another letter, or a settlement, took some of the reminders this letter was written for."""


def write_letters(*, at):
    """One letter for everybody who has reminders not yet mailed. Returns how many were written."""
    on = business_date(at)
    ordinals = Counter(Outbox.objects.filter(business_on=on).values_list("recipient", flat=True))
    written = 0
    for person in people_to_write_to(on, at=at):
        try:
            written += write_letter(person, on=on, ordinal=ordinals[person.pk] + 1, at=at)
        except Exception:  # what one person's rows hold must not silence the others
            logger.exception("no letter for person %s", person.pk)
    return written


def people_to_write_to(on, *, at):
    """Who works here, has an address and something due. The others read it in the application.

    What is told ahead makes no letter of its own: it goes with the next one, at the latest on its due date.
    But a warning goes on the day it is given, in the daytime; and news wait until the last letter is no
    longer fresh, so that many of them make one letter.
    """
    wanting = User.objects.working().filter(has_reminder_mail=True).exclude(email="")
    is_day = on == timezone.localdate(at)
    due = Q(due_on__lte=on) | (Q(rule__in=MAILED_AT_ONCE) if is_day else Q(pk__in=[]))
    fresh = Outbox.objects.filter(created_at__gt=at - NEWS_WAIT, created_at__lte=at)
    has_due = Q(pk__in=unmailed().filter(due).exclude(rule__in=NEWS).values("recipient"))
    has_news = Q(pk__in=unmailed().filter(rule__in=NEWS, due_on__lte=on).values("recipient"))
    return wanting.filter(has_due | (has_news & ~Q(pk__in=fresh.values("recipient"))))


def unmailed():
    return Reminder.objects.standing().filter(outbox__isnull=True)


def write_letter(person, *, on, ordinal, at):
    """Write one letter for `person`, or none if somebody else just did. Returns whether it was written."""
    mine = unmailed().filter(recipient=person)
    letter = Letter.about(list(mine.order_by("due_on", "pk")), person, at)
    try:
        with transaction.atomic():
            row = Outbox.objects.create(**letter.columns(on, ordinal, at))
            taken = mine.filter(pk__lte=letter.last_pk).update(outbox=row)
            if taken != letter.size:
                raise ChangedMeanwhile
    except (IntegrityError, ChangedMeanwhile):
        return False
    return True


@dataclass(frozen=True)
class Item:
    """One reminder as a letter shows it."""

    title: str
    when: str
    link: str

    @classmethod
    def of(cls, reminder, today):
        return cls(
            title=f"{clean(reminder.subject)}{_('：')}{clean(reminder.what)}",
            when=day_words(reminder.due_on, today)
            if reminder.is_news
            else when_words(reminder.due_on, today),
            link=settings.BASE_URL + reminder.path,
        )


def clean(text):
    """Text of one line that holds no control characters and no telephone number."""
    printable = "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} else c for c in text)
    return PHONE.sub(lambda found: mask_phone(found[1]), " ".join(printable.split()))


def when_words(due_on, today):
    """06-10 周二到期，逾期 1 天; 今天到期."""
    words = _("%(day)s到期") % {"day": day_words(due_on, today)}
    late = (today - due_on).days
    if late <= 0:
        return words
    return words + _("，") + ngettext("逾期 %(n)d 天", "逾期 %(n)d 天", late) % {"n": late}


@dataclass(frozen=True)
class Letter:
    """What a letter says: the overdue first, then what is due today, then what is new and not due yet."""

    person: User
    overdue: list
    today: list
    new: list
    at: dt.datetime

    @classmethod
    def about(cls, reminders, person, at):
        today = timezone.localdate(at)
        new = [each for each in reminders if each.is_news or each.due_on > today]
        dated = [each for each in reminders if not each.is_news]
        late = [each for each in dated if each.due_on < today]
        return cls(person, late, [each for each in dated if each.due_on == today], new, at)

    @property
    def carried(self):
        return [*self.overdue, *self.today, *self.new]

    @property
    def size(self):
        return len(self.carried)

    @property
    def last_pk(self):
        return max(reminder.pk for reminder in self.carried)

    def columns(self, on, ordinal, at):
        """The fields of the outbox row, in the language of the person."""
        key = hashlib.sha256(f"{self.person.pk}|{on.isoformat()}|{ordinal}".encode()).hexdigest()
        with override(self.person.language):
            context = self.context()
            html = INLINER.inline(render_to_string("mail/digest.html", context))
            text = render_to_string("mail/digest.txt", context)
        return {
            "idem_key": key,
            "message_id": f"<{key[:32]}@{mail_domain()}>",
            "recipient": self.person,
            "address": self.person.email,
            "subject": context["subject"],
            "body_text": text,
            "body_html": html,
            "business_on": on,
            "created_at": at,
            "due_at": at,
            "next_at": at,
        }

    def context(self):
        local = timezone.localtime(self.at)
        overdue = group(_("逾期 %(n)d 件"), self.overdue, local.date(), is_late=True)
        today = group(_("今天 %(n)d 件"), self.today, local.date(), is_late=False)
        new = group(_("新到 %(n)d 件"), self.new, local.date(), is_late=False)
        groups = [each for each in (overdue, today, new) if each["items"]]
        # The counts of today come first in the subject, the overdue first in the letter.
        return {
            "subject": _("，").join(each["head"] for each in (today, overdue, new) if each["items"]),
            "moment": f"{local:%Y-%m-%d} {weekday(local)} {local:%H:%M}",
            "groups": groups,
            "person": clean(str(self.person)),
            "language": self.person.language,
            "desk": settings.BASE_URL + reverse("reports:desk"),
            "all": settings.BASE_URL + reverse("reminders:list"),
            "preferences": preferences_link(),
        }


def group(head, reminders, today, *, is_late):
    return {
        "head": head % {"n": len(reminders)},
        "items": [Item.of(reminder, today) for reminder in reminders[:LISTED]],
        "more": max(0, len(reminders) - LISTED),
        "is_late": is_late,
    }


def mail_domain():
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def preferences_link():
    return settings.BASE_URL + reverse("reminders:preferences")


def message_of(row):
    """The mail message of an outbox row: the same bytes each time but for the boundary between its parts."""
    message = EmailMultiAlternatives(
        subject=row.subject,
        body=row.body_text,
        to=[row.address],
        headers={
            "Message-ID": row.message_id,
            "Date": format_datetime(row.created_at),
            "List-Unsubscribe": f"<{preferences_link()}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(row.body_html, "text/html")
    return message
