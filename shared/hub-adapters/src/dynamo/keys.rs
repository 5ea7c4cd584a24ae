//! The only place that spells a key.
//!
//! Every key of a tenant's data begins with `T#<tenant>#`. Keys that begin with `D#` are the directory: they lead
//! from an outside name to a tenant and hold nothing else.

use hub_core::address::Address;
use hub_core::channel::ChannelClass;
use hub_core::conversation::ConversationState;
use hub_core::ids::{
    CallId, CampaignId, ConnectionId, ConversationId, ErasureId, InvitationId, MediaId, MessageId, NoteId, RecipientId,
    ScheduledId, ShareId, TemplateId, TenantId, UserId, fingerprint, millis,
};
use hub_core::number::NumberId;
use hub_core::ports::SCHEDULE_SHARDS;
use hub_core::recipient::RecipientState;
use hub_core::schedule::ScheduledState;
use jiff::Timestamp;
use ulid::Ulid;

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The partition.
    pub pk: String,
    /// The position in it.
    pub sk: String,
}

fn key(pk: String, sk: impl Into<String>) -> Key {
    Key { pk, sk: sk.into() }
}

/// Sort-key prefix of what stands in a thread, in a conversation's partition: messages and notes.
pub const ENTRIES: &str = "M#";
/// Sort key of a conversation itself.
const CONVERSATION: &str = "CONVERSATION";
/// Sort-key prefix of scheduled texts in a conversation's partition.
pub const SCHEDULED: &str = "S#";
/// Sort-key prefix of people in the account partition.
pub const USERS: &str = "USER#";
/// Sort-key prefix of numbers in the account partition.
pub const NUMBERS: &str = "NUMBER#";
/// Sort-key prefix of open invitations in the account partition.
pub const INVITATIONS: &str = "INVITATION#";
/// Sort key of the note that calls the sweep to a tenant's parked messages.
const RESUME: &str = "RESUME";
/// Sort-key prefix of the consent ledger in a contact's partition.
pub const CONSENT: &str = "CONSENT#";
/// Words are found from so many letters on.
const SHORT_BEGINNING: usize = 2;
/// Words of so many letters stand in a place of their own beginning, too.
const LONG_BEGINNING: usize = 4;
/// Sort-key prefix of templates among a tenant's templates.
pub const TEMPLATES: &str = "TEMPLATE#";
/// Sort-key prefix of recipients in a campaign's partition.
pub const RECIPIENTS: &str = "R#";
/// Sort-key prefix of counters in a campaign's partition.
pub const COUNTERS: &str = "COUNT#";
/// Into so many counters a campaign's figures are cut, so that results of many recipients do not wait for each other.
const COUNTER_SHARDS: usize = 16;
/// Sort-key prefix of shares of a call.
pub const SHARE: &str = "SHARE#";
/// Sort-key prefix of openings of those.
pub const OPENED: &str = "OPENED#";
/// Sort-key prefix of erasures.
pub const ERASURE: &str = "ers_";
/// Sort-key prefix of live events.
pub const EVENTS: &str = "E#";
/// How many partitions of the second index hold work for the sweep.
pub const DUE_SHARDS: usize = 4;

/// What every partition of a tenant begins with.
pub fn tenant_prefix(tenant: &TenantId) -> String {
    format!("T#{tenant}#")
}

pub fn account(tenant: &TenantId) -> String {
    format!("T#{tenant}#ACCOUNT")
}

pub fn tenant(tenant: &TenantId) -> Key {
    key(account(tenant), "TENANT")
}

pub fn user(tenant: &TenantId, user: &UserId) -> Key {
    key(account(tenant), format!("{USERS}{user}"))
}

pub fn number(tenant: &TenantId, id: &NumberId) -> Key {
    key(account(tenant), format!("{NUMBERS}{}", id.channel().on_carrier(&id.number())))
}

pub fn carrier(tenant: &TenantId) -> Key {
    key(account(tenant), "CARRIER")
}

pub fn invitation(tenant: &TenantId, id: &InvitationId) -> Key {
    key(account(tenant), format!("{INVITATIONS}{id}"))
}

pub fn resume(tenant: &TenantId) -> Key {
    key(account(tenant), RESUME)
}

/// The tenant whose parked messages the sweep is called to, the inverse of [`resume`].
pub fn parse_resume(pk: &str, sk: &str) -> Option<TenantId> {
    let tenant = pk.strip_prefix("T#")?.strip_suffix("#ACCOUNT")?;
    if sk == RESUME { tenant.parse().ok() } else { None }
}

pub fn erasures(tenant: &TenantId) -> String {
    format!("T#{tenant}#ERASURES")
}

pub fn erasure(tenant: &TenantId, id: &ErasureId) -> Key {
    key(erasures(tenant), id.as_str())
}

/// The erasure behind a primary key, the inverse of [`erasure`].
pub fn parse_erasure(pk: &str, sk: &str) -> Option<(TenantId, ErasureId)> {
    let tenant = pk.strip_prefix("T#")?.strip_suffix("#ERASURES")?;
    Some((tenant.parse().ok()?, sk.parse().ok()?))
}

/// The last possible position, under a prefix, of what was made at a time.
pub fn last_made(prefix: &str, at: Timestamp) -> String {
    format!("{prefix}{}", Ulid::from_parts(millis(at), u128::MAX))
}

/// Sort key of the note how far a tenant's recordings were looked through.
const RECORDINGS: &str = "RECORDINGS";

pub fn recordings(tenant: &TenantId) -> Key {
    key(account(tenant), RECORDINGS)
}

/// The tenant whose recordings may be older than they are kept, the inverse of [`recordings`].
pub fn parse_recordings(pk: &str, sk: &str) -> Option<TenantId> {
    let tenant = pk.strip_prefix("T#")?.strip_suffix("#ACCOUNT")?;
    if sk == RECORDINGS { tenant.parse().ok() } else { None }
}

pub fn audit(tenant: &TenantId) -> String {
    format!("T#{tenant}#AUDIT")
}

pub fn audit_entry(tenant: &TenantId, id: &str) -> Key {
    key(audit(tenant), id)
}

pub fn dead_letters(tenant: &TenantId) -> String {
    format!("T#{tenant}#DEAD")
}

pub fn dead_letter(tenant: &TenantId, id: &str) -> Key {
    key(dead_letters(tenant), id)
}

pub fn journal(tenant: &TenantId) -> String {
    format!("T#{tenant}#JOURNAL")
}

pub fn journal_request(tenant: &TenantId, id: &str) -> Key {
    key(journal(tenant), id)
}

pub fn whatsapp_templates(tenant: &TenantId) -> String {
    format!("T#{tenant}#WHATSAPP")
}

pub fn whatsapp_template(tenant: &TenantId, sid: &str) -> Key {
    key(whatsapp_templates(tenant), Address::from_carrier(sid).as_str())
}

pub fn session(tenant: &TenantId, family: &str) -> Key {
    key(format!("T#{tenant}#SESSION#{family}"), "SESSION")
}

pub fn pace(tenant: &TenantId, sender: &NumberId) -> Key {
    key(format!("T#{tenant}#PACE#{}", sender.channel().on_carrier(&sender.number())), "PACE")
}

pub fn contact(tenant: &TenantId, address: &Address) -> Key {
    key(format!("T#{tenant}#P#{}", address.as_str()), "CONTACT")
}

/// Positions rise with the line's number.
pub fn consent(tenant: &TenantId, address: &Address, channel: ChannelClass, seq: u64) -> Key {
    key(contact(tenant, address).pk, format!("{CONSENT}{}#{seq:012}", channel.as_str()))
}

pub fn conversation(tenant: &TenantId, id: &ConversationId) -> Key {
    key(conversation_partition(tenant, id), CONVERSATION)
}

pub fn conversation_partition(tenant: &TenantId, id: &ConversationId) -> String {
    format!("T#{tenant}#C#{id}")
}

/// The conversation behind a primary key, the inverse of [`conversation`].
pub fn parse_conversation(pk: &str, sk: &str) -> Option<(TenantId, ConversationId)> {
    let (tenant, id) = pk.strip_prefix("T#")?.split_once("#C#")?;
    (sk == CONVERSATION).then(|| Some((tenant.parse().ok()?, id.parse().ok()?)))?
}

/// `None` for an id that names no conversation.
pub fn note(tenant: &TenantId, id: &NoteId) -> Option<Key> {
    Some(key(conversation_partition(tenant, &id.conversation()?), format!("{ENTRIES}{}", id.sort_key())))
}

/// `None` for an id that names no conversation.
pub fn message(tenant: &TenantId, id: &MessageId) -> Option<Key> {
    Some(key(conversation_partition(tenant, &id.conversation()?), format!("{ENTRIES}{}", id.sort_key())))
}

/// The message behind a primary key, the inverse of [`message`].
pub fn parse_message(pk: &str, sk: &str) -> Option<(TenantId, MessageId)> {
    let (tenant, conversation) = pk.strip_prefix("T#")?.split_once("#C#cnv_")?;
    let id = format!("msg_{}_{conversation}", sk.strip_prefix(ENTRIES)?);
    Some((tenant.parse().ok()?, id.parse().ok()?))
}

/// Among the messages of its thread; `None` for an id that names no conversation.
pub fn call(tenant: &TenantId, id: &CallId) -> Option<Key> {
    Some(key(conversation_partition(tenant, &id.conversation()?), format!("{ENTRIES}{}", id.sort_key())))
}

/// The call behind a primary key, the inverse of [`call`].
pub fn parse_call(pk: &str, sk: &str) -> Option<(TenantId, CallId)> {
    let (tenant, conversation) = pk.strip_prefix("T#")?.split_once("#C#cnv_")?;
    let id = format!("call_{}_{conversation}", sk.strip_prefix(ENTRIES)?);
    Some((tenant.parse().ok()?, id.parse().ok()?))
}

/// First index: a tenant's calls.
pub fn call_list(tenant: &TenantId) -> String {
    format!("T#{tenant}#CALLS")
}

/// First index: position of a call by the time at which it began.
pub fn call_position(at: Timestamp, id: &CallId) -> String {
    format!("{:013}#{id}", at.as_millisecond())
}

/// First index: before every call that began at this time or later.
pub fn time_position(at: Timestamp) -> String {
    format!("{:013}", at.as_millisecond())
}

/// The call at a position in the list; `None` for a text that is no position.
pub fn parse_call_position(position: &str) -> Option<CallId> {
    let (time, id) = position.split_once('#')?;
    (time.len() == 13 && time.bytes().all(|b| b.is_ascii_digit())).then(|| id.parse().ok())?
}

/// A call's shares and their openings.
pub fn shares(tenant: &TenantId, call: &CallId) -> String {
    format!("T#{tenant}#SHARES#{call}")
}

pub fn share(tenant: &TenantId, call: &CallId, id: &ShareId) -> Key {
    key(shares(tenant, call), format!("{SHARE}{id}"))
}

/// Openings of one share lie in the order of their ids.
pub fn opening(tenant: &TenantId, call: &CallId, share: &ShareId, id: &str) -> Key {
    key(shares(tenant, call), format!("{OPENED}{share}#{id}"))
}

/// The share whose opening lies at a sort key.
pub fn parse_opening(sk: &str) -> Option<ShareId> {
    sk.strip_prefix(OPENED)?.split_once('#')?.0.parse().ok()
}

/// Second index: calls of which something is outstanding.
pub const CALLS_DUE: &str = "CALLS";

/// `None` for an id that names no conversation.
pub fn scheduled(tenant: &TenantId, id: &ScheduledId) -> Option<Key> {
    Some(key(conversation_partition(tenant, &id.conversation()?), format!("{SCHEDULED}{}", id.sort_key())))
}

/// The scheduled text behind a primary key, the inverse of [`scheduled`].
pub fn parse_scheduled(pk: &str, sk: &str) -> Option<(TenantId, ScheduledId)> {
    let (tenant, conversation) = pk.strip_prefix("T#")?.split_once("#C#cnv_")?;
    let id = format!("sch_{}_{conversation}", sk.strip_prefix(SCHEDULED)?);
    Some((tenant.parse().ok()?, id.parse().ok()?))
}

/// The places of a text's word in the index: under its first letters, newest last. A word is found there by its
/// beginning, however much of it is typed.
pub fn postings(tenant: &TenantId, word: &str) -> Vec<String> {
    let beginning = |letters: usize| word.chars().take(letters).collect::<String>();
    let (short, long) = (beginning(SHORT_BEGINNING), beginning(LONG_BEGINNING));
    let is_long = long.chars().count() == LONG_BEGINNING;
    [Some(short), is_long.then_some(long)].into_iter().flatten().map(|b| format!("T#{tenant}#W#{b}")).collect()
}

/// The place that holds every text with a word of this beginning, and as few others as possible.
pub fn posting_place(tenant: &TenantId, beginning: &str) -> Option<String> {
    postings(tenant, beginning).pop()
}

/// A name's or a number's place in the index: by the word, or by the digits from each of them on.
pub fn names(tenant: &TenantId) -> String {
    format!("T#{tenant}#NAMES")
}

pub fn name_beginning(word: &str) -> String {
    format!("W#{word}")
}

pub fn number_part(digits: &str) -> String {
    format!("N#{digits}")
}

pub fn name(tenant: &TenantId, part: &str, id: &ConversationId) -> Key {
    key(names(tenant), format!("{part}#{id}"))
}

/// The conversation at a place among the names.
pub fn parse_name(sk: &str) -> Option<ConversationId> {
    sk.rsplit_once('#')?.1.parse().ok()
}

pub fn templates(tenant: &TenantId) -> String {
    format!("T#{tenant}#TEMPLATES")
}

pub fn template(tenant: &TenantId, id: &TemplateId) -> Key {
    key(templates(tenant), format!("{TEMPLATES}{id}"))
}

/// Holds a template's name, so that no other takes it.
pub fn template_name(tenant: &TenantId, name: &str) -> Key {
    key(templates(tenant), format!("NAME#{}", fingerprint(&name.to_lowercase())))
}

pub fn campaign_partition(tenant: &TenantId, id: &CampaignId) -> String {
    format!("T#{tenant}#K#{id}")
}

pub fn campaign(tenant: &TenantId, id: &CampaignId) -> Key {
    key(campaign_partition(tenant, id), "CAMPAIGN")
}

/// The campaign behind a primary key, the inverse of [`campaign`].
pub fn parse_campaign(pk: &str, sk: &str) -> Option<(TenantId, CampaignId)> {
    let (tenant, id) = pk.strip_prefix("T#")?.split_once("#K#")?;
    if sk == "CAMPAIGN" { Some((tenant.parse().ok()?, id.parse().ok()?)) } else { None }
}

/// The campaign at a position in the list; `None` for a text that is no position.
pub fn parse_campaign_position(position: &str) -> Option<CampaignId> {
    let (time, id) = position.split_once('#')?;
    (time.len() == 13 && time.bytes().all(|b| b.is_ascii_digit())).then(|| id.parse().ok())?
}

pub fn recipient(tenant: &TenantId, campaign: &CampaignId, id: &RecipientId) -> Key {
    key(campaign_partition(tenant, campaign), format!("{RECIPIENTS}{id}"))
}

/// The counter that a recipient is counted in.
pub fn counter(tenant: &TenantId, campaign: &CampaignId, id: &RecipientId) -> Key {
    let shard = id.as_str().bytes().map(usize::from).sum::<usize>() % COUNTER_SHARDS;
    key(campaign_partition(tenant, campaign), format!("{COUNTERS}{shard:02}"))
}

/// First index: a tenant's campaigns.
pub fn campaign_list(tenant: &TenantId) -> String {
    format!("T#{tenant}#CAMPAIGNS")
}

/// First index: a campaign's recipients by state.
pub fn recipient_list(tenant: &TenantId, campaign: &CampaignId, state: RecipientState) -> String {
    format!("{}#{}", campaign_partition(tenant, campaign), state.as_str())
}

/// First index: position of a recipient by a time.
pub fn recipient_position(at: Timestamp, line: u32, id: &RecipientId) -> String {
    format!("{:013}#{line:06}#{id}", at.as_millisecond())
}

/// The recipient at a position in a list; `None` for a text that is no position.
pub fn parse_recipient_position(position: &str) -> Option<RecipientId> {
    let (time, rest) = position.split_once('#')?;
    let (_, id) = rest.split_once('#')?;
    (time.len() == 13 && time.bytes().all(|b| b.is_ascii_digit())).then(|| id.parse().ok())?
}

/// Second index: campaigns that have something to do.
pub const CAMPAIGNS_DUE: &str = "CAMPAIGNS";

pub fn sid(tenant: &TenantId, sid: &str) -> Key {
    key(format!("T#{tenant}#SID#{}", Address::from_carrier(sid).as_str()), "SID")
}

pub fn idempotency(tenant: &TenantId, idempotency_key: &str) -> Key {
    key(format!("T#{tenant}#IDEMPOTENCY#{}", fingerprint(idempotency_key)), "IDEMPOTENCY")
}

pub fn upload(tenant: &TenantId, id: &MediaId) -> Key {
    key(format!("T#{tenant}#MEDIA#{id}"), "UPLOAD")
}

pub fn live(tenant: &TenantId) -> String {
    format!("T#{tenant}#LIVE")
}

pub fn event(tenant: &TenantId, seq: u64) -> Key {
    key(live(tenant), event_position(seq))
}

pub fn event_position(seq: u64) -> String {
    format!("{EVENTS}{seq:020}")
}

pub fn sockets(tenant: &TenantId) -> String {
    format!("T#{tenant}#SOCKETS")
}

pub fn socket(tenant: &TenantId, id: &ConnectionId) -> Key {
    key(sockets(tenant), id.as_str())
}

/// By a number as the carrier writes it: a sender of WhatsApp may have the digits of somebody else's number.
pub fn directory_number(number: &Address) -> Key {
    key(format!("D#NUMBER#{}", number.as_str()), "D")
}

/// The same for a number of ours.
pub fn directory_own(id: &NumberId) -> Key {
    directory_number(&Address::from_carrier(&id.channel().on_carrier(&id.number())))
}

pub fn directory_service(sid: &str) -> Key {
    key(format!("D#SERVICE#{}", Address::from_carrier(sid).as_str()), "D")
}

pub fn directory_email(email: &str) -> Key {
    key(format!("D#EMAIL#{}", fingerprint(email)), "D")
}

pub fn directory_link(token: &str) -> Key {
    key(format!("D#LINK#{}", fingerprint(token)), "D")
}

pub fn directory_media(token: &str) -> Key {
    key(format!("D#MEDIA#{}", fingerprint(token)), "D")
}

pub fn directory_share(token: &str) -> Key {
    key(format!("D#SHARE#{}", fingerprint(token)), "D")
}

pub fn attempts(name: &str) -> Key {
    key(format!("D#ATTEMPTS#{}", fingerprint(name)), "D")
}

pub fn directory_ticket(ticket: &str) -> Key {
    key(format!("D#TICKET#{}", fingerprint(ticket)), "D")
}

pub fn directory_socket(id: &ConnectionId) -> Key {
    key(format!("D#SOCKET#{id}"), "D")
}

/// First index: a tenant's inbox by state.
pub fn inbox(tenant: &TenantId, state: ConversationState) -> String {
    format!("T#{tenant}#INBOX#{}", state.as_str())
}

/// First index: position by last activity.
pub fn inbox_position(last_activity: Timestamp, id: &ConversationId) -> String {
    format!("{:013}#{id}", last_activity.as_millisecond())
}

/// First index: a tenant's scheduled texts by state.
pub fn scheduled_list(tenant: &TenantId, state: ScheduledState) -> String {
    format!("T#{tenant}#SCHEDULED#{}", state.as_str())
}

/// First index: position of a scheduled text by a time.
pub fn scheduled_position(at: Timestamp, id: &ScheduledId) -> String {
    format!("{:013}#{id}", at.as_millisecond())
}

/// The scheduled text at a position in a list; `None` for a text that is no position.
pub fn parse_scheduled_position(position: &str) -> Option<ScheduledId> {
    let (time, id) = position.split_once('#')?;
    (time.len() == 13 && time.bytes().all(|b| b.is_ascii_digit())).then(|| id.parse().ok())?
}

/// Second index: the shard of scheduled texts that one belongs to.
pub fn fire_shard(id: &ScheduledId) -> String {
    let last = id.sort_key().bytes().last().unwrap_or_default();
    fire_shard_number(usize::from(last) % SCHEDULE_SHARDS)
}

pub fn fire_shard_number(shard: usize) -> String {
    format!("FIRE#{shard}")
}

/// The conversation at a position in the inbox; `None` for a text that is no position.
pub fn parse_inbox_position(position: &str) -> Option<ConversationId> {
    let (time, id) = position.split_once('#')?;
    (time.len() == 13 && time.bytes().all(|b| b.is_ascii_digit())).then(|| id.parse().ok())?
}

/// The conversation's own key, by its position in the inbox.
pub fn inbox_key(tenant: &TenantId, position: &str) -> Option<Key> {
    Some(conversation(tenant, &parse_inbox_position(position)?))
}

/// Second index: the shard of the sweep's work that a message belongs to.
pub fn due_shard(id: &MessageId) -> String {
    due_shard_of(id.sort_key())
}

/// Second index: the shard of the sweep's work that an erasure belongs to.
pub fn erasure_shard(id: &ErasureId) -> String {
    due_shard_of(id.as_str())
}

/// Second index: the shard of the sweep's work that a snoozed conversation belongs to.
pub fn wake_shard(id: &ConversationId) -> String {
    due_shard_of(id.as_str())
}

fn due_shard_of(id: &str) -> String {
    let last = id.bytes().last().unwrap_or_default();
    due_shard_number(usize::from(last) % DUE_SHARDS)
}

pub fn due_shard_number(shard: usize) -> String {
    format!("DUE#{shard}")
}

/// Second index: messages that wait for the repair of the carrier's credentials.
pub fn parked(tenant: &TenantId) -> String {
    format!("T#{tenant}#PARKED")
}

/// Second index: position by time.
pub fn due_position(due: Timestamp) -> String {
    format!("{:013}", due.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_key_leads_back_to_its_message() {
        let tenant: TenantId = "ten_acme".parse().expect("id");
        let (ours, theirs) = (Address::from_carrier("+12015550123"), Address::from_carrier("+14155550123"));
        let conversation = ConversationId::between(&tenant, "sms", &ours, &theirs);
        let id = MessageId::new(ulid::Ulid::from_parts(7, 9), &conversation);
        let key = message(&tenant, &id).expect("a key");
        assert_eq!(parse_message(&key.pk, &key.sk), Some((tenant, id)));
    }

    #[test]
    fn a_forged_position_is_no_position() {
        for text in ["", "x", "123#cnv_a", "1234567890123#a#b", "123456789012x#cnv_a"] {
            assert_eq!(parse_inbox_position(text), None, "{text}");
        }
    }
}
