"""What they want: the sentences of a pasted text that speak of it."""

import re

from leads.paste.found import EDGES, Found, clause_before, finds

SENTENCE = re.compile(r"[^。!?;\n]+")
WISH = re.compile(
    "想|拟|计划|打算|希望|需要|需求|诉求|需地|有意|考虑|投资|投|建设|项目|落户|落地|布局|扩产|搬|迁|用地|亩|厂房|产线|基地|要地|入驻|了解|咨询"
)
FEW, MANY = 1, 2


def wishes(text: str) -> list[Found]:
    """The sentence with most to say about it, with its neighbours that say as much."""
    sentences = [(match, len(set(WISH.findall(match[0])))) for match in finds(SENTENCE, text)]
    best = max((weight for _match, weight in sentences), default=0)
    if best < FEW:
        return []
    first = last = next(at for at, (_match, weight) in enumerate(sentences) if weight == best)
    while first and sentences[first - 1][1] >= MANY:
        first -= 1
    while last + 1 < len(sentences) and sentences[last + 1][1] >= MANY:
        last += 1
    start, end = sentences[first][0].start(), sentences[last][0].end()
    wish = WISH.search(text, start).start()
    start = max(start, wish - len(clause_before(text, wish, wish - start)))
    start += len(text[start:end]) - len(text[start:end].lstrip(EDGES))
    end = start + len(text[start:end].rstrip(EDGES))
    return [Found(text[start:end], start, end, is_sure=best >= MANY)]
