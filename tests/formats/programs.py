"""Strings of programs, and what pictures carry beside their pixels."""

import io
import pickle
from dataclasses import replace

import pandas
import piexif
from PIL import Image, PngImagePlugin

from .sample import Sample, lines, record
from .values import Values


def pickles():
    for protocol in range(2, 6):
        values = Values(f"pickle {protocol}")
        mail, iban, secret = values.email(), values.iban(), values.aws_secret()
        content = pickle.dumps({"first": mail.text, "second": [iban.text], "aws_secret_access_key": secret.text}, protocol)
        file = Sample("Python pickle", "pickle (Python)", f"programs/protocol{protocol}.pkl", content)
        # A string is a line: first, its value, second, its value and so on.
        file.plant(mail, lines(2, 1))
        file.plant(iban, lines(4, 1))
        file.plant(secret, lines(6, 1))
        yield file


def frames():
    for protocol in (4, 5):
        values = Values(f"pandas {protocol}")
        # Numbers lie in arrays, whose kind is said before or behind them.
        # The names of columns are too far away to be key words.
        cards = [replace(values.card(plain=True), identifier="CREDIT_CARD_NUMBER_(NO_KEYWORD)") for _ in range(3)]
        mails = [values.email() for _ in range(3)]
        # As before pandas 3, and since.
        texts = pandas.Series([mail.text for mail in mails], dtype=object)
        ibans = [values.iban() for _ in range(3)]
        packed = pandas.Series([iban.text for iban in ibans], dtype="str")
        columns = {"credit card": [int(card.text) for card in cards], "mail": texts, "account": packed}
        content = pickle.dumps(pandas.DataFrame(columns), protocol)
        file = Sample("Python pickle", "pandas", f"programs/frame{protocol}.pkl", content)
        # Lines count all strings and numbers, whose order is that of pandas.
        file.plant_all((value, None) for value in cards + mails + ibans)
        yield file


# What a picture shows is not looked at, and the outcome says so.
METADATA = "PARTIAL", "UNSUPPORTED_FILE_TYPE_EXCEPTION"


def pictures():
    for kind, ending in [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("TIFF", "tif")]:
        values = Values(f"picture {kind}")
        artist, comment = values.email(), values.email()
        exif = piexif.dump(
            {
                "0th": {piexif.ImageIFD.Artist: artist.text.encode()},
                "Exif": {piexif.ExifIFD.UserComment: b"ASCII\0\0\0" + comment.text.encode()},
            }
        )
        out = io.BytesIO()
        Image.new("RGB", (8, 8)).save(out, kind, exif=exif)
        file = Sample("picture, Exif", "piexif, Pillow", f"pictures/exif.{ending}", out.getvalue())
        file.status, file.reason = METADATA
        file.plant(artist, record(0, "$.EXIF.Artist"))
        file.plant(comment, record(0, "$.EXIF.UserComment"))
        yield file
    values = Values("picture text")
    author, title = values.email(), values.email()
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", author.text)
    texts.add_itxt("Title", title.text, zip=True)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=texts)
    file = Sample("picture, PNG text", "Pillow", "pictures/text.png", out.getvalue(), "image/png")
    file.status, file.reason = METADATA
    file.plant(author, record(0, "$.PNG.Author"))
    file.plant(title, record(0, "$.PNG.Title"))
    yield file


def samples():
    for family in [pickles, frames, pictures]:
        yield from family()
