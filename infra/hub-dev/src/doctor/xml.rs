//! Answers of the query protocol: XML as a tree.

use quick_xml::Reader;
use quick_xml::events::Event;

/// An element.
#[derive(Debug, Default, Clone)]
pub struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// The element that a text is.
    ///
    /// # Errors
    /// A sentence for a text that is no XML.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(text);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().map_err(|e| e.to_string())? {
                Event::Start(tag) => open.push(Self::named(tag.local_name().as_ref())),
                Event::Empty(tag) => {
                    open.last_mut().ok_or("no root")?.children.push(Self::named(tag.local_name().as_ref()))
                }
                Event::Text(part) => open.last_mut().ok_or("no root")?.text.push_str(&part.xml10_content()),
                Event::GeneralRef(entity) => open.last_mut().ok_or("no root")?.text.push_str(resolved(&entity)),
                Event::End(_) => {
                    let done = open.pop().ok_or("an end without a beginning")?;
                    open.last_mut().ok_or("an end without a beginning")?.children.push(done);
                }
                Event::Eof => return open.pop().ok_or_else(|| "no root".to_owned()),
                _ => {}
            }
        }
    }

    fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Every element of a name below this one that stands below no other of that name.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&Element> {
        let below = |child: &'_ Element| child.name == name;
        self.children.iter().flat_map(|child| if below(child) { vec![child] } else { child.all(name) }).collect()
    }

    /// The text of the first element of a name.
    #[must_use]
    pub fn text_of(&self, name: &str) -> &str {
        self.all(name).first().map(|element| element.text.trim()).unwrap_or_default()
    }

    /// The members of a list.
    #[must_use]
    pub fn members(&self, list: &str) -> Vec<&Element> {
        self.all(list)
            .into_iter()
            .flat_map(|list| list.children.iter().filter(|child| child.name == "member"))
            .collect()
    }
}

/// What an entity that every document knows stands for.
fn resolved(entity: &str) -> &'static str {
    match entity {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_their_members_are_found() {
        let text = "<R><Stacks><member><StackName>hub</StackName><Outputs><member><OutputKey>ApiUrl</OutputKey></member></Outputs><Empty/></member></Stacks></R>";
        let root = Element::read(text).expect("XML");
        let stacks = root.members("Stacks");
        assert_eq!((stacks.len(), stacks[0].text_of("StackName")), (1, "hub"));
        assert_eq!(stacks[0].members("Outputs")[0].text_of("OutputKey"), "ApiUrl");
        assert!(Element::read("<R></S>").is_err());
    }
}
