"""Pages on which an administrator keeps the map of a chain."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chains import map_actions, permissions
from chains.forms import ChainForm, MemberForm, MoveForm, SegmentEditForm, SegmentForm
from chains.map import moved
from chains.models import Chain, ChainMember, Segment
from core.views import need

ROWS = {"segments": Segment, "members": ChainMember}


def editable_chain(user, code):
    """The chain, for someone who may edit it: a stranger to the business gets 404, others 403."""
    chain = get_object_or_404(Chain.objects.visible_to(user), code=code)
    need(permissions.can_edit_chain(user, chain))
    return chain


def refused(form, act):
    """Run the action with what was typed in. None when it is done, else the status to answer with.

    A refusal becomes an error of the form. After a conflict the form carries the new version: saving once
    more then replaces what the person has now seen.
    """
    if not form.is_valid():
        return 422
    try:
        act(**form.cleaned_data)
    except map_actions.EditConflict as conflict:
        form.add_error(None, str(conflict))
        form.data = form.data.copy()
        form.data["version"] = conflict.current.version
        return 409
    except (map_actions.SegmentExists, map_actions.MemberExists) as refusal:
        form.add_error("name", str(refusal))
        return 422
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def chain_edit(request, code):
    chain = editable_chain(request.user, code)
    form = ChainForm(request.POST or None, instance=chain, initial={"version": chain.version})
    stored, status = editable_chain(request.user, code), 200  # the form writes on `chain`
    if request.method == "POST":
        act = partial(map_actions.edit_chain, chain=stored, by=request.user, at=timezone.now())
        status = refused(form, act)
        if not status:
            messages.info(request, _("已保存"))
            return redirect(stored)
    return render(request, "chains/chain_edit.html", edit_context(stored, form), status=status)


def edit_context(chain, form):
    segments = chain.segments.select_related("parent").order_by("sort", "pk")
    members = chain.members.order_by("role", "name", "pk")
    return {
        "chain": chain,
        "form": form,
        "segments": [segment for segment in segments if not segment.is_archived],
        "old_segments": [segment for segment in segments if segment.is_archived],
        "members": [member for member in members if not member.is_archived],
        "old_members": [member for member in members if member.is_archived],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def segment_new(request, code):
    chain = editable_chain(request.user, code)
    form, status = SegmentForm(request.POST or None, instance=Segment(chain=chain)), 200
    if request.method == "POST":
        act = partial(map_actions.add_segment, chain=chain, by=request.user, at=timezone.now())
        status = refused(form, act)
        if not status:
            messages.info(request, _("已添加环节"))
            return redirect("chains:edit", code=code)
    return render(request, "chains/segment_form.html", {"chain": chain, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def segment_edit(request, pk):
    present = Segment.objects.visible_to(request.user).present()
    segment, stored = get_object_or_404(present, pk=pk), get_object_or_404(present, pk=pk)
    chain = editable_chain(request.user, segment.chain_id)
    form, status = (
        SegmentEditForm(request.POST or None, instance=segment, initial={"version": segment.version}),
        200,
    )
    if request.method == "POST":
        act = partial(map_actions.edit_segment, segment=stored, by=request.user, at=timezone.now())
        status = refused(form, act)
        if not status:
            messages.info(request, _("已保存"))
            return redirect("chains:edit", code=chain.code)
    context = {"chain": chain, "segment": stored, "form": form}
    return render(request, "chains/segment_form.html", context, status=status)


@require_POST
def segment_move(request, pk):
    segment = get_object_or_404(Segment.objects.visible_to(request.user).present(), pk=pk)
    chain = editable_chain(request.user, segment.chain_id)
    form = MoveForm(request.POST)
    if form.is_valid():
        order = moved(chain.segments.present().order_by("sort", "pk"), segment, form.cleaned_data["step"])
        version = form.cleaned_data["version"]
        try:
            map_actions.order_segments(
                chain=chain, version=version, by=request.user, at=timezone.now(), segments=order
            )
        except map_actions.EditConflict:
            messages.warning(request, _("没有移动：别人刚改过顺序，现在是新的顺序。"))
    return redirect("chains:edit", code=chain.code)


@require_http_methods(["GET", "HEAD", "POST"])
def member_new(request, code):
    chain = editable_chain(request.user, code)
    form, status = MemberForm(request.POST or None, chain=chain, instance=ChainMember(chain=chain)), 200
    if request.method == "POST":
        act = partial(map_actions.add_member, chain=chain, by=request.user, at=timezone.now())
        status = refused(form, act)
        if not status:
            messages.info(request, _("已添加成员"))
            return redirect("chains:edit", code=code)
    return render(request, "chains/member_form.html", {"chain": chain, "form": form}, status=status)


@require_POST
def row_archive(request, noun, pk):
    row, chain = map_row(request.user, noun, pk)
    map_actions.archive(row=row, by=request.user, at=timezone.now())
    messages.info(request, _("已归档 %s") % row)
    return redirect("chains:edit", code=chain.code)


@require_POST
def row_restore(request, noun, pk):
    row, chain = map_row(request.user, noun, pk)
    try:
        map_actions.restore(row=row, by=request.user, at=timezone.now())
    except (map_actions.SegmentExists, map_actions.MemberExists) as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.info(request, _("已恢复 %s") % row)
    return redirect("chains:edit", code=chain.code)


def map_row(user, noun, pk):
    """A segment or member by the noun in the address, and its chain, for someone who may edit it."""
    if noun not in ROWS:
        raise Http404
    row = get_object_or_404(ROWS[noun].objects.visible_to(user), pk=pk)
    return row, editable_chain(user, row.chain_id)
