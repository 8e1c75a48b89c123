//! HL7 version 2, X12 and EDIFACT: what the detector finds in them, and where.

use crate::common::{record, run, run_chunked, show, tight_limits, values};
use crate::keyed::find;
use magpie_extract::{ByteRange, Limits, Status};

/// What is looked for.
const PEOPLE: &[&str] = &[
    "USA_SOCIAL_SECURITY_NUMBER",
    "DATE_OF_BIRTH",
    "NAME",
    "ADDRESS",
    "PHONE_NUMBER",
    "EMAIL_ADDRESS",
    "UK_NHS_NUMBER",
    "USA_NATIONAL_PROVIDER_IDENTIFIER",
    "USA_PASSPORT_NUMBER",
    "DRIVERS_LICENSE",
    "USA_EMPLOYER_IDENTIFICATION_NUMBER",
];

/// A file that an independent library wrote.
fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/messages/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn found(name: &str) -> Vec<String> {
    // The name tells nothing.
    find(&file(name), "x", PEOPLE)
}

/// The values of a file at places whose path begins so, with their bytes as the file has them.
fn at(bytes: &[u8], path: &str) -> Vec<(String, String)> {
    let (recorder, outcome) = record(bytes, "x", &Limits::default(), usize::MAX);
    assert_eq!(outcome.status, Status::Complete);
    let places = values(&recorder.events);
    assert_eq!(places.len(), recorder.spans.iter().filter(|span| !span.decoded).count());
    let spans = recorder.spans.iter().filter(|span| !span.decoded);
    let all = places.iter().zip(spans).filter(|((_, place), _)| place.contains(path));
    all.map(|((value, _), span)| {
        let ByteRange { start, end } = span.bytes.unwrap();
        ((*value).to_owned(), String::from_utf8_lossy(&bytes[start as usize..end as usize]).into_owned())
    })
    .collect()
}

fn pair(value: &str, written: &str) -> (String, String) {
    (value.to_owned(), written.to_owned())
}

#[test]
fn fields_of_hl7_are_found() {
    let adt = [
        "2 $.PID[3][1][1] 536-90-4399",
        "2 $.PID[3][2][1] 9434765919",
        "2 $.PID[5][0] JANE Q MILLER",
        "2 $.PID[7][0][1] 19800515",
        "2 $.PID[11][0] 742 Evergreen Terrace, Apt 5, Springfield, IL 62704, USA",
        "2 $.PID[13][0][7] +1 212 5550187",
        "2 $.PID[13][1][4] jane.miller@example.com",
        "2 $.PID[19][0][1] 536904400",
        "2 $.PID[20][0][1] D12345678901",
        "3 $.PV1[7][0][1] 1234567893",
        "3 $.PV1[7][0] ROBERT SMITH",
    ];
    assert_eq!(found("adt.hl7"), adt);
}

#[test]
fn results_of_hl7_are_named_by_what_was_observed() {
    let results = [
        "3 $.PID[5][0] Anna Weber Jr",
        "3 $.PID[7][0] 19900228",
        "4 $.OBX[5][0][1] 536-90-4401",
        "6 $.OBX[5][0] Thomas Keller",
        "7 $.ZID[2][0][1] 536-90-4402",
    ];
    assert_eq!(found("results.hl7"), results);
    let bytes = file("results.hl7");
    assert_eq!(at(&bytes, "5 $.OBX[5]"), [pair("a & b, line one\nline two", "a \\T\\ b, line one\\.br\\line two")]);
    assert_eq!(run(&bytes, "x.hl7").1.mime_type, "application/hl7-v2");
}

#[test]
fn messages_in_frames_follow_each_other() {
    let framed = found("framed.mllp");
    let mut expected = found("adt.hl7");
    // The header of the second message is segment 4.
    expected.extend(found("results.hl7").iter().map(|line| {
        let (record, rest) = line.split_once(' ').unwrap();
        format!("{} {rest}", record.parse::<u64>().unwrap() + 2)
    }));
    assert_eq!(framed, expected);
}

#[test]
fn elements_of_x12_are_found() {
    let enrolment = [
        "4 $.N1[4][0][1] 911223344",
        "8 $.REF[2][0][1] 536904399",
        "9 $.NM1[9][0][1] 536904400",
        "9 $.NM1[3][0] JANE Q MILLER",
        "10 $.PER[4][0][1] 2125550187",
        "10 $.PER[6][0][1] jane.miller@example.com",
        "11 $.N3[1][0] 742 Evergreen Terrace, Apt 5, Springfield, IL 62704",
        "13 $.DMG[2][0][1] 19800515",
        "17 $.NM1[9][0][1] 1234567893",
        "17 $.NM1[3][0] ROBERT SMITH",
    ];
    assert_eq!(found("enrolment.x12"), enrolment);
    assert_eq!(found("enrolment-lines.edi"), enrolment);
    let bytes = file("enrolment.x12");
    assert_eq!(at(&bytes, "9 $.NM1[3]"), [pair("JANE Q MILLER", "MILLER*JANE*Q")]);
    let address = "742 Evergreen Terrace*Apt 5~\nN4*Springfield*IL*62704";
    assert_eq!(at(&bytes, "11 $.N3")[0].1, address);
    assert_eq!(run(&bytes, "x").1.mime_type, "application/edi-x12");
}

#[test]
fn elements_of_edifact_are_found() {
    let passengers = [
        "3 $.NAD[4][0] JACK ANDERSON",
        "4 $.COM[1][0][1] 212 555 0143",
        "4 $.COM[2][0][1] desk@example.com",
        "5 $.NAD[4][0] JANE Q MILLER",
        "5 $.NAD[5][0] 742 EVERGREEN TERRACE, SPRINGFIELD, IL, 62704, USA",
        "7 $.DTM[1][0][2] 19800515",
        "8 $.DOC[2][0][1] 567890120",
        "10 $.RFF[1][0][2] 12-3456789",
        "11 $.FII[2][0][2] JANE MILLER",
        "12 $.FTX[4][0][1] 536-90-4399",
    ];
    assert_eq!(found("passengers.edi"), passengers);
    let bytes = file("passengers.edi");
    let written = "O?'Neil ?+ sons?: who?? 536-90-4399 is the SSN";
    assert_eq!(at(&bytes, "12 $.FTX[4]"), [pair("O'Neil + sons: who? 536-90-4399 is the SSN", written)]);
    assert_eq!(run(&bytes, "x").1.mime_type, "application/edifact");
}

#[test]
fn own_signs_and_several_interchanges() {
    // Signs other than the usual ones, in Latin 1 and UTF-16 too.
    let text = "MSH$%*!&$A$B\nPID$1$$536-90-4399%%%X%SS*12$$M\u{fc}ller%Anna\n";
    let expected = ["1 $.PID[3][0][1] 536-90-4399", "1 $.PID[5][0] Anna M\u{fc}ller"];
    assert_eq!(find(text.as_bytes(), "x", PEOPLE), expected);
    let latin: Vec<u8> = text.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect();
    assert_eq!(find(&latin, "x", PEOPLE), expected);
    let wide: Vec<u8> =
        "\u{feff}".chars().chain(text.chars()).flat_map(|character| (character as u16).to_le_bytes()).collect();
    assert_eq!(find(&wide, "x", PEOPLE), expected);

    let two = "UNA:+.? 'UNB+UNOA:1+A+B'COM+2125550187:TE'UNZ+1+1'UNA,;.# !UNB;UNOA,1;A;B!COM;a@example.com,EM!UNZ;1;1!";
    assert_eq!(find(two.as_bytes(), "x", PEOPLE), ["1 $.COM[1][0][1] 2125550187", "4 $.COM[1][0][1] a@example.com"]);
}

#[test]
fn what_is_no_segment_is_looked_at_too() {
    let text = "MSH|^~\\&|A\nPID|1\n\nnot a segment | ssn 536-90-4399 | end\nPID|1||||DOE^JOHN\n";
    let (events, outcome) = run(text.as_bytes(), "x.hl7");
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(outcome.detail.as_deref(), Some("some lines are no segments: they were analysed as text"));
    let all = values(&events);
    assert!(all.contains(&("not a segment | ssn 536-90-4399 | end", "2 $".to_owned())), "{all:?}");
    assert!(all.contains(&("JOHN DOE", "3 $.PID[5][0]".to_owned())), "{all:?}");
    assert_eq!(run(b"a message begins with MSH|^~\\&|\n", "x.hl7").1.mime_type, "text/plain");
}

#[test]
fn long_elements_come_in_pieces() {
    let long = format!("{} 536-90-4399 {}", "word ".repeat(200_000), "more ".repeat(200_000));
    let text = format!("MSH|^~\\&|A\rOBX|1|TX|SSN^Number||{long}|x|last\rPID|1||||DOE^JOHN\r");
    assert_eq!(
        find(text.as_bytes(), "x", &["USA_SOCIAL_SECURITY_NUMBER", "NAME"]),
        ["1 $.OBX[5][0] 536-90-4399", "2 $.PID[5][0] JOHN DOE"]
    );
    let (recorder, _) = record(text.as_bytes(), "x", &Limits::default(), 4096);
    assert!(recorder.largest_window < 1 << 20);
    assert!(values(&recorder.events).contains(&("last", "1 $.OBX[7][0][1]".to_owned())));
}

#[test]
fn names_of_places_are_those_of_contexts() {
    let (events, _) = run(&file("adt.hl7"), "x");
    let names: Vec<String> = events
        .iter()
        .filter_map(|event| match event {
            crate::common::Event::Value(_, place @ magpie_extract::Place::Record { names, .. }) => {
                Some(format!("{}: {}", show(place), names.join("; ")))
            }
            _ => None,
        })
        .collect();
    assert!(
        names.contains(&"2 $.PID[3][0][1]: Patient Identifier List; Medical Record Number; HOSP".to_owned()),
        "{names:?}"
    );
}

/// Every file cut off everywhere, and with every byte changed in several ways: looked at whole and in small chunks alike.
#[test]
fn broken_messages() {
    for name in ["adt.hl7", "results.hl7", "enrolment.x12", "passengers.edi"] {
        let bytes = file(name);
        for end in 0..bytes.len() {
            let cut = &bytes[..end];
            let (whole, outcome) = run_chunked(cut, "x", &tight_limits(), usize::MAX);
            assert_eq!(outcome.status, Status::Complete, "{name} cut at {end}");
            assert_eq!(run_chunked(cut, "x", &tight_limits(), 13), (whole, outcome), "{name} cut at {end}");
        }
        for at in (0..bytes.len()).step_by(3) {
            for change in [b'|', b'\\', b'?', b'~', b'\'', b'\n', 0xff, bytes[at] ^ 0x20] {
                let mut changed = bytes.clone();
                changed[at] = change;
                let (whole, outcome) = run_chunked(&changed, "x.txt", &tight_limits(), usize::MAX);
                assert_eq!(run_chunked(&changed, "x.txt", &tight_limits(), 7), (whole, outcome), "{name} at {at}");
            }
        }
    }
}

/// Whatever the element, of whatever segment: nothing that is written in it is left out.
#[test]
fn no_word_is_left_out() {
    const HL7: &str = "MSH PID NK1 GT1 IN1 IN2 DG1 OBX PV1 MRG PD1 ORC EVN ROL STF PRD CTD ACC ZZZ";
    const X12: &str = "NM1 N1 N2 N3 N4 PER REF DMG DTP BPR HI CLM SBR HD SVC SV1 INS MSG K3 NTE ACT PLA";
    const EDIFACT: &str = "NAD PNA COM CTA RFF DTM DOC FII FTX IDE ATT ADR LOC GIR NAT PDI UNT";
    let standards = [
        ("MSH|^~\\&|A\r", HL7, ["|", "~", "^", "\r"]),
        ("UNB+UNOA:4+A+B'", EDIFACT, ["+", "*", ":", "'"]),
        (
            "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260102*1253*^*00501*000000905*0*T*:~",
            X12,
            ["*", "^", ":", "~"],
        ),
    ];
    for (head, tags, [element, repetition, component, end]) in standards {
        for tag in tags.split(' ') {
            // Some say what kind of a thing it is.
            for kind in ["word", "IL", "FL", "SY", "SS", "D8", "ABK", "XPN", "CX", "DT", "TX"] {
                for (repetitions, components) in [(1, 1), (1, 8), (3, 2), (2, 7)] {
                    let mut count = 0;
                    let mut text = format!("{head}{tag}{element}{kind}{element}{kind}");
                    for _ in 0..24 {
                        let all: Vec<String> = (0..repetitions)
                            .map(|_| {
                                let parts: Vec<String> = (0..components)
                                    .map(|_| {
                                        count += 1;
                                        format!("w{count}w")
                                    })
                                    .collect();
                                parts.join(component)
                            })
                            .collect();
                        text = text + element + &all.join(repetition);
                    }
                    text += end;
                    let (events, outcome) = run(text.as_bytes(), "x");
                    assert_eq!(outcome.status, Status::Complete);
                    let seen = values(&events).iter().map(|(value, _)| *value).collect::<Vec<_>>().join(" ");
                    let lost: Vec<usize> = (1..=count).filter(|word| !seen.contains(&format!("w{word}w"))).collect();
                    assert!(lost.is_empty(), "{lost:?} of {text}");
                }
            }
        }
    }
}

/// Of a name or address that is repeated without end only some repetitions are held together, and none is lost.
#[test]
fn repetitions_without_end() {
    let words = |count: usize| (0..count).map(|number| format!("word{number}")).collect::<Vec<_>>();
    for (head, tail) in [
        ("UNB+UNOA:4+A+B'NAD+FL++++", "'UNT+1+1'"),
        ("UNB+UNOA:4+A+B'PNA+FL++++", "'UNT+1+1'"),
        ("MSH|^~\\&|A\rPID|1||||", "\rPID|2\r"),
    ] {
        let (recorder, outcome) = {
            let separator = if head.starts_with("MSH") { "~" } else { "*" };
            let text = format!("{head}{}{tail}", words(5_000).join(separator));
            record(text.as_bytes(), "x", &Limits::default(), 1 << 16)
        };
        assert_eq!(outcome.status, Status::Complete);
        let all = values(&recorder.events);
        let longest = all.iter().map(|(value, _)| value.split(' ').count()).max();
        assert!(longest.is_some_and(|longest| longest <= 65), "{head}: {longest:?} together");
        let seen: Vec<&str> = all.iter().flat_map(|(value, _)| value.split([' ', ','])).collect();
        for word in words(5_000) {
            assert!(seen.contains(&word.as_str()), "{head}: {word} is lost");
        }
    }
}

/// As many separators as fit cost time in proportion to the file, and little memory.
#[test]
fn nothing_but_separators() {
    for text in [
        format!("MSH|^~\\&|A\rPID{}", "|".repeat(1 << 20)),
        format!("MSH|^~\\&|A\rPID|{}", "^~&".repeat(1 << 18)),
        format!("MSH|^~\\&|A\rPID|{}", "\\X4".repeat(1 << 18)),
        format!("MSH|^~\\&|A\r{}", "\r\n".repeat(1 << 19)),
        format!("UNB+UNOA:1+A+B'NAD+FL+{}", "?".repeat(1 << 20)),
        format!("UNB+UNOA:1+A+B'NAD+FL+{}", "?:".repeat(1 << 17)),
        format!("UNB+UNOA:1+A+B'{}", "'".repeat(1 << 20)),
        format!("UNB+UNOA:1+A+B'{}", "NAD+FL+++++++++a'".repeat(1 << 16)),
    ] {
        let (recorder, outcome) = record(text.as_bytes(), "x", &Limits::default(), 1 << 16);
        assert_eq!(outcome.status, Status::Complete);
        assert!(recorder.largest_window < 2 << 20, "{}", recorder.largest_window);
    }
}
