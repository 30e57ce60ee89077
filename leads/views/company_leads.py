"""What the company page fetches: the leads of one company, as far as the reader may see them."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chains.models import Company
from leads.models import Lead

ROWS = 20


@require_safe
def for_company(request, pk):
    company = get_object_or_404(Company.objects.visible_to(request.user), pk=pk)
    leads = Lead.objects.visible_to(request.user).filter(company=company).select_related("chain", "owner")
    context = {
        "company": company,
        "leads": leads.order_by("-last_activity_at", "-pk")[:ROWS],
        "today": timezone.localdate(),
    }
    return render(request, "leads/_company_leads.html", context)
