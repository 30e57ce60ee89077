"""The tree of links (环节): what lies below a link, and the whole tree as choices of a form."""

from chains.models import Segment


def branches(segments):
    """Keys of `segments` and of everything below them, however deep: one query for any number."""
    children = {}
    for key, parent in Segment.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(key)
    found, waiting = set(), [segment.pk for segment in segments]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += children.get(key, [])
    return found


def tree_choices(segments):
    """[(chain, [(key, name)])] with each link under its parent, set in by one wide blank a level."""
    rows = list(segments)
    known = {segment.pk for segment in rows}
    children = {}
    for segment in rows:
        parent = segment.parent_id if segment.parent_id in known else None
        children.setdefault((segment.chain, parent), []).append(segment)
    for chain, parent in children:
        if parent is None:
            yield str(chain), list(below(children, chain, None, depth=0))


def below(children, chain, parent, *, depth):
    for segment in children.get((chain, parent), []):
        yield segment.pk, "　" * depth + str(segment)
        yield from below(children, chain, segment.pk, depth=depth + 1)
