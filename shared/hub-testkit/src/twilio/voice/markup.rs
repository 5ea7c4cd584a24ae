//! TwiML as a tree.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// An element with its attributes, its text and the elements in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    /// An attribute that is there and not empty.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.attribute(name).filter(|value| !value.is_empty())
    }

    /// An attribute, also an empty one.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A number, or what stands for one that is missing or wrong.
    pub(crate) fn number(&self, name: &str, otherwise: u64) -> u64 {
        self.given(name).and_then(|value| value.parse().ok()).unwrap_or(otherwise)
    }

    pub(crate) fn flag(&self, name: &str, otherwise: bool) -> bool {
        self.given(name).map_or(otherwise, |value| value == "true")
    }

    /// Words of a list that spaces separate.
    pub(crate) fn words(&self, name: &str) -> Vec<String> {
        self.given(name).unwrap_or_default().split_whitespace().map(ToOwned::to_owned).collect()
    }
}

/// Reads a document.
///
/// # Errors
/// 12100 in words, when it is no XML or its root is not `Response`.
pub(crate) fn parse(xml: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<Element> = vec![];
    let mut root = None;
    loop {
        match reader.read_event().map_err(failure)? {
            Event::Start(tag) => open.push(element(&tag, open.is_empty())?),
            Event::Empty(tag) => {
                let closed = element(&tag, open.is_empty())?;
                close(closed, &mut open, &mut root);
            }
            Event::End(_) => {
                if let Some(closed) = open.pop() {
                    close(closed, &mut open, &mut root);
                }
            }
            Event::Text(part) => add_text(&mut open, &part.xml10_content()),
            Event::CData(part) => add_text(&mut open, &part.xml10_content()),
            Event::GeneralRef(entity) => add_text(&mut open, &resolve(&entity)?),
            Event::Eof => break,
            _ => {}
        }
    }
    match root {
        Some(root) if open.is_empty() => Ok(root),
        _ => Err(failure("the document ends too early")),
    }
}

fn failure(cause: impl std::fmt::Display) -> String {
    format!("12100: document parse failure: {cause}")
}

fn element(tag: &BytesStart<'_>, is_root: bool) -> Result<Element, String> {
    let name = tag.name().0.to_owned();
    if is_root && name != "Response" {
        return Err(failure(format!("the root element is {name}, not Response")));
    }
    let mut attributes = vec![];
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(failure)?;
        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(failure)?;
        attributes.push((attribute.key.0.to_owned(), value.into_owned()));
    }
    Ok(Element { name, attributes, ..Element::default() })
}

fn close(mut closed: Element, open: &mut [Element], root: &mut Option<Element>) {
    closed.text = closed.text.trim().to_owned();
    match open.last_mut() {
        Some(parent) => parent.children.push(closed),
        None => *root = Some(closed),
    }
}

fn add_text(open: &mut [Element], text: &str) {
    if let Some(inner) = open.last_mut() {
        inner.text.push_str(text);
    }
}

fn resolve(entity: &BytesRef<'_>) -> Result<String, String> {
    if let Some(c) = entity.resolve_char_ref().map_err(failure)? {
        return Ok(c.to_string());
    }
    resolve_xml_entity(entity).map(ToOwned::to_owned).ok_or_else(|| failure(format!("unknown entity {}", &**entity)))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_document_is_a_tree_of_verbs() {
        let xml = r#"<?xml version="1.0"?><Response><Say voice="a &amp; b">One <![CDATA[<two>]]> &#x263A;</Say><Dial><Number>+1</Number></Dial></Response>"#;
        let root = parse(xml).expect("a document");
        assert_eq!(root.children[0].text, "One <two> ☺");
        assert_eq!(root.children[0].attribute("voice"), Some("a & b"));
        assert_eq!(root.children[1].children[0].text, "+1");
    }

    #[test]
    fn what_is_no_document_is_12100() {
        for xml in ["", "OK", "<Response>", "<Response><Say></Response>", "<Reply/>", "<Response a=b/>"] {
            assert!(parse(xml).expect_err(xml).starts_with("12100"), "{xml}");
        }
    }
}
