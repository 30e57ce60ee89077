"""Chance by weight, fast enough to be asked a million times."""

import random
from bisect import bisect
from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Shares(Generic[Value]):
    """Values with the share of the cases in which each is picked; the shares may sum up to anything."""

    def __init__(self, shares: Mapping[Value, float]) -> None:
        self.values = list(shares)
        self.bounds = list(accumulate(shares.values()))

    def pick(self, rng: random.Random) -> Value:
        return self.values[bisect(self.bounds, rng.random() * self.bounds[-1], 0, len(self.values) - 1)]


class Deck(Generic[Value]):
    """Values drawn like cards: none comes again before all have come, so a few are mixed well too."""

    def __init__(self, cards: Iterable[Value]) -> None:
        self.cards, self.left = tuple(cards), []

    def pick(self, rng: random.Random) -> Value:
        if not self.left:
            self.left = list(self.cards)
            rng.shuffle(self.left)
        return self.left.pop()
