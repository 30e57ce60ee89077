"""A two-character Chinese query finds what it should, on whichever database the tests run."""

import pytest

from chains.models import Company
from core.search import grams
from tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def companies():
    names = ["合肥磐石光电科技有限公司", "合肥光华电子有限公司", "AMOLED 柔性屏（郑州）公司"]
    return [CompanyFactory(name=name, grams=grams(name)) for name in names]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("光电", {0}),
        ("合肥", {0, 1}),
        ("磐石光电", {0}),
        ("光", {0, 1}),
        ("amoled", {2}),
        ("ＡＭＯＬＥＤ 郑州", {2}),
        ("石电", set()),
        ('"* OR', set()),
        ("，。", set()),
    ],
)
def test_query_finds_exactly(companies, query, found):
    assert set(Company.objects.filter(grams__has=query)) == {companies[index] for index in found}


def test_changed_and_deleted_rows_leave_the_index(companies):
    first, second, _ = companies
    Company.objects.filter(pk=first.pk).update(grams=grams("苏州新名有限公司"))
    second.delete()
    assert not Company.objects.filter(grams__has="合肥").exists()
    assert list(Company.objects.filter(grams__has="新名")) == [first]
