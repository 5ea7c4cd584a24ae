//! How a text is cut into SMS segments.
//!
//! # Source
//! 3GPP TS 23.038 (GSM-7 alphabet) and the count of Twilio's own segment calculator.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a text travels over the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Encoding {
    /// 7 bits a character, 160 to a single segment.
    #[serde(rename = "GSM-7")]
    Gsm7,
    /// 16 bits a code unit, 70 to a single segment.
    #[serde(rename = "UCS-2")]
    Ucs2,
}

/// The size of a text on the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segmentation {
    /// The alphabet that the text needs.
    pub encoding: Encoding,
    /// The number of segments the carrier bills; an empty text counts as one.
    pub segments: u32,
}

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Each of these is sent as an escape and a character, two septets.
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

/// Counts the segments of `body`.
#[must_use]
pub fn segmentation(body: &str) -> Segmentation {
    let septets: Option<Vec<u32>> = body.chars().map(septets).collect();
    match septets {
        Some(sizes) => Segmentation { encoding: Encoding::Gsm7, segments: pack(&sizes, 160, 153) },
        None => {
            let sizes: Vec<u32> = body.chars().map(|c| u32::try_from(c.len_utf16()).unwrap_or(2)).collect();
            Segmentation { encoding: Encoding::Ucs2, segments: pack(&sizes, 70, 67) }
        }
    }
}

fn septets(c: char) -> Option<u32> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENDED.contains(c) {
        Some(2)
    } else {
        None
    }
}

/// Fills segments without splitting a character; `single` units fit alone, `part` units beside a header.
fn pack(sizes: &[u32], single: u32, part: u32) -> u32 {
    if sizes.iter().sum::<u32>() <= single {
        return 1;
    }
    let (mut segments, mut used) = (1, 0);
    for size in sizes {
        if used + size > part {
            segments += 1;
            used = 0;
        }
        used += size;
    }
    segments
}

/// A character that does not exist in GSM-7, so that the whole text needs UCS-2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ForcedBy {
    /// The character.
    pub character: char,
    /// How many characters stand before it.
    pub position: usize,
}

/// The first character that forces UCS-2; `None` for a text in GSM-7.
#[must_use]
pub fn forced_by(body: &str) -> Option<ForcedBy> {
    let mut characters = body.chars().enumerate();
    let (position, character) = characters.find(|(_, character)| septets(*character).is_none())?;
    Some(ForcedBy { character, position })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_character_that_forces_ucs2_is_named() {
        for (body, forced) in [
            ("plain € text", None),
            ("", None),
            ("it’s", Some(('’', 2))),
            ("ééẽ", Some(('ẽ', 2))),
            ("🙂", Some(('🙂', 0))),
        ] {
            let found = forced_by(body).map(|forced| (forced.character, forced.position));
            assert_eq!(found, forced, "{body}");
            assert_eq!(found.is_some(), segmentation(body).encoding == Encoding::Ucs2, "{body}");
        }
    }
}
