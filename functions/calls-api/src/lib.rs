//! Calls, their recordings, and the messages that callers left.

pub mod active;
pub mod change_voicemail;
pub mod complete_transfer;
pub mod customers;
pub mod end;
pub mod export_transcript;
pub mod follow_up;
pub mod hold;
pub mod initiate;
mod links;
pub mod list;
pub mod recording;
pub mod revoke_share;
pub mod share;
pub mod shared;
pub mod shares;
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
        follow_up::route(),
        share::route(),
        shares::route(),
        revoke_share::route(),
        shared::route(),
        export_transcript::route(),
        customers::route(),
    ]
}
