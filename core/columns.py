"""Columns that a person may choose: plain functions on their keys, in the order shown."""


def known(chosen, every, *, fixed):
    """The keys of `chosen` that exist, each once, in their order; `fixed` ones always come first."""
    wanted = [key for key in dict.fromkeys(chosen) if key in every and key not in fixed]
    return [*fixed, *wanted]


def moved(order, key, step):
    """`order` with `key` moved by one place up (-1) or down (1); what cannot move stays."""
    order = list(order)
    at = order.index(key) if key in order else -1
    if at >= 0 and 0 <= at + step < len(order):
        order[at], order[at + step] = order[at + step], order[at]
    return order
