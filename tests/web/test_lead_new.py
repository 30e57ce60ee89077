"""The quick lead: page, panel, answer while typing, warnings, errors, saving and saving the next."""

import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from chains.matching import company_keys
from chains.models import ChainMember, Company
from leads.models import Lead, LeadSource, Visibility
from leads.stages import LeadStatus
from tests.factories import NOON, TODAY, CompanyFactory, LeadFactory, SegmentFactory, TeamFactory, person

pytestmark = pytest.mark.django_db
NAME = "岚谷传感（郑州）有限公司"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


def text(response):
    return response.content.decode()


def known(name=NAME, **fields):
    return CompanyFactory(name=name, **company_keys(name), **fields)


def send(browser, **fields):
    headers = fields.pop("headers", {})
    values = {
        "name": NAME,
        "intention": "气体传感器产线，约 50 亩",
        "place": "SENSOR",
        "contact": "陈一舟 13800001234",
    }
    return browser.post("/leads/new/", values | fields, headers=headers)


def ask(browser, name, **headers):
    return text(browser.get("/companies/match/", {"name": name}, headers=HTMX | headers))


def test_the_form_has_four_inputs_in_sight_and_folds_the_rest(browser):
    page = text(browser.get("/leads/new/"))
    before_fold = page[page.index('id="quick-lead"') : page.index('<details class="more"')]
    for name in ("name", "intention", "place", "contact"):
        assert f'name="{name}"' in before_fold
    for name in ("source", "next_action_on", "investment_wan", "uscc"):
        assert f'name="{name}"' not in before_fold
        assert f'name="{name}"' in page
    assert "负责人 我 · 来源 自主挖掘（沿用上次） · 下一步 06-12 周四 首次响应" in page


def test_the_panel_is_the_same_form_without_the_page(browser):
    panel = text(browser.get("/leads/new/", headers=HTMX | {"X-Panel": "1"}))
    assert panel.lstrip().startswith('<div class="panel-inner')
    assert "data-panel-close" in panel
    assert 'data-draft="lead"' in panel


def test_the_only_chain_of_a_person_is_chosen_already(browser):
    assert '<option value="SENSOR" selected>' in text(browser.get("/leads/new/"))


def test_a_company_page_may_hand_over_the_name(browser):
    assert f'value="{NAME}"' in text(browser.get("/leads/new/", {"company": NAME}))


def test_saving_makes_the_lead_mine_and_opens_it(browser, staff):
    segment = SegmentFactory(chain_id="SENSOR", name="制造")
    response = send(browser, place=f"SENSOR:{segment.pk}", source=LeadSource.VISIT, investment_wan="12000")
    lead = Lead.objects.get()
    assert response.headers["Location"] == f"/leads/{lead.pk}/"
    assert (lead.owner, lead.chain_id, lead.segment, lead.source) == (
        staff,
        "SENSOR",
        segment,
        LeadSource.VISIT,
    )
    assert (lead.grade, lead.status, lead.next_action_text) == ("B", LeadStatus.NEW, "首次响应")
    assert str(lead.contact) == "陈一舟"


def test_saving_in_the_panel_closes_it_and_says_where_the_lead_is(browser):
    response = send(browser, panel="1", headers=HTMX)
    lead = Lead.objects.get()
    assert "panel-close" in response["HX-Trigger"]
    assert "lead-logged" in response["HX-Trigger"]
    assert response["HX-Reswap"] == "none"
    assert f'<a href="/leads/{lead.pk}/">打开</a>' in text(response)


def test_saving_on_the_page_by_htmx_opens_the_lead(browser):
    response = send(browser, headers=HTMX)
    assert response["HX-Redirect"] == f"/leads/{Lead.objects.get().pk}/"


def test_save_and_next_opens_an_empty_form_with_the_source_of_last_time(browser):
    response = send(browser, panel="1", next="1", source=LeadSource.FAIR, headers=HTMX)
    said = text(response)
    assert 'id="quick-lead"' in said
    assert NAME not in said.split("hx-swap-oob")[0]
    assert "展会（沿用上次）" in said
    assert Lead.objects.count() == 1


def test_save_and_next_without_script_comes_back_to_the_form(browser):
    assert send(browser, next="1").headers["Location"] == "/leads/new/"


def test_a_form_sent_twice_makes_one_lead(browser):
    token = str(uuid.uuid4())
    first, second = send(browser, form_token=token), send(browser, form_token=token)
    assert first.headers["Location"] == second.headers["Location"]
    assert Lead.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "写下企业名称"),
        ({"name": "，"}, "企业名称至少两个字"),
        ({"intention": ""}, "写一句对方想要什么"),
        ({"place": "NONE"}, "没有这个产业链或环节"),
        ({"place": "SENSOR:999"}, "没有这个产业链或环节"),
        ({"place": "SENSOR:x"}, "没有这个产业链或环节"),
        ({"next_action_on": "2025-06-10"}, "下次跟进不能早于今天"),
        ({"next_action_on": "2025-02-30"}, "日期"),
        ({"investment_wan": "-1"}, "大于或等于"),
        ({"uscc": "123"}, "统一社会信用代码是 18 位"),
        ({"uscc": "914101007425253340"}, "第 18 位校验不对，请对照营业执照改正。"),
        ({"source": "SPACE"}, "SPACE"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_wrong_input_is_named_and_nothing_is_lost(browser, wrong, sentence, headers):
    response = send(browser, **wrong, headers=headers)
    said = text(response)
    assert response.status_code == 422
    assert sentence in said
    assert "陈一舟 13800001234" in said
    assert ("<html" in said) is not bool(headers)
    assert not Lead.objects.exists()
    assert not Company.objects.exists()


def test_fields_that_are_not_asked_for_are_ignored(browser, outsider):
    send(browser, owner=outsider.pk, created_by=outsider.pk, status="CONVERTED", version="9", grade="A")
    lead = Lead.objects.get()
    assert lead.owner.name == lead.created_by.name == "李沐"
    assert (lead.status, lead.version, lead.grade) == (LeadStatus.NEW, 1, "C")


def test_my_own_lead_on_the_same_link_is_shown_instead(browser, staff, sensor):
    mine = LeadFactory(company=known(), chain=sensor, owner=staff)
    response = send(browser)
    assert response.status_code == 422
    assert "已有我的线索" in text(response)
    assert f'href="/leads/{mine.pk}/"' in text(response)
    assert Lead.objects.count() == 1


def test_my_lead_on_another_link_has_to_be_read_once(browser, staff, superhard):
    LeadFactory(company=known(), chain=superhard, owner=staff)
    assert send(browser).status_code == 422
    assert send(browser, answered=NAME).status_code == 302


def test_a_lead_of_another_unit_has_to_be_read_once_and_the_person_is_not_named(browser, superhard):
    unit = TeamFactory(name="装备制造链专班")
    LeadFactory(company=known(), chain=superhard, team=unit, owner=person(Role.STAFF, name="秘密人"))
    response = send(browser)
    assert response.status_code == 422
    assert "装备制造链专班 已登记" in text(response)
    assert "秘密人" not in text(response)
    assert f'name="answered" value="{NAME}"' in text(response)
    assert send(browser, answered=NAME).status_code == 302
    assert Company.objects.count() == 1


def test_a_like_name_has_to_be_read_once(browser):
    known("岚谷传感（郑州）股份有限公司")
    assert send(browser).status_code == 422
    assert send(browser, answered=NAME).status_code == 302
    assert Company.objects.count() == 2


@pytest.mark.parametrize(
    ("setting", "words", "hidden"),
    [
        ("nothing", ["新企业：没有相近的登记"], []),
        ("known", ["已建档，没有在跟线索"], []),
        ("mine", ["我的线索：气体产线", "打开线索"], []),
        ("readable", ["示例专班 王五 已登记，2025-06-01"], []),
        ("hidden", ["示例专班 已登记，2025-06-01"], ["王五", "打开线索"]),
        ("pool", ["在公海，没有负责人"], []),
        ("member", ["已在传感器链上：链主"], []),
    ],
)
def test_the_answer_while_typing(browser, staff, sensor, superhard, setting, words, hidden):
    owner = person(Role.STAFF, name="王五", team=TeamFactory(name="示例专班"))
    lead = {
        "company": None,
        "title": "气体产线",
        "received_on": "2025-06-01",
        "chain": superhard,
        "owner": owner,
    }
    if setting != "nothing":
        lead["company"] = known()
    if setting == "mine":
        LeadFactory(**lead | {"owner": staff})
    if setting == "readable":
        LeadFactory(**lead | {"visibility": Visibility.ZONE})
    if setting == "hidden":
        LeadFactory(**lead | {"visibility": Visibility.SECRET})
    if setting == "pool":
        LeadFactory(**lead | {"status": LeadStatus.POOL})
    if setting == "member":
        ChainMember.objects.create(chain=sensor, company=lead["company"], name=NAME, role="ANCHOR")
    said = ask(browser, NAME[:4])
    for word in words:
        assert word in said
    for word in hidden:
        assert word not in said


def test_the_answer_offers_the_full_name_to_the_form_around_it(browser):
    known()
    assert f'data-take="{NAME}"' in ask(browser, "岚谷传感")
    assert f'data-take="{NAME}"' in text(send(browser, name="岚谷传感（郑州）"))
    alone = text(browser.get("/companies/match/", {"name": "岚谷传感"}))
    assert NAME in alone
    assert "data-take" not in alone


@pytest.mark.parametrize("name", ["", "岚", "，。"])
def test_too_little_typed_asks_nothing(browser, name):
    known()
    assert "岚谷传感" not in ask(browser, name)


def test_the_answer_takes_as_many_queries_for_three_as_for_thirty(browser, sensor):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            ask(browser, "岚谷")
        return len(captured)

    for number in range(3):
        LeadFactory(company=known(f"岚谷{number}号有限公司"), chain=sensor)
    few = queries()
    for number in range(3, 30):
        LeadFactory(company=known(f"岚谷{number}号有限公司"), chain=sensor)
    assert queries() == few <= 14


def test_creating_takes_at_most_twelve_queries(browser):
    send(browser, name="热身有限公司", answered="热身有限公司")
    with CaptureQueriesContext(connection) as captured:
        response = send(browser, source="OWN", next_action_text="首次响应", next_action_on=f"{TODAY}")
    assert response.status_code == 302
    asked = [query for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 12


def test_those_who_only_watch_are_refused(signed_in):
    response = signed_in(person(Role.AUDITOR)).get("/leads/new/")
    assert response.status_code == 403
    assert "不能记线索" in text(response)
