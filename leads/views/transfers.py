"""Hand a lead over: the offer, its answer, and what waits for whom."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core.views import need
from leads.actions import TransferOver, TransferRefused, accept, decline, offer_lead, withdraw
from leads.forms import DeclineForm, TransferForm
from leads.models import Transfer
from leads.permissions import can_answer, can_assign, can_offer, can_see_leads, can_withdraw_offer
from leads.views.records import lead_for

RELATED = ("lead__company", "lead__chain", "lead__owner", "from_owner", "to_owner", "by")


@require_safe
def transfer_list(request):
    """What waits: for my answer, and for the answer of others."""
    user = request.user
    need(can_see_leads(user))
    waiting = Transfer.objects.waiting().select_related(*RELATED).order_by("answer_by", "pk")
    groups = [
        (_("等我答复"), True, list(waiting.filter(to_owner=user))),
        (
            _("等对方答复"),
            False,
            list(waiting.filter(Q(from_owner=user) | Q(by=user)).exclude(to_owner=user)),
        ),
    ]
    context = {"groups": groups, "is_empty": not any(transfers for _label, _mine, transfers in groups)}
    return render(request, "leads/transfer_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lead_transfer(request, pk):
    lead = lead_for(request, pk)
    need(can_offer(request.user, lead))
    at = timezone.now()
    form = TransferForm(request.POST or None, lead=lead, on=timezone.localdate(at))
    if form.is_valid():
        to, reason = form.cleaned_data["owner"], form.cleaned_data["reason"]
        try:
            offer_lead(lead=lead, by=request.user, at=at, to=to, reason=reason)
        except TransferRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("已请 %(person)s 接收，答复之前仍由现在的负责人负责。") % {"person": to}
            )
            return HttpResponseRedirect(lead.get_absolute_url())
    context = {"lead": lead, "form": form, "can_assign": can_assign(request.user, lead)[0]}
    return render(request, "leads/lead_transfer.html", context, status=422 if form.is_bound else 200)


ANSWERS = {"accept": accept, "decline": decline, "withdraw": withdraw}
DONE = {
    "accept": gettext_lazy("已接收，现在由你负责。"),
    "decline": gettext_lazy("已退回，仍由原负责人负责。"),
    "withdraw": gettext_lazy("已撤回移交。"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def transfer_answer(request, pk, verb):
    """Accept or decline as its recipient, or withdraw it. Declining asks for a reason."""
    if verb not in ANSWERS:
        raise Http404
    at = timezone.now()
    transfers = Transfer.objects.visible_to(request.user).select_related(*RELATED)
    transfer = get_object_or_404(transfers, pk=pk)
    need(can_close(request.user, transfer, verb, on=timezone.localdate(at)))
    form = DeclineForm(request.POST or None) if verb == "decline" else None
    if request.method != "POST" or (form and not form.is_valid()):
        return answer_page(request, transfer, verb, form=form, status=422 if form and form.is_bound else 200)
    try:
        ANSWERS[verb](transfer=transfer, by=request.user, at=at, **(form.cleaned_data if form else {}))
    except TransferOver as over:
        return answer_page(request, over.transfer, verb, form=None, status=409)
    messages.success(request, DONE[verb])
    is_mine = verb == "accept"
    return HttpResponseRedirect(transfer.lead.get_absolute_url() if is_mine else reverse("leads:transfers"))


def can_close(user, transfer, verb, *, on):
    return can_withdraw_offer(user, transfer) if verb == "withdraw" else can_answer(user, transfer, on)


def answer_page(request, transfer, verb, *, form, status):
    context = {"transfer": transfer, "lead": transfer.lead, "form": form, "verb": verb}
    return render(request, "leads/transfer_answer.html", context, status=status)
