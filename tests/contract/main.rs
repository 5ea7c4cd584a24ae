//! What the ports promise, over services that are not ours.
//!
//! The table: over the embedded one and over Amazon's own local one; both must agree. The queue and the vault: over
//! emulated AWS services that `cargo dev test` installs. The bucket: over both of them. A service that is missing fails its tests.

mod attachments;
mod attempts;
mod audit;
mod bucket;
mod calls;
mod campaigns;
mod consent;
mod doubts;
mod erasures;
mod numbers;
mod parked;
mod people;
mod queue;
mod sample;
mod search;
mod services;
mod sessions;
mod shares;
mod stores;
mod table;
mod threads;
mod vault;
mod versions;
mod whole;

use bucket::Bucket;
use queue::Queue;
use services::{MINISTACK, MOTO};
use stores::Stores;
use vault::Kms;

/// One test per promise of each file, run over both stores.
macro_rules! contract {
    ($($file:ident: $($(#[$mark:meta])* $promise:ident),+ $(,)?;)+) => {
        mod embedded {
            $($(#[tokio::test]
            $(#[$mark])*
            async fn $promise() {
                super::$file::$promise(&super::Stores::embedded().await).await;
            })+)+
        }
        mod amazon {
            $($(#[tokio::test]
            $(#[$mark])*
            async fn $promise() {
                super::$file::$promise(&super::Stores::amazon().await).await;
            })+)+
        }
    };
}

contract!(
    calls:
        a_call_is_stored_once_however_many_tell_of_it,
        a_call_lies_in_its_thread_and_is_no_message,
        of_many_changes_of_one_version_one_is_kept_with_its_news,
        calls_are_listed_and_due_as_long_as_something_is_outstanding,
        calls_of_a_time_are_listed_oldest_first,
        a_look_for_old_recordings_goes_on_from_where_it_was;
    shares:
        a_link_leads_to_its_share_while_it_is_known,
        openings_are_noted_beside_their_own_share_newest_first,
        of_many_who_open_and_one_who_revokes_none_is_noted_after;
    doubts:
        a_doubt_is_found_again_and_left_to_a_person_in_the_end,
        one_message_of_the_carrier_settles_one_doubt,
        what_was_taken_for_an_equal_text_is_free_once_that_one_has_its_own,
        a_doubt_is_reopened_once_and_not_after_a_report;
    table:
        an_inbound_sid_is_stored_once,
        a_rivalry_for_one_sid_has_one_winner,
        an_outbound_key_is_used_once,
        one_claim_wins_and_an_older_fence_loses,
        reports_only_move_a_status_up,
        a_report_before_its_sid_is_kept,
        an_expired_lease_becomes_uncertain_and_a_late_answer_settles_it,
        due_work_is_found_and_leaves_when_done,
        lists_page_in_order,
        events_are_numbered_without_a_gap,
        a_ticket_is_good_once_and_in_time,
        a_closed_socket_is_forgotten;
    consent:
        of_fifty_lines_at_once_each_has_its_place,
        a_line_on_an_old_head_changes_nothing,
        a_keyword_is_stored_with_its_line_and_answer_once,
        an_opt_out_reaches_every_thread_and_each_new_one,
        a_name_reaches_every_thread_and_each_new_one,
        of_many_unprompted_texts_one_takes_the_turn,
        an_opt_out_waits_for_what_is_being_handed_over;
    people:
        a_new_tenant_is_there_as_a_whole,
        what_is_taken_makes_nothing_of_a_new_tenant,
        of_many_sign_ups_with_one_address_one_wins,
        an_invitation_is_spent_once,
        a_taken_address_keeps_the_invitation,
        a_withdrawn_or_replaced_invitation_is_gone,
        two_owners_against_each_other_leave_one,
        a_removed_person_frees_their_address,
        a_new_password_is_for_a_person_who_is_there,
        a_mailed_link_is_taken_once_and_in_time,
        of_many_who_take_a_link_one_gets_it;
    versions:
        of_many_changes_of_settings_one_wins,
        of_many_changes_of_a_number_one_wins,
        of_many_connections_to_the_carrier_one_wins,
        tenants_with_a_connection_are_listed;
    numbers:
        of_two_claims_of_a_number_one_wins,
        a_number_is_given_back_only_by_its_tenant,
        a_messaging_service_stays_with_its_tenant;
    attempts:
        of_many_tries_at_once_the_free_ones_and_one_more_pass,
        each_further_try_doubles_the_pause,
        a_rest_forgets_tries,
        a_free_try_blocks_nobody_with_a_slower_clock,
        a_try_is_taken_back_and_tries_are_forgotten;
    audit:
        the_audit_is_paged_newest_first,
        a_line_of_the_audit_never_changes,
        the_audit_is_filtered_by_action_person_and_time,
        a_position_of_one_audit_shows_nothing_of_it_with_another;
    parked:
        a_parked_message_waits_and_comes_back,
        only_a_queued_message_is_parked,
        parked_messages_are_listed_oldest_first,
        a_called_sweep_finds_the_carrier_until_it_is_dismissed;
    attachments:
        an_attachment_is_the_sweeps_until_it_is_fetched,
        of_many_changes_of_attachments_one_wins,
        an_upload_is_known_to_its_tenant_alone,
        a_link_opens_until_it_ends;
    search:
        what_is_indexed_again_or_in_another_order_is_found_once,
        an_erased_or_changed_text_is_not_found,
        the_newest_name_is_found_whatever_comes_last,
        a_page_reads_a_bounded_part_of_the_index;
    threads:
        a_mark_of_many_at_once_is_the_highest,
        a_mark_goes_back_only_on_purpose_and_never_too_far,
        a_snoozed_thread_is_the_sweeps_until_it_wakes_once,
        a_thread_holds_texts_and_notes_in_the_order_of_time;
    erasures:
        a_contact_leaves_with_their_threads_or_not_at_all,
        traces_go_with_their_count_or_not_at_all;
    campaigns:
        a_templates_name_is_one_templates,
        of_many_templates_with_one_name_one_wins,
        of_many_changes_of_a_campaign_one_wins,
        a_recipient_is_counted_where_they_stand_and_moves_once,
        a_sync_leaves_what_the_carrier_has_and_nothing_else;
    sessions:
        a_refresh_token_rotates_once,
        a_revoked_family_stays_ended;
    whole:
        everything_of_a_tenant_is_found_and_removed_and_nothing_of_another,
        what_leads_to_another_tenant_by_now_stays;
);

/// One test per promise of a file, run over one service.
macro_rules! service {
    ($judge:ident = $given:ident of $service:ident, $file:ident: $($promise:ident),+ $(,)?) => {
        mod $judge {
            $(#[tokio::test]
            async fn $promise() {
                super::$file::$promise(&super::$given::of(&super::$service).await).await;
            })+
        }
    };
}

service!(
    ministack = Queue of MINISTACK,
    queue:
        tasks_of_a_conversation_come_in_order,
        conversations_do_not_wait_for_each_other,
        a_task_that_is_queued_twice_comes_once_and_a_requeue_comes_again,
        a_task_comes_again_after_its_wait_and_holds_its_conversation,
        a_receipt_that_is_none_delays_nothing,
);

// MiniStack's KMS checks the tenant, but neither the key nor whether a text was altered; Moto's checks all three.
// Moto's queue takes a task for a new one as soon as the one before is done; MiniStack's waits 5 minutes, as SQS does.
service!(
    moto = Kms of MOTO,
    vault:
        a_secret_opens_for_its_tenant_and_name_only,
        a_data_key_is_bound_to_its_tenant_and_main_key,
        an_altered_data_key_is_refused,
        an_altered_secret_is_refused,
);

service!(
    ministack_bucket = Bucket of MINISTACK,
    bucket:
        what_is_kept_comes_back_under_the_headers_of_its_url,
        what_is_removed_is_gone_and_may_be_gone_already,
        an_upload_is_read_by_its_tenant_up_to_a_limit,
        a_url_is_for_one_object_one_way_and_a_while,
        an_upload_is_of_the_announced_size_and_type,
        every_version_below_a_prefix_is_listed_and_deleted_for_good,
);

// Moto takes any signature for good.
service!(
    moto_bucket = Bucket of MOTO,
    bucket:
        what_is_kept_comes_back_under_the_headers_of_its_url,
        what_is_removed_is_gone_and_may_be_gone_already,
        an_upload_is_read_by_its_tenant_up_to_a_limit,
        every_version_below_a_prefix_is_listed_and_deleted_for_good,
);

mod stand_in_bucket {
    use super::bucket::{self, Bucket};

    #[tokio::test]
    async fn what_is_removed_is_gone_and_may_be_gone_already() {
        bucket::what_is_removed_is_gone_and_may_be_gone_already(&Bucket::stand_in().await).await;
    }

    #[tokio::test]
    async fn what_is_kept_comes_back_under_the_headers_of_its_url() {
        bucket::what_is_kept_comes_back_under_the_headers_of_its_url(&Bucket::stand_in().await).await;
    }

    #[tokio::test]
    async fn an_upload_is_read_by_its_tenant_up_to_a_limit() {
        bucket::an_upload_is_read_by_its_tenant_up_to_a_limit(&Bucket::stand_in().await).await;
    }

    #[tokio::test]
    async fn a_url_is_for_one_object_one_way_and_a_while() {
        bucket::a_url_is_for_one_object_one_way_and_a_while(&Bucket::stand_in().await).await;
    }

    #[tokio::test]
    async fn an_upload_is_of_the_announced_size_and_type() {
        bucket::an_upload_is_of_the_announced_size_and_type(&Bucket::stand_in().await).await;
    }

    #[tokio::test]
    async fn every_version_below_a_prefix_is_listed_and_deleted_for_good() {
        bucket::every_version_below_a_prefix_is_listed_and_deleted_for_good(&Bucket::stand_in().await).await;
    }
}
