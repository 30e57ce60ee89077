"""A lead becomes a project: what must be known, the code without gaps, once only."""

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from chains.actions import BadUscc, CompanyExists, set_uscc
from chains.models import Company
from core import history
from leads.actions import LeadChanged, convert, register_first_contact, take_step
from leads.checklist import next_states
from leads.models import Lead, Project, ProjectCounter, ProjectKind
from leads.permissions import can_assign, can_edit
from leads.stages import STEPS, LeadStatus, ProjectStage, ProjectStatus
from tests.factories import NOON, CompanyFactory, LeadFactory, SegmentFactory, person
from tests.sheets import CODE, OTHER_CODE

CONVERT = next(step for step in STEPS if step.verb == "convert")
RELEASE = next(step for step in STEPS if step.verb == "release")


def complete(staff, sensor, **fields):
    """A lead that has all a project needs."""
    fields.setdefault("segment", SegmentFactory(chain=sensor))
    company = fields.pop("company", None) or CompanyFactory(uscc=CODE)
    return LeadFactory(
        owner=staff, chain=sensor, company=company, investment_wan=32000, land_mu=50, title="产线", **fields
    )


def to_project(lead, by):
    return convert(lead=lead, step=CONVERT, by=by, at=NOON, kind=ProjectKind.NEW)


@pytest.fixture
def office(sensor):
    return person(Role.CHAIN_OFFICE, chains=[sensor.code], name="周岚")


@pytest.mark.django_db
def test_the_checklist_names_the_code_of_the_company_and_where_to_enter_it(staff, sensor, office):
    lead = LeadFactory(owner=staff, chain=sensor)
    state = next(state for state in next_states(lead, user=office, at=NOON) if state.step is CONVERT)
    assert [(fact.label, fact.url) for fact in state.missing] == [
        ("统一社会信用代码", f"/leads/{lead.pk}/company-code/"),
        ("预计投资（万元）", f"/leads/{lead.pk}/edit/#id_investment_wan"),
        ("环节", f"/leads/{lead.pk}/edit/#id_place"),
    ]
    lead = complete(staff, sensor)
    lead.refresh_from_db()
    state = next(state for state in next_states(lead, user=office, at=NOON) if state.step is CONVERT)
    assert state.is_ready
    assert [fact.value for fact in state.facts][:2] == [CODE, "3.20 亿元"]


@pytest.mark.django_db
def test_an_estimate_of_zero_is_known(staff, sensor, office):
    lead = complete(staff, sensor)
    lead.investment_wan = 0
    lead.save(update_fields=["investment_wan"])
    lead.refresh_from_db()
    state = next(state for state in next_states(lead, user=office, at=NOON) if state.step is CONVERT)
    assert state.is_ready


@pytest.mark.django_db
def test_converting_makes_the_project_and_says_so_on_both(staff, sensor, office):
    lead = complete(staff, sensor)
    project = to_project(lead, office)
    assert project.code == "GX-SENSOR-2025-001"
    assert (project.lead, project.company, project.chain, project.segment) == (
        lead,
        lead.company,
        sensor,
        lead.segment,
    )
    assert (project.stage, project.status) == (ProjectStage.NEGOTIATING, ProjectStatus.ACTIVE)
    assert (project.owner, project.team, project.created_by, project.created_at) == (
        staff,
        staff.team,
        office,
        NOON,
    )
    assert (project.total_investment_wan, project.land_mu, project.title) == (32000, 50, "产线")
    lead.refresh_from_db()
    assert lead.status == LeadStatus.CONVERTED
    assert history.of(lead).get().data == {
        "step": "convert",
        "old": "FOLLOWING",
        "new": "CONVERTED",
        "reason": "GX-SENSOR-2025-001",
    }
    assert history.of(project).get().verb == "create_project"


@pytest.mark.django_db
def test_a_second_conversion_answers_with_the_first_project(staff, sensor, office):
    lead = complete(staff, sensor)
    late = Lead.objects.select_related("segment").get(pk=lead.pk)
    project = to_project(lead, office)
    assert to_project(late, office) == project
    assert Project.objects.count() == 1
    assert ProjectCounter.objects.get().last == 1


@pytest.mark.django_db
def test_a_lead_that_went_elsewhere_makes_no_project_and_takes_no_number(staff, sensor, office):
    lead = complete(staff, sensor)
    late = Lead.objects.select_related("segment").get(pk=lead.pk)
    take_step(lead=lead, step=RELEASE, by=staff, at=NOON, reason="顾不过来")
    with pytest.raises(LeadChanged):
        to_project(late, office)
    assert not Project.objects.exists()
    assert not ProjectCounter.objects.filter(last__gt=0).exists()
    assert to_project(complete(staff, sensor, company=CompanyFactory()), office).code.endswith("-001")


@pytest.mark.django_db
def test_codes_count_by_chain_and_year(staff, sensor, superhard, office):
    first, second = complete(staff, sensor), complete(staff, sensor, company=CompanyFactory())
    other = complete(staff, superhard, company=CompanyFactory())
    assert to_project(first, office).code == "GX-SENSOR-2025-001"
    assert to_project(second, office).code == "GX-SENSOR-2025-002"
    assert to_project(other, office).code == "GX-SUPERHARD-2025-001"
    third = complete(staff, sensor, company=CompanyFactory())
    next_year = NOON.replace(year=2026)
    project = convert(lead=third, step=CONVERT, by=office, at=next_year, kind=ProjectKind.HQ)
    assert project.code == "GX-SENSOR-2026-001"


@pytest.mark.django_db
def test_a_converted_lead_is_read_only(staff, sensor, office):
    lead = complete(staff, sensor)
    to_project(lead, office)
    for who in (staff, office):
        assert not can_edit(who, lead)[0]
        assert not can_assign(who, lead)[0]
        assert "已转为项目" in can_edit(who, lead)[1]
    assert next_states(lead, user=office, at=NOON) == []


@pytest.mark.django_db
def test_a_project_is_seen_through_its_lead(staff, sensor, office, outsider):
    project = to_project(complete(staff, sensor), office)
    assert set(Project.objects.visible_to(staff)) == {project}
    assert set(Project.objects.visible_to(office)) == {project}
    assert not Project.objects.visible_to(outsider).exists()
    Project.objects.update(archived_at=NOON)
    assert not Project.objects.visible_to(staff).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["total_investment_wan", "land_mu"])
def test_a_project_has_no_negative_figures(staff, sensor, office, field):
    project = to_project(complete(staff, sensor), office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(**{field: -1})


@pytest.mark.django_db
def test_a_lead_makes_one_project_only(staff, sensor, office):
    project = to_project(complete(staff, sensor), office)
    project.pk, project.code = None, "GX-SENSOR-2025-002"
    with pytest.raises(IntegrityError), transaction.atomic():
        project.save(force_insert=True)


# -- the code of a company ----------------------------------------------------------------------


@pytest.mark.django_db
def test_a_company_gets_its_code_once(staff):
    company = CompanyFactory()
    set_uscc(company=company, uscc=f" {CODE.lower()} ", by=staff, at=NOON)
    company.refresh_from_db()
    assert (company.uscc, company.version) == (CODE, 2)
    assert Company.objects.matching(CODE).get() == company
    assert history.of(company).get().data == {"uscc": CODE}
    with pytest.raises(CompanyExists):
        set_uscc(company=company, uscc=OTHER_CODE, by=staff, at=NOON)
    company.refresh_from_db()
    assert company.uscc == CODE


@pytest.mark.django_db
def test_a_wrong_or_taken_code_is_refused(staff):
    company, holder = CompanyFactory(), CompanyFactory(uscc=CODE)
    with pytest.raises(BadUscc):
        set_uscc(company=company, uscc=CODE[:-1] + "9", by=staff, at=NOON)
    with pytest.raises(CompanyExists) as taken:
        set_uscc(company=company, uscc=CODE, by=staff, at=NOON)
    assert taken.value.company == holder
    company.refresh_from_db()
    assert company.uscc is None
    assert not history.of(company).exists()


@pytest.mark.django_db
def test_a_registered_lead_stays_protected_to_the_last_day(staff, sensor, office):
    contact = register_first_contact(
        lead=complete(staff, sensor), by=staff, at=NOON, contacted_on=NOON.date(), evidence="会议纪要"
    )
    to_project(Lead.objects.get(pk=contact.lead_id), office)
    contact.refresh_from_db()
    assert contact.protected_until == contact.last_day
