"""Pages of chains and companies: what they say, and what they refuse."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from chains.models import Chain, Company, CompanyTag, Segment
from chains.seed import seed_zone
from core import history
from tests.factories import NOON, CompanyFactory, ContactFactory, GrantFactory, LeadFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone(db):
    return seed_zone(at=NOON)


def text(response):
    return response.content.decode()


def test_the_list_shows_nine_chains_with_sizes_and_leaders(zone, signed_in, django_assert_max_num_queries):
    leader = person(Role.CHAIN_LEADER, chains=["SENSOR"], name="周明")
    browser = signed_in(leader)
    with django_assert_max_num_queries(12):
        page = text(browser.get(reverse("chains:list")))
    assert page.count('class="main"') == 9
    assert page.count("周明</td>") == 1
    assert page.count("未设链长") == 8


def test_a_chain_shows_its_facts_each_with_its_source(zone, staff, signed_in):
    page = text(signed_in(staff).get(reverse("chains:detail", args=["SENSOR"])))
    for words in ("上游", "中游", "下游", "应用", "示范应用", "智能传感器全产业链", "汉威科技集团"):
        assert words in page
    assert "来源：2025 年 2 月 15 日大会报道" in page
    assert "来源：系统建议，待确认" in page
    assert "科技创新先进单位" in page
    assert reverse("chains:edit", args=["SENSOR"]) not in page


def test_a_chain_without_positions_says_so(zone, staff, signed_in):
    page = text(signed_in(staff).get(reverse("chains:detail", args=["HYDROGEN"])))
    assert "这些环节还没有划分上中下游" in page
    assert page.index("<strong>制</strong>") < page.index("<strong>用</strong>")


def test_an_administrator_edits_a_chain_and_a_second_one_is_told(zone, admin, signed_in):
    browser, url = signed_in(admin), reverse("chains:edit", args=["SENSOR"])
    sheet = {"name": "传感器", "name_en": "Sensors", "positioning": "新定位", "goal": "新目标", "version": 1}
    assert browser.post(url, sheet).url == reverse("chains:detail", args=["SENSOR"])

    answer = browser.post(url, sheet | {"goal": "我的目标"})

    assert answer.status_code == 409
    assert "没有保存：别人刚改过" in text(answer)
    assert "我的目标" in text(answer)  # what was typed is still there
    assert "新目标" in text(answer)  # and what stands now beside it
    assert 'name="version" value="2"' in text(answer)
    assert Chain.objects.get(code="SENSOR").goal == "新目标"
    assert browser.post(url, sheet | {"goal": "我的目标", "version": 2}).status_code == 302
    assert Chain.objects.get(code="SENSOR").goal == "我的目标"
    assert history.of(Chain.objects.get(code="SENSOR")).filter(verb="edit_chain").count() == 2


def test_segments_are_kept_by_the_administrator(zone, admin, signed_in):
    browser, edit = signed_in(admin), reverse("chains:edit", args=["TERMINAL"])
    new = reverse("chains:segment_new", args=["TERMINAL"])
    assert browser.post(new, {"name": "显示屏", "position": "UP", "importance": 4}).url == edit
    again = browser.post(new, {"name": "显示屏", "position": "UP", "importance": 4})
    assert again.status_code == 422
    assert "这条产业链已有同名环节" in text(again)
    assert browser.post(new, {"name": "机壳", "importance": 9}).status_code == 422

    screen = Segment.objects.get(name="显示屏")
    move = reverse("chains:segment_move", args=[screen.pk])
    browser.post(move, {"step": "-1", "version": Chain.objects.get(code="TERMINAL").version})
    order = Segment.objects.filter(chain="TERMINAL").order_by("sort").values_list("name", flat=True)
    assert list(order) == ["计算机整机制造", "核心零组件", "显示屏", "应用软件设计"]

    browser.post(reverse("chains:archive", args=["segments", screen.pk]))
    assert "<strong>显示屏</strong>" not in text(browser.get(reverse("chains:detail", args=["TERMINAL"])))
    browser.post(reverse("chains:restore", args=["segments", screen.pk]))
    assert "<strong>显示屏</strong>" in text(browser.get(reverse("chains:detail", args=["TERMINAL"])))


def test_a_member_is_added_by_the_administrator(zone, admin, signed_in):
    url = reverse("chains:member_new", args=["ROBOT"])
    sensor = Segment.objects.get(chain="ROBOT", name="传感器")
    sheet = {"name": "示例机器人", "kind": "ENTERPRISE", "role": "ANCHOR", "segments": [sensor.pk]}
    assert signed_in(admin).post(url, sheet).status_code == 302
    page = text(signed_in(admin).get(reverse("chains:detail", args=["ROBOT"])))
    assert "示例机器人" in page
    assert Company.objects.get(name="示例机器人").memberships.get().role == "ANCHOR"


def test_others_read_the_reason_they_may_not_edit(zone, staff, signed_in):
    answer = signed_in(staff).get(reverse("chains:edit", args=["SENSOR"]))
    assert answer.status_code == 403
    assert "产业链由管委会管理员维护" in text(answer)
    assert Chain.objects.get(code="SENSOR").version == 1


# -- companies --------------------------------------------------------------------------------


def test_a_company_shows_who_it_is_and_masks_its_contacts(staff, admin, signed_in):
    company = CompanyFactory(name="示例传感有限公司", uscc="91410100MA3X000000", short_name="示例传感")
    ContactFactory(company=company, phone="13800001234")
    CompanyTag.objects.create(company=company, tag="UNICORN", basis="某研究院榜单", year=2024)
    company.aliases.create(name="老传感厂", name_key="老传感厂", core_key="老传感厂", kind="FORMER")
    for reader in (staff, admin):
        page = text(signed_in(reader).get(reverse("companies:detail", args=[company.pk])))
        for words in ("91410100MA3X000000", "独角兽", "某研究院榜单", "2024", "老传感厂", "138****1234"):
            assert words in page
        assert "13800001234" not in page


def test_the_company_page_fetches_the_leads_a_person_may_see(staff, outsider, signed_in):
    lead = LeadFactory(title="气体传感产线")
    address = reverse("leads:for_company", args=[lead.company_id])
    assert address in text(signed_in(staff).get(reverse("companies:detail", args=[lead.company_id])))
    assert "气体传感产线" in text(signed_in(staff).get(address))
    hidden = text(signed_in(outsider).get(address))
    assert "气体传感产线" not in hidden
    assert "不在您的可见范围" in hidden


def test_archived_companies_are_gone_and_strangers_see_none(staff, signed_in):
    company = CompanyFactory(archived_at=NOON)
    present = CompanyFactory()
    assert signed_in(staff).get(reverse("companies:detail", args=[company.pk])).status_code == 404
    keeper = person(Role.SYS_ADMIN)
    assert signed_in(keeper).get(reverse("companies:detail", args=[present.pk])).status_code == 404


def test_a_former_leader_is_no_leader(zone, staff, signed_in):
    GrantFactory(role=Role.CHAIN_LEADER, chain_code="SENSOR", user__name="前任", ends_on=NOON.date())
    assert "前任" not in text(signed_in(staff).get(reverse("chains:detail", args=["SENSOR"])))
