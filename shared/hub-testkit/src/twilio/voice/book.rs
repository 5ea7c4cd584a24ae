//! Calls in the ledger.

use std::collections::HashMap;

use super::call::{Call, ExecutedDocument, ExecutedVerb};
use super::callbacks::Teller;
use super::recording::Recording;

/// The record of all calls.
#[derive(Debug, Default)]
pub(crate) struct CallBook {
    pub(crate) calls: Vec<Call>,
    calls_by_sid: HashMap<String, usize>,
    pub(crate) recordings: Vec<Recording>,
    recordings_by_sid: HashMap<String, usize>,
    pub(crate) documents: Vec<ExecutedDocument>,
    pub(crate) verbs: Vec<ExecutedVerb>,
    tellers: HashMap<String, Teller>,
}

impl CallBook {
    /// What a state file held; calls that were cut off by the end of the process are not in it.
    pub(crate) fn new(calls: Vec<Call>, recordings: Vec<Recording>) -> Self {
        let mut book = Self::default();
        calls.into_iter().for_each(|call| book.add(call));
        recordings.into_iter().for_each(|recording| book.add_recording(recording));
        book
    }

    pub(crate) fn add(&mut self, call: Call) {
        self.calls_by_sid.insert(call.sid.clone(), self.calls.len());
        self.calls.push(call);
    }

    pub(crate) fn add_recording(&mut self, recording: Recording) {
        self.recordings_by_sid.insert(recording.sid.clone(), self.recordings.len());
        self.recordings.push(recording);
    }

    pub(crate) fn call(&self, sid: &str) -> Option<&Call> {
        self.calls_by_sid.get(sid).and_then(|index| self.calls.get(*index))
    }

    pub(crate) fn call_mut(&mut self, sid: &str) -> Option<&mut Call> {
        self.calls_by_sid.get(sid).and_then(|index| self.calls.get_mut(*index))
    }

    pub(crate) fn recording(&self, sid: &str) -> Option<&Recording> {
        self.recordings_by_sid.get(sid).and_then(|index| self.recordings.get(*index))
    }

    pub(crate) fn recording_mut(&mut self, sid: &str) -> Option<&mut Recording> {
        self.recordings_by_sid.get(sid).and_then(|index| self.recordings.get_mut(*index))
    }

    /// How a leg's callbacks are told.
    pub(crate) fn teller(&mut self, sid: &str) -> &mut Teller {
        self.tellers.entry(sid.to_owned()).or_default()
    }

    pub(crate) fn has_sid(&self, sid: &str) -> bool {
        self.calls_by_sid.contains_key(sid) || self.recordings_by_sid.contains_key(sid)
    }
}
