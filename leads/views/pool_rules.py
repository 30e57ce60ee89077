"""The rules of the pool: everybody who sees leads may read them, administrators change them."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.views import need
from leads.actions import RuleChanged, RuleExists, add_pool_rule, edit_pool_rule
from leads.forms import NewPoolRuleForm, PoolRuleForm
from leads.models import PoolRule
from leads.permissions import can_edit_pool_rules, can_see_leads
from leads.pool_rules import effect, pool_rules
from leads.rule_changes import changes


@require_safe
def pool_rules_page(request):
    need(can_see_leads(request.user))
    context = {
        "rules": sorted(
            pool_rules().rules, key=lambda rule: (bool(rule.chain_id), rule.chain_id, rule.grade)
        ),
        "changes": changes(),
        "can_edit": can_edit_pool_rules(request.user)[0],
    }
    return render(request, "leads/pool_rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pool_rule_edit(request, pk):
    need(can_edit_pool_rules(request.user))
    rules = PoolRule.objects.select_related("chain")
    stored = get_object_or_404(rules, pk=pk)
    form = PoolRuleForm(request.POST or None, instance=get_object_or_404(rules, pk=pk))
    if not ready(form):
        return rule_page(request, form, stored)
    version = form.cleaned_data["version"]
    try:
        edit_pool_rule(rule=stored, by=request.user, at=timezone.now(), version=version, **form.values())
    except RuleChanged as clash:
        again = form.again(version=clash.theirs.version)
        return rule_page(request, again, clash.theirs, status=409, theirs=clash.theirs)
    return saved(request)


@require_http_methods(["GET", "HEAD", "POST"])
def pool_rule_new(request):
    need(can_edit_pool_rules(request.user))
    form = NewPoolRuleForm(request.POST or None)
    if not ready(form):
        return rule_page(request, form, None)
    try:
        add_pool_rule(by=request.user, at=timezone.now(), **form.values())
    except RuleExists as refusal:
        form.add_error(None, str(refusal))
        return rule_page(request, form, None)
    return saved(request)


def ready(form):
    """Valid, and sent by somebody who has seen what it would do."""
    return form.is_valid() and form.is_seen


def rule_page(request, form, rule, *, status=200, **more):
    """The form; behind valid values, what they would do, and the button that saves."""
    context = {"form": form, "rule": rule}
    if form.is_bound and form.is_valid():
        context["effect"] = effect(form.instance, timezone.localdate())
        context["form"] = form.again(seen=form.fingerprint)
    elif form.is_bound:
        status = 422
    return render(request, "leads/pool_rule.html", context | more, status=status)


def saved(request):
    messages.success(request, _("公海规则已保存。"))
    return HttpResponseRedirect(reverse("leads:pool_rules"))
