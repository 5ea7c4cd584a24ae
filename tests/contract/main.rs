//! The table's contract, over the embedded table and over Amazon's own local one: both must agree.

mod stores;
mod table;

use stores::Stores;

/// One test per promise, run over both stores.
macro_rules! contract {
    ($($promise:ident),+ $(,)?) => {
        mod embedded {
            $(#[tokio::test]
            async fn $promise() {
                super::table::$promise(&super::Stores::embedded().await).await;
            })+
        }
        mod amazon {
            $(#[tokio::test]
            async fn $promise() {
                super::table::$promise(&super::Stores::amazon().await).await;
            })+
        }
    };
}

contract!(
    an_inbound_sid_is_stored_once,
    a_rivalry_for_one_sid_has_one_winner,
    an_outbound_key_is_used_once,
    one_claim_wins_and_an_older_fence_loses,
    reports_only_move_a_status_up,
    a_report_before_its_sid_is_kept,
    an_expired_lease_becomes_uncertain_and_a_late_answer_settles_it,
    due_work_is_found_and_leaves_when_done,
    lists_page_in_order,
    an_opt_out_holds_for_every_number,
    events_are_numbered_without_a_gap,
    a_ticket_is_good_once_and_in_time,
    a_closed_socket_is_forgotten,
    a_refresh_token_rotates_once,
);
