//! The classes of channels: consent counts for each by itself.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::Address;

/// What stands before an address of `WhatsApp` at the carrier.
const WHATSAPP_PREFIX: &str = "whatsapp:";

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

    /// An address as the carrier writes it. Only the carrier's doors know this form.
    #[must_use]
    pub fn on_carrier(self, address: &Address) -> String {
        match self {
            Self::Sms => address.as_str().to_owned(),
            Self::Whatsapp => format!("{WHATSAPP_PREFIX}{}", address.as_str()),
        }
    }

    /// The channel and the address behind the carrier's way to write them.
    #[must_use]
    pub fn of_carrier(text: &str) -> (Self, Address) {
        match text.trim().strip_prefix(WHATSAPP_PREFIX) {
            Some(address) => (Self::Whatsapp, Address::from_carrier(address)),
            None => (Self::Sms, Address::from_carrier(text)),
        }
    }
}

impl fmt::Display for ChannelClass {
    /// The name that people know.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sms => "SMS",
            Self::Whatsapp => "WhatsApp",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_carriers_way_to_write_an_address_leads_back() {
        for (text, channel) in [("+12015550123", ChannelClass::Sms), ("whatsapp:+12015550123", ChannelClass::Whatsapp)]
        {
            let (read, address) = ChannelClass::of_carrier(text);
            assert_eq!((read, address.as_str()), (channel, "+12015550123"));
            assert_eq!(channel.on_carrier(&address), text);
        }
        assert_eq!(ChannelClass::of_carrier("DENTIST").0, ChannelClass::Sms);
    }
}
