"""Messages of health and commerce."""

import datetime

import hl7
import pyx12.segment
from hl7apy.core import Message
from pydifact.segmentcollection import Interchange
from pydifact.segmentcollection import Message as Edifact
from pydifact.segments import Segment

from .sample import Sample, record
from .values import Value, Values

HL7 = "HL7 version 2"


def admission():
    """Numbers whose kind another component says, and texts of observations."""
    values = Values("hl7apy")
    chart = Value("MEDICAL_RECORD_NUMBER", values.digits(7), "")
    numbers = [values.ssn(), values.ssn()]
    mails = [values.email(), values.email()]
    notes = values.all()
    message = Message("ADT_A01", version="2.5")
    message.msh.msh_3 = "REGISTRATION"
    message.msh.msh_7 = "20260102030405"
    message.msh.msh_9 = "ADT^A01^ADT_A01"
    message.msh.msh_10 = "M00001"
    message.msh.msh_11 = "P"
    message.evn.evn_2 = "20260102030405"
    message.pid.add_field("pid_3").value = f"{chart.text}^^^HOSP^MR"
    message.pid.add_field("pid_3").value = f"{numbers[0].text}^^^SSA^SS"
    message.pid.pid_8 = "F"
    for mail in mails:
        message.pid.add_field("pid_13").value = f"^NET^Internet^{mail.text}"
    message.pid.pid_19 = numbers[1].text
    message.pv1.pv1_2 = "I"
    for number, note in enumerate(notes):
        observation = message.add_segment("OBX")
        observation.obx_1 = str(number + 1)
        observation.obx_2 = "TX"
        observation.obx_3 = "NOTE^Remark^L"
        observation.obx_5 = f"{note.words}{note.text}."
    planted = [
        (chart, record(2, "$.PID[3][0][1]")),
        (numbers[0], record(2, "$.PID[3][1][1]")),
        (mails[0], record(2, "$.PID[13][0][4]")),
        (mails[1], record(2, "$.PID[13][1][4]")),
        (numbers[1], record(2, "$.PID[19][0][1]")),
        *((note, record(4 + number, "$.OBX[5][0][1]")) for number, note in enumerate(notes)),
    ]
    for name, content in [
        ("admission.hl7", message.to_er7()),
        ("admission-framed.mllp", f"\x0b{message.to_er7()}\r\x1c\r"),
    ]:
        sample = Sample(HL7, "hl7apy", f"messages/{name}", content.encode(), "application/hl7-v2")
        yield sample.plant_all(planted)


def results():
    """A batch of two messages, whose observations have the name of the value in a field before."""
    values = Values("hl7")
    text, planted, segments = [], [], 2
    for number in range(2):
        ssn, card, iban = values.ssn(), values.card(), values.iban()
        message = hl7.parse(
            f"MSH|^~\\&|LAB|CITY|EHR|CITY|20260102||ORU^R01|{number}|P|2.3\r"
            f"PID|1||900^^^LAB^PI\r"
            f"OBX|1|ST|SSN^Social Security Number^L||{ssn.text}||||||F\r"
            f"OBX|2|TX|NOTE^Remark^L||a \\T\\ b, credit card {card.text}, paid||||||F\r"
            f"ZPI|1|IBAN {iban.text}\r"
        )
        text.append(str(message))
        for segment, path, value in [(2, "$.OBX[5][0][1]", ssn), (3, "$.OBX[5][0][1]", card), (4, "$.ZPI[2][0][1]", iban)]:
            planted.append((value, record(segments + segment, path)))
        segments += 5
    header = "|^~\\&|LAB|CITY|EHR|CITY|20260102\r"
    batch = hl7.parse_file(f"FHS{header}BHS{header}{''.join(text)}BTS|2\rFTS|1\r")
    sample = Sample(HL7, "hl7", "messages/results.hl7", str(batch).encode(), "application/hl7-v2")
    yield sample.plant_all(planted)


def enrolment():
    values = Values("pyx12")
    member, person, mail, iban = values.ssn(), values.ssn(), values.email(), values.iban()
    plain = lambda value: value.text.replace("-", "")
    segments = [
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260102*1253*^*00501*000000905*0*T*:",
        "GS*BE*SENDER*RECEIVER*20260102*1253*1*X*005010X220A1",
        "ST*834*0001*005010X220A1",
        "BGN*00*12456*20260102*1200****2",
        "INS*Y*18*021*20*A***FT",
        f"REF*SY*{plain(member)}",
        f"NM1*IL*1******34*{plain(person)}",
        f"PER*IP**EM*{mail.text}",
        "HD*021**HLT*PLAN A",
        f"MSG*Transfer to IBAN {iban.text} each month",
        "SE*9*0001",
        "GE*1*1",
        "IEA*1*000000905",
    ]
    for name, signs, line in [("enrolment.x12", "~*:", "\n"), ("enrolment-signs.edi", "!|>", "")]:
        end, element, part = signs
        text = ""
        for segment in segments:
            if segment.startswith("ISA"):
                segment = segment[:-1] + part
            # The library must not part elements by the sign for components.
            written = pyx12.segment.Segment(segment.replace("*", element) + end, end, element, part, "^")
            text += written.format(end, element, part) + line
        sample = Sample("X12", "pyx12", f"messages/{name}", text.encode(), "application/edi-x12")
        for value, place in [
            (member, record(5, "$.REF[2][0][1]")),
            (person, record(6, "$.NM1[9][0][1]")),
            (mail, record(7, "$.PER[4][0][1]")),
            (iban, record(9, "$.MSG[1][0][1]")),
        ]:
            text = plain(value) if "SOCIAL" in value.identifier else value.text
            sample.plant(Value(value.identifier, text, value.words), place)
        yield sample


def passengers():
    values = Values("pydifact")
    mail, ssn, card = values.email(), values.ssn(), values.card()
    phone = Value("PHONE_NUMBER", f"212 555 01{values.digits(2)}", "")
    interchange = Interchange(
        sender=["AIRLINE", "ZZ"],
        recipient=["CUSTOMS", "ZZ"],
        control_reference="1",
        syntax_identifier=("UNOA", 4),
        timestamp=datetime.datetime(2026, 1, 2, 12, 53),
    )
    message = Edifact(reference_number="PAX1", identifier=("PAXLST", "D", "02B", "UN", "IATA"))
    for tag, elements in [
        ("BGM", ["745"]),
        ("NAD", ["MS", "", "", "OPERATIONS DESK"]),
        ("COM", [[phone.text, "TE"], [mail.text, "EM"]]),
        ("FTX", ["AAI", "", "", f"O'Neil + sons: who? {ssn.text} is the SSN"]),
        ("FTX", ["AAI", "", "", f"paid with credit card {card.text}"]),
    ]:
        message.add_segment(Segment(tag, *elements))
    interchange.add_message(message)
    sample = Sample("EDIFACT", "pydifact", "messages/passengers.edi", interchange.serialize().encode(), "application/edifact")
    yield sample.plant_all(
        [
            (phone, record(4, "$.COM[1][0][1]")),
            (mail, record(4, "$.COM[2][0][1]")),
            (ssn, record(5, "$.FTX[4][0][1]")),
            (card, record(6, "$.FTX[4][0][1]")),
        ]
    )


def samples():
    for family in [admission, results, enrolment, passengers]:
        yield from family()
