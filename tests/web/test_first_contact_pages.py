"""Pages of first contacts: what a stranger reads, what a party reads, and what each may do."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Notice
from accounts.roles import Role
from leads.first_contact_filters import LedgerFilter
from leads.models import Document, FirstContact, Visibility
from tests.factories import (
    NOON,
    TODAY,
    CompanyFactory,
    ConflictFactory,
    FirstContactFactory,
    LeadFactory,
    SegmentFactory,
    person,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LEDGER = "/leads/first-contacts/"
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def lead(staff, sensor):
    return LeadFactory(
        company=CompanyFactory(name="星澜传感有限公司"), owner=staff, chain=sensor, title="产线"
    )


@pytest.fixture
def strange(outsider, superhard):
    """A registration of another unit on another chain."""
    company = CompanyFactory(name="蓝鲸光电有限公司")
    lead = LeadFactory(company=company, owner=outsider, chain=superhard)
    return FirstContactFactory(lead=lead, evidence="在深圳见面，有签到表")


def text(response):
    return response.content.decode()


def claim(browser, lead, headers=None, path="first-contact", **fields):
    said = {"contacted_on": "2025-06-10", "evidence": "会议纪要"} | fields
    return browser.post(f"/leads/{lead.pk}/{path}/", said, headers=headers or {})


# -- registering ------------------------------------------------------------------------------


def test_the_lead_page_offers_to_register_and_then_says_till_when(browser, lead):
    assert f'href="/leads/{lead.pk}/first-contact/"' in text(browser.get(f"/leads/{lead.pk}/"))
    assert claim(browser, lead).url == f"/leads/{lead.pk}/"
    page = text(browser.get(f"/leads/{lead.pk}/"))
    assert "08-10 周日" in page
    assert "还有 60 天" in page
    assert "2025-12-08" in page  # the 180th day
    assert f'href="/leads/{lead.pk}/first-contact/"' not in page


def test_without_evidence_nothing_is_registered_and_nothing_typed_is_lost(browser, lead):
    response = claim(browser, lead, evidence=" ", contacted_on="2025-06-09")
    assert response.status_code == 422
    assert "没有凭据不予保护" in text(response)
    assert 'value="2025-06-09"' in text(response)
    assert not lead.first_contacts.exists()


def test_a_contact_in_the_future_is_refused(browser, lead):
    response = claim(browser, lead, contacted_on="2025-06-12")
    assert (response.status_code, "接触日期不能晚于今天。" in text(response)) == (422, True)


def test_documents_of_the_lead_are_named_as_evidence_others_are_not(browser, lead, strange):
    def document(owner, name):
        return Document.objects.create(
            lead=owner,
            name=name,
            stored_name=name,
            media_type="application/pdf",
            size=1,
            by=owner.owner,
            at=NOON,
        )

    own, other = document(lead, "纪要.pdf"), document(strange.lead, "别人的.pdf")
    page = text(browser.get(f"/leads/{lead.pk}/first-contact/"))
    assert ("纪要.pdf" in page, "别人的.pdf" in page) == (True, False)
    assert claim(browser, lead, documents=[other.pk]).status_code == 422
    claim(browser, lead, documents=[own.pk])
    assert list(lead.first_contacts.get().documents.all()) == [own]


def test_a_fragment_answers_a_fragment_and_leads_away(browser, lead):
    refused = claim(browser, lead, headers=HTMX, evidence="")
    assert (refused.status_code, "<html" in text(refused), 'id="claim"' in text(refused)) == (
        422,
        False,
        True,
    )
    done = claim(browser, lead, headers=HTMX)
    assert done.headers["HX-Redirect"] == f"/leads/{lead.pk}/"


def test_another_lead_of_the_unit_says_so_and_offers_no_objection(browser, lead, sensor, staff):
    claim(browser, lead)
    other = LeadFactory(company=lead.company, chain=sensor, owner=staff)
    page = text(browser.get(f"/leads/{other.pk}/"))
    assert "本单位已在另一条线索报备这家企业" in page
    assert f"/leads/{other.pk}/appeal/" not in page
    assert "不用再报" in text(claim(browser, other))
    assert claim(browser, other, path="appeal", reason="更早").url == f"/leads/{other.pk}/"
    assert not other.first_contacts.exists()


def test_no_rival_no_objection(browser, lead):
    response = browser.get(f"/leads/{lead.pk}/appeal/", follow=True)
    assert "没有别的单位报备这家企业，不用提出异议。" in text(response)


def test_a_second_objection_is_refused_and_kept(browser, lead, signed_in, admin, superhard, outsider):
    other = LeadFactory(company=lead.company, owner=outsider, chain=superhard)
    claim(browser, lead)
    rival = signed_in(outsider)
    assert claim(rival, other, path="appeal", reason="更早").status_code == 302
    again = claim(rival, other, path="appeal", reason="更早", evidence="第二份凭据")
    assert (again.status_code, "第二份凭据" in text(again)) == (409, True)
    assert other.first_contacts.count() == 1


# -- reading ----------------------------------------------------------------------------------


def test_a_stranger_reads_unit_and_dates_alone(browser, strange):
    for address in (LEDGER, f"{LEDGER}{strange.pk}/"):
        page = text(browser.get(address))
        assert str(strange.team) in page
        assert not any(said in page for said in ("蓝鲸", "签到表", str(strange.lead.owner)))


def test_a_party_reads_all(signed_in, strange, outsider, admin):
    auditor = person(Role.AUDITOR)
    for user in (outsider, admin, auditor):
        page = text(signed_in(user).get(f"{LEDGER}{strange.pk}/"))
        assert "蓝鲸光电有限公司" in page
        assert "签到表" in page


def test_a_secret_lead_is_read_by_its_circle_until_there_is_a_conflict(signed_in, strange, admin, lead):
    strange.lead.visibility = Visibility.SECRET
    strange.lead.save()
    address = f"{LEDGER}{strange.pk}/"
    colleague = person(Role.STAFF, team=strange.team)
    for user in (admin, colleague):
        assert "蓝鲸" not in text(signed_in(user).get(address))
    ConflictFactory(lead=lead, rival=strange)
    assert "蓝鲸" in text(signed_in(admin).get(address))
    assert "蓝鲸" not in text(signed_in(colleague).get(address))


def test_evidence_of_the_other_side_is_read_after_the_ruling(browser, lead, strange, admin):
    conflict = ConflictFactory(lead=lead, rival=strange, evidence="我们的纪要")
    address = f"{LEDGER}{conflict.pk}/"
    before = text(browser.get(address))
    assert ("我们的纪要" in before, "签到表" in before) == (True, False)
    FirstContact.objects.filter(pk=conflict.pk).update(
        status="REJECTED", ruled_by=admin, ruled_at=NOON, ruling="签到在先", outcome="RIVAL"
    )
    after = text(browser.get(address))
    assert all(said in after for said in ("我们的纪要", "签到表", "签到在先", "维持原报备"))


def titles(response):
    return [contact.pk for contact in response.context["page"]]


@pytest.fixture
def ledger(browser, staff, sensor, strange):
    """Registrations by name: what ends when, and what is over."""

    def own(**fields):
        return FirstContactFactory(lead=LeadFactory(owner=staff, chain=sensor), **fields)

    return {
        "strange": strange,
        "soon": own(protected_until=TODAY + 3 * DAY),
        "month": own(protected_until=TODAY + 30 * DAY),
        "over": own(status="EXPIRED", protected_until=TODAY - DAY),
        "conflict": ConflictFactory(lead=LeadFactory(owner=staff, chain=sensor), rival=strange),
    }


FILTERS = [
    ("", ["conflict", "soon", "month", "strange"]),
    ("state=valid", ["soon", "month", "strange"]),
    ("state=conflict", ["conflict"]),
    ("state=ended", ["over"]),
    ("ending=3", ["soon"]),
    ("ending=30", ["soon", "month"]),
    ("team={strange.team_id}", ["strange"]),
    ("chain=SENSOR", ["conflict", "soon", "month"]),
    ("chain=SUPERHARD", []),  # what stands on it is not for this reader
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_the_ledger_filters(browser, ledger, query, expected):
    response = browser.get(f"{LEDGER}?{query.format(**ledger)}")
    assert titles(response) == [ledger[name].pk for name in expected]


def test_every_filter_has_its_test():
    assert {query.partition("=")[0] for query, _expected in FILTERS} - {""} == set(LedgerFilter.base_filters)


def test_an_unknown_filter_value_shows_nothing_rather_than_everything(browser, ledger):
    response = browser.get(f"{LEDGER}?team=999999")
    assert (response.status_code, titles(response)) == (422, [])


def test_the_ledger_takes_as_many_queries_for_thirty_as_for_three(browser, staff, sensor):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get(LEDGER)
        return len(captured)

    def add(count):
        for _ in range(count):
            FirstContactFactory(lead=LeadFactory(owner=staff, chain=sensor))

    add(3)
    few = queries()
    add(27)
    assert queries() == few <= 12


# -- ruling and letting go --------------------------------------------------------------------


def test_the_admin_sees_what_the_rule_proposes_and_rules(signed_in, admin, lead, strange):
    conflict = ConflictFactory(lead=lead, rival=strange, contacted_on=TODAY - DAY)
    browser = signed_in(admin)
    page = text(browser.get(f"{LEDGER}{conflict.pk}/"))
    assert "按规则建议：支持异议，保护改归异议方。双方在同一工作日报备，异议方的有效接触更早。" in page
    empty = browser.post(f"{LEDGER}{conflict.pk}/rule/", {"supports": "CHALLENGER"})
    assert empty.status_code == 422
    done = browser.post(f"{LEDGER}{conflict.pk}/rule/", {"supports": "CHALLENGER", "reason": "接触在先"})
    assert done.status_code == 302
    late = browser.post(f"{LEDGER}{conflict.pk}/rule/", {"supports": "RIVAL", "reason": "改主意"})
    assert (late.status_code, "有人先处理了" in text(late)) == (409, True)
    conflict.refresh_from_db()
    assert (conflict.outcome, conflict.ruling) == ("CHALLENGER", "接触在先")


def test_by_segment_needs_two_segments(signed_in, admin, lead, strange, sensor):
    conflict = ConflictFactory(lead=lead, rival=strange)
    both = {"supports": "BOTH", "reason": "环节不同"}
    response = signed_in(admin).post(f"{LEDGER}{conflict.pk}/rule/", both)
    assert (response.status_code, "双方线索都填了环节" in text(response)) == (422, True)
    assert "环节不同" in text(response)
    for side in (lead, strange.lead):
        side.segment = SegmentFactory(chain=side.chain)
        side.save()
    assert signed_in(admin).post(f"{LEDGER}{conflict.pk}/rule/", both).status_code == 302


def test_one_company_cannot_be_ruled_to_be_two(signed_in, admin, lead):
    conflict = ConflictFactory(lead=lead, rival=FirstContactFactory(lead=LeadFactory(company=lead.company)))
    browser = signed_in(admin)
    assert "SEPARATE" not in text(browser.get(f"{LEDGER}{conflict.pk}/"))
    given = {"supports": "SEPARATE", "reason": "不是一家"}
    assert browser.post(f"{LEDGER}{conflict.pk}/rule/", given).status_code == 422


def test_an_admin_of_one_side_does_not_rule(signed_in, lead, strange):
    conflict = ConflictFactory(lead=lead, rival=strange)
    party = person(Role.ZONE_ADMIN, team=lead.team)
    response = signed_in(party).post(
        f"{LEDGER}{conflict.pk}/rule/", {"supports": "CHALLENGER", "reason": "x"}
    )
    assert (response.status_code, "请另一位管理员来做" in text(response)) == (403, True)


def test_letting_go_asks_for_a_reason_and_happens_once(browser, lead):
    claim(browser, lead)
    address = f"{LEDGER}{lead.first_contacts.get().pk}/release/"
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert browser.post(address, {"reason": "企业不来了"}).status_code == 302
    assert browser.post(address, {"reason": "再来"}).status_code == 409
    assert "企业不来了" in text(browser.get(f"/leads/{lead.pk}/"))


def test_asking_to_join_names_nobody_and_reaches_the_owner(browser, strange, outsider):
    response = browser.post(f"{LEDGER}{strange.pk}/join/", {"text": "我们有厂房"}, follow=True)
    assert "已转给负责人" in text(response)
    assert str(outsider) not in text(response)
    assert Notice.objects.get().recipient == outsider
