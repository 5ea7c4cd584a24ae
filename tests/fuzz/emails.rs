//! Addresses of mails: none writes a second line into a mail's head or names two receivers.

use hub_core::flows::sign_up::checked_email;
use proptest::prelude::*;

use crate::edits::{edited, edits};
use crate::engine::holds;

#[test]
fn an_address_is_one_word_and_stays_as_it_is() {
    let near = edits().prop_map(|edits| edited("Ada.Lovelace+hub@mail.acme.test", &edits));
    let inputs = prop_oneof![1 => any::<String>(), 4 => near, 2 => "\\PC{0,70}@\\PC{0,20}"];
    holds(4_000, &inputs, |text| {
        let Ok(address) = checked_email(&text) else { return Ok(()) };
        prop_assert_eq!(address.matches('@').count(), 1);
        prop_assert!(!address.chars().any(|c| c.is_whitespace() || c.is_control() || ",;<>\"".contains(c)));
        let again = checked_email(&address);
        prop_assert_eq!(again.as_deref().ok(), Some(address.as_str()));
        Ok(())
    });
}
