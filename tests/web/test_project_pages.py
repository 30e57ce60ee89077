"""From the lead to its project: the checklist and its link, the step, the project's page, the list."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from leads.actions import convert
from leads.models import Lead, Project, ProjectKind
from leads.stages import STEPS, LeadStatus, ProjectStage
from tests.factories import NOON, CompanyFactory, LeadFactory, SegmentFactory, person
from tests.sheets import CODE

pytestmark = pytest.mark.django_db
CONVERT = next(step for step in STEPS if step.verb == "convert")


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def officer(sensor):
    return person(Role.CHAIN_OFFICE, chains=[sensor.code], name="周岚")


@pytest.fixture
def office(signed_in, officer):
    return signed_in(officer)


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


def text(response):
    return response.content.decode()


def complete(staff, sensor, **fields):
    company = fields.pop("company", None) or CompanyFactory(name="岚谷传感有限公司", uscc=CODE)
    segment = SegmentFactory(chain=sensor)
    fields = {"investment_wan": 32000, "land_mu": 50, "title": "产线"} | fields
    return LeadFactory(owner=staff, chain=sensor, company=company, segment=segment, **fields)


def project_of(lead, by):
    return convert(lead=lead, step=CONVERT, by=by, at=NOON, kind=ProjectKind.NEW)


def test_the_lead_says_what_a_project_still_needs(office, staff, sensor):
    lead = complete(staff, sensor, company=CompanyFactory(), investment_wan=None)
    page = text(office.get(f"/leads/{lead.pk}/"))
    assert f'<a href="/leads/{lead.pk}/company-code/">填 统一社会信用代码</a>' in page
    assert f'<a href="/leads/{lead.pk}/edit/#id_investment_wan">填 预计投资（万元）</a>' in page
    assert f'href="/leads/{lead.pk}/step/convert/"' not in page
    answer = office.post(f"/leads/{lead.pk}/step/convert/", {"version": lead.version, "kind": "NEW"})
    assert answer.status_code == 422
    assert not Project.objects.exists()


def test_the_office_converts_and_stands_before_the_project(office, staff, sensor):
    lead = complete(staff, sensor)
    assert text(office.post(f"/leads/{lead.pk}/step/convert/", {"version": lead.version})).count("form-error")
    answer = office.post(f"/leads/{lead.pk}/step/convert/", {"version": lead.version, "kind": "RELOCATE"})
    project = Project.objects.get()
    assert answer.headers["Location"] == f"/projects/{project.pk}/"
    assert (project.kind, project.lead) == (ProjectKind.RELOCATE, lead)
    again = office.post(f"/leads/{lead.pk}/step/convert/", {"version": lead.version, "kind": "NEW"})
    assert again.headers["Location"] == f"/projects/{project.pk}/"
    assert Project.objects.count() == 1


def test_the_owner_does_not_convert(mine, staff, sensor):
    lead = complete(staff, sensor)
    answer = mine.post(f"/leads/{lead.pk}/step/convert/", {"version": lead.version, "kind": "NEW"})
    assert answer.status_code == 403
    assert "转为项目：这一步由本链链长办" in text(mine.get(f"/leads/{lead.pk}/"))


def test_a_converted_lead_leads_to_its_project_and_is_read_only(mine, officer, staff, sensor):
    lead = complete(staff, sensor)
    project = project_of(lead, officer)
    page = text(mine.get(f"/leads/{lead.pk}/"))
    assert f'href="/projects/{project.pk}/"' in page
    assert "打开项目 GX-SENSOR-2025-001" in page
    assert "这条线索已转为项目" in page
    assert 'id="composer"' not in page
    assert mine.get(f"/leads/{lead.pk}/edit/").status_code == 403
    note = {"summary": "x", "method": "PHONE"}
    assert mine.post(f"/leads/{lead.pk}/follow-up/", note).status_code == 403
    lead.refresh_from_db()
    assert (lead.status, lead.follow_ups.count()) == (LeadStatus.CONVERTED, 0)


def test_the_page_of_a_project_says_its_facts_and_its_first_stage_of_eight(mine, officer, staff, sensor):
    project = project_of(complete(staff, sensor), officer)
    page = text(mine.get(f"/projects/{project.pk}/"))
    for words in (
        "GX-SENSOR-2025-001",
        "岚谷传感有限公司",
        CODE,
        "3.20 亿元",
        "50.00 亩",
        "新建",
        "正常",
        "李沐",
    ):
        assert words in page
    bar = page[page.index('<ol class="stages"') : page.index("</ol>", page.index('<ol class="stages"'))]
    assert [bar.count(str(stage.label)) for stage in ProjectStage] == [1] * 8
    assert f'<li class="on here" aria-current="step">{ProjectStage.NEGOTIATING.label}<' in bar
    assert "条件 1/5" in bar
    assert "<b>周岚</b> 由线索转为项目，编号 GX-SENSOR-2025-001" in page
    assert f'href="/leads/{project.lead_id}/"' in page
    assert f'href="/companies/{project.company_id}/"' in page


def test_the_list_counts_sums_and_links(mine, officer, staff, sensor):
    first = project_of(complete(staff, sensor), officer)
    second = project_of(complete(staff, sensor, company=CompanyFactory(), investment_wan=8000), officer)
    page = text(mine.get("/projects/"))
    assert "2 个项目，总投资 4.00 亿元" in page
    assert "按阶段折算 4,000 万元" in page
    assert "在谈 10%、已评审 30%、拟签约 60%、已签约 100%及以后" in page
    for project in (first, second):
        assert f'href="/projects/{project.pk}/"' in page
    assert "<html" not in text(mine.get("/projects/", headers={"HX-Request": "true"}))


def test_an_empty_list_says_how_projects_come_about(mine):
    page = text(mine.get("/projects/"))
    assert "没有可见的项目" in page
    assert "由链长办转为项目" in page


def test_a_stranger_sees_neither_list_nor_page(signed_in, outsider, officer, staff, sensor):
    project = project_of(complete(staff, sensor), officer)
    browser = signed_in(outsider)
    assert browser.get(f"/projects/{project.pk}/").status_code == 404
    assert project.code not in text(browser.get("/projects/"))


def test_list_and_page_cost_the_same_for_few_and_many(mine, officer, staff, sensor):
    def cost(path):
        with CaptureQueriesContext(connection) as queries:
            mine.get(path)
        return len(queries)

    project = project_of(complete(staff, sensor), officer)
    paths = ("/projects/", f"/projects/{project.pk}/", f"/leads/{project.lead_id}/")
    mine.get("/projects/")
    few = [cost(path) for path in paths]
    for _number in range(20):
        project_of(complete(staff, sensor, company=CompanyFactory()), officer)
    assert [cost(path) for path in paths] == few


# -- the code of the company ----------------------------------------------------------------------


def test_the_code_is_entered_on_a_page_of_its_own(mine, staff, sensor):
    lead = complete(staff, sensor, company=CompanyFactory())
    path = f"/leads/{lead.pk}/company-code/"
    assert "18 位，照营业执照填写" in text(mine.get(path))
    wrong = mine.post(path, {"uscc": CODE[:-1] + "9"})
    assert wrong.status_code == 422
    assert "第 18 位校验不对" in text(wrong)
    assert CODE[:-1] + "9" in text(wrong)
    assert mine.post(path, {"uscc": CODE}).headers["Location"] == f"/leads/{lead.pk}/"
    lead = Lead.objects.get(pk=lead.pk)
    assert lead.company.uscc == CODE
    assert "已在案" in text(mine.get(path))
    assert mine.post(path, {"uscc": CODE}).status_code == 409


def test_a_code_that_another_company_has_is_refused_and_named(mine, staff, sensor):
    holder = CompanyFactory(name="岚谷传感有限公司", uscc=CODE)
    lead = complete(staff, sensor, company=CompanyFactory())
    answer = mine.post(f"/leads/{lead.pk}/company-code/", {"uscc": CODE})
    assert answer.status_code == 409
    assert f'<a href="/companies/{holder.pk}/">岚谷传感有限公司</a>' in text(answer)
    assert f'value="{CODE}"' in text(answer)
    assert Lead.objects.get(pk=lead.pk).company.uscc is None
