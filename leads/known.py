"""What is on record that a pasted text may speak of: the words of the chain map, and names of companies."""

from chains.models import Alias, Chain, Company, Segment
from leads.intake.planning import slices
from leads.paste import Known, leveled
from leads.paste.words import place_words

READ = 1500  # characters of a text whose pieces are looked up
SHORTEST, LONGEST = 3, 10
NAME_SIGNS = range(0x4E00, 0xA000)  # Chinese characters


def known_to(text):
    """Known, for `text`: a few queries, each by an index."""
    chains = list(Chain.objects.order_by("sort", "code").values_list("code", "name"))
    segments = Segment.objects.present().order_by("chain__sort", "sort", "pk")
    words = place_words(chains, list(segments.values_list("pk", "chain_id", "name")))
    return Known(tuple(words), names_on_record(leveled(text[:READ])))


def names_on_record(text):
    """The pieces of `text` that are the name of a company without its legal form, or an alias."""
    found = set()
    for some in slices(sorted(set(pieces(text)))):
        for rows in (Company.objects.present(), Alias.objects.filter(company__archived_at=None)):
            found.update(rows.filter(core_key__in=some).values_list("core_key", flat=True))
    return frozenset(found)


def pieces(text):
    """Every run of Chinese characters as long as a name may be."""
    for start in range(len(text)):
        for end in range(start + 1, min(start + LONGEST, len(text)) + 1):
            if ord(text[end - 1]) not in NAME_SIGNS:
                break
            if end - start >= SHORTEST:
                yield text[start:end]
