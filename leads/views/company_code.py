"""Enter the code of a lead's company: what a project needs and a lead may lack."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chains.actions import BadUscc, CompanyExists, set_uscc
from core.views import need
from leads.forms import CompanyCodeForm
from leads.permissions import can_edit
from leads.views.records import lead_for


@require_http_methods(["GET", "HEAD", "POST"])
def company_code(request, pk):
    lead = lead_for(request, pk)
    need(can_edit(request.user, lead))
    form = CompanyCodeForm(request.POST or None)
    if lead.company.uscc or not form.is_valid():
        return code_page(request, lead, form)
    try:
        set_uscc(company=lead.company, uscc=form.cleaned_data["uscc"], by=request.user, at=timezone.now())
    except BadUscc as bad:
        form.refuse(bad.fault)
        return code_page(request, lead, form)
    except CompanyExists as taken:
        return code_page(request, lead, form, holder=taken.company)
    messages.success(request, _("已登记信用代码。"))
    return HttpResponseRedirect(lead.get_absolute_url())


def code_page(request, lead, form, holder=None):
    """`holder`: the company that has the code already."""
    context = {"lead": lead, "form": form, "holder": holder}
    status = 409 if holder or (form.is_bound and lead.company.uscc) else 422 if form.is_bound else 200
    return render(request, "leads/company_code.html", context, status=status)
