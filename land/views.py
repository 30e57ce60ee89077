"""The pages of land supply."""

from django.views.decorators.http import require_safe

from core.views import answer, need
from land.comparison import attempt
from land.forms import ComparisonForm
from leads.permissions import can_see_leads


@require_safe
def compare_page(request):
    """Side by side what each form costs. The address holds all that was put in, so it can be sent on."""
    need(can_see_leads(request.user))
    is_asked = "area" in request.GET
    form = ComparisonForm(with_defaults(request.GET) if is_asked else None)
    figures, refusal = attempt(form.inputs()) if is_asked and form.is_valid() else (None, None)
    if refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {"form": form, "figures": figures, "is_asked": is_asked}
    status = 422 if is_asked and not form.is_valid() else 200
    return answer(request, "land/compare.html", "land/_comparison.html", context, status=status)


def with_defaults(data):
    """What is not in the address is as the form proposes it."""
    said = data.copy()
    for name, field in ComparisonForm.base_fields.items():
        if name not in said and field.initial is not None:
            said[name] = field.initial
    return said
