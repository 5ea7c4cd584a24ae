//! An organisation that leaves: everything of it, as files.

use std::collections::BTreeMap;
use std::path::Path;

use hub_dev::leave::export::export;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::TestHub;

use crate::leave::{NAME, OF_ACME, OF_BOTH, SOUND, lived_in, place, temporary};

/// The things of a kind.
fn things(folder: &Path, kind: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join(format!("data/{kind}.jsonl")));
    let text = text.unwrap_or_else(|error| panic!("{kind}: {error}"));
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Every file of a folder.
fn walk(folder: &Path, files: &mut BTreeMap<String, Vec<u8>>, root: &Path) {
    for entry in std::fs::read_dir(folder).expect("listed").flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, files, root);
        } else {
            let name = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
            files.insert(name, std::fs::read(&path).expect("read"));
        }
    }
}

#[tokio::test]
async fn an_organisation_is_exported_as_files_that_people_read() {
    let hub = TestHub::without_sweeps().await;
    let _windows = lived_in(&hub).await;
    let (place, to) = (place(&hub), temporary("export"));
    let tenant = hub.acme().demo.tenant_id();
    // A kind that a later version adds, and that nobody told the export of.
    let news = json!({
        "pk": { "S": "T#acme#NEWS" }, "sk": { "S": "1" }, "entity": { "S": "news" }, "text": { "S": "We moved" },
        "apiToken": { "S": "canary-of-a-later-version" }, "raw": { "B": "AAEC" },
    });
    hub.runner().import(vec![news]).expect("imported");
    let manifest = export(&place, &tenant, &to).await.expect("exported");
    assert_eq!(manifest.name, NAME);

    let messages = things(&to, "messages");
    let bodies: Vec<_> = messages.iter().filter_map(|message| message["body"].as_str()).collect();
    for body in ["Hello, may I come at five?", "Yes, see you at five.", "Look", "STOP", "Never sent"] {
        assert!(bodies.contains(&body), "{body}: {bodies:?}");
    }
    let contacts: Vec<_> = things(&to, "contacts").iter().map(|c| c["address"].to_string()).collect();
    for customer in OF_ACME.iter().chain([&OF_BOTH]) {
        assert!(contacts.iter().any(|address| address.contains(customer)), "{customer}: {contacts:?}");
    }
    assert_eq!(things(&to, "settings")[0]["name"], NAME);
    assert_eq!(things(&to, "people").len(), 3);
    assert_eq!(things(&to, "carrier")[0]["accountSid"], hub.acme().demo.account_sid);
    assert_eq!(things(&to, "other-news"), [json!({ "_place": "NEWS 1", "text": "We moved" })]);
    for kind in [
        "conversations",
        "calls",
        "notes",
        "consent",
        "numbers",
        "audit",
        "campaigns",
        "campaign-recipients",
        "scheduled",
        "templates",
        "whatsapp-templates",
        "invitations",
        "shares",
        "dead-letters",
        "webhooks",
    ] {
        assert!(!things(&to, kind).is_empty(), "{kind}");
    }

    let mut files = BTreeMap::new();
    walk(&to, &mut files, &to);
    assert_eq!(files["files/media/med_acmevoice"], SOUND);
    let media = messages.iter().find_map(|message| message["media"][0]["id"].as_str()).expect("a picture");
    assert!(files[&format!("files/media/{media}")].starts_with(b"\x89PNG"));
    let listed = manifest.data.iter().chain(&manifest.files);
    for written in listed {
        let bytes = &files[&written.file];
        let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((&written.sha256, written.bytes), (&digest, bytes.len() as u64), "{}", written.file);
    }
    assert_eq!(manifest.data.len() + manifest.files.len() + 2, files.len(), "and manifest.json and README.md");

    let all: String = files.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    for secret in
        ["$argon2", "passwordHash\":", "sealed\":", "canary-of-a-later-version", "-simulator-token-", "globex"]
    {
        assert!(!all.contains(secret), "{secret}");
    }
    let left_out: Vec<_> = manifest.left_out.iter().map(|left| left.kind.as_str()).collect();
    for kind in ["directory", "posting", "session", "socket", "event", "sid"] {
        assert!(left_out.contains(&kind), "{kind}: {left_out:?}");
    }
    std::fs::remove_dir_all(&to).expect("removed");
}

#[tokio::test]
async fn an_export_goes_into_a_new_folder_and_of_an_organisation_that_is_there() {
    let hub = TestHub::start().await;
    let (place, to) = (place(&hub), temporary("taken"));
    std::fs::create_dir_all(&to).expect("made");
    std::fs::write(to.join("mine.txt"), "Mine").expect("written");
    let refused = export(&place, &hub.acme().demo.tenant_id(), &to).await.expect_err("a full folder");
    assert!(refused.contains("is not empty"), "{refused}");
    std::fs::remove_dir_all(&to).expect("removed");
    let unknown = export(&place, &"ten_nobody".parse().expect("an id"), &to).await.expect_err("nobody");
    assert_eq!(unknown, "there is no organisation ten_nobody here");
    assert!(!to.exists());
}
