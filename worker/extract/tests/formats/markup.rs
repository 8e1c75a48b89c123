//! HTML and XML.

use crate::common::{Event, run, run_chunked};
use magpie_extract::{Limits, LineRange, Status};

fn text(bytes: &[u8], name: &str) -> (String, Vec<LineRange>, String) {
    let (events, outcome) = run(bytes, name);
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(outcome.bytes, bytes.len() as u64);
    match events.as_slice() {
        [Event::Text(text, lines)] => (text.clone(), lines.clone(), outcome.mime_type),
        other => panic!("{other:?}"),
    }
}

#[test]
fn references_are_decoded_and_values_are_whole() {
    let page = "<!DOCTYPE html>\n<p class='x'>SSN 536-<b>90</b>-<span\n class=\"y\">4399</span> f&uuml;r\n\
                anna&#64;example&#x2E;com &amp;amp; <a href=\"mailto:bjorn&commat;example.com\">x</a></p>\n\
                <!-- &amp; <b>c@d</b> --><script>if (a<b && c) { \"&amp;\" }</script>\n<td>AT&T &unknown; &lt;</td>";
    let (text, lines, mime) = text(page.as_bytes(), "x");
    let expected = "<!DOCTYPE html>\n<p class='x'>SSN 536-90-4399 für\nanna@example.com &amp; \
                    <a href=\"mailto:bjorn@example.com\">x\
                    </p>\n<!-- &amp; <b>c@d</b> --><script>if (a<b && c) { \"&amp;\" }</script>\n<td>AT&T &unknown; <</td>";
    assert_eq!(text, expected);
    assert_eq!(mime, "text/html");
    let places: Vec<(u64, u64)> = lines.iter().map(|lines| (lines.start, lines.start_column)).collect();
    assert_eq!(places, [(4, 5), (4, 58), (5, 16)]);
}

#[test]
fn xml_keeps_its_elements_and_resolves_nothing() {
    let xml = "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n\
               <a><password>x&lt;y</password>&lol;&x;<b>c&#64;d</b><![CDATA[&lt; <e@f>]]></a>\n";
    let (text, lines, mime) = text(xml.as_bytes(), "x.xml");
    let expected = xml.replace("x&lt;y", "x<y").replace("&#64;", "@");
    assert_eq!((text, mime.as_str()), (expected, "application/xml"));
    assert_eq!((lines[0].start, lines[1].start), (3, 3));
}

#[test]
fn markup_does_not_depend_on_chunks() {
    let row = "<tr><td>f&uuml;r</td><td class=a>a&#64;b<i>c</i></td></tr>\r\n<!-- x@y & --><a href=\"z\">";
    let page = format!("<html>{}", row.repeat(9000));
    let whole = run(page.as_bytes(), "x.html");
    for chunk in [3, 100, 65_536, 100_000] {
        assert!(run_chunked(page.as_bytes(), "x.html", &Limits::default(), chunk) == whole, "chunks of {chunk}");
    }
    let Event::Text(text, lines) = &whole.0[0] else { panic!() };
    assert!(text.contains("<td>für</td><td class=a>a@bc</td>"));
    assert_eq!(lines.len(), 18_000);
    assert_eq!((lines[17_999].start, lines[17_999].start_column), (9001, 7));
}

#[test]
fn hostile_markup() {
    for piece in ["<", "&", "<b ", "&#", "<!--", "<![CDATA[", "&amp", "<b class=\"", "]]>", "<script>"] {
        let page = format!("<html>{}", piece.repeat(300_000));
        let (text, ..) = text(page.as_bytes(), "x.html");
        assert!(text.len() <= page.len());
    }
}
