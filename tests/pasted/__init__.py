"""Fictional messages as offices get them, each with what a careful reader would take from it.

Read on Wednesday, 11 June 2025. `TUNING` was looked at while the rules were made; `HELD_OUT` was written
before them and only measured afterwards.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

ON = dt.date(2025, 6, 11)


@dataclass(frozen=True)
class Message:
    """`place` is a chain and, if said, its segment: "SENSOR 封装". Empty or None: the text does not say."""

    text: str
    name: str = ""
    phones: tuple[str, ...] = ()
    wan: Decimal | None = None
    land: Decimal | None = None
    day: dt.date | None = None
    who: str = ""
    source: str = ""
    place: str = ""


def message(text, *, phones="", wan=None, land=None, day=None, **more):
    """A message; numbers and dates as text: wan="32000", day="06-18"."""
    return Message(
        text.strip("\n"),
        phones=tuple(phones.split()),
        wan=None if wan is None else Decimal(wan),
        land=None if land is None else Decimal(land),
        day=dt.date.fromisoformat(f"2025-{day}") if day else None,
        **more,
    )
