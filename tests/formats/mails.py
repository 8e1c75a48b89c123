"""Mail."""

import binascii
import mailbox
import tempfile
from email import policy
from email.message import EmailMessage
from pathlib import Path

import msgforge

from .sample import Sample, Table, Text, find, record
from .values import Values

EML = "message/rfc822"


def message(subject="A message"):
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = "sender"
    mail["To"] = "undisclosed-recipients:;"
    mail["Subject"] = subject
    mail["Message-ID"] = "<1>"
    return mail


def whole(mail):
    return mail.as_bytes().decode("ascii", "surrogateescape")


def plain():
    values = Values("mail plain")
    sender = values.email()
    text = Text.note(values)
    mail = message()
    mail.replace_header("From", sender.text)
    mail.set_content(str(text), cte="7bit")
    content = whole(mail)
    file = Sample("mail .eml", "email (Python)", "mail/plain.eml", mail.as_bytes(), EML)
    yield file.plant_all(find(content, [sender, *(value for value, _ in text.values)], "\r\n"))


def encoded():
    """Bodies that are encoded: what stands in a line of base64 or quoted-printable is told at that line."""
    values = Values("mail quoted-printable")
    ssn, mail_address = values.ssn(), values.email()
    mail = message("=?")
    mail.replace_header("Subject", "Größe und Straße")
    body = f"Grüße aus Köln.\r\n\r\n{ssn.words}{ssn.text}, für alle.\r\nüber {mail_address.text} zu erreichen\r\n"
    mail.set_content(body, cte="quoted-printable")
    content = whole(mail)
    file = Sample("mail .eml", "email (Python)", "mail/quoted-printable.eml", mail.as_bytes(), EML)
    (_, first), (_, second) = find(content, [ssn, mail_address], "\r\n")
    # Characters are counted as they are once they are decoded: ü, which is six characters here, is one.
    second["lines"]["column"] -= 5
    file.plant(ssn, first)
    file.plant(mail_address, second)
    yield file

    values = Values("mail parts")
    text, table = Text.note(values), Table(values)
    mail = message()
    mail.set_content("See the files.\r\n")
    mail.add_attachment(table.csv().encode(), maintype="text", subtype="csv", filename="staff.csv")
    mail.add_attachment(text.encode(), maintype="application", subtype="octet-stream", filename="notes.txt")
    inner = message("inner")
    address = values.email()
    inner.set_content(f"Write to {address.text}\r\n")
    mail.add_attachment(inner)
    file = Sample("mail .eml", "email (Python)", "mail/parts.eml", mail.as_bytes(), EML)
    file.inside = {"staff.csv": table.csv().encode(), "notes.txt": text.encode()}
    file.plant_all(table.cells(), "staff.csv")
    file.plant_all(text.values, "notes.txt")
    file.plant(address, next(find(whole(mail), [address], "\r\n"))[1])
    yield file


def uuencoded():
    """Attached and within the text, as mail was before MIME."""
    for name in ["attached", "inline"]:
        table = Table(Values(f"mail uuencode {name}"))
        data = table.csv().encode()
        coded = "".join(binascii.b2a_uu(data[at : at + 45], backtick=True).decode() for at in range(0, len(data), 45))
        block = f"begin 644 staff.csv\n{coded}`\nend\n"
        mail = message()
        if name == "inline":
            mail.set_content(f"Here it is.\n\n{block}\nBye\n", cte="7bit")
        else:
            mail.set_content("See the file.\n")
            mail.add_attachment(block.encode(), "text", "csv", cte="7bit", filename="staff.csv")
            part = mail.get_payload()[1]
            part.replace_header("Content-Transfer-Encoding", "x-uuencode")
        file = Sample("mail .eml", "email, binascii (Python)", f"mail/uuencode-{name}.eml", mail.as_bytes(), EML)
        file.inside["staff.csv"] = data
        yield file.plant_all(table.cells(), "staff.csv")


def boxes():
    values = Values("mbox")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "box"
        box = mailbox.mbox(path)
        file = Sample("mailbox .mbox", "mailbox (Python)", "mail/three.mbox", mime="application/mbox")
        for number in range(3):
            mail = message(f"number {number}")
            text = Text.note(values)
            mail.set_content("From the start.\n" + str(text), cte="7bit")
            entry = mailbox.mboxMessage(mail.as_bytes(policy=policy.default))
            entry.set_from("sender Thu Jan  1 00:00:00 2026")
            box.add(entry)
            # Each message is a file inside. Lines are its own, and the one with its sender and date is the first.
            inside = find(f"From\n{entry.as_bytes().decode()}", [value for value, _ in text.values])
            file.plant_all(inside, f"{number + 1}.eml")
        box.close()
        file.content = path.read_bytes()
        for number, written in enumerate(file.content.split(b"From sender ")[1:]):
            file.inside[f"{number + 1}.eml"] = b"From sender " + written
    yield file


def outlook():
    values = Values("msg")
    text, table = Text.note(values), Table(values)
    made = msgforge.Message(
        subject="A message", text_body=str(text), to=[("x", "x")], sender=("y", "y")
    )
    with tempfile.TemporaryDirectory() as folder:
        attachment, target = Path(folder) / "staff.csv", Path(folder) / "x.msg"
        attachment.write_text(table.csv())
        made.attach(str(attachment))
        made.save(str(target))
        content = target.read_bytes()
    file = Sample("Outlook .msg", "msgforge", "mail/msgforge.msg", content, "application/vnd.ms-outlook")
    file.inside = {"staff.csv": table.csv().encode()}
    # A message is made of properties.
    file.plant_all((value, record(0, "$.body")) for value, _ in text.values)
    yield file.plant_all(table.cells(), "staff.csv")


def samples():
    for family in [plain, encoded, uuencoded, boxes, outlook]:
        yield from family()
