//! Changes of something that was right.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// A change at one place.
#[derive(Debug, Clone)]
pub enum Edit {
    /// Another character.
    Replace(char),
    /// One more.
    Insert(char),
    /// One less.
    Delete,
    /// All that follows once more.
    Repeat,
    /// Nothing that follows.
    Cut,
}

fn edit() -> impl Strategy<Value = Edit> {
    let character = || prop_oneof![3 => proptest::char::range(' ', '~'), 1 => any::<char>()];
    prop_oneof![
        4 => character().prop_map(Edit::Replace),
        4 => character().prop_map(Edit::Insert),
        3 => Just(Edit::Delete),
        1 => Just(Edit::Repeat),
        1 => Just(Edit::Cut),
    ]
}

/// One to four changes.
pub fn edits() -> impl Strategy<Value = Vec<(Index, Edit)>> {
    vec((any::<Index>(), edit()), 1..5)
}

/// The text after the changes.
pub fn edited(text: &str, edits: &[(Index, Edit)]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for (at, edit) in edits {
        let place = at.index(text.len() + 1);
        match edit {
            Edit::Replace(character) if place < text.len() => text[place] = *character,
            Edit::Replace(character) | Edit::Insert(character) => text.insert(place, *character),
            Edit::Delete if place < text.len() => drop(text.remove(place)),
            Edit::Delete => {}
            Edit::Repeat => text.extend_from_within(place..),
            Edit::Cut => text.truncate(place),
        }
    }
    text.into_iter().collect()
}
