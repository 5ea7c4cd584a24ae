//! Documents that Twilio acts on.
//!
//! # Source
//! Twilio's TwiML reference for `Message`, `Say`, `Dial` and `Hangup`.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::http::HttpReply;

/// Makes documents.
pub struct Twiml;

type Written = std::io::Result<()>;
type Document = Writer<Vec<u8>>;

/// XML 1.0 has no place for these, escaped or not.
fn legal(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')).collect()
}

fn element(document: &mut Document, name: &str, attributes: &[(&str, &str)], text: &str) -> Written {
    let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
    document.write_event(Event::Start(start))?;
    document.write_event(Event::Text(BytesText::new(&legal(text))))?;
    document.write_event(Event::End(BytesEnd::new(name)))
}

fn write(fill: impl FnOnce(&mut Document) -> Written) -> std::io::Result<Vec<u8>> {
    let mut document = Writer::new(Vec::new());
    document.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    document.write_event(Event::Start(BytesStart::new("Response")))?;
    fill(&mut document)?;
    document.write_event(Event::End(BytesEnd::new("Response")))?;
    Ok(document.into_inner())
}

/// A document; where none could be written, an empty one, which asks for nothing more.
fn response(fill: impl FnOnce(&mut Document) -> Written) -> HttpReply {
    write(fill).map_or_else(|_| Twiml::empty(), |document| HttpReply::new(200, "text/xml", document))
}

impl Twiml {
    /// Asks Twilio to do nothing more.
    #[must_use]
    pub fn empty() -> HttpReply {
        HttpReply::new(200, "text/xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>")
    }

    /// Answers a text by a text.
    #[must_use]
    pub fn message(text: &str) -> HttpReply {
        response(|document| element(document, "Message", &[], text))
    }

    /// Speaks and hangs up.
    #[must_use]
    pub fn say(voice: &str, text: &str) -> HttpReply {
        response(|document| {
            element(document, "Say", &[("voice", voice)], text)?;
            document.write_event(Event::Empty(BytesStart::new("Hangup")))
        })
    }

    /// Speaks, if there is something to say, and rings another phone.
    #[must_use]
    pub fn say_and_dial(voice: &str, text: Option<&str>, to: &str, ring_seconds: u32) -> HttpReply {
        response(|document| {
            if let Some(text) = text {
                element(document, "Say", &[("voice", voice)], text)?;
            }
            element(document, "Dial", &[("timeout", &ring_seconds.to_string()), ("answerOnBridge", "true")], to)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Twiml;

    fn body(reply: crate::http::HttpReply) -> String {
        String::from_utf8(reply.body).expect("text")
    }

    #[test]
    fn a_customers_words_cannot_break_out_of_a_document() {
        assert_eq!(
            body(Twiml::message("<Dial>5 & \"6\"</Dial>\u{1}")),
            r#"<?xml version="1.0" encoding="UTF-8"?><Response><Message>&lt;Dial&gt;5 &amp; &quot;6&quot;&lt;/Dial&gt;</Message></Response>"#
        );
        assert_eq!(
            body(Twiml::say("Polly.\"x\"", "Hi")),
            r#"<?xml version="1.0" encoding="UTF-8"?><Response><Say voice="Polly.&quot;x&quot;">Hi</Say><Hangup/></Response>"#
        );
    }

    #[test]
    fn a_call_is_forwarded_after_the_greeting() {
        assert_eq!(
            body(Twiml::say_and_dial("Polly.Joanna", Some("One moment."), "+12015550123", 20)),
            r#"<?xml version="1.0" encoding="UTF-8"?><Response><Say voice="Polly.Joanna">One moment.</Say><Dial timeout="20" answerOnBridge="true">+12015550123</Dial></Response>"#
        );
    }
}
