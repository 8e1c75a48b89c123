//! The dialect of delimited text: delimiter, escape, line end, and whether there is a header row.

use memchr::{memchr, memchr_iter, memmem};
use std::borrow::Cow;

/// How a delimited text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// What cells that hold delimiters are quoted with.
    pub(crate) quote: u8,
    /// Escapes a quote inside quotes, besides doubling it.
    pub(crate) escape: Option<u8>,
    /// LF (CR LF included), or CR in files of the old Macintosh.
    pub(crate) line_end: u8,
    /// Whether row 1 only tells the delimiter, as Excel wants it: `sep=;`.
    pub(crate) declared: bool,
    /// How many rows stand above the table: titles and comments. Of a table without a header, none.
    pub(crate) preamble: usize,
    /// Whether the first row (after those) names the columns.
    pub(crate) header: bool,
}

/// The cells of a row, without quotes and escapes.
type Row<'t> = Vec<Cow<'t, [u8]>>;

/// Rows that are looked at.
const SAMPLE_ROWS: usize = 100;
/// Rows above a table, at most.
const MOST_PREAMBLE_ROWS: usize = 20;
/// Bytes that are looked at.
const SAMPLE_BYTES: usize = 32 * 1024;
/// Delimiters, the likelier first. 0x01 is Hive's, and 0x1F the unit separator of ASCII.
const DELIMITERS: [u8; 8] = [b',', b'\t', b';', b'|', 1, 0x1F, b'~', b'^'];

/// Finds the dialect of `text`, the begin of a file (`complete`: all of it). `named`: the delimiter that the file's name
/// suggests; such a file is a table even if it has one column. `None`: no table.
pub(crate) fn sniff(text: &[u8], complete: bool, named: Option<u8>) -> Option<Dialect> {
    let complete = complete && text.len() <= SAMPLE_BYTES;
    let sample = &text[..text.len().min(SAMPLE_BYTES)];
    let line_end = if memchr(b'\n', sample).is_none() && memchr(b'\r', sample).is_some() { b'\r' } else { b'\n' };
    let declared = declared(sample, line_end);
    let sample = declared.map_or(sample, |(_, length)| &sample[length..]);
    let quote = if is_single_quoted(sample) { b'\'' } else { b'"' };
    let holds = |bytes: [u8; 2]| memmem::find(sample, &bytes).is_some();
    let escape = (holds([b'\\', quote]) && !holds([quote, quote])).then_some(b'\\');
    let dialect = |delimiter| Dialect {
        delimiter,
        quote,
        escape,
        line_end,
        declared: declared.is_some(),
        preamble: 0,
        header: false,
    };
    if let Some((delimiter, _)) = declared {
        let dialect = dialect(delimiter);
        return Some(with_header(dialect, &rows(sample, complete, &dialect), complete));
    }
    let mut best: Option<(f64, Dialect, Vec<Row<'_>>)> = None;
    let preferred = named.into_iter().chain(DELIMITERS.into_iter().filter(|delimiter| Some(*delimiter) != named));
    for delimiter in preferred {
        let dialect = dialect(delimiter);
        let rows = rows(sample, complete, &dialect);
        let score = consistency(&rows);
        if score > best.as_ref().map_or(0.0, |(best, ..)| *best) {
            best = Some((score, dialect, rows));
        }
    }
    let Some((score, dialect, rows)) = best.filter(|(score, ..)| named.is_none() || *score >= 0.5) else {
        // Nothing separates anything: one column, if it is to be a table at all.
        let dialect = dialect(named?);
        return Some(with_header(dialect, &rows(sample, complete, &dialect), complete));
    };
    if named.is_none() {
        let sure = score >= 1.0 && rows.len() >= 3 && is_header(&rows) && has_values(&rows);
        return sure.then_some(Dialect { header: true, ..dialect });
    }
    Some(with_header(dialect, &rows, complete))
}

/// The dialect with what its first rows tell about a header.
fn with_header(dialect: Dialect, rows: &[Row<'_>], complete: bool) -> Dialect {
    let header = find_header(rows, complete);
    Dialect { preamble: header.unwrap_or(0), header: header.is_some(), ..dialect }
}

/// The delimiter that the first line tells, and the length of that line.
pub(super) fn declared(text: &[u8], line_end: u8) -> Option<(u8, usize)> {
    let end = memchr(line_end, &text[..text.len().min(16)])?;
    let line = text[..end].strip_suffix(b"\r").unwrap_or(&text[..end]);
    match *line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line) {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] if !delimiter.is_ascii_alphanumeric() => {
            Some((delimiter, end + 1))
        }
        _ => None,
    }
}

/// Whether cells are quoted with `'`: all that begin with it end with it, and there is no other quote.
fn is_single_quoted(sample: &[u8]) -> bool {
    let is_edge = |byte: &u8| DELIMITERS.contains(byte) || matches!(byte, b'\n' | b'\r');
    let edge = |at: Option<usize>| at.and_then(|at| sample.get(at)).is_none_or(is_edge);
    let (mut opened, mut closed) = (0, 0);
    for at in memchr_iter(b'\'', sample) {
        opened += u32::from(edge(at.checked_sub(1)));
        closed += u32::from(edge(Some(at + 1)));
    }
    // The sample may end within a cell.
    memchr(b'"', sample).is_none() && opened >= 2 && (opened == closed || opened == closed + 1)
}

/// The share of rows with the most frequent number of columns; 0 if that is one column.
fn consistency(rows: &[Row<'_>]) -> f64 {
    let filled: Vec<usize> = rows.iter().filter(|row| !is_blank(row)).map(Vec::len).collect();
    let mut best = (0, 0);
    for &columns in &filled {
        let count = filled.iter().filter(|&&other| other == columns).count();
        if count > best.0 {
            best = (count, columns);
        }
    }
    if best.1 < 2 {
        return 0.0;
    }
    best.0 as f64 / filled.len() as f64
}

fn is_blank(row: &[Cow<'_, [u8]>]) -> bool {
    row.iter().all(|cell| cell.is_empty())
}

fn rows<'t>(sample: &'t [u8], complete: bool, dialect: &Dialect) -> Vec<Row<'t>> {
    let mut rows = Vec::new();
    let mut at = 0;
    while at < sample.len() && rows.len() < SAMPLE_ROWS {
        match row(&sample[at..], complete, dialect) {
            Some((cells, length)) => {
                rows.push(cells);
                at += length;
            }
            None => break,
        }
    }
    if rows.is_empty()
        && let Some((mut cells, _)) = row(sample, true, dialect)
    {
        // The first row is longer than the sample; its last cell may be cut.
        cells.pop();
        rows.extend((!cells.is_empty()).then_some(cells));
    }
    rows
}

/// Splits off the first row: its cells and its length with the line end. `None` if it does not end in `text`, unless
/// `complete` says that `text` is all.
pub(super) fn row<'t>(text: &'t [u8], complete: bool, dialect: &Dialect) -> Option<(Row<'t>, usize)> {
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let start = at;
        let mut quoted = None;
        let blanks = text[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if text.get(at + blanks) == Some(&dialect.quote)
            && super::cells::is_blank(&text[at..at + blanks], dialect.delimiter)
        {
            let open = at + blanks;
            at = open + 1;
            loop {
                match text.get(at) {
                    None if complete => break,
                    None => return None,
                    Some(&byte) if Some(byte) == dialect.escape => at += 2,
                    Some(&byte) if byte == dialect.quote && text.get(at + 1) == Some(&byte) => at += 2,
                    Some(&byte) if byte == dialect.quote => {
                        quoted = Some((open, at));
                        at += 1;
                        break;
                    }
                    Some(_) => at += 1,
                }
            }
            at = at.min(text.len());
        }
        let separator = |from: usize| {
            let found = text[from..].iter().position(|&byte| byte == dialect.delimiter || byte == dialect.line_end);
            found.map(|offset| from + offset).or_else(|| complete.then_some(text.len()))
        };
        let mut end = separator(at)?;
        if quoted.is_none_or(|(_, close)| !super::cells::is_blank(&text[close + 1..end], dialect.delimiter)) {
            // No quotes that hide anything.
            quoted = None;
            end = separator(start)?;
        }
        cells.push(match quoted {
            Some((open, close)) => unescaped(&text[open + 1..close], dialect),
            None => Cow::Borrowed(text[start..end].strip_suffix(b"\r").unwrap_or(&text[start..end])),
        });
        at = (end + 1).min(text.len());
        if text.get(end) != Some(&dialect.delimiter) {
            return Some((cells, at));
        }
    }
}

fn unescaped<'t>(content: &'t [u8], dialect: &Dialect) -> Cow<'t, [u8]> {
    if memchr(dialect.quote, content).is_none() && dialect.escape.is_none_or(|escape| memchr(escape, content).is_none())
    {
        return Cow::Borrowed(content);
    }
    let mut owned = content.to_vec();
    let length = super::cells::unescape(&mut owned, dialect.quote, dialect.escape);
    owned.truncate(length);
    Cow::Owned(owned)
}

/// Whether the first row names the columns: all its cells are words, no two alike, and none is found again among the
/// values of its column.
fn is_header(rows: &[Row<'_>]) -> bool {
    let Some((first, data)) = rows.split_first() else { return false };
    let filled: Vec<&[u8]> = first.iter().map(|cell| cell.trim_ascii()).filter(|cell| !cell.is_empty()).collect();
    if filled.is_empty() || filled.len() * 2 < first.len() || !filled.iter().all(|cell| is_label(cell)) {
        return false;
    }
    is_unique(&filled) && !is_found_again(first, data)
}

fn is_unique(cells: &[&[u8]]) -> bool {
    let mut sorted = cells.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| pair[0] != pair[1])
}

/// Whether a name is found again among the values of its column.
fn is_found_again(names: &Row<'_>, data: &[Row<'_>]) -> bool {
    names.iter().enumerate().any(|(column, name)| {
        !name.is_empty() && data.iter().any(|row| row.get(column).is_some_and(|cell| cell == name))
    })
}

/// The row that names the columns: the first one if it looks like it, or one below titles and comments, above values.
/// `complete`: the rows are all that there are.
fn find_header(rows: &[Row<'_>], complete: bool) -> Option<usize> {
    if let [only] = rows
        && !complete
    {
        // A row so long that nothing else is seen.
        let filled = || only.iter().map(|cell| cell.trim_ascii()).filter(|cell| !cell.is_empty());
        let named = filled().any(|cell| cell.iter().any(u8::is_ascii_alphabetic));
        return (named && filled().all(|cell| is_label(cell) || is_short_name(cell))).then_some(0);
    }
    let width = |row: &Row<'_>| row.iter().filter(|cell| !cell.is_empty()).count();
    let widest = rows.iter().map(width).max().unwrap_or(0);
    if is_header(rows) && rows.first().is_some_and(|first| width(first) == widest) {
        return Some(0);
    }
    for (at, row) in rows.iter().enumerate().take(MOST_PREAMBLE_ROWS + 1) {
        if names_values(&rows[at..]) {
            // Above names there may be those of groups of columns.
            let more = rows.get(at + 1).is_some_and(|next| width(next) > width(row)) && names_values(&rows[at + 1..]);
            return Some(at + usize::from(more));
        }
        // What is above a table is a comment, is narrower, or holds words alone.
        let comment = row.first().is_some_and(|cell| cell.starts_with(b"#"));
        if !comment && width(row) * 2 > widest && row.iter().any(|cell| is_value(cell)) {
            break;
        }
    }
    is_header(rows).then_some(0)
}

/// Whether the first row has names above columns of values: at least half of its cells are words, more of them stand
/// above values than there are values above values, and none is found again below.
fn names_values(rows: &[Row<'_>]) -> bool {
    let Some((first, data)) = rows.split_first() else { return false };
    let filled: Vec<&[u8]> = first.iter().map(|cell| cell.trim_ascii()).filter(|cell| !cell.is_empty()).collect();
    let labels = filled.iter().filter(|cell| is_label(cell)).count();
    let width = data.iter().map(Vec::len).max().unwrap_or(0);
    if labels == 0 || filled.len() * 2 < width.max(first.len()) {
        return false;
    }
    if labels * 2 < filled.len() && !filled.iter().all(|cell| is_label(cell) || is_short_name(cell)) {
        return false;
    }
    let (mut above_values, mut values) = (0, 0);
    for (column, name) in first.iter().enumerate() {
        let name = name.trim_ascii();
        if name.is_empty() || !holds_values(data, column) {
            continue;
        }
        if is_label(name) {
            above_values += 1;
        } else if !is_short_name(name) {
            values += 1;
        }
    }
    above_values > values && is_unique(&filled) && !is_found_again(first, data)
}

/// Whether a cell may name a column in spite of its digits: `Q12`, `V1`, a year.
fn is_short_name(cell: &[u8]) -> bool {
    const MOST_BYTES: usize = 8;
    const MOST_DIGITS: usize = 4;
    let digits = cell.iter().filter(|byte| byte.is_ascii_digit()).count();
    let year = digits == 4 && cell.len() == 4 && (cell.starts_with(b"19") || cell.starts_with(b"20"));
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let code = cell.first().is_some_and(u8::is_ascii_alphabetic) && cell.iter().all(plain);
    year || code && cell.len() <= MOST_BYTES && digits <= MOST_DIGITS
}

/// Whether some column of the data holds mostly numbers, dates or addresses.
fn has_values(rows: &[Row<'_>]) -> bool {
    rows.split_first().is_some_and(|(first, data)| (0..first.len()).any(|column| holds_values(data, column)))
}

/// Whether a column of the data holds mostly numbers, dates or addresses.
fn holds_values(data: &[Row<'_>], column: usize) -> bool {
    let cells = || data.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.is_empty());
    let count = cells().count();
    count > 0 && cells().filter(|cell| is_value(cell)).count() * 10 >= count * 7
}

fn is_value(cell: &[u8]) -> bool {
    let digits = cell.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = cell.iter().filter(|byte| byte.is_ascii_alphabetic() || **byte >= 0x80).count();
    cell.contains(&b'@') || (digits > 0 && digits >= letters)
}

fn is_label(cell: &[u8]) -> bool {
    cell.len() <= 100 && !is_value(cell) && cell.iter().any(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn named(text: &str) -> Dialect {
        sniff(text.as_bytes(), true, Some(b',')).unwrap()
    }

    #[test]
    fn delimiters() {
        assert_eq!(named("a,b\n1,2\n").delimiter, b',');
        assert_eq!(named("a;b\n1,5;2,5\n3,5;4\n").delimiter, b';');
        assert_eq!(named("a|b|c\n1|2|3\n").delimiter, b'|');
        assert_eq!(named("a\tb\n1\t2\n").delimiter, b'\t');
        assert_eq!(named("\"a;b\",\"c;d\"\n\"1;2\",3\n").delimiter, b',');
        assert_eq!(named("only\none\ncolumn\n").delimiter, b',');
        assert_eq!(named("").delimiter, b',');
        assert_eq!(named("a,b\r1,2\r").line_end, b'\r');
        assert_eq!(named("\"a \\\" x\",b\n1,2\n").escape, Some(b'\\'));
        assert_eq!(named("a~b\n1,5~2\n3~4\n").delimiter, b'~');
        assert_eq!(named("a\x1Fb\n1,5\x1F2\n3\x1F4\n").delimiter, 0x1F);
        let excel = named("sep=;\r\na,b;c\r\n1;2\r\n");
        assert_eq!((excel.delimiter, excel.declared, excel.header), (b';', true, true));
    }

    #[test]
    fn quotes() {
        assert_eq!(named("a,b\n'1','2, 3'\n").quote, b'\'');
        assert_eq!(named("a,b\nO'Neill,'tis\n").quote, b'"');
        assert_eq!(named("a,b\n'1',\"2\"\n'3','4'\n").quote, b'"');
        assert_eq!(named("a,b\n'0123,1\n'0124,2\n").quote, b'"', "numbers kept as text");
    }

    #[test]
    fn headers() {
        assert!(named("name,ssn\nAnn,1\n").header);
        assert!(named("name,ssn\n").header);
        assert!(!named("Ann,536-90-4399\nBob,536-90-4398\n").header);
        assert!(!named("a,a\n1,2\n").header);
        assert!(!named("x,y\nx,z\n").header);
        assert!(!named("1,2\n3,4\n").header);
        assert!(named("\"first name\",\"e-mail\"\nA,a@b\n").header);
    }

    #[test]
    fn headers_below_titles() {
        let header = |text: &str| {
            let Dialect { preamble, header, .. } = named(text);
            header.then_some(preamble)
        };
        assert_eq!(header("Clients\nPrinted 2024-01-01\n\nname,ssn\nAnn,536-90-4399\nBob,536-90-4398\n"), Some(3));
        assert_eq!(header("# by x\nname,ssn\nAnn,536-90-4399\n"), Some(1));
        assert_eq!(header("Person,,Card,\nname,ssn,number,until\nAnn,536-90-4399,1,2\nBob,536-90-4398,2,3\n"), Some(1));
        assert_eq!(header("ssn,2019,2020\n536-90-4399,1000,2000\n536-90-4398,3000,4000\n"), Some(0));
        assert_eq!(header("Q1,Q2,ssn\n4,5,536-90-4399\n2,1,536-90-4398\n"), Some(0));
        assert_eq!(header("id,a@example.com,note\n1,2,3\n4,5,6\n"), Some(0));
        // Missing values are no names, wherever they stand.
        assert_eq!(header("name,phone\nAnn,none\nBob,unknown\nCy,555-0100\nDi,555-0101\nEd,555-0102\n"), Some(0));
        assert_eq!(header("1,none,x\n2,536-90-4399,y\n3,536-90-4398,z\n"), None);
        assert_eq!(header("Ann,536-90-4399\nBob,unknown\nCy,536-90-4397\n"), None);
        let long: Vec<String> = (0..9000).map(|number| format!("c{number}")).collect();
        assert_eq!(header(&format!("{},ssn\n1,2\n", long.join(","))), Some(0));
    }

    #[test]
    fn prose_is_no_table() {
        let prose = b"Dear Ann, thank you\nfor your letter, which\nwe have read, with care\n";
        assert_eq!(sniff(prose, true, None), None);
        assert_eq!(sniff(b"a,b\n1,2\n", true, None), None, "two rows are too few to tell");
        assert!(sniff(b"id,name\n1,A\n2,B\n3,C\n", true, None).is_some());
        assert_eq!(sniff(b"", true, None), None);
    }

    #[test]
    fn rows_are_split() {
        let dialect = named("a,b\n");
        let (cells, length) = row(b"x,\"y\"\"z\nw\",\r\nrest", false, &dialect).unwrap();
        assert_eq!(cells, [&b"x"[..], b"y\"z\nw", b""]);
        assert_eq!(length, 13);
        assert!(row(b"x,\"y", false, &dialect).is_none());
    }
}
