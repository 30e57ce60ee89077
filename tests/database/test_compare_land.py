"""The command compare_land: the contract's JSON, and refusals with their rule."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

WORKED = {"area": "50", "price50": "45", "cap_rate": "6", "discount": "6", "rent": "1.8"}


def run(**options):
    output = StringIO()
    words = [
        text
        for name, value in (WORKED | options).items()
        for text in (f"--{name.replace('_', '-')}", str(value))
    ]
    call_command("compare_land", *words, "--json", stdout=output)
    return json.loads(output.getvalue())


def test_the_story_of_the_fifty_mu():
    data = run(conversion="deduct-rent")
    assert [
        (each["code"], each["total"], each["first_year_cash"], each["npv"]) for each in data["options"]
    ] == [
        ("GRANT_FULL", "2250.00", "2250.00", "2250.00"),
        ("GRANT_FLEX", "1637.33", "1637.33", "1637.33"),
        ("LEASE_THEN_GRANT", "1637.33", "90.00", "1289.10"),
        ("LEASE_LONG", "1800.00", "90.00", "1094.23"),
    ]
    assert data["options"][2]["cash_flows"][-1] == [5, "1187.33"]
    assert data["errors"] == []


def test_a_refused_form_is_named_and_the_others_stand():
    data = run(lease_years=6, grant_years=45)
    assert [each["code"] for each in data["options"]] == ["GRANT_FULL", "GRANT_FLEX", "LEASE_LONG"]
    (error,) = data["errors"]
    assert error["field"] == "grant_years"
    assert "合计 51 年，最长 50 年" in error["message"]
    assert "第十二条" in error["rule"]


def test_a_horizon_adds_what_is_left():
    data = run(horizon=20)
    assert [(each["residual"], each["npv_at_horizon"]) for each in data["options"]][:2] == [
        ("1964.92", "1637.33"),
        ("0.00", "1637.33"),
    ]


def test_part_of_the_site_granted_is_a_fifth_option():
    assert [each["code"] for each in run(granted_area=20)["options"]][-1] == "LEASE_GRANT_MIX"


@pytest.mark.parametrize("wrong", [{"area": "many"}, {"area": "NaN"}, {"method": "guess"}])
def test_what_is_no_number_is_said_so(wrong):
    with pytest.raises(CommandError, match=next(iter(wrong))):
        run(**wrong)


def test_impossible_inputs_end_with_the_reason(capsys):
    output = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(
            "compare_land",
            *("--area", "-1", "--price50", "45", "--cap-rate", "6", "--discount", "6", "--rent", "1"),
            stdout=output,
        )
    assert ended.value.code == 1
    assert "面积和单价要大于 0。" in output.getvalue()
