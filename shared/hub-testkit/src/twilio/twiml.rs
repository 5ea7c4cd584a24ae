//! Reads the hub's answer to an inbound message the way Twilio does: the texts it sends back, and what Twilio would log.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};

use super::webhook::WebhookAnswer;

/// What an answer says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) texts: Vec<String>,
    pub(crate) problems: Vec<String>,
}

/// Reads an answer.
///
/// A `text/plain` body is sent to the person word for word, which is why an `OK` there is a mistake; XML that is not
/// TwiML is 12100 or 12200, any other content type 12300, no usable answer 11200.
pub(crate) fn read(answer: &WebhookAnswer) -> Answer {
    if !answer.is_success() {
        let cause = answer.failure.clone().or(answer.status.map(|status| format!("HTTP {status}")));
        return problem(format!("11200: HTTP retrieval failure: {}", cause.unwrap_or_default()));
    }
    if answer.body.is_empty() {
        return Answer::default();
    }
    let kind = answer.content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    match kind.as_str() {
        "text/plain" => Answer { texts: vec![answer.body.clone()], problems: vec![] },
        "text/xml" | "application/xml" | "text/html" => parse(&answer.body).unwrap_or_else(problem),
        other => problem(format!("12300: invalid content type {other:?}")),
    }
}

fn problem(text: String) -> Answer {
    Answer { texts: vec![], problems: vec![text] }
}

fn parse(xml: &str) -> Result<Answer, String> {
    let mut reader = Reader::from_str(xml);
    let mut answer = Answer::default();
    let mut open: Vec<String> = vec![];
    let mut text = String::new();
    let mut has_root = false;
    loop {
        match reader.read_event().map_err(|e| format!("12100: document parse failure: {e}"))? {
            Event::Start(tag) => {
                let name = tag.name().0.to_owned();
                enter(&open, &name, &mut answer)?;
                has_root = true;
                if open.len() == 1 {
                    text.clear();
                }
                open.push(name);
            }
            Event::Empty(tag) => {
                enter(&open, tag.name().0, &mut answer)?;
                has_root = true;
            }
            Event::End(_) => {
                let closed = open.pop();
                if open.len() == 1 && closed.as_deref() == Some("Message") && !text.trim().is_empty() {
                    answer.texts.push(text.trim().to_owned());
                }
            }
            Event::Text(part) if is_text_place(&open) => text.push_str(&part.xml10_content()),
            Event::CData(part) if is_text_place(&open) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(entity) if is_text_place(&open) => text.push_str(&resolve(&entity)?),
            Event::Eof if !has_root || !open.is_empty() => {
                return Err("12100: document parse failure: the document ends too early".to_owned());
            }
            Event::Eof => return Ok(answer),
            _ => {}
        }
    }
}

fn is_text_place(open: &[String]) -> bool {
    let path: Vec<&str> = open.iter().map(String::as_str).collect();
    matches!(path.as_slice(), ["Response", "Message"] | ["Response", "Message", "Body"])
}

fn enter(open: &[String], name: &str, answer: &mut Answer) -> Result<(), String> {
    match open {
        [] if name != "Response" => Err(format!("12100: the root element is {name}, not Response")),
        [_root] if !matches!(name, "Message" | "Redirect") => {
            answer.problems.push(format!("12200: invalid verb {name}"));
            Ok(())
        }
        _ => Ok(()),
    }
}

fn resolve(entity: &BytesRef<'_>) -> Result<String, String> {
    if let Some(c) = entity.resolve_char_ref().map_err(|e| format!("12100: document parse failure: {e}"))? {
        return Ok(c.to_string());
    }
    let known = resolve_xml_entity(entity).map(ToOwned::to_owned);
    known.ok_or_else(|| format!("12100: document parse failure: unknown entity {}", &**entity))
}

#[cfg(test)]
mod tests {
    use super::{WebhookAnswer, read};

    fn twiml(content_type: &str, body: &str) -> super::Answer {
        read(&WebhookAnswer {
            status: Some(200),
            content_type: content_type.to_owned(),
            body: body.to_owned(),
            failure: None,
        })
    }

    #[test]
    fn texts_and_problems_are_read_from_the_answer() {
        let cases: [(&str, &str, &[&str], usize); 10] = [
            ("text/xml", "<Response/>", &[], 0),
            ("text/xml", "", &[], 0),
            ("text/xml; charset=utf-8", "<Response><Message>A &amp; B &#x263A;</Message></Response>", &["A & B ☺"], 0),
            ("text/xml", "<Response><Message>a</Message><Message><Body>b</Body></Message></Response>", &["a", "b"], 0),
            ("text/xml", "<Response><Message><![CDATA[<c>]]></Message></Response>", &["<c>"], 0),
            ("text/plain", "OK", &["OK"], 0),
            ("application/json", "{}", &[], 1),
            ("text/xml", "<Response><Message>", &[], 1),
            ("text/xml", "<Reply/>", &[], 1),
            ("text/xml", "<Response><Text>a</Text></Response>", &[], 1),
        ];
        for (kind, body, texts, problems) in cases {
            let answer = twiml(kind, body);
            assert_eq!(answer.texts, texts, "{body}");
            assert_eq!(answer.problems.len(), problems, "{body}: {:?}", answer.problems);
        }
    }
}
