//! The classes of channels: consent counts for each by itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A class of channels, for which a customer opts out and in by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChannelClass {
    /// Texts, with or without pictures.
    #[default]
    Sms,
    /// `WhatsApp`.
    Whatsapp,
}

impl ChannelClass {
    /// Every class.
    pub const ALL: [Self; 2] = [Self::Sms, Self::Whatsapp];

    /// The word in JSON and in keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Whatsapp => "whatsapp",
        }
    }
}
