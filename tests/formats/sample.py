"""A file with planted values, and where they are. Nothing here knows how Magpie reads a file: places are worked out from
what was written."""

from dataclasses import dataclass, field

from .values import COLUMNS, Value


# Formats whose values have no bytes of their own.
NO_BYTES = ["Excel", "OpenDocument", "Word", "PowerPoint", "EPUB", "PDF", "Outlook", "Parquet", "Avro", "ORC", "Arrow", "SQLite", "picture"]


def cell(row, column, name=None, reference=None):
    return {"cell": {"row": row, "column": column, "name": name, "reference": reference}}


def lines(start, column, end=None):
    return {"lines": {"start": start, "end": end or start, "column": column}}


def record(index, path):
    return {"record": {"index": index, "path": path}}


def page(number):
    return {"page": number}


def letters(column):
    """The letters of a column of a spreadsheet, counted from 1."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass
class Sample:
    """One file, who wrote it and what must come out."""

    format: str
    writer: str
    name: str
    content: bytes = b""
    mime: str | None = None
    # Any of these.
    encodings: list | None = None
    status: str = "COMPLETE"
    reason: str | None = None
    # Files inside that do not end well: path to status and reason. All others must be complete.
    members: dict = field(default_factory=dict)
    planted: list = field(default_factory=list)
    # What is in the files inside, as far as it is known: path to bytes.
    inside: dict = field(default_factory=dict)

    def plant(self, value, place, member=None, optional=False):
        entry = {"identifier": value.identifier, "value": value.text, "member": member, "place": place}
        if optional:
            entry["optional"] = True
        self.planted.append(entry)

    def plant_all(self, pairs, member=None):
        for value, place in pairs:
            self.plant(value, place, member)
        return self

    def as_dict(self):
        keys = ["format", "writer", "mime", "encodings", "status", "reason", "members", "planted"]
        inside = {path: content.hex() for path, content in self.inside.items()}
        # Of files that are broken the format says how.
        has_bytes = not any(word in self.format for word in NO_BYTES) and not self.name.startswith("broken/")
        return {"file": self.name, **{key: getattr(self, key) for key in keys}, "inside": inside, "bytes": has_bytes}


class Text:
    """Lines with values in them."""

    def __init__(self):
        self.lines = []
        self.values = []

    def add(self, line):
        self.lines.append(line)
        return self

    def plant(self, value, before=None, after="."):
        before = value.words if before is None else before
        self.values.append((value, lines(len(self.lines) + 1, len(before) + 1)))
        return self.add(before + value.text + after)

    def __str__(self):
        return "\n".join(self.lines) + "\n"

    def encode(self, encoding="utf-8", end="\n"):
        return str(self).replace("\n", end).encode(encoding)

    @staticmethod
    def note(values, words="Nothing of interest stands here."):
        """A short text with each kind of value."""
        text = Text().add(words).add("")
        for value in values.all():
            text.plant(value).add(words)
        return text


class Table:
    """Rows with values in them."""

    def __init__(self, values, rows=3):
        self.columns = COLUMNS
        self.rows = [values.row(number + 1) for number in range(rows)]

    def texts(self):
        return [[getattr(cell, "text", cell) for cell in row] for row in self.rows]

    def with_header(self):
        return [self.columns, *self.texts()]

    def as_dicts(self):
        return [dict(zip(self.columns, row)) for row in self.texts()]

    def each(self):
        """Number of the row and column, from 0, name of the column, value."""
        for number, row in enumerate(self.rows):
            for column, value in enumerate(row):
                if isinstance(value, Value):
                    yield number, column, self.columns[column], value

    def cells(self, sheet=None, skip=0, left=0):
        """Places in a table whose header is the first row after `skip` rows, and `left` columns to the right."""
        for number, column, name, value in self.each():
            row, column = number + 2 + skip, column + 1 + left
            reference = sheet and f"{sheet}!{letters(column)}{row}"
            yield value, cell(row, column, name, reference)

    def records(self, path="$.{name}", first=0):
        for number, _, name, value in self.each():
            yield value, record(number + first, path.format(name=name))

    def records_of_one(self, path="$[{number}].{name}"):
        for number, _, name, value in self.each():
            yield value, record(0, path.format(number=number, name=name))

    def csv(self):
        return "".join(",".join(row) + "\n" for row in self.with_header())


def find(text, values, end="\n"):
    """Where values stand in a text that a writer made: each stands there once."""
    for value in values:
        at = text.index(value.text)
        assert text.find(value.text, at + 1) < 0, f"{value.text} stands twice in {text}"
        before = text[:at].split(end)
        yield value, lines(len(before), len(before[-1]) + 1)
