"""Spreadsheets."""

import io

import openpyxl
import openpyxl.comments
import pyexcelerate
import xlsxwriter
import xlwt
from odf import table as odf
from odf.opendocument import OpenDocumentSpreadsheet
from odf.text import A, P

from .sample import Sample, Table, cell
from .values import Values

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def with_openpyxl():
    values = Values("openpyxl")
    first, second, note = Table(values), Table(values), values.email()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Staff list"
    for row in first.with_header():
        sheet.append(row)
    sheet["A2"].comment = openpyxl.comments.Comment(f"ask {note.text}", "x")
    other = book.create_sheet("Other")
    # Lines above the header, and columns to its left.
    other["A1"] = "An overview of what is below"
    for number, row in enumerate(second.with_header()):
        for column, text in enumerate(row):
            other.cell(number + 4, column + 3, text)
    content = io.BytesIO()
    book.save(content)
    file = Sample("Excel .xlsx", "openpyxl", "sheets/openpyxl.xlsx", content.getvalue(), XLSX)
    file.plant_all(first.cells("'Staff list'"))
    file.plant(note, cell(2, 1, "entry", "'Staff list'!A2"))
    yield file.plant_all(second.cells("Other", skip=3, left=2))

    table = Table(Values("openpyxl write-only"), rows=200)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    for row in table.with_header():
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    file = Sample("Excel .xlsx", "openpyxl", "sheets/write-only.xlsx", content.getvalue(), XLSX)
    yield file.plant_all(table.cells("Data"))

    # Names and values above the header, and a header with years.
    table = Table(Values("openpyxl titles"))
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["Clients", "of all shops"], ["Printed", 2024], [2019, 2020, *table.columns]]:
        sheet.append(row)
    for row in table.texts():
        sheet.append([1, 2, *row])
    content = io.BytesIO()
    book.save(content)
    file = Sample("Excel .xlsx", "openpyxl", "sheets/titles.xlsx", content.getvalue(), XLSX)
    yield file.plant_all(table.cells("Sheet", skip=2, left=2))

    # Numbers that are shown as an SSN or a card.
    values = Values("openpyxl numbers")
    ssn, card = values.ssn(), values.card(plain=True)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["entry", "ssn", "credit card"])
    sheet.append(["one", int(ssn.text.replace("-", "")), int(card.text)])
    sheet["B2"].number_format = "000-00-0000"
    content = io.BytesIO()
    book.save(content)
    file = Sample("Excel .xlsx", "openpyxl", "sheets/numbers.xlsx", content.getvalue(), XLSX)
    file.plant(ssn, cell(2, 2, "ssn", "Sheet!B2"))
    file.plant(card, cell(2, 3, "credit card", "Sheet!C2"))
    yield file


def with_xlsxwriter():
    for name, options in {"xlsxwriter": {}, "constant-memory": {"constant_memory": True}}.items():
        table = Table(Values(name))
        content = io.BytesIO()
        book = xlsxwriter.Workbook(content, {"in_memory": True, **options})
        sheet = book.add_worksheet("Data")
        bold = book.add_format({"bold": True})
        for number, row in enumerate(table.with_header()):
            for column, text in enumerate(row):
                if column == 1 and number:
                    sheet.write_rich_string(number, column, text[:4], bold, text[4:])
                else:
                    sheet.write_string(number, column, text)
        book.close()
        file = Sample("Excel .xlsx", "xlsxwriter", f"sheets/{name}.xlsx", content.getvalue(), XLSX)
        yield file.plant_all(table.cells("Data"))


def with_pyexcelerate():
    table = Table(Values("pyexcelerate"))
    book = pyexcelerate.Workbook()
    book.new_sheet("Data", data=table.with_header())
    content = io.BytesIO()
    book._save(content)
    file = Sample("Excel .xlsx", "pyexcelerate", "sheets/pyexcelerate.xlsx", content.getvalue(), XLSX)
    yield file.plant_all(table.cells("Data"))


def with_xlwt():
    values = Values("xlwt")
    first, second = Table(values), Table(values)
    book = xlwt.Workbook()
    for name, table in [("Staff list", first), ("Two", second)]:
        sheet = book.add_sheet(name)
        for number, row in enumerate(table.with_header()):
            for column, text in enumerate(row):
                sheet.write(number, column, text)
    content = io.BytesIO()
    book.save(content)
    file = Sample("Excel .xls", "xlwt", "sheets/xlwt.xls", content.getvalue(), "application/vnd.ms-excel")
    yield file.plant_all(first.cells("'Staff list'")).plant_all(second.cells("Two"))


def with_odfpy():
    values = Values("odfpy sheet")
    first, second = Table(values), Table(values)
    document = OpenDocumentSpreadsheet()
    for name, table, skip in [("Staff list", first, 0), ("Two", second, 4)]:
        sheet = odf.Table(name=name)
        if skip:
            sheet.addElement(odf.TableRow(numberrowsrepeated=skip))
        for row in table.with_header():
            line = odf.TableRow()
            for text in row:
                made = odf.TableCell(valuetype="string")
                made.addElement(P(text=text))
                line.addElement(made)
            sheet.addElement(line)
        document.spreadsheet.addElement(sheet)
    content = io.BytesIO()
    document.write(content)
    file = Sample("OpenDocument .ods", "odfpy", "sheets/odfpy.ods", content.getvalue(), ODS)
    yield file.plant_all(first.cells("'Staff list'")).plant_all(second.cells("Two", skip=4))


def two_tables(seed):
    """Two tables for one sheet, whose columns are in another order, and the rows of the sheet: some between them are empty."""
    values = Values(seed)
    first, second = Table(values), Table(values)
    second.columns = second.columns[::-1]
    second.rows = [row[::-1] for row in second.rows]
    above = first.with_header()
    return values, first, second, [*above, [], ["A title of the other"], [], *second.with_header()], len(above) + 3


def with_two_tables():
    values, first, second, rows, skip = two_tables("openpyxl two tables")
    note = values.email()
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    sheet["A2"].comment = openpyxl.comments.Comment("a comment", f"{note.text}")
    content = io.BytesIO()
    book.save(content)
    file = Sample("Excel .xlsx", "openpyxl", "sheets/two-tables.xlsx", content.getvalue(), XLSX)
    # The author of a comment on the table above.
    file.plant(note, cell(2, 1, "entry", "Sheet!A2"))
    yield file.plant_all(first.cells("Sheet")).plant_all(second.cells("Sheet", skip=skip))

    values, first, second, rows, skip = two_tables("xlwt two tables")
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write(number, column, text)
    linked = values.email()
    sheet.write(1, 6, xlwt.Formula(f'HYPERLINK("mailto:{linked.text}";"mail")'))
    content = io.BytesIO()
    book.save(content)
    file = Sample("Excel .xls", "xlwt", "sheets/two-tables.xls", content.getvalue(), "application/vnd.ms-excel")
    file.plant(linked, cell(2, 7, None, "Data!G2"))
    yield file.plant_all(first.cells("Data")).plant_all(second.cells("Data", skip=skip))

    values, first, second, rows, skip = two_tables("odfpy two tables")
    document = OpenDocumentSpreadsheet()
    sheet = odf.Table(name="Data")
    linked = values.email()
    for number, row in enumerate(rows):
        line = odf.TableRow()
        for text in row:
            made = odf.TableCell(valuetype="string")
            made.addElement(P(text=text))
            line.addElement(made)
        if number == 1:
            made = odf.TableCell(valuetype="string")
            paragraph = P()
            paragraph.addElement(A(href=f"mailto:{linked.text}", text="mail"))
            made.addElement(paragraph)
            line.addElement(made)
        sheet.addElement(line)
    document.spreadsheet.addElement(sheet)
    content = io.BytesIO()
    document.write(content)
    file = Sample("OpenDocument .ods", "odfpy", "sheets/two-tables.ods", content.getvalue(), ODS)
    file.plant(linked, cell(2, 6, None, "Data!F2"))
    yield file.plant_all(first.cells("Data")).plant_all(second.cells("Data", skip=skip))


def samples():
    for family in [with_openpyxl, with_xlsxwriter, with_pyexcelerate, with_xlwt, with_odfpy, with_two_tables]:
        yield from family()
