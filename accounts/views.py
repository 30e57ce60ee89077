"""Pages of people: who they are and what they may do.

Every view takes `chain_names`, a callable that answers {chain code: name}. The site map hands it in
(gaoxin_crm/urls.py), because this app stands to the right of the chains and does not know them.
"""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, open_work, permissions
from accounts.filters import PersonFilter
from accounts.forms import EndGrantForm, FirstGrantFields, GrantFields, NewPersonForm, PersonForm
from accounts.models import RoleGrant, User
from accounts.passwords import new_password
from accounts.rights import in_words
from core.views import answer, need

ROWS = 50


@require_safe
def person_list(request, chain_names):
    if not permissions.can_see_people(request.user):
        raise PermissionDenied(_("人员名单只给管理账号和授权的人看。"))
    on = timezone.localdate()
    everybody = User.objects.visible_to(request.user).select_related("team").prefetch_related("grants")
    filters = PersonFilter(request.GET, queryset=everybody.order_by("-is_active", "name", "pk"), on=on)
    page = Paginator(filters.people, ROWS).get_page(request.GET.get("page"))
    names = chain_names()
    context = {
        "filters": filters,
        "page": page,
        "rows": [(person, in_words(person.grants.all(), names, on)) for person in page],
        "can_manage": permissions.can_manage_people(request.user)[0],
    }
    return answer(request, "people/person_list.html", "people/_person_table.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request, chain_names):
    need(permissions.can_manage_people(request.user))
    at = timezone.now()
    form = NewPersonForm(request.POST or None)
    grant = first_grant_fields(request, chain_names(), on=timezone.localdate(at))
    if request.method == "POST" and form.is_valid() and (grant is None or grant.is_valid()):
        password = form.cleaned_data.pop("password") or new_password()
        try:
            person = actions.create_person(
                **form.cleaned_data,
                password=password,
                grant=grant and grant.grant(),
                by=request.user,
                at=at,
            )
        except (actions.UsernameTaken, actions.GrantRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "people/password.html", {"person": person, "password": password})
    status = 422 if request.method == "POST" else 200
    return render(request, "people/person_new.html", {"form": form, "grant": grant}, status=status)


def first_grant_fields(request, names, *, on):
    """The fields of the first role, for those who may grant."""
    if not request.user.access.can("grant_roles"):
        return None
    return FirstGrantFields(
        request.POST or None, chain_names=names, prefix="grant", initial={"starts_on": on}
    )


@require_safe
def person_detail(request, pk, chain_names):
    person = get_object_or_404(User.objects.visible_to(request.user).select_related("team"), pk=pk)
    context = person_context(request.user, person, chain_names(), on=timezone.localdate())
    return answer(request, "people/person_detail.html", "people/_grants_answer.html", context)


def person_context(user, person, names, *, on, grant_form=None):
    grants = person.grants.select_related("granted_by").order_by("ends_on", "-starts_on", "role", "pk")
    return {
        "person": person,
        "grants": [(grant, names.get(grant.chain_code, grant.chain_code)) for grant in grants],
        "today": on,
        "can_manage": permissions.can_manage_people(user)[0],
        "can_reset": permissions.can_reset_password(user, person)[0],
        "can_disable": permissions.can_disable(user, person)[0],
        "can_grant": permissions.can_grant_roles(user, person)[0],
        "grant_form": grant_form or GrantFields(chain_names=names, initial={"starts_on": on}),
        "can_hand_over": permissions.can_hand_over(user)[0],
        "open_work": [(work, work.list_address(person)) for work in open_work.of(person)],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request, pk, chain_names):
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    need(permissions.can_manage_people(request.user))
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        stored = User.objects.visible_to(request.user).get(pk=pk)  # the form has already written on `person`
        actions.edit_person(user=stored, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.info(request, _("已保存"))
        return redirect("people:detail", pk=pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "people/person_edit.html", {"form": form, "person": person}, status=status)


@require_POST
def person_disable(request, pk, chain_names):
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    need(permissions.can_disable(request.user, person))
    at = timezone.now()
    try:
        actions.disable_person(user=person, by=request.user, at=at)
    except (actions.HasOpenWork, actions.AlreadySo) as refusal:
        context = person_context(request.user, person, chain_names(), on=timezone.localdate(at))
        context["refusal"] = str(refusal)
        return render(request, "people/person_detail.html", context, status=409)
    messages.info(request, _("已停用 %s 的账号") % person)
    return redirect("people:detail", pk=pk)


@require_POST
def person_enable(request, pk, chain_names):
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    need(permissions.can_disable(request.user, person))
    try:
        actions.enable_person(user=person, by=request.user, at=timezone.now())
    except actions.AlreadySo as refusal:
        messages.info(request, str(refusal))
    else:
        messages.info(request, _("已启用 %s 的账号") % person)
    return redirect("people:detail", pk=pk)


@never_cache
@require_POST
def person_password(request, pk, chain_names):
    """A new password, shown once in the answer itself: it is kept nowhere, a reload makes another one."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    need(permissions.can_reset_password(request.user, person))
    password = new_password()
    actions.reset_password(user=person, by=request.user, at=timezone.now(), password=password)
    get_adapter(request).lift_lock(request, person)
    return render(request, "people/password.html", {"person": person, "password": password})


@require_POST
def grant_new(request, pk, chain_names):
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    need(permissions.can_grant_roles(request.user, person))
    at, names = timezone.now(), chain_names()
    form = GrantFields(request.POST, chain_names=names)
    if form.is_valid():
        try:
            actions.grant_role(user=person, by=request.user, at=at, **form.grant())
        except actions.GrantRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.info(request, _("已授权"))
            return redirect("people:detail", pk=pk)
    context = person_context(request.user, person, names, on=timezone.localdate(at), grant_form=form)
    return answer(request, "people/person_detail.html", "people/_grants_answer.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def grant_end(request, pk, chain_names):
    grant = get_object_or_404(RoleGrant.objects.visible_to(request.user).select_related("user"), pk=pk)
    need(permissions.can_grant_roles(request.user, grant.user))
    at = timezone.now()
    form = EndGrantForm(request.POST or None, initial={"ends_on": timezone.localdate(at)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_grant(grant=grant, by=request.user, at=at, **form.cleaned_data)
        except actions.GrantRefused as refusal:
            form.add_error("ends_on", str(refusal))
        else:
            messages.info(request, _("已填结束日期"))
            return redirect("people:detail", pk=grant.user_id)
    status = 422 if request.method == "POST" else 200
    names = chain_names()
    context = {"form": form, "grant": grant, "where": names.get(grant.chain_code, grant.chain_code)}
    return render(request, "people/grant_end.html", context, status=status)
