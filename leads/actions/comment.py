"""Comments: what colleagues say to each other about a lead. They move no clock of it."""

import re
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notice
from accounts.notices import tell
from core import history
from core.templatetags.ui import mask_phone
from leads.mentions import read
from leads.models import Comment
from leads.permissions import WITHDRAW_WITHIN

LONG_NUMBER = re.compile(r"\d[\d -]{5,}\d")
EXCERPT = 80


class CommentStays(Exception):
    """Not the author's, older than a day, or withdrawn already."""


class Written(NamedTuple):
    comment: Comment
    unclear: tuple  # a sentence for each name that told nobody


def write_comment(*, lead, by, at, text, form_token=None):
    """Write a comment and tell those it mentions, if they may read the lead.

    The same `form_token` again answers with the first comment: the UNIQUE constraint decides.
    """
    said = read(text, lead=lead, on=timezone.localdate(at))
    try:
        with transaction.atomic():
            comment = Comment.objects.create(lead=lead, by=by, at=at, text=text, form_token=form_token)
            comment.mentions.set(said.people)
            people = [person.pk for person in said.people]
            history.record("write_comment", lead, by=by, at=at, comment=comment.pk, mentions=people)
            tell(
                people=said.people,
                key=key_of(comment),
                subject=lead,
                text=_("%(person)s 在评论里提到了你：%(text)s") % {"person": by, "text": excerpt(text)},
                path=f"{lead.get_absolute_url()}#comment-{comment.pk}",
                by=by,
                at=at,
            )
    except IntegrityError as clash:
        return Written(written_before(form_token, by, clash), said.unclear)
    return Written(comment, said.unclear)


def key_of(comment):
    return f"mention:comment:{comment.pk}"


def excerpt(text):
    """The beginning of a comment for a notice, which may travel by mail: no numbers in it."""
    short = LONG_NUMBER.sub(lambda number: mask_phone(number[0]), text)
    return short if len(short) <= EXCERPT else f"{short[:EXCERPT]}…"


def written_before(form_token, by, clash):
    comment = form_token and Comment.objects.filter(form_token=form_token, by=by).order_by("pk").first()
    if not comment:
        raise clash
    return comment


@transaction.atomic
def withdraw_comment(*, comment, by, at):
    """Take back an own comment of the last day: it stays on record, its words are shown no more."""
    rows = Comment.objects.filter(pk=comment.pk, by=by, withdrawn_at=None, at__gt=at - WITHDRAW_WITHIN)
    if not rows.update(withdrawn_at=at):
        raise CommentStays
    comment.withdrawn_at = at
    Notice.objects.filter(key=key_of(comment)).update(
        text=_("%(person)s 撤回了提到你的评论。") % {"person": by}
    )
    history.record("withdraw_comment", comment.lead, by=by, at=at, comment=comment.pk)
    return comment
