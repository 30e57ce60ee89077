"""Every text a person can see goes through gettext, and has its English."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

from tools import messages

LOCALE = Path(settings.BASE_DIR) / "locale" / "en" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")

# Chinese that is data and not a text of the interface: file or folder → why.
DATA = {
    "gaoxin_crm/demo/": "fictional people, companies and leads",
    "gaoxin_crm/environment.py": "said before Django and its translations are there, in both languages",
    "gaoxin_crm/settings.py": "the sender of mails, a setting",
    "chains/zone.py": "the nine chains as published",
    "chains/seed.py": "place names of the published companies",
    "chains/matching.py": "what company names are made of",
    "chains/places.py": "place names",
    "chains/words.py": "legal forms and trades in names",
    "chains/sound.py": "readings of characters",
    "chains/slips.py": "characters that look alike",
    "chains/script.py": "traditional and simplified characters",
    "leads/intake/": "what stands in people's sheets: heads, units, states",
    "leads/paste/": "how people write names, amounts, days and jobs",
    "leads/seed.py": "the indicators of an admission review, rows that an administrator edits",
    "leads/tax_refunds.py": "how people write promises of tax",
    "reports/kpi.py": "units of the figures, part of the command's answer",
    "reports/management/commands/kpi.py": "a unit of the figures",
    "leads/text.py": "job titles that stand beside a contact's name",
    "core/holidays.py": "the holidays of the State Council's notice",
    "core/templatetags/ui.py": "Chinese weekdays, chosen by language in the code",
    "accounts/models/person.py": "the name of a language, in that language",
    "templates/core/_language.html": "the name of a language, in that language",
    "templates/core/_language_link.html": "the name of a language, in that language",
}


def name_of(path):
    return str(path.relative_to(messages.ROOT))


FILES = list(messages.everything())
CATALOGUE, FUZZY = messages.read_po((LOCALE / "django.po").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("path", "said", "bare"), FILES, ids=[name_of(path) for path, _, _ in FILES])
def test_no_chinese_outside_gettext(path, said, bare):
    if not name_of(path).startswith(tuple(DATA)):
        assert bare == []


@pytest.mark.parametrize("place", DATA)
def test_an_exception_is_still_needed(place):
    assert any(bare for path, _, bare in FILES if name_of(path).startswith(place))


@pytest.mark.parametrize(("path", "said", "bare"), FILES, ids=[name_of(path) for path, _, _ in FILES])
def test_every_text_has_its_english(path, said, bare):
    missing = [
        text
        for text in said
        if messages.CHINESE.search(text) and (text in FUZZY or not all(CATALOGUE.get(text, [""])))
    ]
    assert missing == []


def test_no_text_is_translated_in_vain():
    used = {text for _, said, _ in FILES for text in said}
    assert set(CATALOGUE) - used == set()


def odd(text, english):
    """Whether a translation lost or made up a placeholder, or left Chinese outside quotation marks."""
    wanted, kept = set(PLACEHOLDER.findall(text)), set(PLACEHOLDER.findall(english))
    is_singular = len(CATALOGUE[text]) > 1  # may say "one" in a word
    return not kept <= wanted or (kept != wanted and not is_singular) or messages.CHINESE.search(english)


def test_translations_keep_their_placeholders_and_hold_no_chinese():
    assert [
        text for text, said in CATALOGUE.items() if any(odd(text, english) for english in said if english)
    ] == []


def test_the_compiled_catalogue_is_in_step():
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    said = {}
    for key, value in compiled.items():
        text = key[0] if isinstance(key, tuple) else key
        said.setdefault(text, []).append(value)
    said.pop("")
    assert said == {text: values for text, values in CATALOGUE.items() if all(values)}


@pytest.mark.parametrize(
    "path", sorted((messages.ROOT / "static" / "js").glob("*.js")), ids=lambda path: path.name
)
def test_scripts_hold_no_words(path):
    code = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(encoding="utf-8"))
    assert messages.CHINESE.findall(code) == []


# -- the reader itself --------------------------------------------------------------------------


def test_python_is_read():
    source = (
        '"""说明"""\nx = _("甲")\ny = ngettext("%d 条", "%d 条", n)\nz = pgettext("动词", "记")\nw = "乙"\n'
    )
    said, bare = messages.read_python(source)
    assert said == ["甲", "%d 条", "动词\x04记"]
    assert bare == [(5, "乙")]
    assert ast.parse(source)


def test_a_template_is_read():
    source = (
        '{% load i18n %}{# 注 #}{% translate "甲" %}{% blocktranslate %}乙 {{ n }}{% endblocktranslate %}\n丙'
    )
    said, bare = messages.read_template(source)
    assert said == ["甲", "乙 %(n)s"]
    assert bare == [(2, "丙")]


def test_a_catalogue_is_read():
    text = (
        'msgid ""\nmsgstr "head\\n"\n\n#, fuzzy\nmsgid "甲"\nmsgstr "A"\n\n'
        'msgid "%d 条"\nmsgid_plural "%d 条"\nmsgstr[0] "%d row"\nmsgstr[1] ""\n"%d rows"\n'
    )
    assert messages.read_po(text) == ({"甲": ["A"], "%d 条": ["%d row", "%d rows"]}, {"甲"})
