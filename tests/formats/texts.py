"""Texts in many encodings, and texts with a structure."""

import base64
import configparser
import csv
import io
import json
import sqlite3
import subprocess
import urllib.parse
import xml.etree.ElementTree as ElementTree

import lxml.etree
import lxml.html
import lxml.html.builder
import nbformat
import pandas
import ruamel.yaml
import yaml

from .sample import Sample, Table, Text, cell, find, lines, record
from .values import Value, Values

PYTHON = "codecs (Python)"

# Encoding for Python, names in the Encoding Standard that are right, words of a language that is written in it.
LATIN = "Größe, Straße und Übung: nichts Besonderes für die Prüfung."
ENCODINGS = [
    ("ascii", ["UTF-8", "ASCII", "windows-1252"], "Nothing of interest stands here."),
    ("utf-8", ["UTF-8"], LATIN),
    ("utf-8-sig", ["UTF-8"], LATIN),
    ("utf-16-le", ["UTF-16LE"], LATIN),
    ("utf-16-be", ["UTF-16BE"], LATIN),
    ("utf-16", ["UTF-16LE"], LATIN),
    ("utf-32", ["UTF-32LE"], LATIN),
    ("utf-32-le", ["UTF-32LE"], LATIN),
    ("utf-32-be", ["UTF-32BE"], LATIN),
    ("latin-1", ["windows-1252"], LATIN),
    ("cp1252", ["windows-1252"], LATIN + " Kosten: 10 €"),
    ("iso-8859-15", ["windows-1252", "ISO-8859-15"], LATIN),
    ("cp1250", ["windows-1250"], "Příliš žluťoučký kůň úpěl ďábelské ódy, žádná jména tu nejsou."),
    ("iso-8859-2", ["ISO-8859-2"], "Příliš žluťoučký kůň úpěl ďábelské ódy, žádná jména tu nejsou."),
    ("cp1251", ["windows-1251"], "Здесь нет ничего интересного, только обычные слова для проверки."),
    ("koi8-r", ["KOI8-R", "KOI8-U"], "Здесь нет ничего интересного, только обычные слова для проверки."),
    ("iso-8859-5", ["ISO-8859-5"], "Здесь нет ничего интересного, только обычные слова для проверки."),
    ("cp1253", ["windows-1253", "ISO-8859-7"], "Εδώ δεν υπάρχει τίποτα ενδιαφέρον, μόνο απλές λέξεις."),
    ("cp1254", ["windows-1254"], "Burada ilginç hiçbir şey yok, yalnızca sıradan sözcükler ve ağaçlar."),
    ("cp1255", ["windows-1255"], "אין כאן שום דבר מעניין, רק מילים פשוטות לבדיקה"),
    ("cp1256", ["windows-1256"], "لا يوجد هنا شيء مثير للاهتمام، كلمات عادية فقط للاختبار"),
    ("shift_jis", ["Shift_JIS"], "東京の図書館には面白い本がたくさんあります。カタカナもあります。"),
    ("euc_jp", ["EUC-JP"], "東京の図書館には面白い本がたくさんあります。カタカナもあります。"),
    ("iso2022_jp", ["ISO-2022-JP"], "ここには面白いことは何もありません。普通の言葉だけです。"),
    ("euc_kr", ["EUC-KR"], "여기에는 흥미로운 것이 없습니다. 평범한 단어만 있습니다."),
    ("gbk", ["GBK", "gb18030"], "这里没有什么有趣的东西，只有普通的词语用于测试。"),
    ("gb18030", ["GBK", "gb18030"], "这里没有什么有趣的东西，只有普通的词语用于测试。"),
    ("big5", ["Big5"], "這裡沒有什麼有趣的東西，只有普通的詞語用於測試。"),
]


def encoded():
    for encoding, names, words in ENCODINGS:
        text = Text.note(Values(f"text {encoding}"), words)
        file = Sample("text", PYTHON, f"text/{encoding}.txt", text.encode(encoding), "text/plain", names)
        yield file.plant_all(text.values)
    # iconv of the C library, for encodings that both know.
    for encoding, names in [("UTF-16LE", ["UTF-16LE"]), ("UTF-32BE", ["UTF-32BE"]), ("CP1252", ["windows-1252"])]:
        text = Text.note(Values(f"iconv {encoding}"), LATIN)
        command = ["iconv", "-f", "UTF-8", "-t", encoding]
        content = subprocess.run(command, input=text.encode(), check=True, capture_output=True).stdout
        file = Sample("text", "iconv", f"text/iconv-{encoding}.txt", content, "text/plain", names)
        yield file.plant_all(text.values)
    for name, end in [("windows", "\r\n"), ("old-mac", "\r")]:
        text = Text.note(Values(f"text {name}"))
        file = Sample("text", PYTHON, f"text/{name}.txt", text.encode(end=end), "text/plain")
        yield file.plant_all(text.values)


def tables():
    for name, options in {
        "comma.csv": {},
        "semicolon.csv": {"delimiter": ";"},
        "pipe.csv": {"delimiter": "|"},
        "quoted.csv": {"quoting": csv.QUOTE_ALL},
        "unix.csv": {"dialect": "unix"},
        "tab.tsv": {"dialect": "excel-tab"},
    }.items():
        table = Table(Values(f"csv {name}"))
        out = io.StringIO()
        csv.writer(out, **options).writerows(table.with_header())
        kind = ("TSV", "text/tab-separated-values") if name.endswith("tsv") else ("CSV", "text/csv")
        file = Sample(kind[0], "csv (Python)", f"csv/{name}", out.getvalue().encode(), kind[1])
        yield file.plant_all(table.cells())

    values = Values("csv awkward")
    table = Table(values)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns + ["note"])
    file = Sample("CSV", "csv (Python)", "csv/awkward.csv", mime="text/csv")
    mail = values.email()
    for number, row in enumerate(table.texts()):
        # Cells with line ends, quotes and delimiters, and rows that are too short or too long.
        note = f'one, "two"\nmail {mail.text} and\nthree' if number == 0 else "x"
        writer.writerow(row + [note] + ["extra"] * number)
    writer.writerow(["short"])
    file.content = out.getvalue().encode()
    file.plant_all(table.cells())
    file.plant(mail, cell(2, 6, "note"))
    yield file

    values = Values("csv headless")
    file = Sample("CSV", "csv (Python)", "csv/no-header.csv", mime="text/csv")
    out = io.StringIO()
    for number in range(1, 5):
        mail, iban = values.email(), values.iban()
        csv.writer(out).writerow([number, f"2024-01-0{number}", mail.text, iban.text])
        file.plant(mail, cell(number, 3))
        file.plant(iban, cell(number, 4))
    file.content = out.getvalue().encode()
    yield file

    # What stands above tables, and headers that are not all words or are longer than what is sniffed.
    for name, above in {
        "title": [["Report of clients"], ["Printed on 2024-01-31"], []],
        "comment": [["# made by a program, which says so"]],
        "groups": [["Person", "", "Money", "", ""]],
    }.items():
        table = Table(Values(f"csv {name}"), rows=5)
        out = io.StringIO()
        csv.writer(out).writerows([*above, *table.with_header()])
        file = Sample("CSV", "csv (Python)", f"csv/{name}.csv", out.getvalue().encode(), "text/csv")
        yield file.plant_all(table.cells(skip=len(above)))
    for name, before in {"years": ["2019", "2020"], "wide": [f"Q{number}" for number in range(8000)]}.items():
        table = Table(Values(f"csv {name}"))
        out = io.StringIO()
        csv.writer(out).writerow(before + table.columns)
        csv.writer(out).writerows([number % 7 for number in range(len(before))] + row for row in table.texts())
        file = Sample("CSV", "csv (Python)", f"csv/{name}.csv", out.getvalue().encode(), "text/csv")
        yield file.plant_all(table.cells(left=len(before)))
    # Quotes mean nothing here, or come after a blank.
    table = Table(Values("csv no quotes"), rows=4)
    rows = [["note", *table.columns], *([note, *row] for note, row in zip(['"open', '5" disk', '"', "x"], table.texts()))]
    out = io.StringIO()
    csv.writer(out, "excel-tab", quoting=csv.QUOTE_NONE, quotechar=None).writerows(rows)
    file = Sample("TSV", "csv (Python)", "csv/no-quotes.tsv", out.getvalue().encode(), "text/tab-separated-values")
    yield file.plant_all(table.cells(left=1))
    table = Table(Values("csv blanks"))
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(table.with_header())
    content = out.getvalue().replace('","', '", "').encode()
    yield Sample("CSV", "csv (Python)", "csv/blanks.csv", content, "text/csv").plant_all(table.cells())

    for encoding, names in [("utf-16", ["UTF-16LE"]), ("cp1252", ["windows-1252"]), ("utf-8-sig", ["UTF-8"])]:
        table = Table(Values(f"pandas {encoding}"))
        frame = pandas.DataFrame(table.texts(), columns=table.columns).assign(größe="äöüß")
        content = io.BytesIO()
        frame.to_csv(content, index=False, encoding=encoding)
        file = Sample("CSV", "pandas", f"csv/pandas-{encoding}.csv", content.getvalue(), "text/csv", names)
        yield file.plant_all(table.cells())


def json_files():
    for name, options in {"indented": {"indent": 2}, "compact": {"separators": (",", ":")}}.items():
        values = Values(f"json {name}")
        table = Table(values)
        secret = values.aws_secret()
        whole = {"people": table.as_dicts(), "a 'b'": {"aws_secret_access_key": [None, secret.text]}}
        content = json.dumps(whole, **options).encode()
        file = Sample("JSON", "json (Python)", f"json/{name}.json", content, "application/json")
        file.plant_all(table.records_of_one("$.people[{number}].{name}"))
        file.plant(secret, record(0, "$['a \\'b\\''].aws_secret_access_key[1]"))
        yield file
    table = Table(Values("json lines"))
    content = "".join(json.dumps(row) + "\n" for row in table.as_dicts())
    file = Sample("JSON Lines", "json (Python)", "json/python.jsonl", content.encode(), "application/x-ndjson")
    yield file.plant_all(table.records())
    table = Table(Values("pandas json lines"))
    frame = pandas.DataFrame(table.texts(), columns=table.columns)
    file = Sample("JSON Lines", "pandas", "json/pandas.jsonl", frame.to_json(orient="records", lines=True).encode())
    yield file.plant_all(table.records())
    table = Table(Values("pandas json"))
    frame = pandas.DataFrame(table.texts(), columns=table.columns)
    file = Sample("JSON", "pandas", "json/pandas.json", frame.to_json(orient="records").encode(), "application/json")
    yield file.plant_all(table.records_of_one())

    values = Values("notebook")
    mail, secret = values.email(), values.aws_secret()
    book = nbformat.v4.new_notebook()
    book.cells = [
        nbformat.v4.new_markdown_cell(f"# Title\n\nWrite to {mail.text}\n", id="a"),
        nbformat.v4.new_code_cell(f"import os\naws_secret_access_key = '{secret.text}'\n", id="b"),
    ]
    file = Sample("Jupyter notebook", "nbformat", "json/notebook.ipynb", nbformat.writes(book).encode())
    file.plant(mail, record(0, "$.cells[0].source[2]"))
    file.plant(secret, record(0, "$.cells[1].source[1]"))
    yield file


def settings():
    for name in ["pyyaml", "ruamel"]:
        values = Values(f"yaml {name}")
        table = Table(values)
        secret = values.aws_secret()
        whole = {"people": table.as_dicts(), "keys": {"aws_secret_access_key": secret.text}}
        if name == "pyyaml":
            text, writer = yaml.safe_dump(whole, sort_keys=False), "PyYAML"
        else:
            out = io.StringIO()
            ruamel.yaml.YAML().dump(whole, out)
            text, writer = out.getvalue(), "ruamel.yaml"
        file = Sample("YAML", writer, f"yaml/{name}.yaml", text.encode(), "application/yaml")
        yield file.plant_all(find(text, [secret, *(value for *_, value in table.each())]))

    # A key whose values stand in lines of their own, the last of them far away from it.
    values = Values("yaml list")
    numbers = [values.ssn() for _ in range(4)]
    text = yaml.safe_dump({"people": {"social security numbers": [number.text for number in numbers]}})
    file = Sample("YAML", "PyYAML", "yaml/list.yaml", text.encode(), "application/yaml")
    yield file.plant_all(find(text, numbers))

    values = Values("ini")
    secret, mail, ssn = values.aws_secret(), values.email(), values.ssn()
    settings = configparser.ConfigParser()
    settings["default"] = {"region": "eu-west-1", "aws_secret_access_key": secret.text}
    settings["contact"] = {"mail": mail.text, "ssn": ssn.text}
    out = io.StringIO()
    settings.write(out)
    file = Sample("INI", "configparser (Python)", "text/settings.ini", out.getvalue().encode(), "text/plain")
    yield file.plant_all(find(out.getvalue(), [secret, mail, ssn]))


def markup():
    for name in ["lxml", "etree"]:
        module = lxml.etree if name == "lxml" else ElementTree
        table = Table(Values(f"xml {name}"))
        root = module.Element("people")
        for row in table.as_dicts():
            person = module.SubElement(root, "person", {"entry": row.pop("entry"), "email": row.pop("email")})
            for key, value in row.items():
                module.SubElement(person, key).text = value
        if name == "lxml":
            content = lxml.etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")
        else:
            ElementTree.indent(root)
            content = ElementTree.tostring(root, xml_declaration=True, encoding="UTF-8")
        writer = "lxml" if name == "lxml" else "ElementTree (Python)"
        file = Sample("XML", writer, f"markup/{name}.xml", content, "application/xml")
        yield file.plant_all(find(content.decode(), [value for *_, value in table.each()]))

    values = Values("html lxml")
    ssn, card, mail = values.ssn(), values.card(), values.email()
    body = lxml.html.builder.BODY(
        lxml.html.builder.P(f"{ssn.words}{ssn.text}, größer & mehr."),
        lxml.html.builder.P(card.words, lxml.html.builder.B(card.text)),
        lxml.html.builder.A("a link", href=f"mailto:{mail.text}"),
    )
    page = lxml.html.builder.HTML(lxml.html.builder.HEAD(lxml.html.builder.TITLE("Title")), body)
    content = lxml.html.tostring(page, pretty_print=True, doctype="<!DOCTYPE html>")
    file = Sample("HTML", "lxml", "markup/lxml.html", content, "text/html")
    yield file.plant_all(find(content.decode(), [ssn, card, mail]))


def inside():
    """Values that are encoded within a text. The place is that of the encoded text."""
    values = Values("inside")
    text = Text().add("Nothing of interest stands here.")
    planted = []

    def add(before, encoded, value):
        planted.append((value, lines(len(text.lines) + 1, len(before) + 1)))
        text.add(before + encoded)

    ssn, mail, iban = values.ssn(), values.email(), values.iban()
    add("payload: ", base64.b64encode(f"The social security number is SSN {ssn.text} as known".encode()).decode(), ssn)
    add("cookie=", urllib.parse.quote(f'{{"mail": "{mail.text}"}}', safe=""), mail)
    part = lambda whole: base64.urlsafe_b64encode(json.dumps(whole).encode()).decode().rstrip("=")
    token = f"{part({'alg': 'none'})}.{part({'sub': 'x', 'iban': iban.text, 'note': 'long enough to count'})}."
    planted.append((Value("JSON_WEB_TOKEN", token, ""), lines(len(text.lines) + 1, len("Bearer ") + 1)))
    # The second part of a token is encoded by itself.
    planted.append((iban, lines(len(text.lines) + 1, len("Bearer ") + token.index(".") + 2)))
    text.add("Bearer " + token)
    # Lines of 76 characters, as in mail; what follows is no part of it.
    wrapped = values.email()
    planted.append((wrapped, lines(len(text.lines) + 1, 1, len(text.lines) + 3)))
    for line in base64.encodebytes(f"{'long enough for three lines ' * 5}{wrapped.text}".encode()).decode().split():
        text.add(line)
    text.add("the end")
    file = Sample("encoded in text", "base64, urllib (Python)", "text/inside.txt", text.encode(), "text/plain")
    yield file.plant_all(planted)


def sql():
    table = Table(Values("sql"))
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE people ({', '.join(name + ' TEXT' for name in table.columns)})")
    connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?)", table.texts())
    text = "\n".join(connection.iterdump()) + "\n"
    file = Sample("SQL dump", "sqlite3 (Python)", "sql/sqlite.sql", text.encode(), "application/sql")
    yield file.plant_all(find(text, [value for *_, value in table.each()]))


def samples():
    for family in [encoded, tables, json_files, settings, markup, inside, sql]:
        yield from family()
