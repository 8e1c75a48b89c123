"""Documents in which values are planted, with the places where they are."""

import random
from dataclasses import dataclass, field
from functools import cache

from .decoys import ASSIGNED, BARE, COLUMNS, DECOYS, SENTENCE, filler
from .kinds import KINDS


@cache
def speaking():
    """The identifiers whose values need no key word."""
    return {kind.identifier for kind in KINDS if not kind.needs_word}


@dataclass
class Document:
    """Text that grows, and the truth about it. Places are counted in bytes of UTF-8."""

    kind: str
    text: bytearray = field(default_factory=bytearray)
    fields: list = field(default_factory=list)
    truth: list = field(default_factory=list)

    def write(self, text):
        self.text += text.encode()

    def plant(self, kind, template, word, value, true=True):
        """Writes a template with a value in it, and what is true of it."""
        before, after = template.replace("{w}", word).split("{v}")
        self.write(before)
        start = len(self.text)
        self.write(value)
        self.record(kind, start, len(self.text), value, true)
        self.write(after)

    def record(self, kind, start, end, value, true, place=None):
        # What needs a key word and has none is not true; it may still be found as what needs none.
        entry = {"identifier": kind.identifier if true else "", "start": start, "end": end, "value": value}
        also = [other for other in kind.also if true or other in speaking()]
        if also:
            entry["also"] = also
        if kind.loose:
            entry["loose"] = True
        if place is not None:
            entry["field"] = place
        if true or also:
            self.truth.append(entry)

    def as_dict(self):
        whole = {"kind": self.kind, "truth": self.truth}
        if self.fields:
            whole["fields"] = self.fields
        else:
            whole["text"] = self.text.decode()
        return whole


def decoy(r):
    return r.choice(DECOYS)(r)


def apart(r, language):
    """Ordinary words, more than the 30 characters that a key word reaches."""
    return "\n" + filler(r, language, 2) + "\n"


def with_word(r, kind, document):
    if not kind.words:
        return without_word(r, kind, document)
    templates = ASSIGNED if kind.assigned else SENTENCE.get(kind.language, SENTENCE["any"])
    document.plant(kind, r.choice(templates), r.choice(kind.words), kind.value(r))


def without_word(r, kind, document):
    document.plant(kind, "{v}" if kind.block else r.choice(BARE), "", kind.value(r), not kind.needs_word)


def prose(r, kind):
    """A letter, mail or ticket: sentences, decoys, and one to three values beside their key words."""
    document = Document("prose")
    document.write(
        r.choice(
            [
                "Hello,",
                "Subject: Re: your request",
                "[ticket] customer wrote:",
                "Guten Tag,",
                "Bonjour,",
                "Notes of the call",
                "INFO import finished",
            ]
        )
    )
    document.write(apart(r, kind.language))
    for _ in range(r.choice([1, 1, 2, 3])):
        with_word(r, kind, document)
        document.write(apart(r, kind.language))
        if r.random() < 0.6:
            document.write(decoy(r) + apart(r, kind.language))
    return document


def form(r, kind):
    """Lines of names and values, among them decoys in between."""
    document = Document("form")
    for _ in range(r.randrange(1, 4)):
        document.write(f"{decoy(r)} {filler(r, 'en')}\n")
    word = r.choice(kind.words) if kind.words else ""
    forms = [
        "{w}: {v}",
        "{w:} {v}",
        "{w} ........ {v}",
        "* {w}  {v}",
        "{w}|{v}",
        '"{w}": "{v}"',
        "<td>{w}</td><td>{v}</td>",
        "{w}={v}",
    ]
    template = r.choice(ASSIGNED if kind.assigned else forms).replace("{w:}", "{w}:\t")
    if not word or kind.block:
        template = "{v}"
    document.plant(kind, template, word, kind.value(r))
    document.write("\n")
    for _ in range(r.randrange(1, 4)):
        document.write(f"{filler(r, 'en')} {decoy(r)}\n")
    return document


def far(r, kind):
    """The key word is there, but farther away than 30 characters."""
    document = Document("far")
    word = r.choice(kind.words) if kind.words else ""
    document.write(f"{word} {filler(r, kind.language, 2)} ")
    without_word(r, kind, document)
    return document


def bare(r, kind):
    document = Document("bare")
    document.write(filler(r, kind.language, 2) + "\n")
    without_word(r, kind, document)
    document.write("\n" + filler(r, kind.language, 2))
    return document


def log(r, kind):
    """Lines of a log, one of which has a value."""
    document = Document("log")
    for index in range(3):
        document.write(
            f"2024-05-1{r.randrange(10)} 1{r.randrange(10)}:0{r.randrange(10)}:3{r.randrange(10)},{r.randrange(1000):03d} INFO [worker-{r.randrange(9)}] {decoy(r)} handled in {r.randrange(900)} ms\n"
        )
        if index == 1:
            column = r.choice(kind.columns or ("value",))
            true_word = bool(kind.columns)
            document.plant(
                kind,
                r.choice(
                    ['DEBUG payload {{"{c}":"{{v}}"}}', "DEBUG {c}={{v}} accepted", "WARN rejected {c} {{v}}"][
                        : 2 if kind.assigned else 3
                    ]
                ).format(c=column)
                if not kind.block
                else "{v}",
                "",
                kind.value(r),
                true_word or not kind.needs_word,
            )
            document.write("\n")
    return document


def record(r, kind):
    """One row of a table: the name of the column is the key word."""
    document = Document("record")
    columns = [(name, make(r)) for name, make in r.sample(COLUMNS, r.randrange(2, 6))]
    name = r.choice(kind.columns or ("value",))
    place = r.randrange(len(columns) + 1)
    value = kind.value(r)
    columns.insert(place, (name, value))
    document.fields = [{"name": name, "value": value} for name, value in columns]
    document.record(kind, 0, len(value.encode()), value, bool(kind.columns) or not kind.needs_word, place)
    return document


def nested(r, kind):
    """A value with words of its own inside a field of another name."""
    document = Document("note")
    name = r.choice(["comment", "notes", "body", "description"])
    document.write(filler(r, kind.language) + " ")
    with_word(r, kind, document)
    document.write(" " + filler(r, kind.language))
    document.fields = [
        {"name": "ticket", "value": str(r.randrange(10**6))},
        {"name": name, "value": document.text.decode()},
    ]
    for entry in document.truth:
        entry["field"] = 1
    return document


def companions(r):
    """A person's name, day of birth and e-mail address."""
    one = lambda identifier: r.choice([kind for kind in KINDS if kind.identifier == identifier])
    return [(kind, kind.value(r)) for kind in (one("NAME"), one("DATE_OF_BIRTH"), one("EMAIL_ADDRESS"))]


def person(r, kind):
    """A row about a person: the value stands between others that are true too."""
    document = Document("person")
    cells = [(other, r.choice(other.columns), value) for other, value in companions(r)]
    cells.insert(r.randrange(4), (kind, r.choice(kind.columns or ("value",)), kind.value(r)))
    document.fields = [{"name": name, "value": value} for _, name, value in cells]
    for place, (other, _, value) in enumerate(cells):
        document.record(other, 0, len(value.encode()), value, bool(other.columns) or not other.needs_word, place)
    return document


def sheet(r, kind):
    """The same as lines of text, as in a form or a mail signature."""
    document = Document("sheet")
    cells = companions(r)
    cells.insert(r.randrange(4), (kind, kind.value(r)))
    mark = r.choice([": ", " = ", " - "][: 2 if kind.assigned else 3])
    for other, value in cells:
        word = r.choice(other.words) if other.words and not other.block else ""
        document.plant(other, "{w}" + mark + "{v}" if word else "{v}", word, value, bool(word) or not other.needs_word)
        document.write("\n")
    return document


SHAPES = [prose, prose, prose, form, form, record, record, record, nested, log, bare, far, person, sheet]


def documents(kind, count, number):
    """The documents about one kind, the same in each run."""
    r = random.Random(f"magpie {number} {kind.identifier}")
    for index in range(count):
        yield SHAPES[index % len(SHAPES)](r, kind)
