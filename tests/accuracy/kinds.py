"""What a kind of value is: how one is made, and what people call it in text and in columns."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from typing import Callable

KINDS = []


@dataclass(frozen=True)
class Kind:
    """One identifier's values.

    `words` are what people write beside a value, `columns` the names of columns that hold it; both are chosen by what
    is usual, not by the catalogue. Only of identifiers that Amazon Macie has, all are among the key words that it
    documents: these are what its users rely on, and more would be another identifier. Without `needs_word` a value
    speaks for itself. `assigned` ones are told by nothing but a sign between their name and them. `also` names
    identifiers that may rightly find the same value. The bounds of `loose` values are a matter of taste: overlap suffices. A `block` has
    lines of its own.
    """

    identifier: str
    make: Callable
    words: tuple
    columns: tuple
    language: str = "en"
    needs_word: bool = True
    also: tuple = ()
    loose: bool = False
    block: bool = False
    assigned: bool = False
    confirm: str = ""

    def value(self, random):
        """A new value, which python-stdnum agrees with if it knows the kind. One that happens to be the number of a
        payment card is thrown away: without a key word nobody could tell, and to find it is no mistake."""
        value = self.make(random)
        while not self.identifier.startswith("CREDIT_CARD") and is_card(value):
            value = self.make(random)
        if self.confirm and not import_module("stdnum." + self.confirm).is_valid(
            value.translate(str.maketrans("", "", ". "))
        ):
            raise ValueError(f"{self.identifier}: python-stdnum says that {value} is not valid")
        return value


CARDS = re.compile(
    "(4|5[1-5]|2[2-7]|5019|3[0689]|6011|6[25]|64[4-9]|81)[0-9]+|3[47][0-9]{13}|35[0-9]{14,17}"
)


def is_card(text):
    """Whether it could be the number of a card: prefixes and lengths that the networks publish, and Luhn's digit."""
    number = text.replace(" ", "").replace("-", "")
    if not 13 <= len(number) <= 19 or not CARDS.fullmatch(number):
        return False
    doubled = (int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def split(text):
    return tuple(part.strip() for part in text.split("|") if part.strip())


def add(identifier, make, words="", columns="", language="en", also="", **rest):
    """Declares a kind. Lists are written with bars between."""
    KINDS.append(Kind(identifier, make, split(words), split(columns), language, also=split(also), **rest))


def digits(random, count, first="0123456789"):
    """That many digits, not all the same, the first out of `first`."""
    while True:
        text = random.choice(first) + "".join(random.choices("0123456789", k=count - 1))
        if count < 4 or len(set(text)) > 2:
            return text


def letters(random, count, alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
    return "".join(random.choices(alphabet, k=count))


def uuid(random):
    text = random.randbytes(16).hex()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def birth(random, first=1940, last=2006):
    """A day on which a grown-up was born."""
    return date(first, 1, 1) + timedelta(days=random.randrange((last - first) * 365))


def group(text, *lengths, by=" "):
    """Cuts the text in pieces of these lengths."""
    pieces, start = [], 0
    for length in lengths:
        pieces.append(text[start : start + length])
        start += length
    if start < len(text):
        pieces.append(text[start:])
    return by.join(pieces)


def until(make, wanted):
    """Tries until the value is one that is wanted."""
    for _ in range(100_000):
        value = make()
        if wanted(value):
            return value
    raise ValueError("no such value")
