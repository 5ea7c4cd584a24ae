//! Faults on demand: the next N accepted-looking requests, or those about one number, go wrong in a chosen way.
//!
//! A fault belongs to a family (answer, ending, duplication, order, delay for texts; credentials; purchase; subaccount;
//! media).
//! Each request takes the oldest armed fault of each of its families, so `429, then 500` is a queue, and `duplicated and
//! reordered` is one message. A request that Twilio would refuse anyway takes none.

use serde::{Deserialize, Serialize};

/// One way for a request to go wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// 429 with code 20429; nothing is accepted.
    #[serde(rename = "too_many_requests_429")]
    TooManyRequests429,
    /// 500 with code 20500; nothing is accepted.
    #[serde(rename = "server_error_500")]
    ServerError500,
    /// 400 with code 21610, as for a recipient who opted out; nothing is accepted.
    #[serde(rename = "opted_out_21610")]
    OptedOut21610,
    /// 400, or 403 for a code about the account, with this code; nothing is accepted.
    Refused {
        /// Such as 21211.
        code: u32,
    },
    /// The connection closes and nothing is accepted.
    RefuseBeforeAccept,
    /// The message is accepted and takes its course, but the answer never comes.
    AcceptThenTimeout,
    /// The message is accepted and takes its course, but the connection closes without an answer.
    AcceptThenCut,
    /// The carrier gives up: `sent`, then `undelivered` with this code.
    Undelivered {
        /// Such as 30003.
        error_code: u32,
    },
    /// `sent`, then a status word nobody knows.
    UnknownStatus(String),
    /// Stays `queued`: no callback ever.
    NoCallbacks,
    /// Every callback comes twice, at the same time.
    DuplicateCallbacks,
    /// The callbacks come in another order than the statuses.
    ReorderedCallbacks,
    /// The callbacks come this much later than the statuses.
    DelayedCallbacks {
        /// Milliseconds.
        delay_ms: u64,
    },
    /// A call's last status is never told.
    NoFinalCallback,
    /// 401 with code 20003 for right credentials, at any resource of an account.
    #[serde(rename = "unauthorized_401")]
    Unauthorized401,
    /// A number is bought, but the connection closes without an answer.
    PurchaseAcceptThenCut,
    /// 500 with code 20500; no number is bought.
    #[serde(rename = "purchase_server_error_500")]
    PurchaseServerError500,
    /// A subaccount is made, but the connection closes without an answer.
    SubaccountAcceptThenCut,
    /// A file of a customer's message is not there yet.
    #[serde(rename = "media_not_found_404")]
    MediaNotFound404,
    /// 500 for a file of a customer's message.
    #[serde(rename = "media_server_error_500")]
    MediaServerError500,
    /// The file's address leads elsewhere.
    MediaRedirect {
        /// Such as `https://example.com/x`.
        location: String,
    },
    /// The CDN answers after this time.
    MediaSlow {
        /// Milliseconds.
        delay_ms: u64,
    },
    /// The CDN sends without end and says no length.
    MediaTooBig,
    /// The CDN sends a web page in place of the file.
    MediaWrongType,
    /// The CDN closes the connection in the middle of the file.
    MediaCut,
}

/// What a fault changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Answer,
    Ending,
    Duplication,
    Order,
    Delay,
    Credentials,
    Purchase,
    Subaccount,
    Media,
}

impl Fault {
    pub(crate) fn family(&self) -> Family {
        match self {
            Self::TooManyRequests429
            | Self::ServerError500
            | Self::OptedOut21610
            | Self::Refused { .. }
            | Self::RefuseBeforeAccept
            | Self::AcceptThenTimeout
            | Self::AcceptThenCut => Family::Answer,
            Self::Undelivered { .. } | Self::UnknownStatus(_) | Self::NoCallbacks | Self::NoFinalCallback => {
                Family::Ending
            }
            Self::DuplicateCallbacks => Family::Duplication,
            Self::ReorderedCallbacks => Family::Order,
            Self::DelayedCallbacks { .. } => Family::Delay,
            Self::Unauthorized401 => Family::Credentials,
            Self::PurchaseAcceptThenCut | Self::PurchaseServerError500 => Family::Purchase,
            Self::SubaccountAcceptThenCut => Family::Subaccount,
            Self::MediaNotFound404
            | Self::MediaServerError500
            | Self::MediaRedirect { .. }
            | Self::MediaSlow { .. }
            | Self::MediaTooBig
            | Self::MediaWrongType
            | Self::MediaCut => Family::Media,
        }
    }
}

/// A fault that waits for its requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArmedFault {
    /// What goes wrong.
    pub fault: Fault,
    /// For how many requests; 1 when left out. `u32::MAX` lasts until it is cleared.
    #[serde(default = "one")]
    pub count: u32,
    /// Only for texts to this number, files from it, purchases of this number, subaccounts of this name, or credentials used for the
    /// account of this SID.
    #[serde(default)]
    pub to: Option<String>,
}

fn one() -> u32 {
    1
}

/// The armed faults, oldest first.
#[derive(Debug, Default)]
pub(crate) struct FaultQueue(Vec<ArmedFault>);

impl FaultQueue {
    pub(crate) fn arm(&mut self, armed: ArmedFault) {
        if armed.count > 0 {
            self.0.push(armed);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn armed(&self) -> &[ArmedFault] {
        &self.0
    }

    /// Takes the oldest fault of a family that fits `to`.
    pub(crate) fn take(&mut self, to: &str, family: Family) -> Option<Fault> {
        let fits = |a: &ArmedFault| a.fault.family() == family && a.to.as_deref().is_none_or(|only| only == to);
        let index = self.0.iter().position(fits)?;
        let armed = self.0.get_mut(index)?;
        armed.count -= 1;
        let fault = armed.fault.clone();
        if armed.count == 0 {
            self.0.remove(index);
        }
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::{ArmedFault, Family, Fault, FaultQueue};

    #[test]
    fn faults_of_one_family_queue_and_those_of_others_combine() {
        let mut queue = FaultQueue::default();
        for fault in [Fault::TooManyRequests429, Fault::ServerError500, Fault::DuplicateCallbacks] {
            queue.arm(ArmedFault { fault, count: 1, to: None });
        }
        assert_eq!(queue.take("+1", Family::Answer), Some(Fault::TooManyRequests429));
        assert_eq!(queue.take("+1", Family::Answer), Some(Fault::ServerError500));
        assert_eq!(queue.take("+1", Family::Answer), None);
        assert_eq!(queue.take("+1", Family::Duplication), Some(Fault::DuplicateCallbacks));
    }

    #[test]
    fn a_fault_for_one_number_leaves_the_others_alone() {
        let mut queue = FaultQueue::default();
        queue.arm(ArmedFault { fault: Fault::ServerError500, count: 2, to: Some("+2".to_owned()) });
        assert_eq!(queue.take("+1", Family::Answer), None);
        assert_eq!(queue.take("+2", Family::Answer), Some(Fault::ServerError500));
        assert_eq!(queue.armed().first().map(|a| a.count), Some(1));
    }

    #[test]
    fn faults_read_as_json_words() {
        let cases = [
            (r#""too_many_requests_429""#, Fault::TooManyRequests429),
            (r#""accept_then_cut""#, Fault::AcceptThenCut),
            (r#""no_final_callback""#, Fault::NoFinalCallback),
            (r#""unauthorized_401""#, Fault::Unauthorized401),
            (r#""purchase_accept_then_cut""#, Fault::PurchaseAcceptThenCut),
            (r#""purchase_server_error_500""#, Fault::PurchaseServerError500),
            (r#""subaccount_accept_then_cut""#, Fault::SubaccountAcceptThenCut),
            (r#"{"refused":{"code":21211}}"#, Fault::Refused { code: 21211 }),
            (r#""media_not_found_404""#, Fault::MediaNotFound404),
            (r#"{"media_slow":{"delay_ms":5}}"#, Fault::MediaSlow { delay_ms: 5 }),
            (r#"{"undelivered":{"error_code":30003}}"#, Fault::Undelivered { error_code: 30003 }),
            (r#"{"unknown_status":"pondering"}"#, Fault::UnknownStatus("pondering".to_owned())),
        ];
        for (text, fault) in cases {
            assert_eq!(serde_json::from_str::<Fault>(text).expect("a fault"), fault);
        }
    }
}
