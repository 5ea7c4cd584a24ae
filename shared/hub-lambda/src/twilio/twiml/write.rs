//! Elements as XML.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::verbs::{Element, Verb};

type Written = std::io::Result<()>;
type Document = Writer<Vec<u8>>;

const EMPTY: &[u8] = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>";

/// Without what XML 1.0 has no place for, escaped or not.
///
/// # Source
/// Extensible Markup Language (XML) 1.0, production 2, `Char`.
fn legal(text: &str) -> String {
    let is_char = |c: &char| match c {
        '\t' | '\n' | '\r' => true,
        c => !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}'),
    };
    text.chars().filter(is_char).collect()
}

fn element(document: &mut Document, element: &Element) -> Written {
    let attributes: Vec<(&str, String)> =
        element.attributes.iter().map(|(name, value)| (*name, legal(value))).collect();
    let start = BytesStart::new(element.name);
    let start = start.with_attributes(attributes.iter().map(|(name, value)| (*name, value.as_str())));
    if element.text.is_none() && element.children.is_empty() {
        return document.write_event(Event::Empty(start));
    }
    document.write_event(Event::Start(start))?;
    if let Some(text) = &element.text {
        document.write_event(Event::Text(BytesText::new(&legal(text))))?;
    }
    for child in &element.children {
        self::element(document, child)?;
    }
    document.write_event(Event::End(BytesEnd::new(element.name)))
}

fn write(verbs: &[Verb]) -> std::io::Result<Vec<u8>> {
    let mut document = Writer::new(Vec::new());
    document.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    document.write_event(Event::Start(BytesStart::new("Response")))?;
    verbs.iter().try_for_each(|verb| element(&mut document, &verb.element()))?;
    document.write_event(Event::End(BytesEnd::new("Response")))?;
    Ok(document.into_inner())
}

/// A document of verbs; an empty one, which asks for nothing more, where there are none.
#[must_use]
pub fn document(verbs: &[Verb]) -> Vec<u8> {
    if verbs.is_empty() {
        return EMPTY.to_vec();
    }
    write(verbs).unwrap_or_else(|_| EMPTY.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(verbs: &[Verb]) -> String {
        String::from_utf8(document(verbs)).expect("text")
    }

    #[test]
    fn a_customers_words_cannot_break_out_of_a_document() {
        assert_eq!(
            text(&[Verb::Message("<Dial>5 & \"6\"</Dial>\u{1}\u{FFFF}".to_owned())]),
            r#"<?xml version="1.0" encoding="UTF-8"?><Response><Message>&lt;Dial&gt;5 &amp; &quot;6&quot;&lt;/Dial&gt;</Message></Response>"#
        );
        assert_eq!(
            text(&[Verb::say("Polly.\"x\"\u{1}", "Hi"), Verb::Hangup]),
            r#"<?xml version="1.0" encoding="UTF-8"?><Response><Say voice="Polly.&quot;x&quot;">Hi</Say><Hangup/></Response>"#
        );
        assert_eq!(text(&[]), r#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#);
    }
}
