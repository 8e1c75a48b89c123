//! Workbooks: cells and their references, names of columns, and what stands beside the cells.

use crate::common::{run, zip_of};
use crate::office::{assert_complete, cells, packed, sample, text, unpacked};
use magpie_extract::Status;

#[test]
fn workbooks_have_cells_with_references() {
    let (events, outcome) = run(&sample("openpyxl.xlsx"), "no-extension");
    assert_complete(&outcome, "spreadsheetml.sheet");
    let found = cells(&events);
    for expected in [
        "'Staff list'!A1 -=Confidential",
        "'Staff list'!B2 -=SSN",
        "'Staff list'!B3 SSN=536-90-4399",
        "'Staff list'!C3 Date of birth=1980-01-31",
        "'Staff list'!D4 Card number=5500005555555559",
        "'Staff list'!B3 SSN=also known as 078-05-1120",
        "'Staff list'!F9 -=CONCATENATE(\"formula text \", B3)",
        "Numbers!A2 Id=036-90-4399",
        "Numbers!B2 Phone=(212) 555-1234",
        "Numbers!C2 -=2024-02-29 12:30:00",
    ] {
        assert!(found.contains(&expected.to_owned()), "{expected} not in {found:#?}");
    }
    let text = text(&events);
    for expected in ["Header of the sheet", "creator: Carla Creator", "mailto:linked@example.com"] {
        assert!(text.contains(expected), "{expected} not in {text}");
    }
}

#[test]
fn binary_workbooks_are_read_alike() {
    for (name, mime_type) in [("hand.xlsb", "spreadsheetml.sheet"), ("xlwt.xls", "vnd.ms-excel")] {
        let (events, outcome) = run(&sample(name), name);
        assert_complete(&outcome, mime_type);
        let found = cells(&events);
        for expected in [
            "'Staff list'!D1 -=Card number",
            "'Staff list'!B2 SSN=536-90-4399",
            "'Staff list'!C2 Date of birth=1980-01-31",
            "'Staff list'!D2 Card number=4111111111111111",
        ] {
            assert!(found.contains(&expected.to_owned()), "{expected} not in {found:#?}");
        }
    }
    let (events, _) = run(&sample("xlwt.xls"), "x");
    let found = cells(&events);
    for expected in [
        "'Staff list'!A4 Name=036-90-4399",
        "'Staff list'!B4 SSN=日本語 Wörter",
        "'Staff list'!A5 Name=rich 078-05-1120",
        "Two!B2 -=-3",
    ] {
        assert!(found.contains(&expected.to_owned()), "{expected} not in {found:#?}");
    }
}

#[test]
fn texts_of_old_workbooks_continue_over_records() {
    let (events, outcome) = run(&sample("continued.xls"), "x.xls");
    assert_complete(&outcome, "vnd.ms-excel");
    let found = cells(&events);
    assert_eq!(found.len(), 7);
    for (row, cell) in found.iter().take(6).enumerate() {
        let words = if row % 2 == 1 { "long text " } else { "länger " };
        let expected = format!("{row} {}", words.repeat(400));
        assert!(cell.ends_with(&expected), "row {row}");
    }
    assert_eq!(found[6], "Long!A7 -=end 536-90-4399");
}

#[test]
fn the_header_of_a_sheet_is_its_widest_row_of_names() {
    let sheet = |rows: &[&[&str]]| {
        let cell = |(row, column): (usize, usize), text: &str| {
            let at = format!("{}{}", char::from(b'A' + column as u8), row + 1);
            match text.parse::<f64>() {
                Ok(number) => format!("<c r=\"{at}\"><v>{number}</v></c>"),
                Err(_) => format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
            }
        };
        let row = |(row, cells): (usize, &&[&str])| {
            let cells: String = cells.iter().enumerate().map(|(column, text)| cell((row, column), text)).collect();
            format!("<row r=\"{}\">{cells}</row>", row + 1)
        };
        let rows: String = rows.iter().enumerate().map(row).collect();
        let content = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let found = cells(&run(&packed("xl/worksheets/sheet1.xml", content.as_bytes()), "x.xlsx").0);
        found.into_iter().map(|cell| cell.split_once(' ').unwrap().1.to_owned()).collect::<Vec<_>>()
    };
    let last = |rows: &[&[&str]]| sheet(rows).pop().unwrap();
    assert_eq!(
        last(&[&["Clients", "of ours"], &["as of", "7"], &["name", "city", "ssn"], &["Ann", "x", "1"]]),
        "ssn=1"
    );
    assert_eq!(last(&[&["name", "2019", "2020", "ssn"], &["Ann", "1", "2", "3"]]), "ssn=3");
    // A row of words below the values is no other header, nor is one that is not wider.
    let rows: &[&[&str]] = &[&["name", "ssn", "x"], &["Ann", "1", "2"], &["a", "b", "c", "d"], &["Bob", "7"]];
    assert_eq!(last(rows), "ssn=7");
    assert_eq!(last(&[&["name", "city"], &["Ann", "London"], &["Bob", "Paris"]]), "city=Paris");
}

/// Comments, rules, links, prompts, charts and names, in the formats of three programs.
#[test]
fn what_workbooks_say_besides_their_cells() {
    for name in ["beside.xlsx", "beside.xls", "beside.ods"] {
        let (events, outcome) = run(&sample(name), name);
        assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None), "{name}");
        let (found, text) = (cells(&events), text(&events));
        for expected in [
            "'Two tables'!B2 Id=a comment",
            "'Two tables'!B7 SSN=another comment",
            "'Two tables'!B7 SSN=536-90-4399",
            "'Two tables'!A7 Street=Main",
            "'Two tables'!A2 Name=Ann",
            // The header of a table is in no table.
            "'Two tables'!B6 -=SSN",
        ] {
            // A date may stand before a comment.
            let (at, value) = expected.split_once('=').unwrap();
            let is =
                |cell: &String| cell.split_once('=').is_some_and(|(place, text)| place == at && text.ends_with(value));
            assert!(found.iter().any(is), "{expected} not in {found:#?} of {name}");
        }
        let all = format!("{}\n{text}", found.join("\n"));
        for expected in [
            "a prompt",
            "what to enter",
            "an error",
            "what is wrong",
            "first choice",
            "second choice",
            "a rule",
            "mailto:linked@example.com",
            "a link",
            "in a formula",
            "a constant",
            "a chart",
            "in a box",
        ] {
            assert!(all.contains(expected), "{expected} not in {all} of {name}");
        }
        // LibreOffice, which made the others, leaves them out.
        for expected in ["Carla Comment", "a tip", "described"].iter().filter(|_| name == "beside.xlsx") {
            assert!(all.contains(expected), "{expected} not in {all}");
        }
        assert_eq!(
            found.iter().filter(|cell| cell.contains("Carla Comment")).count(),
            usize::from(name == "beside.xlsx")
        );
    }
}

#[test]
fn comments_of_binary_workbooks_are_read() {
    let wide = |text: &str| {
        let mut bytes = (text.len() as u32).to_le_bytes().to_vec();
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    // Numbers of records from 128 on take two bytes.
    let record = |kind: u16, payload: &[u8]| {
        [&[(kind & 0x7F) as u8 | 0x80, (kind >> 7) as u8, payload.len() as u8], payload].concat()
    };
    let spot: Vec<u8> = [0, 2, 2, 1, 1].into_iter().flat_map(u32::to_le_bytes).chain([0; 16]).collect();
    let comments =
        [record(632, &wide("An author")), record(635, &spot), record(637, &[&[0], &wide("a comment")[..]].concat())];
    let headers = [&[0, 0][..], &wide("a header"), &[0xFF; 4], &wide("a footer")].concat();
    let mut parts = unpacked(&sample("hand.xlsb"));
    for (name, content) in &mut parts {
        if name.ends_with("sheet1.bin") {
            content.extend(record(479, &headers));
        }
    }
    let relations =
        "<Relationships><Relationship Id=\"r1\" Target=\"../comments1.bin\" Type=\"x/comments\"/></Relationships>";
    parts.push(("xl/comments1.bin".into(), comments.concat()));
    parts.push(("xl/worksheets/_rels/sheet1.bin.rels".into(), relations.into()));
    let members: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    let (events, outcome) = run(&zip_of(&members), "x.xlsb");
    assert_complete(&outcome, "spreadsheetml.sheet");
    let found = cells(&events);
    assert!(found.contains(&"'Staff list'!B3 SSN=a comment".to_owned()), "{found:#?}");
    assert!(found.iter().any(|cell| cell.ends_with("=An author")), "{found:#?}");
    let text = text(&events);
    assert!(text.contains("a header\na footer\n"), "{text}");
}

#[test]
fn a_space_alone_between_two_runs_of_a_comment_counts() {
    let comments = "<comments><commentList><comment ref=\"B3\"><text><r><t>Erika</t></r><r><t> </t></r>\
        <r><t>Mustermann</t></r></text></comment></commentList></comments>";
    let relations =
        "<Relationships><Relationship Id=\"r1\" Target=\"../comments7.xml\" Type=\"x/comments\"/></Relationships>";
    let mut parts = unpacked(&sample("constant-memory.xlsx"));
    parts.retain(|(name, _)| name != "xl/worksheets/_rels/sheet1.xml.rels");
    parts.push(("xl/comments7.xml".into(), comments.into()));
    parts.push(("xl/worksheets/_rels/sheet1.xml.rels".into(), relations.into()));
    let members: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    let (events, outcome) = run(&zip_of(&members), "x.xlsx");
    assert_complete(&outcome, "spreadsheetml.sheet");
    let found = cells(&events);
    assert!(found.iter().any(|cell| cell.ends_with("=Erika Mustermann")), "{found:#?}");
}

/// A row of words below empty rows is a header only where values of another kind were, or nothing.
#[test]
fn values_below_empty_rows_keep_the_names_of_their_columns() {
    let row = |number: u32, cells: &[(&str, &str)]| {
        let cells: String = cells
            .iter()
            .map(|(column, text)| format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"))
            .collect();
        format!("<row r=\"{number}\">{cells}</row>")
    };
    let rows = [
        row(1, &[("A", "Name"), ("B", "Town"), ("C", "Passport")]),
        row(2, &[("A", "Ann"), ("B", "Ulm"), ("C", "C01X0006H7")]),
        // A group of its own.
        row(4, &[("A", "Bob"), ("B", "Rome")]),
        row(5, &[("A", "Eve"), ("B", "Bonn"), ("C", "C01X0006H8")]),
        // Subtotals.
        row(8, &[("A", "Others")]),
        row(9, &[("A", "Joe"), ("B", "Kiel"), ("C", "C01X0006H9")]),
        // A table that goes further.
        row(12, &[("A", "Person"), ("B", "Place"), ("C", "Tax number"), ("D", "Since")]),
        row(13, &[("A", "Kim"), ("B", "Bern"), ("C", "12345678")]),
    ];
    let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", rows.concat());
    let (events, outcome) = run(&packed("xl/worksheets/sheet1.xml", sheet.as_bytes()), "x.xlsx");
    assert_complete(&outcome, "spreadsheetml.sheet");
    let found = cells(&events);
    for expected in [
        "B4 Town=Rome",
        "C5 Passport=C01X0006H8",
        "C9 Passport=C01X0006H9",
        "C12 -=Tax number",
        "C13 Tax number=12345678",
    ] {
        assert!(found.iter().any(|cell| cell.ends_with(expected)), "{expected} not in {found:#?}");
    }
}
