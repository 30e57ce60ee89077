"""From what a pasted text says to the boxes of the quick lead, each with the words it came from."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from leads.known import known_to
from leads.paste import read

OFFERED = 4  # values of one box

NOTES = {
    "lower": lambda: _("原文是范围或约数，按较小的数填。"),
    "metres": lambda: _("由平方米换算成亩。"),
    "known": lambda: _("这个名称已在企业库里。"),
}
REMARKS = {
    "foreign": lambda: _("“%(words)s”是外币，没有换算，请填人民币。"),
    "plant": lambda: _("“%(words)s”是厂房或办公面积，没有当作用地。"),
    "unclear": lambda: _("“%(words)s”没有说是土地还是厂房，没有填入用地。"),
}


@dataclass(frozen=True)
class Option:
    """A value for a box, as the box takes it, and where in the text it stands."""

    value: str
    spans: tuple[tuple[int, int], ...]
    is_sure: bool
    note: str = ""


@dataclass
class Said:
    """What stands beneath a box: the quoted words, how sure they are, and what it might also hold.

    `others` are (value, what it is called).
    """

    quotes: list[str] = field(default_factory=list)
    is_sure: bool = False
    note: str = ""
    others: list[tuple[str, str]] = field(default_factory=list)


class Pasted:
    """A text and what it says: `options` by box of the form, the likeliest first."""

    def __init__(self, text, on):
        self.text = text
        self.reading = read(text, on=on, known=known_to(text))
        self.options = {
            box: [option(one, value) for one in self.reading.boxes.get(box, [])]
            for box, value in PLAIN.items()
        }
        self.options["contact"] = self.contacts()
        self.options = {box: options[:OFFERED] for box, options in self.options.items() if options}

    def contacts(self):
        """Who, with which number, in the one line that the box takes."""
        people = self.reading.boxes.get("person", [])
        numbers = self.reading.boxes.get("phone", [])
        if not people or not numbers:
            return [contact(one) for one in (people or numbers)]
        pairs = [(person, nearest(numbers, person)) for person in people]
        given = [number for _person, number in pairs]
        pairs += [(people[0], number) for number in numbers if number not in given]
        return [contact(*pair) for pair in pairs]

    def initial(self):
        """What fills the form: of each box the likeliest value."""
        return {box: options[0].value for box, options in self.options.items()}

    def said(self, values, before, names):
        """{box: Said} for a form that holds `values`; `before` is what its boxes held until now.

        `names`: {box: {value: what it is called}} of the boxes that choose from a list.
        """
        return {
            box: self.said_of(options, values.get(box, ""), before.get(box, ""), names.get(box, {}))
            for box, options in self.options.items()
        }

    def said_of(self, options, value, before, names):
        others = dict.fromkeys([*(option.value for option in options), before])
        said = Said(others=[(other, names.get(other, other)) for other in others if other not in ("", value)])
        for option in options:
            if option.value == value:
                said.quotes = [self.quote(span) for span in option.spans]
                said.is_sure, said.note = option.is_sure, NOTES[option.note]() if option.note else ""
        return said

    def quote(self, span):
        return " ".join(self.text[slice(*span)].split())

    def remarks(self):
        """What was understood and fills no box, in sentences."""
        return [
            REMARKS[remark.note]() % {"words": self.quote((remark.start, remark.end))}
            for remark in self.reading.remarks
        ]

    def pieces(self, labels):
        """The text in pieces, (words, label of the box they fill or ""). `labels`: {box: label}."""
        marks = sorted(
            (start, end, labels[box])
            for box, options in self.options.items()
            if box in labels
            for start, end in options[0].spans
        )
        at = 0
        for start, end, label in marks:
            if start >= at:
                yield self.text[at:start], ""
                yield self.text[start:end], label
                at = end
        yield self.text[at:], ""


def option(found, value):
    return Option(value(found.value), ((found.start, found.end),), found.is_sure, found.note)


def nearest(numbers, person):
    return min(numbers, key=lambda number: abs(number.start - person.end))


def contact(*found):
    words = [word for one in found for word in (one.value if isinstance(one.value, tuple) else (one.value,))]
    spans = tuple((one.start, one.end) for one in found)
    return Option(" ".join(filter(None, words)), spans, all(one.is_sure for one in found))


def same(value):
    return value


def number(value):
    """As a person types it: 32000, not 32000.00."""
    return f"{value.normalize():f}"


def place(value):
    chain, segment = value
    return f"{chain}:{segment}" if segment else chain


PLAIN = {
    "name": same,
    "intention": same,
    "place": place,
    "source": same,
    "next_action_text": same,
    "next_action_on": lambda day: day.isoformat(),
    "investment_wan": number,
    "land_mu": number,
    "uscc": same,
    "introducer": same,
}
"""The boxes that one value fills, and how the box takes it."""
