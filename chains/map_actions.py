"""What an administrator does to the map: texts of a chain, its segments, its members.

A text that a person changes is the person's: its source becomes CUSTOM. Nothing is deleted.
"""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from chains.actions import CompanyExists, register_company
from chains.models import ChainMember, Segment, Source
from core import history

LEGAL_ENTITIES = frozenset({ChainMember.Kind.ENTERPRISE, ChainMember.Kind.INSTITUTE})


class EditConflict(Exception):
    """Somebody else has changed the row since it was read; nothing was saved. `current` is the row now."""

    def __init__(self, current):
        self.current = current
        super().__init__(_("没有保存：别人刚改过。您写的还在；再按一次保存，就替换现在的内容。"))


class SegmentExists(Exception):
    """The chain has a present segment of this name."""

    def __init__(self):
        super().__init__(_("这条产业链已有同名环节。"))


class MemberExists(Exception):
    """The chain has a present member of this name."""

    def __init__(self):
        super().__init__(_("这条产业链已有同名成员。"))


def sources_of(row, values, sourced):
    """The source fields that follow the changed ones. `sourced`: {field: its source field}."""
    return {
        source: Source.CUSTOM for field, source in sourced.items() if getattr(row, field) != values[field]
    }


def replace_version(row, version, values, at):
    """Write `values` if nobody has written since `version`: the conditional UPDATE decides."""
    unchanged = type(row).objects.filter(pk=row.pk, version=version)
    written = unchanged.update(**values, version=F("version") + 1, updated_at=at)
    row.refresh_from_db()
    if not written:
        raise EditConflict(row)


@transaction.atomic
def edit_chain(*, chain, version, by, at, name, name_en, positioning, goal):
    """`version` is the one the person saw; whoever comes second is told."""
    values = {"name": name, "name_en": name_en, "positioning": positioning, "goal": goal}
    changes = history.differences(chain, values)
    values |= sources_of(chain, values, {"positioning": "positioning_source", "goal": "goal_source"})
    replace_version(chain, version, values, at)
    history.record("edit_chain", chain, by=by, at=at, changes=changes)
    return chain


@transaction.atomic
def add_segment(*, chain, by, at, name, name_en="", position="", importance=3):
    """A new link at the end of the chain."""
    last = chain.segments.order_by("-sort").values_list("sort", flat=True).first() or 0
    try:
        with transaction.atomic():
            segment = Segment.objects.create(
                chain=chain,
                name=name,
                name_en=name_en,
                position=position,
                importance=importance,
                sort=last + 1,
                created_at=at,
                updated_at=at,
            )
    except IntegrityError:
        raise SegmentExists from None
    history.record("add_segment", segment, by=by, at=at, chain=chain.code)
    return segment


@transaction.atomic
def edit_segment(*, segment, version, by, at, name, name_en, position, importance):
    values = {"name": name, "name_en": name_en, "position": position, "importance": importance}
    changes = history.differences(segment, values)
    values |= sources_of(segment, values, {"name": "source", "position": "position_source"})
    try:
        with transaction.atomic():
            replace_version(segment, version, values, at)
    except IntegrityError:
        raise SegmentExists from None
    history.record("edit_segment", segment, by=by, at=at, changes=changes)
    return segment


@transaction.atomic
def order_segments(*, chain, version, by, at, segments):
    """Put the segments into the order given. The chain's version stands for the order of its parts."""
    replace_version(chain, version, {}, at)
    for place, segment in enumerate(segments, start=1):
        chain.segments.filter(pk=segment.pk).update(sort=place)
    history.record("order_segments", chain, by=by, at=at, order=[segment.name for segment in segments])
    return chain


@transaction.atomic
def archive(*, row, by, at):
    """Take a segment or a member off the map; it stays in history and can come back."""
    if type(row).objects.filter(pk=row.pk, archived_at__isnull=True).update(archived_at=at, updated_at=at):
        history.record(f"archive_{row._meta.model_name}", row, by=by, at=at, chain=row.chain_id)
    row.refresh_from_db()
    return row


@transaction.atomic
def restore(*, row, by, at):
    try:
        with transaction.atomic():
            back = type(row).objects.filter(pk=row.pk, archived_at__isnull=False)
            if back.update(archived_at=None, updated_at=at):
                history.record(f"restore_{row._meta.model_name}", row, by=by, at=at, chain=row.chain_id)
    except IntegrityError:
        raise (SegmentExists if isinstance(row, Segment) else MemberExists) from None
    row.refresh_from_db()
    return row


@transaction.atomic
def add_member(*, chain, by, at, name, kind, role="", note="", segments=()):
    """An enterprise, institute, platform or project that stands on the chain.

    Enterprises and institutes are companies on record: the one of this name, or a new one.
    """
    company = company_called(name, kind, by=by, at=at) if kind in LEGAL_ENTITIES else None
    try:
        with transaction.atomic():
            member = ChainMember.objects.create(
                chain=chain,
                company=company,
                name=name,
                kind=kind,
                role=role,
                note=note,
                created_at=at,
                updated_at=at,
            )
    except IntegrityError:
        raise MemberExists from None
    member.segments.set(segments)
    history.record("add_chainmember", member, by=by, at=at, chain=chain.code)
    return member


def company_called(name, kind, *, by, at):
    try:
        return register_company(by=by, at=at, name=name, kind=kind)
    except CompanyExists as clash:
        return clash.company
