"""Pages of companies."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from chains.models import Company


@require_safe
def detail(request, pk):
    """One company. Numbers of contacts stay masked here; they are shown on the lead, to who is entitled."""
    companies = Company.objects.visible_to(request.user).select_related("group")
    company = get_object_or_404(companies, pk=pk)
    context = {
        "company": company,
        "aliases": company.aliases.order_by("kind", "name"),
        "tags": company.tags.order_by("tag"),
        "contacts": company.contacts.filter(archived_at__isnull=True).order_by("name", "pk"),
        "memberships": company.memberships.present().select_related("chain").order_by("chain__sort"),
        "subsidiaries": companies.filter(group=company).order_by("name"),
    }
    return render(request, "companies/company_detail.html", context)
