"""The map of one chain as a page shows it: segments by position, members, and where each fact comes from."""

from dataclasses import dataclass, field

from chains.models import Segment


@dataclass
class Node:
    """A segment with its parts and the number of members that stand on it."""

    segment: Segment
    members: int
    parts: list["Node"] = field(default_factory=list)


@dataclass
class Column:
    code: str
    label: str
    nodes: list[Node]


def nodes_of(segments):
    """The present segments as a forest, in order. `segments` carry `member_total`."""
    nodes = {segment.pk: Node(segment, segment.member_total) for segment in segments}
    for node in nodes.values():
        if parent := nodes.get(node.segment.parent_id):
            parent.parts.append(node)
    return [node for node in nodes.values() if node.segment.parent_id not in nodes]


def columns(nodes):
    """上游, 中游, 下游, 应用: those that hold a segment. What has no position is in none."""
    found = []
    for code, label in Segment.Position.choices:
        here = [node for node in nodes if node.segment.position == code]
        if here:
            found.append(Column(code, label, here))
    return found


def unplaced(nodes):
    return [node for node in nodes if not node.segment.position]


def moved(segments, segment, step):
    """`segments` with `segment` one place up (-1) or down (1); unchanged at either end."""
    order = list(segments)
    place = order.index(segment)
    goal = min(max(place + step, 0), len(order) - 1)
    order.insert(goal, order.pop(place))
    return order
