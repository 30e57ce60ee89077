"""Chain, segment and source of a lead, by the words of the text. The chain's words come from the record."""

import re
from itertools import islice

from leads.models import LeadSource
from leads.paste.found import Found, Known, finds

FEW = 8  # places in the text at which one word is looked at
NEAR = 10
"""A common word of a segment (封装, 制造) counts only this near behind a word of its chain."""


def places(text: str, known: Known) -> list[Found]:
    """(chain, segment or None) pairs, the likeliest first."""
    chains = [hit for word in known.places if word.segment is None for hit in hits(text, word)]
    segments = [hit for word in known.places if word.segment is not None for hit in hits(text, word)]
    found = [*with_segment(text, chains, segments), *distinct(segments, chains), *alone(chains)]
    best = {}
    for one in found:
        best.setdefault(one.value[0], one)
    return sorted(best.values(), key=lambda one: (not one.is_sure, one.start))


def hits(text, word):
    for match in islice(re.finditer(re.escape(word.word), text), FEW):
        yield word, match.start()


def with_segment(text, chains, segments):
    """传感器封装: the chain, and close behind it one of its segments."""
    for chain, at in chains:
        end = at + len(chain.word)
        for segment, segment_at in segments:
            is_near = end <= segment_at <= end + NEAR
            if segment.chain == chain.chain and is_near and not re.search(r"[。;\n]", text[end:segment_at]):
                yield Found((chain.chain, segment.segment), at, segment_at + len(segment.word))


def distinct(segments, chains):
    """工业软件, 减速器: a word that is no common one. Surer if it holds a word of its chain."""
    for segment, at in sorted(segments, key=lambda hit: (hit[1], -len(hit[0].word))):
        if not segment.is_common:
            end = at + len(segment.word)
            is_sure = any(chain.chain == segment.chain and at <= begin < end for chain, begin in chains)
            yield Found((segment.chain, segment.segment), at, end, is_sure)


def alone(chains):
    for chain, at in chains:
        yield Found((chain.chain, None), at, at + len(chain.word), is_sure=False)


SOURCES = (
    (
        LeadSource.LEADER,
        r"(?:书记|市长|区长|县长|局长?|主任|领导)\s?:?\s?(?:批示|交办|要求|指示|安排|请[^,。\n]{0,14}对接)",
    ),
    (LeadSource.ASSOCIATION, r"[\u4e00-\u9fff]{0,10}(?:商会|行业协会|联合会|促进会)"),
    (
        LeadSource.REFERRAL,
        r"以商招商|(?:老乡|朋友|熟人|同学|校友|链主|客户|企业家)[^,。;\n]{0,3}(?:介绍|推荐)",
    ),
    (LeadSource.FUND, r"基金[^,。;\n]{0,4}(?:推荐|推来|推过来|推的|介绍)"),
    (LeadSource.ROADSHOW, r"路演"),
    (LeadSource.FAIR, r"展会|展览会|博览会|交易会|进博会|广交会"),
    (LeadSource.VISIT, r"走访"),
    (LeadSource.PLATFORM, r"平台(?:推送|推荐|派单)"),
)


def sources(text: str) -> list[Found]:
    found = []
    for source, pattern in SOURCES:
        if match := re.search(pattern, text):
            found.append(Found(source.value, match.start(), match.end(), is_sure=False))
    return sorted(found, key=lambda one: one.start)


INTRODUCER = re.compile(r"(?:经|由|来自:?)\s?(?P<name>[\u4e00-\u9fff]{2,12}(?:商会|协会|联合会|促进会))")


def introducers(text: str) -> list[Found]:
    return [Found(match["name"], *match.span("name"), is_sure=False) for match in finds(INTRODUCER, text)]
