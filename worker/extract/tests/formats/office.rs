//! Documents of office programs, written by programs that are not ours (see `tests/data/make-office.py`).

use crate::common::run;
use magpie_extract::Place;
use crate::common::Event;

#[test]
fn dump() {
    let mut names: Vec<_> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/office")).unwrap().map(|e| e.unwrap().path()).collect();
    if let Ok(dir) = std::env::var("DUMP") { names = vec![dir.into()]; }
    names.sort();
    for path in names {
        let bytes = std::fs::read(&path).unwrap();
        let (events, outcome) = run(&bytes, path.to_str().unwrap());
        println!("=== {} {outcome:?}", path.display());
        for event in events {
            match event {
                Event::Value(v, Place::Cell { row, column, column_name, cell_reference }) => println!("  {row}:{column} {column_name:?} {cell_reference:?} = {:?}", v.chars().take(60).collect::<String>()),
                Event::Text(t, l) => println!("  TEXT {:?} {l:?}", t.chars().take(1500).collect::<String>()),
                other => println!("  {:?}", format!("{other:?}").chars().take(600).collect::<String>()),
            }
        }
    }
}
