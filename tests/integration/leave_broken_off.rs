//! An erasure whose process dies in the middle.

use hub_dev::leave::erase::erase;
use hub_dev::runner::{Faults, TableFault};
use tests::TestHub;

use crate::leave::{is_acmes, lived_in, of_others, order, place, same, traces};

/// How many doors of acme are open, and how many of its texts are there.
fn stands(hub: &TestHub) -> (usize, usize) {
    let items = hub.runner().items().expect("the table");
    let kinds: Vec<_> =
        items.iter().filter(|item| is_acmes(item)).filter_map(|item| item["entity"]["S"].as_str()).collect();
    let of = |wanted: &[&str]| kinds.iter().filter(|kind| wanted.contains(kind)).count();
    (of(&["directory", "user", "session", "number", "carrier"]), of(&["message"]))
}

#[tokio::test]
async fn an_erasure_that_broke_off_is_finished_by_a_repeat() {
    let faults = Faults::default();
    let hub = TestHub::with_faults_alone(&faults).await;
    let _windows = lived_in(&hub).await;
    let (tenant, order, others) = (hub.acme().demo.tenant_id(), order(), of_others(&hub));
    let (_, texts) = stands(&hub);
    let mut broke_off = 0;
    for (requests, fault) in [
        (4, TableFault::Failing),
        (6, TableFault::AnswerLost),
        (8, TableFault::Unreachable),
        (12, TableFault::Failing),
        (9, TableFault::AnswerLost),
    ] {
        faults.at_table_after(requests, fault);
        let ended = erase(&place(&hub), &tenant, &order).await;
        faults.end();
        broke_off += usize::from(ended.is_err());
        let (doors, left) = stands(&hub);
        println!("after {requests} requests: {doors} doors, {left} of {texts} texts, {}", ended.is_ok());
        assert!(doors == 0 || left == texts, "{doors} doors were open when texts went");
    }
    assert!(broke_off >= 2, "{broke_off} runs broke off");
    let receipt = erase(&place(&hub), &tenant, &order).await.expect("finished");
    assert!(receipt.done_at.is_some());
    for kind in ["tenant", "user", "message", "directory", "carrier"] {
        assert!(receipt.found.items.contains_key(kind), "{kind}: {:?}", receipt.found);
    }
    assert_eq!(receipt.carrier.account_sid.as_deref(), Some(hub.acme().demo.account_sid));
    hub.settles().await;
    erase(&place(&hub), &tenant, &order).await.expect("what the stream told");
    hub.settles().await;
    assert_eq!(traces(&hub), Vec::<String>::new());
    same(&others, &of_others(&hub));
}
