//! Attachments of a message: what they are, and which of them may be shown or sent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::MediaId;

/// The most attachments of one message.
pub const ATTACHMENTS_MAX: usize = 10;
/// The most bytes that all attachments of a message to a customer may have.
pub const SENT_TOTAL_MAX_BYTES: u64 = 5 * 1024 * 1024;
/// The most bytes of a sent attachment that the carrier does not make smaller by itself.
pub const SENT_OTHER_MAX_BYTES: u64 = 500 * 1024;
/// The type of bytes that nobody vouches for.
pub const UNKNOWN_TYPE: &str = "application/octet-stream";
const FILE_NAME_MAX_CHARACTERS: usize = 120;

/// Where an attachment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MediaState {
    /// The hub is fetching it from the carrier.
    Pending,
    /// The hub has it.
    Ready,
    /// It could not be fetched.
    Failed,
}

/// An attachment of a message, as the team sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Media {
    /// Its id.
    pub id: MediaId,
    /// Its type: as the sender said while it is pending, and what its first bytes show once it is ready.
    pub content_type: String,
    /// Where it stands.
    pub state: MediaState,
    /// Its size in bytes, once it is known.
    #[serde(default)]
    pub size: Option<u64>,
    /// Its name.
    #[serde(default)]
    pub file_name: Option<String>,
    /// Why it could not be fetched, in a plain sentence.
    #[serde(default)]
    pub error: Option<String>,
}

impl Media {
    /// An attachment that is still at the carrier.
    #[must_use]
    pub fn pending(id: MediaId, declared: &str) -> Self {
        let content_type = plain_type(declared);
        Self { id, content_type, state: MediaState::Pending, size: None, file_name: None, error: None }
    }

    /// Whether a browser may show it as a picture.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        is_picture(&self.content_type)
    }
}

/// Whether a browser may show a type as a picture. Everything else is only ever kept as a file: SVG and HTML can carry
/// programs.
#[must_use]
pub fn is_picture(content_type: &str) -> bool {
    matches!(content_type, "image/jpeg" | "image/png" | "image/gif" | "image/webp")
}

/// A type in lower case and without parameters; [`UNKNOWN_TYPE`] for a text that is none.
#[must_use]
pub fn plain_type(declared: &str) -> String {
    let kind = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_token = |part: &str| {
        !part.is_empty() && part.len() <= 60 && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-+._".contains(&b))
    };
    match kind.as_str() {
        "image/jpg" | "image/pjpeg" => "image/jpeg".to_owned(),
        "text/x-vcard" => "text/vcard".to_owned(),
        _ if kind.split_once('/').is_some_and(|(group, name)| is_token(group) && is_token(name)) => kind,
        _ => UNKNOWN_TYPE.to_owned(),
    }
}

/// The type that the first bytes bear out: the declared one, or [`UNKNOWN_TYPE`].
#[must_use]
pub fn proven_type(declared: &str, bytes: &[u8]) -> String {
    let declared = plain_type(declared);
    let begins_with = |word: &str| {
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    let is_proven = match declared.as_str() {
        "text/vcard" => begins_with("BEGIN:VCARD"),
        "text/calendar" => begins_with("BEGIN:VCALENDAR"),
        _ => infer::get(bytes).is_some_and(|found| same_type(found.mime_type(), &declared)),
    };
    if is_proven { declared } else { UNKNOWN_TYPE.to_owned() }
}

/// Containers that hold sound as well as moving pictures begin alike.
fn same_type(found: &str, declared: &str) -> bool {
    let container = |kind: &str| match kind {
        "audio/m4a" | "audio/mp4" | "video/mp4" | "video/x-m4v" => "mp4",
        "audio/3gpp" | "video/3gpp" | "audio/3gpp2" | "video/3gpp2" => "3gpp",
        "audio/ogg" | "video/ogg" | "audio/opus" => "ogg",
        "audio/webm" | "video/webm" => "webm",
        _ => "",
    };
    found == declared || (!container(found).is_empty() && container(found) == container(declared))
}

/// The end of a file's name for a type, without the dot.
#[must_use]
pub fn extension(content_type: &str) -> &'static str {
    match content_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/heic" => "heic",
        "video/mp4" => "mp4",
        "video/3gpp" | "audio/3gpp" => "3gp",
        "audio/mpeg" => "mp3",
        "audio/ogg" => "ogg",
        "audio/amr" => "amr",
        "audio/mp4" => "m4a",
        "audio/wav" => "wav",
        "application/pdf" => "pdf",
        "text/vcard" => "vcf",
        "text/calendar" => "ics",
        "text/plain" => "txt",
        _ => "bin",
    }
}

/// A name that may stand in a header and on any disk: no folders, no quotes, no control or direction characters.
#[must_use]
pub fn safe_file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_plain = |c: &char| {
        !c.is_control()
            && !"\"<>|:*?;%\u{feff}".contains(*c)
            && !('\u{200b}'..='\u{202e}').contains(c)
            && !('\u{2060}'..='\u{206f}').contains(c)
    };
    let clean: String = last.chars().filter(is_plain).collect();
    let clean = clean.trim().trim_start_matches('.');
    let length = clean.chars().count();
    // The end says what it is.
    let kept: String = clean.chars().skip(length.saturating_sub(FILE_NAME_MAX_CHARACTERS)).collect();
    if kept.is_empty() { "file".to_owned() } else { kept }
}

/// The most bytes that an attachment of a type may have to be sent; `None` for a type that is not sent.
///
/// # Source
/// Twilio's accepted types for `MediaUrl`: pictures are made to fit, everything else must be small.
#[must_use]
pub fn sendable_max_bytes(content_type: &str) -> Option<u64> {
    match content_type {
        "image/jpeg" | "image/png" | "image/gif" => Some(SENT_TOTAL_MAX_BYTES),
        "image/webp" | "video/mp4" | "video/3gpp" | "audio/mpeg" | "audio/ogg" | "audio/amr" | "audio/mp4"
        | "application/pdf" | "text/vcard" | "text/calendar" => Some(SENT_OTHER_MAX_BYTES),
        _ => None,
    }
}

/// What stands for a message without words in a list.
#[must_use]
pub fn in_words(media: &[Media]) -> String {
    let what = if media.iter().all(Media::is_picture) { "picture" } else { "file" };
    match (media.len(), what) {
        (0, _) => String::new(),
        (1, "picture") => "Picture".to_owned(),
        (1, _) => "File".to_owned(),
        (count, what) => format!("{count} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF";

    #[test]
    fn only_what_the_bytes_show_is_believed() {
        for (declared, bytes, expected, why) in [
            ("image/png", PNG, "image/png", "it is one"),
            ("IMAGE/JPG; name=x", JPEG, "image/jpeg", "another word for it"),
            ("image/png", JPEG, UNKNOWN_TYPE, "another picture"),
            ("image/png", b"<html><script>", UNKNOWN_TYPE, "a page"),
            ("text/html", b"<!DOCTYPE html><html>", "text/html", "a page that says so; it is kept as a file"),
            ("image/svg+xml", b"<svg onload=x>", UNKNOWN_TYPE, "a program"),
            ("application/pdf", b"%PDF-1.7", "application/pdf", "a document"),
            ("text/vcard", b"BEGIN:VCARD\r\n", "text/vcard", "a card"),
            ("text/vcard", b"hello", UNKNOWN_TYPE, "no card"),
            ("", PNG, UNKNOWN_TYPE, "no word at all"),
            ("image/gif", b"", UNKNOWN_TYPE, "nothing"),
        ] {
            assert_eq!(proven_type(declared, bytes), expected, "{why}");
        }
    }

    #[test]
    fn only_four_types_are_shown() {
        for kind in ["text/html", "image/svg+xml", "application/pdf", UNKNOWN_TYPE, "image/heic", "IMAGE/PNG"] {
            assert!(!is_picture(kind), "{kind}");
        }
    }

    #[test]
    fn a_file_name_cannot_leave_its_folder_or_its_header() {
        for (name, expected) in [
            ("holiday.jpg", "holiday.jpg"),
            ("../../etc/passwd", "passwd"),
            ("C:\\x\\y.png", "y.png"),
            ("a\"; filename=\"b.exe", "a filename=b.exe"),
            ("\r\nset-cookie: x", "set-cookie x"),
            ("photo\u{202e}gnp.exe", "photognp.exe"),
            ("...", "file"),
            ("", "file"),
            ("Ünïcode ✓.png", "Ünïcode ✓.png"),
        ] {
            assert_eq!(safe_file_name(name), expected, "{name:?}");
        }
        assert_eq!(safe_file_name(&format!("{}.png", "x".repeat(500))).chars().count(), FILE_NAME_MAX_CHARACTERS);
        assert!(safe_file_name(&format!("{}.png", "x".repeat(500))).ends_with(".png"));
    }

    #[test]
    fn a_message_without_words_is_told_by_what_it_brings() {
        let media = |kind: &str| Media::pending("med_1".parse().expect("an id"), kind);
        assert_eq!(in_words(&[media("image/png")]), "Picture");
        assert_eq!(in_words(&[media("image/png"), media("image/gif")]), "2 pictures");
        assert_eq!(in_words(&[media("image/png"), media("text/vcard")]), "2 files");
    }
}
