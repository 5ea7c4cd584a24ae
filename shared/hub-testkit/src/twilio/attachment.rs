//! Files of messages: what a handset sends, and what the simulator fetched for one.

use serde::{Deserialize, Serialize};

/// A file as a handset sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The type that the handset claims.
    pub content_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Attachment {
    /// A file.
    #[must_use]
    pub fn new(content_type: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { content_type: content_type.into(), bytes: bytes.into() }
    }

    /// A picture that is like no other: a PNG of stripes whose colours follow from `seed`.
    #[must_use]
    pub fn picture(seed: u64) -> Self {
        Self::new("image/png", png(seed).unwrap_or_default())
    }
}

fn png(seed: u64) -> Result<Vec<u8>, png::EncodingError> {
    const WIDTH: u32 = 320;
    const HEIGHT: u32 = 240;
    let mixed = seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let [red, green, blue, shift, ..] = mixed.to_le_bytes();
    let mut pixels = Vec::with_capacity((WIDTH * HEIGHT * 3) as usize);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let is_stripe = ((x + y + u32::from(shift)) / 24) % 2 == 0;
            let light = u8::try_from(y * 90 / HEIGHT).unwrap_or_default();
            let paint = |colour: u8| if is_stripe { colour } else { colour / 2 + light };
            pixels.extend([paint(red), paint(green), paint(blue)]);
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(file)
}

/// A file of a message that the simulator holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaPart {
    /// `ME` and 32 hex digits.
    pub sid: String,
    /// Its type.
    pub content_type: String,
    /// Its size in bytes.
    pub size: usize,
}

#[cfg(test)]
mod tests {
    use super::Attachment;

    #[test]
    fn pictures_differ_and_are_pictures() {
        let (one, other) = (Attachment::picture(1), Attachment::picture(2));
        assert!(one.bytes.starts_with(b"\x89PNG") && one.bytes.len() > 500);
        assert_ne!(one.bytes, other.bytes);
        assert_eq!(one, Attachment::picture(1));
    }
}
