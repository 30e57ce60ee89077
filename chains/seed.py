"""Writes the zone's own facts into an empty or a lived-in database.

Every row has a key that never changes (`Chain.code`, `seed_key`). A row that exists is left as it stands,
renamed, moved or archived by whomever: running this again changes nothing that a person has edited.
"""

from django.db import transaction

from chains.matching import company_keys, core_key, name_key
from chains.models import Alias, Chain, ChainMember, Company, Segment, Source
from chains.zone import CHAINS, COMPANIES
from core import history
from core.holidays import load_holidays
from core.models import CalendarDay


@transaction.atomic
def seed_zone(*, at):
    """Add what is missing; returns {noun: rows added}."""
    before = totals()
    companies = {fact.name: seed_company(fact, at=at) for fact in COMPANIES}
    for sort, fact in enumerate(CHAINS, start=1):
        seed_chain(fact, companies, sort=sort, at=at)
    load_holidays()
    return {noun: total - before[noun] for noun, total in totals().items()}


def totals():
    """How many rows there are of each noun this command knows, archived ones included."""
    return {
        "chains": Chain.objects.count(),
        "segments": Segment.objects.count(),
        "members": ChainMember.objects.count(),
        "companies": Company.objects.filter(source=Source.SEED).count(),
        "calendar_days": CalendarDay.objects.count(),
    }


def seed_company(fact, *, at):
    """The company of this fact: seeded before, already registered by a person, or made now."""
    names = [fact.name, *fact.aliases]
    company = Company.objects.filter(seed_key=fact.name).first()
    company = company or Company.objects.filter(name_key__in=map(name_key, names)).order_by("pk").first()
    if company:
        return company
    company = Company.objects.create(
        **company_keys(fact.name, *fact.aliases),
        name=fact.name,
        kind=fact.kind,
        province="河南",
        city="郑州",
        source=Source.SEED,
        seed_key=fact.name,
        created_at=at,
        updated_at=at,
    )
    for alias in fact.aliases:
        Alias.objects.create(
            company=company,
            name=alias,
            name_key=name_key(alias),
            core_key=core_key(alias),
            kind=Alias.Kind.SHORT,
            created_at=at,
            updated_at=at,
        )
    history.record("seed_company", company, by=None, at=at)
    return company


def seed_chain(fact, companies, *, sort, at):
    chain, is_new = Chain.objects.get_or_create(
        code=fact.code,
        defaults={
            "name": fact.name,
            "name_en": fact.name_en,
            "sort": sort,
            "positioning": fact.positioning,
            "positioning_source": Source.SEED,
            "goal": fact.goal,
            "goal_source": Source.SEED,
            "created_at": at,
            "updated_at": at,
        },
    )
    if is_new:
        history.record("seed_chain", chain, by=None, at=at)
    for place, segment in enumerate(fact.segments, start=1):
        seed_segment(chain, segment, sort=place, at=at)
    for member in fact.members:
        seed_member(chain, member, companies.get(member.company), at=at)


def seed_segment(chain, fact, *, sort, at):
    """One segment, unless it was seeded before or a person has entered one of that name."""
    key = f"{chain.code}/{fact.name}"
    if Segment.objects.filter(seed_key=key).exists() or chain.segments.filter(name=fact.name).exists():
        return
    Segment.objects.create(
        chain=chain,
        name=fact.name,
        name_en=fact.name_en,
        parent=Segment.objects.filter(seed_key=f"{chain.code}/{fact.parent}").first(),
        position=fact.position,
        position_source=Source.PROPOSED if fact.position else Source.CUSTOM,
        sort=sort,
        source=fact.source,
        seed_key=key,
        created_at=at,
        updated_at=at,
    )


def seed_member(chain, fact, company, *, at):
    """One member, unless it was seeded before or a person has entered one of that name."""
    key = f"{chain.code}/{fact.name}"
    if ChainMember.objects.filter(seed_key=key).exists() or chain.members.filter(name=fact.name).exists():
        return
    ChainMember.objects.create(
        chain=chain,
        company=company,
        name=fact.name,
        kind=fact.kind,
        role=fact.role,
        note=fact.note,
        source=fact.source,
        seed_key=key,
        created_at=at,
        updated_at=at,
    )
