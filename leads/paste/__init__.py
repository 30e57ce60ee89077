"""A paragraph from a chat or a mail to the boxes of a new lead, by rules.

Pure functions: nothing is asked of anybody, nothing is saved, and every value carries the words it came from.
"""

import datetime as dt
import re
from dataclasses import replace

from chains.matching import is_uscc
from leads.paste.amounts import land, money
from leads.paste.companies import companies
from leads.paste.days import days, steps
from leads.paste.found import MAX_LENGTH, Found, Known, PlaceWord, Reading, Remark, leveled
from leads.paste.people import people, phones
from leads.paste.places import introducers, places, sources
from leads.paste.wishes import wishes

__all__ = ["MAX_LENGTH", "Found", "Known", "PlaceWord", "Reading", "Remark", "leveled", "read"]

USCC = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")


def read(text: str, *, on: dt.date, known: Known) -> Reading:
    """What `text` says, seen on the day `on`. Only its first MAX_LENGTH characters are read."""
    plain = leveled(text[:MAX_LENGTH])
    amounts, foreign = money(plain)
    areas, no_land = land(plain)
    numbers = phones(plain)
    dates = days(plain, on)
    boxes = {
        "name": as_written(companies(plain, known), text),
        "intention": as_written(wishes(plain), text),
        "place": places(plain, known),
        "person": names_as_written(people(plain, numbers), plain, text),
        "phone": numbers,
        "source": sources(plain),
        "introducer": as_written(introducers(plain), text),
        "investment_wan": amounts,
        "land_mu": areas,
        "next_action_on": dates,
        "next_action_text": as_written(steps(plain, dates), text),
        "uscc": usccs(plain),
    }
    return Reading({box: found for box, found in boxes.items() if found}, [*foreign, *no_land])


def as_written(found, text):
    """Values in the characters in which they were written, not in those in which they were read."""
    return [replace(one, value=text[one.start : one.end]) for one in found]


def names_as_written(found, plain, text):
    """The same for (name, job) pairs, whose words are wider than the name."""
    kept = []
    for one in found:
        name, job = one.value
        at = plain.find(name, one.start, one.end)
        kept.append(replace(one, value=(text[at : at + len(name)] if at >= 0 else name, job)))
    return kept


def usccs(plain):
    return [
        Found(match[0], match.start(), match.end())
        for match in USCC.finditer(plain.upper())
        if is_uscc(match[0])
    ]
