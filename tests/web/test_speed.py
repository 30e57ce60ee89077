"""No page asks the database more often because there is more in it."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.queries import is_bracket
from core import history
from core.search import grams
from leads.models import Lead
from tests.factories import (
    NOON,
    TODAY,
    ContactFactory,
    FollowUpFactory,
    LeadFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
BUDGET = 12
# A record asks once for each noun that it shows: hand-over, first contact, documents, comments and so on. A
# new lead asks for each of the two tables in which somebody else may have the company.
BUDGETS = {"record": 18, "record in a list": 20, "new lead": 13}
FRAGMENT = {"HX-Request": "true", "HX-Target": "lead-list"}
NEW_LEAD = {
    "name": "晴川封测科技有限公司",
    "intention": "封装产线，约 30 亩",
    "place": "SENSOR",
    "contact": "陈一舟 副总经理 19900001234",
    "source": "VISIT",
    "next_action_text": "首次响应",
    "next_action_on": "2025-06-12",
    "visibility": "CHAIN",
    "panel": "1",
}
PAGES = {
    "list fragment": ("/leads/?owner=me&status=FOLLOWING", FRAGMENT),
    "list page": ("/leads/?owner=me&status=FOLLOWING", {}),
    "everybody's open leads": ("/leads/?owner=any&status=open", {}),
    "search in the list": ("/leads/?owner=any&q=氦检", FRAGMENT),
    "search page": ("/search/?q=氦检", {}),
    "record": ("/leads/{record}/", {}),
    "record in a list": ("/leads/{record}/?in=owner%3Dme%26status%3Dopen", {}),
    "cell": ("/leads/{record}/cell/next_action_on/", {"HX-Request": "true"}),
    "desk": ("/", {}),
    "company": ("/companies/{company}/", {}),
    "its leads": ("/leads/for-company/{company}/", {"HX-Request": "true"}),
    "chains": ("/chains/", {}),
    "chain": ("/chains/SENSOR/", {}),
    "answer about a company": ("/companies/match/?name=星澜", {"HX-Request": "true"}),
}


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def fill(staff, sensor, rows):
    """`rows` leads of `staff` due around today, and one with as many notes, changes and people; that one."""
    leads = [
        LeadFactory(
            owner=staff,
            chain=sensor,
            company__grams=grams("星澜传感科技有限公司"),
            contact=ContactFactory(),
            grams=grams("要配氦检间"),
            next_action_on=TODAY + dt.timedelta(days=number % 3 - 1),
        )
        for number in range(rows)
    ]
    record = leads[0]
    for number in range(rows):
        FollowUpFactory(lead=record, by=UserFactory(), summary=f"第 {number} 次")
        history.record("edit_lead", record, by=staff, at=NOON, changed={"title": ["", "x"]})
        record.collaborators.add(UserFactory())
        LeadFactory(company=record.company, owner=staff, chain=sensor)
    return record


def questions(call):
    with CaptureQueriesContext(connection) as captured:
        answer = call()
    assert answer.status_code == 200
    return [query["sql"] for query in captured if not is_bracket(query["sql"])], answer


@pytest.mark.parametrize("page", PAGES)
def test_as_many_queries_for_thirty_rows_as_for_three(page, staff, sensor, signed_in):
    path, headers = PAGES[page]
    client = signed_in(staff)
    asked = []
    for rows in (3, 27):
        record = fill(staff, sensor, rows)
        address = path.format(record=record.pk, company=record.company_id)
        asked.append(questions(lambda address=address: client.get(address, headers=headers))[0])

    assert len(asked[0]) == len(asked[1]), "\n".join(asked[1])
    assert len(asked[1]) <= BUDGETS.get(page, BUDGET), "\n".join(asked[1])


def double_up_to(rows):
    """The same leads again and again: the database copies faster than we could make them."""
    columns = [field.column for field in Lead._meta.concrete_fields if field.name not in ("id", "form_token")]
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        while missing := rows - Lead.objects.count():
            cursor.execute(  # names of our own columns, and a number
                f"INSERT INTO leads_lead ({names}) SELECT {names} FROM leads_lead LIMIT {missing:d}"  # noqa: S608
            )


def test_the_first_page_of_fifty_thousand_takes_as_many_queries_as_of_ten(staff, sensor, signed_in):
    client = signed_in(staff)
    asked = {"page": [], "fragment": []}
    for number in range(10):
        LeadFactory(owner=staff, chain=sensor, next_action_on=TODAY + dt.timedelta(days=number - 5))
    for rows in (10, 50_000):
        double_up_to(rows)
        for kind, headers in (("page", {}), ("fragment", FRAGMENT)):
            found, answer = questions(
                lambda headers=headers: client.get("/leads/?owner=any&status=open", headers=headers)
            )
            asked[kind].append(len(found))

    assert "1–50，共 50000 条" in answer.content.decode()
    assert asked["page"][0] == asked["page"][1] <= BUDGET
    assert asked["fragment"][0] == asked["fragment"][1] <= BUDGET


def test_a_saved_cell_takes_as_many_queries_among_thirty_as_among_three(staff, sensor, signed_in):
    client = signed_in(staff)
    asked = []
    for rows in (3, 27):
        record = fill(staff, sensor, rows)
        address = f"/leads/{record.pk}/cell/next_action_text/"
        data = {"version": 1, "next_action_text": f"第 {rows} 步"}
        asked.append(
            questions(lambda address=address, data=data: client.post(address, data, headers=FRAGMENT))[0]
        )

    assert Lead.objects.filter(next_action_text__startswith="第").count() == 2
    assert len(asked[0]) == len(asked[1]) <= BUDGET, "\n".join(asked[1])


def test_a_new_lead_takes_as_many_queries_among_thirty_as_among_three(staff, sensor, signed_in):
    client = signed_in(staff)
    asked = []
    for rows in (3, 27):
        fill(staff, sensor, rows)
        data = NEW_LEAD | {"name": f"晴川{rows}封测科技有限公司", "form_token": str(uuid.uuid4())}
        asked.append(
            questions(lambda data=data: client.post("/leads/new/", data, headers={"HX-Request": "true"}))[0]
        )

    assert Lead.objects.filter(company__name__startswith="晴川").count() == 2
    assert len(asked[0]) == len(asked[1]) <= BUDGETS["new lead"], "\n".join(asked[1])


def test_the_list_shows_the_rows_that_were_counted(staff, sensor, signed_in):
    """The budget above is of pages that really show their rows."""
    fill(staff, sensor, 4)
    path, headers = PAGES["search in the list"]

    _, answer = questions(lambda: signed_in(staff).get(path, headers=headers))
    assert answer.content.decode().count('<tr role="row">') >= 4
