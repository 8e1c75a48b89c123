"""Writes the messages of the tests, HL7 version 2, X12 and EDIFACT, each by a library that is not ours. All people are made up.

    pip install --target /tmp/py hl7apy hl7 pyx12 pydifact
    PYTHONPATH=/tmp/py python3 make-messages.py
"""

import datetime
import io
import pathlib

import hl7
import pyx12.segment
import pyx12.x12file
from hl7apy.core import Message
from pydifact.segmentcollection import Interchange
from pydifact.segmentcollection import Message as Edifact
from pydifact.segments import Segment

FOLDER = pathlib.Path(__file__).parent / "messages"
FOLDER.mkdir(exist_ok=True)


def put(name, text):
    (FOLDER / name).write_bytes(text.encode())


# HL7, with hl7apy: lines end with CR.
message = Message("ADT_A01", version="2.5")
message.msh.msh_3 = "REGISTRATION"
message.msh.msh_7 = "20260102030405"
message.msh.msh_9 = "ADT^A01^ADT_A01"
message.msh.msh_10 = "M00001"
message.msh.msh_11 = "P"
message.evn.evn_2 = "20260102030405"
pid = message.pid
for identifier in ["4711001^^^HOSP^MR", "536-90-4399^^^SSA^SS", "9434765919^^^NHS&2.16.840.1.113883.2.1.4.1&ISO^NH"]:
    pid.add_field("pid_3").value = identifier
pid.pid_5 = "MILLER^JANE^Q^^MRS"
pid.pid_7 = "19800515"
pid.pid_8 = "F"
pid.pid_11 = "742 Evergreen Terrace^Apt 5^Springfield^IL^62704^USA^H"
for number in ["^PRN^PH^^1^212^5550187", "^NET^Internet^jane.miller@example.com"]:
    pid.add_field("pid_13").value = number
pid.pid_19 = "536904400"
pid.pid_20 = "D12345678901^IL^20280101"
message.pv1.pv1_2 = "I"
message.pv1.pv1_7 = "1234567893^SMITH^ROBERT^^^DR^^^&2.16.840.1.113883.4.6&ISO^^^^NPI"
put("adt.hl7", message.to_er7())

# HL7, with hl7: a result whose names are in another field, and escapes.
result = hl7.parse(
    "MSH|^~\\&|LAB|CITY|EHR|CITY|20260102||ORU^R01|77|P|2.3\r"
    "PID|1||900^^^LAB^PI||Weber^Anna^^Jr||199002280930|F\r"
    "OBX|1|ST|SSN^Social Security Number^L||536-90-4401||||||F\r"
    "OBX|2|TX|NOTE^Remark^L||a \\T\\ b, line one\\.br\\line two||||||F\r"
    "OBX|3|XPN|CTC^Contact^L||Keller^Thomas||||||F\r"
    "ZID|1|loose value 536-90-4402, ssn\r"
)
batch = hl7.parse_file(
    "FHS|^~\\&|LAB|CITY|EHR|CITY|20260102\r"
    "BHS|^~\\&|LAB|CITY|EHR|CITY|20260102\r" + str(result) + "\rBTS|1\rFTS|1\r"
)
put("results.hl7", str(batch).replace("\r", "\n"))
# As it is sent: each message in a frame.
put("framed.mllp", "".join(f"\x0b{text}\r\x1c\r" for text in [message.to_er7(), str(result).rstrip("\r")]))

# X12, with pyx12.
SEGMENTS = """
GS*BE*SENDER*RECEIVER*20260102*1253*1*X*005010X220A1
ST*834*0001*005010X220A1
BGN*00*12456*20260102*1200****2
N1*P5*ACME BENEFITS*FI*911223344
INS*Y*18*021*20*A***FT
REF*0F*202443307
REF*1L*123456001
REF*SY*536904399
NM1*IL*1*MILLER*JANE*Q***34*536904400
PER*IP**HP*2125550187*EM*jane.miller@example.com
N3*742 Evergreen Terrace*Apt 5
N4*Springfield*IL*62704
DMG*D8*19800515*F
HD*021**HLT*PLAN A
DTP*348*D8*20260101
LX*1
NM1*P3*1*SMITH*ROBERT****XX*1234567893*72
HI*ABK:E119*ABF:I10
SE*17*0001
GE*1*1
"""


def interchange(end, line):
    out = io.StringIO()
    isa = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260102*1253*^*00501*000000905*0*T*:"
    for text in [isa, *SEGMENTS.strip().split("\n"), "IEA*1*000000905"]:
        segment = pyx12.segment.Segment(text + "~", "~", "*", ":", "^")
        out.write(segment.format(end, "*", ":") + line)
    return out.getvalue()


put("enrolment.x12", interchange("~", "\n"))
put("enrolment-lines.edi", interchange("\n", ""))

# EDIFACT, with pydifact: a list of passengers, and an order.
passengers = Interchange(
    sender=["AIRLINE", "ZZ"],
    recipient=["CUSTOMS", "ZZ"],
    control_reference="1",
    syntax_identifier=("UNOA", 4),
    timestamp=datetime.datetime(2026, 1, 2, 12, 53),
)
message = Edifact(reference_number="PAX1", identifier=("PAXLST", "D", "02B", "UN", "IATA"))
for tag, elements in [
    ("BGM", ["745"]),
    ("NAD", ["MS", "", "", "JACK ANDERSON"]),
    ("COM", [["212 555 0143", "TE"], ["desk@example.com", "EM"]]),
    ("NAD", ["FL", "", "", ["MILLER", "JANE", "Q"], "742 EVERGREEN TERRACE", "SPRINGFIELD", "IL", "62704", "USA"]),
    ("ATT", ["2", "", "F"]),
    ("DTM", [["329", "19800515", "102"]]),
    ("DOC", [["P", "110", "111"], "567890120"]),
    ("RFF", [["AVF", "TYR123"]]),
    ("RFF", [["EI", "12-3456789"]]),
    ("FII", ["BF", ["GB82WEST12345698765432", "JANE MILLER"]]),
    ("FTX", ["AAI", "", "", "O'Neil + sons: who? 536-90-4399 is the SSN"]),
]:
    message.add_segment(Segment(tag, *elements))
passengers.add_message(message)
put("passengers.edi", passengers.serialize())
