"""What is said about a lead: its timeline, comments, and whom a comment may mention."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.views import answer, need, wants_fragment
from leads.actions import CommentStays, withdraw_comment, write_comment
from leads.forms import CommentForm
from leads.mentions import offers
from leads.permissions import can_assign, can_comment, can_read_documents, can_withdraw
from leads.stream import Wanted, stream
from leads.views.records import done, lead_for, refused, shown

LONGEST_NAME = 20


@require_safe
def timeline(request, pk):
    """A page of the timeline; around it the page of the lead, unless HTMX asks."""
    lead = lead_for(request, pk)
    wanted = Wanted.read(request.GET)
    at = timezone.now()
    if not wants_fragment(request):
        return answer(request, "leads/lead_detail.html", "", shown(request, lead, at, wanted=wanted))
    context = {
        "lead": lead,
        "on": timezone.localdate(at),
        "stream": stream(lead, user=request.user, at=at, wanted=wanted),
        "can_assign": can_assign(request.user, lead)[0],
        "can_read_documents": can_read_documents(request.user, lead)[0],
    }
    return answer(request, "", "leads/_log.html" if wanted.cursor else "leads/_timeline.html", context)


@require_POST
def comment(request, pk):
    lead = lead_for(request, pk)
    need(can_comment(request.user))
    at = timezone.now()
    form = CommentForm(request.POST)
    if not form.is_valid():
        return refused(request, lead, at, comment_form=form)
    unclear = write_comment(lead=lead, by=request.user, at=at, **form.cleaned_data).unclear
    messages.success(request, _("评论已发出。"))
    if not wants_fragment(request):
        for sentence in unclear:
            messages.warning(request, sentence)
    return done(request, lead, at, unclear=unclear)


@require_POST
def withdraw(request, pk, comment_pk):
    lead = lead_for(request, pk)
    said = get_object_or_404(lead.comments, pk=comment_pk)
    at = timezone.now()
    need(can_withdraw(request.user, said, at))
    try:
        withdraw_comment(comment=said, by=request.user, at=at)
    except CommentStays:
        messages.warning(request, _("评论已经撤回。"))
    else:
        messages.success(request, _("评论已撤回。"))
    return done(request, lead, at)


@require_safe
def mentions(request, pk):
    """People who may read the lead and whose name the letters after @ begin: options of a list."""
    lead = lead_for(request, pk)
    need(can_comment(request.user))
    query = request.GET.get("q", "")[:LONGEST_NAME].strip()
    found = offers(query, lead=lead, on=timezone.localdate(), but=request.user)
    return render(request, "leads/_mentions.html", {"offers": found})
