//! Signing up, in and out, passwords, invitations, and who is signed in.

pub mod invitation;
pub mod join;
pub mod login;
pub mod logout;
pub mod me;
pub mod password;
pub mod refresh;
pub mod reset;
pub mod reset_confirm;
pub mod session;
pub mod signup;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![
        signup::route(),
        login::route(),
        refresh::route(),
        logout::route(),
        reset::route(),
        reset_confirm::route(),
        invitation::route(),
        join::route(),
        me::route(),
        password::route(),
    ]
}
