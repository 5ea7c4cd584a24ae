//! `functions/ISOLATION.md`: for every way in, whose data it reaches and which test shows that it reaches no other's.

use std::collections::HashMap;
use std::fmt::Write;

use hub_lambda::Route;

use crate::template::Template;

/// Whose data a scope reaches, and how that is known.
fn reach(scope: &str) -> &'static str {
    match scope {
        "anybody signed in" | "owner or agent" | "owner" => "the tenant of the verified session token",
        "Twilio's signature" => "the owner of the number or Messaging Service, whose own token signed",
        "socket ticket" => "the tenant that the one-time ticket was made for",
        "queue task" => "the tenant in the task, which only the hub writes",
        "table stream" => "the tenant in the changed item's key",
        "log subscription" => "no tenant: errors, without what a person wrote or is called",
        "schedule" => "each tenant in turn, by the key of the work that is due",
        _ => "no tenant before credentials or a secret link prove one",
    }
}

/// The tests that prove it for one route.
fn proofs(route: &Route, calls: &[(&str, &str)]) -> Vec<&'static str> {
    let mut proofs = match route.scope {
        "anybody signed in" | "owner or agent" | "owner" => {
            let mut proofs = vec!["sessions::every_api_route_wants_a_token"];
            proofs.extend(calls.iter().map(|(method, path)| match (*method, path.contains("{id}")) {
                (_, true) => "access::every_id_bearing_route_answers_404_to_another_tenant",
                ("GET", false) => "access::no_list_shows_anything_of_another_tenant",
                _ => "access::what_one_tenant_changes_leaves_every_other_as_it_was",
            }));
            if route.scope != "anybody signed in" {
                proofs.push("access::each_role_reaches_exactly_the_routes_of_its_scope");
            }
            proofs
        }
        "Twilio's signature" => vec!["inbound::a_forged_or_unowned_webhook_is_refused_and_nothing_is_stored"],
        "socket ticket" => vec!["access::a_ticket_opens_one_socket_once"],
        "queue task" | "schedule" => vec!["carrier::refused_credentials_stop_the_queue_and_their_repair_loses_nothing"],
        "log subscription" => vec!["error_reports::what_is_reported_holds_nothing_of_a_person"],
        "table stream" if route.name == "index-messages" => vec!["search::nothing_of_another_tenant_is_found"],
        "table stream" => vec!["live::a_text_is_pushed_to_every_window_of_its_tenant_and_to_no_other"],
        _ => Vec::new(),
    };
    proofs.extend(match route.name {
        "accounts-signup" => &["sign_up::an_address_belongs_to_one_person_of_all_organisations"][..],
        "accounts-login" => &["sessions::an_unknown_address_and_a_wrong_password_get_the_same_answer"],
        "accounts-refresh" => &["sessions::a_refresh_token_rotates_and_its_theft_ends_the_session"],
        "accounts-logout" => &["sign_up::signing_out_ends_the_refresh_token"],
        "accounts-reset" | "accounts-reset-confirm" => {
            &["sign_up::a_mailed_link_sets_a_new_password_once_and_ends_every_sign_in"]
        }
        "accounts-invitation" | "accounts-join" => {
            &["people::a_withdrawn_or_repeated_invitation_ends_the_earlier_link"]
        }
        "run-campaigns" => &["campaigns::everybody_who_may_be_texted_gets_exactly_one_text"],
        "bury-dead-letters" => &["dead_letters::a_text_that_was_given_up_is_listed_and_goes_out_by_a_click"],
        "twilio-inbound-call" => &["calls::a_caller_hears_the_greeting_or_is_forwarded"],
        "twilio-dial-result"
        | "twilio-whisper"
        | "twilio-call-status"
        | "twilio-recording"
        | "twilio-voicemail"
        | "twilio-transcription"
        | "twilio-voice-fallback"
        | "twilio-voice-outbound" => &["calls::a_forged_request_is_refused_and_another_tenants_path_as_well"],
        "twilio-whatsapp" => &["whatsapp::an_unverified_webhook_is_refused"],
        "calls-shared" => &["calls_shared::a_link_opens_its_own_call_and_nothing_else"],
        "media-fetch" => &["media::refused_credentials_let_attachments_wait_for_the_repair"],
        "media-open" => &["media_out::the_carriers_link_opens_without_a_session_and_ends"],
        "media-upload" => &["media_out::only_ones_own_complete_and_honest_uploads_are_sent"],
        _ => &[],
    });
    proofs
}

/// The report as Markdown.
#[must_use]
pub fn report(template: &Template, routes: &HashMap<&str, Route>) -> String {
    let mut text = String::from(
        "# Who reaches whose data\n\nMade by `cargo dev routes` from the routes' types; `cargo dev check` fails if a named test is gone. The tests are in\n`tests/integration/<file>.rs`. Every key of a tenant's data begins with `T#<tenant>#`, and a key cannot be built\nwithout a `TenantId`, which only a verified token, a ticket or the directory makes.\n\n| function | who may call it | whose data it reaches | shown by |\n|---|---|---|---|\n",
    );
    for function in template.functions.keys() {
        let Some(route) = routes.get(function.as_str()) else { continue };
        let http = template.http.iter().filter(|at| at.function == *function);
        let calls: Vec<(&str, &str)> = http.map(|at| (at.method.as_str(), at.path.as_str())).collect();
        let proofs: Vec<String> = proofs(route, &calls).into_iter().map(|proof| format!("`{proof}`")).collect();
        let proofs = if proofs.is_empty() { "shows no data of a tenant".to_owned() } else { proofs.join("<br>") };
        let _ = writeln!(text, "| `{function}` | {} | {} | {proofs} |", route.scope, reach(route.scope));
    }
    text
}

/// Ways in that prove nothing although they reach a tenant.
#[must_use]
pub fn findings() -> Vec<String> {
    let routes = crate::functions::all().into_iter();
    let silent = routes.filter(|route| proofs(route, &[]).is_empty() && reaches_data(route.name));
    silent.map(|route| format!("say in isolation.rs which test shows whose data {} reaches", route.name)).collect()
}

/// The page and the shallow health check read nothing.
fn reaches_data(function: &str) -> bool {
    !["dashboard-page", "health"].contains(&function)
}
