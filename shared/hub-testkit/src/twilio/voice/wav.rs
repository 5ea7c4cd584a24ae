//! The sound of a recording: a tone, as long as it should be, with its words as the comment of the file.

/// Samples a second, one byte each.
const RATE: u32 = 8_000;
/// The tone of each channel, in hertz.
const TONES: [f64; 2] = [440.0, 554.37];
const HEADER_BYTES: u32 = 36;

/// A WAV file: PCM, 8 bits, 8 kHz, so many seconds in 1 or 2 channels, and what is said in it.
pub(crate) fn tone(seconds: u64, channels: u8, words: &str) -> Vec<u8> {
    let channels = channels.clamp(1, 2);
    let frames = u32::try_from(seconds).unwrap_or(3_600).min(14_400) * RATE;
    let size = frames * u32::from(channels);
    let comment = comment(words);
    let rest = u32::try_from(comment.len()).unwrap_or_default();
    let mut file = Vec::with_capacity(44 + size as usize + comment.len());
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(HEADER_BYTES + size + rest).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16_u32.to_le_bytes());
    file.extend_from_slice(&1_u16.to_le_bytes());
    file.extend_from_slice(&u16::from(channels).to_le_bytes());
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&(RATE * u32::from(channels)).to_le_bytes());
    file.extend_from_slice(&u16::from(channels).to_le_bytes());
    file.extend_from_slice(&8_u16.to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&size.to_le_bytes());
    // One second is made and then repeated.
    let second: Vec<u8> =
        (0..RATE).flat_map(|frame| TONES[..usize::from(channels)].iter().map(move |hz| sample(frame, *hz))).collect();
    for _ in 0..frames / RATE {
        file.extend_from_slice(&second);
    }
    file.extend_from_slice(&comment);
    file
}

/// The chunk with the comment: `LIST`, `INFO`, `ICMT`, each with an even length.
fn comment(words: &str) -> Vec<u8> {
    if words.is_empty() {
        return Vec::new();
    }
    let mut text = words.as_bytes().to_vec();
    text.resize(text.len() + 2 - text.len() % 2, 0);
    let length = u32::try_from(text.len()).unwrap_or_default();
    [b"LIST".as_slice(), &(12 + length).to_le_bytes(), b"INFOICMT", &length.to_le_bytes(), &text].concat()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "96 to 160")]
fn sample(frame: u32, hertz: f64) -> u8 {
    let turn = f64::from(frame) / f64::from(RATE) * hertz * std::f64::consts::TAU;
    (128.0 + 32.0 * turn.sin()) as u8
}

#[cfg(test)]
mod tests {
    use super::tone;

    #[test]
    fn a_tone_is_as_long_as_it_says() {
        for (seconds, channels) in [(7_u64, 1_u8), (3, 2)] {
            let file = tone(seconds, channels, "");
            let size = seconds * 8_000 * u64::from(channels);
            assert_eq!(&file[..4], b"RIFF");
            assert_eq!(&file[8..16], b"WAVEfmt ");
            assert_eq!(file.len() as u64, 44 + size);
            let word = |at: usize| u64::from(u32::from_le_bytes([file[at], file[at + 1], file[at + 2], file[at + 3]]));
            let bytes_per_second = word(28);
            assert_eq!((word(4), word(40), word(40) / bytes_per_second), (36 + size, size, seconds));
            let spoken = tone(seconds, channels, "Hello you");
            assert_eq!(
                &spoken[44 + usize::try_from(size).expect("small")..],
                b"LIST\x16\0\0\0INFOICMT\x0a\0\0\0Hello you\0"
            );
            assert!(file[44..].iter().any(|byte| *byte != 128), "it is heard");
        }
    }
}
