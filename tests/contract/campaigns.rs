//! What every table promises of templates, campaigns and their recipients.

use futures_util::future::join_all;
use hub_core::address::Address;
use hub_core::campaign::{Campaign, CampaignState};
use hub_core::ids::{CampaignId, RecipientId, TemplateId};
use hub_core::page::PageRequest;
use hub_core::ports::{CampaignStore, TemplateOutcome, TemplateStore, WhatsAppTemplates};
use hub_core::recipient::{Recipient, RecipientState};
use hub_core::templates::MessageTemplate;
use hub_core::whatsapp::Template;

use crate::sample::{RIVALS, later, now, stranger, tenant, ulid, user_id};
use crate::stores::Stores;

fn page(limit: usize) -> PageRequest {
    PageRequest { limit, after: None }
}

fn template(name: &str) -> MessageTemplate {
    MessageTemplate {
        id: TemplateId::new(ulid(now())),
        name: name.to_owned(),
        body: "Hi {{first_name}}".to_owned(),
        variables: vec!["first_name".to_owned()],
        author_id: user_id("ann"),
        changed_by: None,
        created_at: now(),
        updated_at: now(),
        version: 1,
    }
}

async fn put(stores: &Stores, before: Option<&MessageTemplate>, after: &MessageTemplate) -> TemplateOutcome {
    stores.table.put_template(&tenant(), before, after).await.expect("an answer")
}

pub async fn a_templates_name_is_one_templates(stores: &Stores) {
    let first = template("Reminder");
    assert_eq!(put(stores, None, &first).await, TemplateOutcome::Stored);
    assert_eq!(put(stores, None, &template("REMINDER")).await, TemplateOutcome::NameTaken);
    let theirs = stores.table.put_template(&stranger(), None, &template("Reminder")).await.expect("an answer");
    assert_eq!(theirs, TemplateOutcome::Stored, "another tenant's names are its own");
    let renamed = MessageTemplate { name: "Recall".to_owned(), version: 2, ..first.clone() };
    assert_eq!(put(stores, Some(&first), &renamed).await, TemplateOutcome::Stored);
    assert_eq!(put(stores, Some(&first), &renamed).await, TemplateOutcome::Moved, "it was read before the change");
    assert_eq!(put(stores, None, &template("reminder")).await, TemplateOutcome::Stored, "the old name is free");
    assert!(!stores.table.delete_template(&tenant(), &first).await.expect("an answer"), "an older version");
    assert!(stores.table.delete_template(&tenant(), &renamed).await.expect("an answer"));
    assert_eq!(put(stores, None, &template("Recall")).await, TemplateOutcome::Stored);
    let listed = TemplateStore::templates(&stores.table, &tenant(), &page(10)).await.expect("a page");
    assert_eq!(listed.rows.len(), 2);
}

pub async fn of_many_templates_with_one_name_one_wins(stores: &Stores) {
    let rivals: Vec<_> = (0..RIVALS).map(|_| template("Reminder")).collect();
    let outcomes = join_all(rivals.iter().map(|template| put(stores, None, template))).await;
    assert_eq!(outcomes.into_iter().filter(|outcome| *outcome == TemplateOutcome::Stored).count(), 1);
}

fn campaign() -> Campaign {
    Campaign {
        id: CampaignId::new(ulid(now())),
        name: "News".to_owned(),
        from: Address::from_carrier("+12015550123"),
        body: "We have news".to_owned(),
        template_id: None,
        opt_out_footer: false,
        start_at: None,
        state: CampaignState::Draft,
        is_clearing: false,
        author_id: user_id("ann"),
        changed_by: None,
        created_at: now(),
        updated_at: now(),
        started_at: None,
        ended_at: None,
        version: 1,
    }
}

fn recipient(campaign: &Campaign, line: u32, number: &str) -> Recipient {
    let to = Address::from_carrier(number);
    Recipient {
        id: RecipientId::of(&to),
        campaign_id: campaign.id.clone(),
        to: Some(to),
        typed: None,
        name: None,
        variables: std::collections::BTreeMap::new(),
        line,
        country: Some("US".to_owned()),
        state: RecipientState::Waiting,
        reason: None,
        reason_text: None,
        due_at: later(i64::from(line)),
        message_id: None,
        message_version: 0,
        segments: 0,
        sent_at: None,
        delivered_at: None,
        failed_at: None,
        updated_at: now(),
        version: 1,
    }
}

pub async fn of_many_changes_of_a_campaign_one_wins(stores: &Stores) {
    let first = campaign();
    assert!(stores.table.put_campaign(&tenant(), &first).await.expect("an answer"));
    assert!(!stores.table.put_campaign(&tenant(), &first).await.expect("an answer"), "it is there");
    let next = Campaign { name: "Newer".to_owned(), version: 2, ..first.clone() };
    let ours = tenant();
    let tries = join_all((0..RIVALS).map(|_| stores.table.put_campaign(&ours, &next))).await;
    assert_eq!(tries.into_iter().filter(|done| *done.as_ref().expect("an answer")).count(), 1);
    assert_eq!(stores.table.campaign(&tenant(), &first.id).await.expect("read").map(|now| now.name), Some(next.name));
    assert_eq!(stores.table.campaign(&stranger(), &first.id).await.expect("read"), None);
}

pub async fn a_recipient_is_counted_where_they_stand_and_moves_once(stores: &Stores) {
    let campaign = campaign();
    stores.table.put_campaign(&tenant(), &campaign).await.expect("stored");
    let rows = [recipient(&campaign, 1, "+14155550101"), recipient(&campaign, 2, "+14155550102")];
    let again = [recipient(&campaign, 1, "+14155550101"), recipient(&campaign, 7, "+14155550102")];
    let ours = tenant();
    let add = async |rows: &[Recipient]| stores.table.add_recipients(&ours, rows).await.expect("an answer");
    assert_eq!(add(&rows).await, [true, true]);
    assert_eq!(add(&again).await, [true, false], "the same row again is there; another row with its number is not");
    let due = async |seconds| {
        let found = stores.table.due_recipients(&ours, &campaign.id, later(seconds), &page(10)).await.expect("a page");
        found.rows.into_iter().map(|row| row.line).collect::<Vec<_>>()
    };
    assert_eq!((due(1).await, due(9).await), (vec![1], vec![1, 2]), "the longest due first");
    let moved = rows[0].moved(RecipientState::Refused, Some(("opted_out", "They opted out.")), later(5));
    let tries = join_all((0..RIVALS).map(|_| stores.table.replace_recipient(&ours, &rows[0], &moved))).await;
    assert_eq!(tries.into_iter().filter(|done| *done.as_ref().expect("an answer")).count(), 1);
    let figures = stores.table.tally(&ours, &campaign.id).await.expect("counters");
    let of = |state: RecipientState| {
        figures.iter().filter(|(name, _)| name.as_str() == state.as_str()).map(|(_, count)| *count).sum::<i64>()
    };
    assert_eq!((of(RecipientState::Waiting), of(RecipientState::Refused)), (1, 1), "{figures:?}");
    let refused = Some(RecipientState::Refused);
    let listed = stores.table.recipients(&ours, &campaign.id, refused, &page(10)).await.expect("a page").rows;
    assert_eq!(listed, [moved]);
    assert_eq!(due(9).await, [2]);
}

fn content(sid: &str, status: &str) -> Template {
    Template {
        sid: sid.to_owned(),
        name: "reminder".to_owned(),
        language: "en".to_owned(),
        body: "See you".to_owned(),
        variables: Vec::new(),
        status: status.to_owned(),
        category: None,
        rejection_reason: None,
        is_sendable: status == "approved",
        synced_at: now(),
    }
}

pub async fn a_sync_leaves_what_the_carrier_has_and_nothing_else(stores: &Stores) {
    let sid = |n: usize| format!("HX{n:032}");
    let first: Vec<_> = (0..60).map(|n| content(&sid(n), "pending")).collect();
    stores.table.replace_templates(&tenant(), &first).await.expect("stored");
    stores.table.replace_templates(&stranger(), &first[..1]).await.expect("stored");
    let second: Vec<_> = (55..65).map(|n| content(&sid(n), "approved")).collect();
    stores.table.replace_templates(&tenant(), &second).await.expect("stored");
    let listed = WhatsAppTemplates::templates(&stores.table, &tenant(), &page(100)).await.expect("a page");
    assert_eq!((listed.rows, listed.next), (second, None));
    let theirs = WhatsAppTemplates::template(&stores.table, &stranger(), &sid(0)).await.expect("read");
    assert_eq!(theirs.map(|template| template.status), Some("pending".to_owned()));
}
