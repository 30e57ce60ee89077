"""Which companies on record a name may mean."""

import json
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command

from chains.actions import BadUscc, CompanyExists, register_company
from chains.identity import matches
from chains.matching import company_keys
from chains.models import Alias, Company
from core.history import of
from tests.factories import NOON, UserFactory

CODE = "91410100YT17GJ7J0J"
OTHER_CODE = "91410100YT15L3B7X5"


@pytest.fixture
def clerk(db):
    return UserFactory()


@pytest.fixture
def register(clerk):
    def do(name, **fields):
        return register_company(by=clerk, at=NOON, name=name, **fields)

    return do


def test_register_sets_keys_and_writes_history(register, clerk):
    company = register(" 长安晨星（集团）科技股份有限公司 ", uscc=" 91410100yt17gj7j0j", province="河南")

    company.refresh_from_db()
    assert company.name == "长安晨星（集团）科技股份有限公司"
    assert (company.core_key, company.initials[:4]) == ("长安晨星科技", "cacx")
    assert (company.uscc, company.province, company.created_by) == (CODE, "河南", clerk)
    assert [event.verb for event in of(company)] == ["register_company"]


def test_register_refuses_a_name_on_record(register):
    first = register("晨星传感科技有限公司")

    with pytest.raises(CompanyExists) as clash:
        register("晨 星传感科技有限公司")

    assert clash.value.company == first
    assert Company.objects.count() == 1


def test_register_refuses_a_code_on_record_and_names_its_holder(register):
    register("晨星传感科技有限公司")
    holder = register("远山光电有限公司", uscc=CODE)

    with pytest.raises(CompanyExists) as clash:
        register("晨星传感科技有限公司", uscc=CODE)

    assert clash.value.company == holder


def test_register_refuses_a_wrong_code(register):
    with pytest.raises(BadUscc) as refusal:
        register("晨星传感科技有限公司", uscc=CODE[:-1] + "K")

    assert refusal.value.fault == "check"
    assert not Company.objects.exists()


def test_an_archived_company_frees_its_name(register):
    Company.objects.filter(pk=register("晨星传感科技有限公司").pk).update(archived_at=NOON)

    assert register("晨星传感科技有限公司").pk


@pytest.mark.parametrize(
    ("asked", "uscc", "level"),
    [
        ("郑州晨星传感科技股份有限公司", "", "same"),
        ("鄭州晨星傳感科技股份有限公司", "", "same"),
        ("完全不同的名字", CODE, "same"),
        ("郑州晨星传感科技有限公司", "", "likely"),
        ("郑州晨星传感科技（集团）有限公司", "", "likely"),
        ("晨星传感科技", "", "likely"),
        ("晨星", "", "likely"),
        ("zzcxcg", "", "likely"),
        ("晨兴传感科技有限公司", "", "likely"),
        ("老晨星仪表厂", "", "likely"),
        ("郑州晨星传感科技股份有限公司", OTHER_CODE, "likely"),
        ("郑州晨星传感科技有限公司", OTHER_CODE, "group"),
        ("晨星传感科技股份有限公司洛阳分公司", "", "group"),
        ("郑州晨辉传感科技股份有限公司", "", None),
        ("郑州远山传感科技股份有限公司", "", None),
        ("，", "", None),
        ("", "", None),
    ],
)
def test_match_by(register, asked, uscc, level):
    company = register("郑州晨星传感科技股份有限公司", uscc=CODE)
    alias = {key: company_keys("老晨星仪表厂")[key] for key in ("name_key", "core_key")}
    Alias.objects.create(company=company, name="老晨星仪表厂", **alias)
    register("洛阳远山光电有限公司")

    found = [match for match in matches(asked, uscc=uscc) if match.company == company]

    assert [match.level for match in found] == ([level] if level else [])
    assert all(match.reasons for match in found)


def test_strongest_match_first_and_archived_ones_never(register):
    near = register("晨星传感科技有限公司")
    same = register("晨星传感科技股份有限公司")
    gone = register("晨星传感科技（郑州）有限公司")
    Company.objects.filter(pk=gone.pk).update(archived_at=NOON)

    assert [match.company for match in matches("晨星传感科技股份有限公司")] == [same, near]
    assert len(matches("晨星传感", limit=1)) == 1


def test_the_number_of_queries_does_not_grow_with_the_table(register, django_assert_max_num_queries):
    for number in range(30):
        register(f"晨星传感{number}号科技有限公司")

    with django_assert_max_num_queries(3):
        assert len(matches("晨星传感", uscc=CODE)) == 3


def test_find_company_answers_as_json(register, capsys):
    company = register("郑州晨星传感科技股份有限公司", uscc=CODE)

    call_command("find_company", "晨星传感科技有限公司", "--json")

    (match,) = json.loads(capsys.readouterr().out)["matches"]
    assert {name: match[name] for name in ("id", "name", "level")} == {
        "id": company.pk,
        "name": "郑州晨星传感科技股份有限公司",
        "level": "likely",
    }
    assert match["reasons"] == ["像是同一家企业的简称与全称"]


def test_find_company_says_that_nothing_is_found(register, capsys):
    call_command("find_company", "远山光电")

    assert "Nothing like it" in capsys.readouterr().out


def test_a_code_that_fails_its_check_is_left_aside_and_named(register, capsys):
    register("郑州晨星传感科技股份有限公司", uscc=CODE)
    name = "郑州晨星传感科技有限公司"

    call_command("find_company", name, "--uscc", CODE[:-1] + "K")
    assert "The code is wrong (check)" in capsys.readouterr().out
    assert [match.level for match in matches(name, uscc=CODE[:-1] + "K")] == ["likely"]
    assert [match.level for match in matches(name, uscc=OTHER_CODE)] == ["group"]


def test_relatives_on_record_are_related_and_no_duplicates(register):
    mother = register("岚溪微电子有限公司")
    daughter = register("听澜云计算有限公司")
    sister = register("岚溪微电子设备有限公司")
    Company.objects.filter(pk__in=[daughter.pk, sister.pk]).update(group=mother)

    found = {match.company: (match.level, match.reasons) for match in matches("岚溪微电子有限公司")}

    related = ("group", ["与岚溪微电子有限公司同属一个集团"])
    assert found == {mother: ("same", ["名称相同"]), daughter: related, sister: related}


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("郑州星澜传感有限公司", "去掉地名后名称相同"),
        ("星兰传感（郑州）有限公司", "字号读音相同，名称相近"),
        ("星澜传惑（郑州）有限公司", "名称只差一处，像是笔误"),
        ("星澜传感（上海）有限公司", "名称相同而地区不同，可能同属一个集团"),
        ("星澜传感", "像是同一家企业的简称与全称"),
        ("屿芯食品有限公司", "字号相同，可能同属一个集团"),
        ("xinglan", "拼音与所输入的相符"),
        ("澜传", "名称含有所输入的文字"),
        ("第七仪表厂", "是已登记的曾用名"),
        ("第七仪表厂有限公司", "与曾用名“第七仪表厂”相近"),
        ("第七", "曾用名或简称含有所输入的文字"),
        ("星仪", "是已登记的简称"),
    ],
)
def test_the_reason_is_said(register, asked, reason):
    company = register("星澜传感（郑州）有限公司", short_name="星仪")
    register("屿芯科技有限公司")
    keys = {key: company_keys("第七仪表厂")[key] for key in ("name_key", "core_key")}
    Alias.objects.create(company=company, name="第七仪表厂", kind=Alias.Kind.FORMER, **keys)

    (found,) = matches(asked)

    assert found.reasons == [reason]


def test_companies_of_before_are_found_by_their_marks(register):
    """What the migration does for rows that were written without marks."""
    company = register("星澜传感（郑州）有限公司")
    old = " ".join(word for word in company.grams.split(" ") if word[0] < "\ue000")
    Company.objects.filter(pk=company.pk).update(grams=old)
    assert matches("xinglan") == []

    import_module("chains.migrations.0006_lookup_marks").add_marks(apps, None)

    assert [match.company for match in matches("xinglan")] == [company]
    assert Company.objects.get().grams == company.grams


def test_a_search_never_meets_the_marks(register):
    register("星澜传感（郑州）有限公司")

    assert not Company.objects.matching("z").filter(initials__startswith="q").exists()
    assert not Company.objects.filter(grams__has="x").exists()
    assert not Company.objects.filter(grams__has="xinglan").exists()
