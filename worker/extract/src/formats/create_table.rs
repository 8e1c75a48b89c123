//! The columns of a table, from the statement that created it.
//!
//! Source: sqlite.org, "CREATE TABLE", "Database File Format" (2.3 and 2.4: which columns a record stores, and in which
//! order).

/// Most columns of a table: the largest that SQLite can be built for.
const MOST_COLUMNS: usize = 32_767;

/// What is stored in a table's records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Table {
    /// Names of all columns, as they are declared.
    pub(crate) declared: Vec<String>,
    /// Names, in the order in which a record of SQLite has them.
    pub(crate) columns: Vec<String>,
    /// The column that stands for the row's number, and is stored as null.
    pub(crate) rowid: Option<usize>,
    pub(crate) without_rowid: bool,
}

#[derive(Debug, PartialEq, Eq)]
struct Token {
    text: String,
    /// A name in quotes is never a key word.
    quoted: bool,
}

impl Token {
    fn is(&self, word: &str) -> bool {
        !self.quoted && self.text.eq_ignore_ascii_case(word)
    }

    fn is_one_of(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }
}

/// Cuts SQL into names, words and signs, without comments.
fn tokens(sql: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = first.len_utf8();
        match first {
            _ if first.is_whitespace() => rest = &rest[length..],
            '-' if rest.starts_with("--") => rest = rest.find('\n').map_or("", |at| &rest[at..]),
            '/' if rest.starts_with("/*") => rest = rest.find("*/").map_or("", |at| &rest[at + 2..]),
            '"' | '`' | '\'' | '[' => {
                let close = if first == '[' { ']' } else { first };
                let mut text = String::new();
                let mut characters = rest[length..].char_indices().peekable();
                let mut end = rest.len();
                while let Some((at, character)) = characters.next() {
                    if character == close {
                        // A quote in a name is doubled; a bracket cannot be.
                        if close == ']' || characters.peek().is_none_or(|(_, next)| *next != close) {
                            end = length + at + character.len_utf8();
                            break;
                        }
                        characters.next();
                    }
                    text.push(character);
                }
                tokens.push(Token { text, quoted: true });
                rest = rest.get(end..).unwrap_or_default();
            }
            _ if is_word(first) => {
                let end = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
                tokens.push(Token { text: rest[..end].to_owned(), quoted: false });
                rest = &rest[end..];
            }
            sign => {
                tokens.push(Token { text: sign.to_string(), quoted: false });
                rest = &rest[length..];
            }
        }
    }
    tokens
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric()
        || matches!(character, '_' | '$')
        || (character > '\u{7F}' && !character.is_whitespace())
}

/// Cuts the tokens after an opening parenthesis at commas, up to the closing one. Gives what follows it too.
fn list(tokens: &[Token]) -> (Vec<&[Token]>, &[Token]) {
    let mut parts = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            if depth == 0 {
                parts.push(&tokens[start..at]);
                return (parts, &tokens[at + 1..]);
            }
            depth -= 1;
        } else if token.is(",") && depth == 0 {
            parts.push(&tokens[start..at]);
            start = at + 1;
        }
    }
    parts.push(&tokens[start..]);
    (parts, &[])
}

/// Where two key words follow each other.
fn find_pair(tokens: &[Token], first: &str, second: &str) -> Option<usize> {
    tokens.windows(2).position(|pair| pair[0].is(first) && pair[1].is(second))
}

impl Table {
    /// Reads a `CREATE TABLE` statement. Without columns if it is none.
    pub(crate) fn parse(sql: &str) -> Table {
        let tokens = tokens(sql);
        let Some(open) = tokens.iter().position(|token| token.is("(")) else { return Table::default() };
        let (parts, options) = list(&tokens[open + 1..]);
        let mut table = Table { without_rowid: find_pair(options, "WITHOUT", "ROWID").is_some(), ..Table::default() };
        let mut key: Vec<String> = Vec::new();
        // Columns that are plain integers: one of them may stand for the row's number.
        let mut integers: Vec<String> = Vec::new();
        let mut descending = false;
        // MySQL declares indexes between the columns, whose names it always quotes.
        let mysql = sql.contains('`');
        for part in parts {
            let Some(name) = part.first() else { continue };
            let primary = find_pair(part, "PRIMARY", "KEY");
            if mysql && name.is_one_of(&["KEY", "INDEX", "FULLTEXT", "SPATIAL"]) {
                continue;
            }
            if name.is_one_of(&["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]) {
                if let Some(primary) = primary
                    && part.get(primary + 2).is_some_and(|token| token.is("("))
                {
                    key = list(&part[primary + 3..])
                        .0
                        .into_iter()
                        .filter_map(|name| Some(name.first()?.text.clone()))
                        .collect();
                }
                continue;
            }
            if is_virtual(part) || table.columns.len() >= MOST_COLUMNS {
                continue;
            }
            table.declared.push(name.text.clone());
            if part.get(1).is_some_and(|kind| kind.text.eq_ignore_ascii_case("INTEGER"))
                && part.get(2).is_none_or(|next| next.is_one_of(CONSTRAINTS))
            {
                integers.push(name.text.clone());
            }
            if let Some(primary) = primary {
                key = vec![name.text.clone()];
                descending = part.get(primary + 2).is_some_and(|token| token.is("DESC"));
            }
            table.columns.push(name.text.clone());
        }
        if table.without_rowid {
            // The columns of the key come first, each once.
            let mut ordered: Vec<String> = Vec::new();
            for name in key.iter().filter_map(|name| find(&table.columns, name)).map(|at| &table.columns[at]) {
                if !ordered.contains(name) {
                    ordered.push(name.clone());
                }
            }
            ordered.extend(table.columns.iter().filter(|name| !key_contains(&key, name)).cloned());
            table.columns = ordered;
        } else if let [key] = key.as_slice()
            && !descending
            && find(&integers, key).is_some()
        {
            table.rowid = find(&table.columns, key);
        }
        table
    }
}

/// Words with which a column's constraints begin, after its type.
const CONSTRAINTS: &[&str] =
    &["CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS"];

fn find(names: &[String], name: &str) -> Option<usize> {
    names.iter().position(|known| known.eq_ignore_ascii_case(name))
}

fn key_contains(key: &[String], name: &str) -> bool {
    find(key, name).is_some()
}

/// Whether a column is computed when it is read, and so is not stored.
fn is_virtual(part: &[Token]) -> bool {
    let Some(at) = find_pair(part, "AS", "(") else { return false };
    let (_, after) = list(&part[at + 2..]);
    !after.first().is_some_and(|token| token.is("STORED"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(sql: &str) -> Vec<String> {
        Table::parse(sql).columns
    }

    #[test]
    fn names_in_all_quotes() {
        let sql = "CREATE TABLE \"odd(\" (a, -- c, d\n `b c` VARCHAR(20) DEFAULT 'x,y)' /* ) */, [d\"e] INT, \"f\"\"g\", 'h')";
        assert_eq!(columns(sql), ["a", "b c", "d\"e", "f\"g", "h"]);
        let sql = "CREATE TABLE `t` (\n `key` int, `a` text,\n PRIMARY KEY (`key`),\n KEY `i` (`a`),\n FULLTEXT KEY (`a`)\n) ENGINE=x";
        assert_eq!(columns(sql), ["key", "a"]);
        assert_eq!(columns("CREATE TABLE größe(größe TEXT, PRIMARY KEY(größe), CHECK (größe > 1))"), ["größe"]);
        for broken in ["", "CREATE TABLE x", "CREATE TABLE x(", "(", "(,,", "x('", "é(`é", "--", "/*"] {
            let _ = Table::parse(broken);
        }
    }

    #[test]
    fn the_column_that_is_the_row_number() {
        let rowid = |sql: &str| Table::parse(sql).rowid;
        assert_eq!(rowid("CREATE TABLE t(a, id INTEGER PRIMARY KEY AUTOINCREMENT)"), Some(1));
        assert_eq!(rowid("CREATE TABLE t(id integer, b, PRIMARY KEY(ID))"), Some(0));
        assert_eq!(rowid("CREATE TABLE t(id INT PRIMARY KEY)"), None);
        assert_eq!(rowid("CREATE TABLE t(id INTEGER PRIMARY KEY DESC)"), None);
        assert_eq!(rowid("CREATE TABLE t(id INTEGER, b INTEGER, PRIMARY KEY(id, b))"), None);
    }

    #[test]
    fn what_is_stored_and_in_which_order() {
        let table = Table::parse("CREATE TABLE t(a, b, c, d, PRIMARY KEY(c, B DESC, c)) STRICT, WITHOUT ROWID");
        assert!(table.without_rowid);
        assert_eq!(table.columns, ["c", "b", "a", "d"]);
        assert_eq!(columns("CREATE TABLE t(a, b AS (a + 1), c GENERATED ALWAYS AS (a) STORED, d)"), ["a", "c", "d"]);
    }
}
