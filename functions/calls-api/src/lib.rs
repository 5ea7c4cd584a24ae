//! Calls, their recordings, and the messages that callers left.

pub mod active;
pub mod change_voicemail;
pub mod complete_transfer;
pub mod end;
pub mod hold;
pub mod initiate;
mod links;
pub mod list;
pub mod recording;
pub mod show;
pub mod take_back;
pub mod token;
pub mod transfer;
pub mod voicemails;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![
        list::route(),
        initiate::route(),
        active::route(),
        show::route(),
        recording::route(),
        voicemails::route(),
        change_voicemail::route(),
        token::route(),
        hold::route(),
        transfer::route(),
        complete_transfer::route(),
        take_back::route(),
        end::route(),
    ]
}
