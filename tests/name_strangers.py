"""Pairs of names of two companies: related ones, and strangers that look or sound alike."""

import random
from collections import defaultdict
from itertools import pairwise

from rapidfuzz.distance import Indel

from tests.name_lists import FORM, Pair, chance, code_of, sound
from tests.name_variants import LOOKS

FAR = ("深圳", "上海", "西安", "哈尔滨", "昆明")


def group(lists):
    def pair(kind, why, asked, known, **more):
        return Pair(kind, "group", why, asked, known, **more)

    for name in lists.drawn("branch", 60):
        asked = f"{name}{FAR[chance(name) % len(FAR)]}分公司"
        yield pair("branch", "a branch is part of the company, and no company of its own", asked, name)

    def is_regional(name):
        return lists.is_one(lists.body(name)) and "（" not in name

    for name in lists.drawn("subsidiary", 80, is_regional):
        asked = f"{lists.body(name)}（{FAR[chance(name) % len(FAR)]}）有限公司"
        yield pair(
            "subsidiary", "the name with a place, another code", asked, name, asked_code=code_of(asked)
        )
    for name in lists.drawn("parent", 60, lambda name: is_regional(name) and "集团" not in name):
        asked = FORM.sub("集团有限公司", name)
        yield pair("parent", "集团 of the name, another code", asked, name, asked_code=code_of(asked))
    for name in lists.drawn("elsewhere", 60, lambda name: is_regional(name) and lists.place(name)):
        place = lists.place(name)
        far = next(city for city in FAR if city not in place)
        if not name.startswith(("广东", "陕西", "黑龙江", "云南")):
            asked = far + name[len(place) :]
            yield pair(
                "elsewhere", "one brand and trade in another region is another legal person", asked, name
            )
    daughters = lists.drawn("recorded", 80)
    for mother, daughter in zip(daughters[:40], daughters[40:], strict=True):
        why = "recorded as parent and subsidiary; the names do not show it"
        yield pair("recorded", why, mother, daughter, parent=mother, meant=mother)


def none(lists):
    def pair(kind, why, asked, known, **more):
        return Pair(kind, "none", why, asked, known, **more)

    alike = look_alikes(lists)
    for asked, known in [pair for pair in alike if is_in_brand(lists, *pair)][:240]:
        yield pair("look-alike", "two listed companies", asked, known, meant=asked)
    for asked, known in [pair for pair in alike if not is_in_brand(lists, *pair)]:
        yield pair("look-alike behind brand", "two listed companies", asked, known, meant=asked)
    for asked, known in longer_by_one(lists):
        yield pair("one character more", "two listed companies", asked, known, meant=asked)
    brands = same_brand(lists)
    for asked, known in brands[:120]:
        why = "two listed companies that share two syllables, with their codes"
        yield pair("same brand, codes", why, asked, known, meant=asked, asked_code=code_of(asked))
    for asked, known in brands[120:200]:
        yield pair("same brand", "two listed companies that share two syllables", asked, known, meant=asked)
    for asked, known in sounding_alike(lists):
        why = "two listed companies that sound alike, with their codes"
        yield pair("same sound, codes", why, asked, known, meant=asked, asked_code=code_of(asked))
        yield pair("same sound", "two listed companies that sound alike", asked, known, meant=asked)
    for asked, known in alike[-40:]:
        yield pair("branch of another", "a branch of the look-alike", f"{asked}西安分公司", known)
    for name in lists.drawn("another brand", 90, lambda name: lists.is_one(lists.body(name))):
        body, drawn = lists.body(name), random.Random(name)
        at = drawn.randrange(2)
        letter = drawn.choice(lists.letters)
        is_slip = sound(letter) == sound(body[at]) or LOOKS.get(letter) == body[at] or letter == body[at]
        wrong = body[:at] + letter + body[at + 1 :]
        if not is_slip and wrong not in lists.bodies and name.count(body) == 1:
            why = "one of the two syllables of the brand is another, in sound and look"
            yield pair("another brand", why, name.replace(body, wrong), name)


def look_alikes(lists):
    """Pairs of listed companies that differ in a character of the body, in sound and look; closest first."""
    holes = defaultdict(list)
    for name in lists.listed:
        body = lists.body(name)
        for at in range(len(body)):
            if len(body) >= 4:
                holes[body[:at], body[at + 1 :]].append((name, body[at]))
    found = {
        (one, other)
        for same_but_one in holes.values()
        for one, letter in same_but_one
        for other, other_letter in same_but_one
        if one < other
        and sound(letter) != sound(other_letter)
        and LOOKS.get(letter) != other_letter
        and lists.body(one) != lists.body(other)
    }
    return sorted(found, key=lambda pair: (-Indel.normalized_similarity(*pair), chance("".join(pair))))


def is_in_brand(lists, one, other):
    """Whether they differ in the first two syllables."""
    return lists.body(one)[:2] != lists.body(other)[:2]


def longer_by_one(lists):
    """Pairs of listed companies of which one has the body of the other and one character more."""
    return [
        (one, other)
        for one in lists.listed
        for body in [lists.body(one)]
        for at in range(len(body))
        for other in lists.bodies.get(body[:at] + body[at + 1 :], ())
        if len(body) >= 5
    ]


def same_brand(lists):
    """Pairs of listed companies with the same two first syllables and different trades."""
    by_brand = defaultdict(list)
    for name in lists.listed:
        body = lists.body(name)
        if len(body) >= 4 and "集团" not in name and "控股" not in name:
            by_brand[body[:2]].append(name)
    found = [
        (one, other)
        for names in by_brand.values()
        for one, other in pairwise(names)
        if not set(lists.body(one)[2:]) & set(lists.body(other)[2:])
    ]
    return sorted(found, key=lambda pair: chance("".join(pair)))


def sounding_alike(lists):
    """Pairs of listed companies whose bodies are read the same, and written differently."""
    by_reading = defaultdict(list)
    for name in lists.listed:
        by_reading[tuple(map(sound, lists.body(name)))].append(name)
    return [
        (one, other)
        for names in by_reading.values()
        for at, one in enumerate(names)
        for other in names[at + 1 :]
        if lists.body(one) != lists.body(other) and len(lists.body(one)) >= 2
    ]
