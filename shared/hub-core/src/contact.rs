//! The customers of a tenant: one contact per address, whichever of our numbers they write to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::{Address, is_e164};
use crate::channel::ChannelClass;
use crate::consent::Head;
use crate::ids::{ConversationId, MessageId, NotAnId};

const PREFIX: &str = "con_";
/// Marks the id of an address that is no number: its bytes in hexadecimal follow.
const SPELT: char = 'x';
/// The longest name, in characters.
pub const NAME_MAX_CHARACTERS: usize = 120;

/// Names a contact in a path: `con_` and the digits of the number. A sender that is no number is spelt in hexadecimal
/// after `con_x`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub struct ContactId(String);

impl ContactId {
    /// The id of an address.
    #[must_use]
    pub fn of(address: &Address) -> Self {
        let text = address.as_str();
        if is_e164(text) {
            return Self(format!("{PREFIX}{}", text.trim_start_matches('+')));
        }
        let spelt: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        Self(format!("{PREFIX}{SPELT}{spelt}"))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::from_carrier(&address_text(&self.0).unwrap_or_default())
    }
}

fn address_text(id: &str) -> Option<String> {
    let body = id.strip_prefix(PREFIX)?;
    let Some(spelt) = body.strip_prefix(SPELT) else {
        let number = format!("+{body}");
        return is_e164(&number).then_some(number);
    };
    let bytes = (0..spelt.len()).step_by(2).map(|at| u8::from_str_radix(spelt.get(at..at + 2)?, 16).ok());
    String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()
}

impl TryFrom<String> for ContactId {
    type Error = NotAnId;
    fn try_from(text: String) -> Result<Self, NotAnId> {
        // One address has one id: a spelling that reads back otherwise is none.
        let address = address_text(&text).ok_or(NotAnId("contact id"))?;
        let id = Self::of(&Address::from_carrier(&address));
        if id.0 == text && !address.is_empty() { Ok(id) } else { Err(NotAnId("contact id")) }
    }
}

impl std::str::FromStr for ContactId {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Self::try_from(text.to_owned())
    }
}

/// A contact as it is stored. One that never wrote and was never written to is [`Contact::unknown`].
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// The address.
    pub address: Address,
    /// The name that the team gave.
    pub name: Option<String>,
    /// When the hub first heard of them.
    pub created_at: Option<Timestamp>,
    /// When they last wrote.
    pub last_inbound_at: Option<Timestamp>,
    /// Their threads with any number of ours.
    pub threads: BTreeSet<ConversationId>,
    /// Those of them that are on `WhatsApp`.
    pub whatsapp_threads: BTreeSet<ConversationId>,
    /// Where each chain of the consent ledger ends; a class without a chain is absent.
    pub heads: BTreeMap<ChannelClass, Head>,
    /// The newest text that had to keep the hourly limit, and when it took its turn.
    pub last_unprompted: Option<(Timestamp, MessageId)>,
    /// Rises with each new thread, name and line of the ledger, not with each message; 0 if nothing is stored.
    pub version: u64,
}

impl Contact {
    /// A contact of whom nothing is stored.
    #[must_use]
    pub fn unknown(address: &Address) -> Self {
        Self {
            address: address.clone(),
            name: None,
            created_at: None,
            last_inbound_at: None,
            threads: BTreeSet::new(),
            whatsapp_threads: BTreeSet::new(),
            heads: BTreeMap::new(),
            last_unprompted: None,
            version: 0,
        }
    }

    /// Their threads on a class of channels.
    pub fn threads_on(&self, channel: ChannelClass) -> impl Iterator<Item = &ConversationId> {
        let is_whatsapp = channel == ChannelClass::Whatsapp;
        self.threads.iter().filter(move |thread| self.whatsapp_threads.contains(*thread) == is_whatsapp)
    }

    /// Where the chain of a class ends.
    #[must_use]
    pub fn head(&self, channel: ChannelClass) -> Head {
        self.heads.get(&channel).cloned().unwrap_or_default()
    }

    /// Whether they have opted out of a class.
    #[must_use]
    pub fn is_opted_out(&self, channel: ChannelClass) -> bool {
        self.heads.get(&channel).is_some_and(|head| head.opted_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_back_to_its_address() {
        for (address, id) in [
            ("+14155550123", "con_14155550123"),
            ("72345", "con_x3732333435"),
            ("DENTIST", "con_x44454e54495354"),
            ("Zahnärzte", "con_x5a61686ec3a4727a7465"),
        ] {
            let made = ContactId::of(&Address::from_carrier(address));
            assert_eq!(made.as_str(), id);
            assert_eq!(id.parse::<ContactId>().map(|id| id.address()), Ok(Address::from_carrier(address)));
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in [
            "",
            "con_",
            "con_x",
            "con_+14155550123",
            "con_0123",
            "con_x7",
            "con_xZZ",
            "con_x2b3134313535353530313233",
            "con_xff",
        ] {
            assert_eq!(text.parse::<ContactId>(), Err(NotAnId("contact id")), "{text:?}");
        }
    }
}
