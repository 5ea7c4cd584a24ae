//! Identifiers: newtypes with a prefix and a body that is safe in keys, paths and URLs.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::address::Address;

/// A text that is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {0}")]
pub struct NotAnId(pub &'static str);

/// Ids end up in table keys, where `#` separates the parts: only these characters may stand in one.
fn is_key_safe(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                if is_key_safe(&text) { Ok(Self(text)) } else { Err(NotAnId($kind)) }
            }
        }

        impl std::str::FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Self::try_from(text.to_owned())
            }
        }
    };
}

id!(
    /// An organisation. Made only from verified claims or from the directory, never from a request's own words.
    TenantId,
    "tenant id"
);
id!(
    /// A person of a tenant.
    UserId,
    "user id"
);
id!(
    /// An invitation to join an organisation.
    InvitationId,
    "invitation id"
);
id!(
    /// One thread between one of our numbers and one outside address.
    ///
    /// Derived from its parts, so that two first messages at once make one conversation without a lookup.
    ConversationId,
    "conversation id"
);
id!(
    /// One message. The body is a ULID followed by its conversation's body: sortable, and its partition is known
    /// from the id alone, so that a status callback finds it with one consistent read.
    MessageId,
    "message id"
);
id!(
    /// One note of the team in a thread. Built like a message's id.
    NoteId,
    "note id"
);
id!(
    /// One call. Built like a message's id, so that it names its conversation.
    CallId,
    "call id"
);
id!(
    /// One share of a call.
    ShareId,
    "share id"
);
id!(
    /// One attachment of a message, or the sound of a call.
    MediaId,
    "media id"
);
id!(
    /// One text to be sent at a set time. Built like a message's id.
    ScheduledId,
    "scheduled message id"
);
id!(
    /// One text that is kept for repeated use.
    TemplateId,
    "template id"
);
id!(
    /// One text to many recipients.
    CampaignId,
    "campaign id"
);
id!(
    /// One row of a campaign's audience: `con_` and the digits of its number, or `row_` and the line of a row that is
    /// sent nothing.
    RecipientId,
    "recipient id"
);
id!(
    /// One erasure of a contact.
    ErasureId,
    "erasure id"
);
id!(
    /// One open live socket, named by the WebSocket API.
    ConnectionId,
    "connection id"
);

impl TenantId {
    /// A new organisation's id from a ULID.
    #[must_use]
    pub fn new(ulid: ulid::Ulid) -> Self {
        Self(format!("ten_{}", ulid.to_string()))
    }
}

impl MediaId {
    /// A new attachment's id from a ULID.
    #[must_use]
    pub fn new(ulid: ulid::Ulid) -> Self {
        Self(format!("med_{}", ulid.to_string()))
    }
}

impl InvitationId {
    /// A new invitation's id from a ULID.
    #[must_use]
    pub fn new(ulid: ulid::Ulid) -> Self {
        Self(format!("inv_{}", ulid.to_string()))
    }
}

impl ShareId {
    /// A new share's id from a ULID.
    #[must_use]
    pub fn new(ulid: ulid::Ulid) -> Self {
        Self(format!("shr_{}", ulid.to_string()))
    }
}

impl ErasureId {
    /// A new erasure's id from a ULID.
    #[must_use]
    pub fn new(ulid: ulid::Ulid) -> Self {
        Self(format!("ers_{}", ulid.to_string()))
    }
}

impl UserId {
    /// A new user id from a ULID.
    #[must_use]
    pub fn new(ulid: ulid::Ulid) -> Self {
        Self(format!("usr_{}", ulid.to_string()))
    }
}

impl TemplateId {
    /// A new template's id from a ULID.
    #[must_use]
    pub fn new(ulid: ulid::Ulid) -> Self {
        Self(format!("tpl_{}", ulid.to_string()))
    }
}

impl CampaignId {
    /// A new campaign's id from a ULID.
    #[must_use]
    pub fn new(ulid: ulid::Ulid) -> Self {
        Self(format!("cmp_{}", ulid.to_string()))
    }
}

impl RecipientId {
    /// The recipient with a number: one per campaign, however often the audience names it.
    #[must_use]
    pub fn of(number: &Address) -> Self {
        Self(crate::contact::ContactId::of(number).as_str().to_owned())
    }

    /// A row that is sent nothing.
    #[must_use]
    pub fn of_row(line: u32) -> Self {
        Self(format!("row_{line:06}"))
    }
}

impl ConnectionId {
    /// API Gateway names connections in base64 (`L0SM9cOFvHcCIhw=`); what may not stand in a key is spelled out.
    #[must_use]
    pub fn from_gateway(text: &str) -> Option<Self> {
        Self::try_from(text.replace('=', "-e").replace('+', "-p").replace('/', "-s")).ok()
    }
}

const PREFIX_CONVERSATION: &str = "cnv_";
const ULID_LENGTH: usize = 26;
const BODY_LENGTH: usize = 24;

impl ConversationId {
    /// The conversation between `ours` and `theirs` on a channel class such as `sms`.
    #[must_use]
    pub fn between(tenant: &TenantId, channel: &str, ours: &Address, theirs: &Address) -> Self {
        let mut hash = Sha256::new();
        for part in [tenant.as_str(), channel, ours.as_str(), theirs.as_str()] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        Self(format!("{PREFIX_CONVERSATION}{}", base32_lower(&hash.finalize(), BODY_LENGTH)))
    }

    fn body(&self) -> &str {
        self.0.strip_prefix(PREFIX_CONVERSATION).unwrap_or(&self.0)
    }
}

/// Ids that stand in a thread: prefix, ULID, and the body of their conversation.
macro_rules! in_a_thread {
    ($name:ident, $prefix:literal) => {
        impl $name {
            /// One of `conversation`, made at the ULID's time.
            #[must_use]
            pub fn new(ulid: ulid::Ulid, conversation: &ConversationId) -> Self {
                Self(format!(concat!($prefix, "{}_{}"), ulid.to_string(), conversation.body()))
            }

            /// The conversation that holds it, or `None` for a text that no hub made.
            #[must_use]
            pub fn conversation(&self) -> Option<ConversationId> {
                conversation_of(self.parts()?)
            }

            /// The sortable part: 26 characters that rise with time.
            #[must_use]
            pub fn sort_key(&self) -> &str {
                self.parts().map_or(self.0.as_str(), |(ulid, _)| ulid)
            }

            fn parts(&self) -> Option<(&str, &str)> {
                self.0.strip_prefix($prefix)?.split_once('_')
            }
        }
    };
}

in_a_thread!(CallId, "call_");
in_a_thread!(MessageId, "msg_");
in_a_thread!(NoteId, "not_");
in_a_thread!(ScheduledId, "sch_");

fn conversation_of((ulid, conversation): (&str, &str)) -> Option<ConversationId> {
    (ulid.len() == ULID_LENGTH && conversation.len() == BODY_LENGTH)
        .then(|| ConversationId(format!("{PREFIX_CONVERSATION}{conversation}")))
}

/// The first `length` characters of the lower-case base-32 text (RFC 4648 alphabet) of `bytes`.
fn base32_lower(bytes: &[u8], length: usize) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut text = String::with_capacity(length);
    let (mut buffer, mut bits) = (0u32, 0u32);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 && text.len() < length {
            bits -= 5;
            text.push(char::from(ALPHABET[((buffer >> bits) & 31) as usize]));
        }
    }
    text
}

/// The lower-case hexadecimal SHA-256 of a text: how secrets and outside keys are stored.
#[must_use]
pub fn fingerprint(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A point in time in milliseconds since 1970, as ULIDs and expiries count.
#[must_use]
pub fn millis(at: Timestamp) -> u64 {
    u64::try_from(at.as_millisecond()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(text: &str) -> TenantId {
        text.parse().expect("a tenant id")
    }

    #[test]
    fn a_key_separator_cannot_stand_in_an_id() {
        for text in ["", "a#b", "T#x", "a b", "ä", "a/b", &"x".repeat(65)] {
            assert_eq!(text.parse::<TenantId>(), Err(NotAnId("tenant id")), "{text:?}");
        }
    }

    #[test]
    fn a_message_names_its_conversation() {
        let (ours, theirs) = (Address::from_carrier("+12015550123"), Address::from_carrier("+14155550123"));
        let conversation = ConversationId::between(&tenant("acme"), "sms", &ours, &theirs);
        let message = MessageId::new(ulid::Ulid::from_parts(1, 2), &conversation);
        assert_eq!(message.conversation(), Some(conversation));
        assert_eq!("msg_x".parse::<MessageId>().map(|id| id.conversation()), Ok(None));
    }

    #[test]
    fn conversations_differ_by_tenant_and_by_side() {
        let (a, b) = (Address::from_carrier("+12015550123"), Address::from_carrier("+14155550123"));
        let one = ConversationId::between(&tenant("acme"), "sms", &a, &b);
        assert_ne!(one, ConversationId::between(&tenant("globex"), "sms", &a, &b));
        assert_ne!(one, ConversationId::between(&tenant("acme"), "sms", &b, &a));
    }
}
