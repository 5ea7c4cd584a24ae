//! `cargo dev export-tenant`: an organisation as files that a person can read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use hub_adapters::dynamo::TenantItem;
use hub_core::ids::TenantId;
use hub_core::ports::{PortError, PortErrorKind};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::files::{Listing, Version};
use super::kinds::{Fate, fate, is_secret, is_the_hubs_own};
use super::{Place, prefixes};

/// So often a file is fetched that breaks off.
const TRIES: usize = 3;
const README: &str = include_str!("export.md");

/// What an export holds. An export without it broke off.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Whose it is.
    pub tenant: TenantId,
    /// The organisation's name.
    pub name: String,
    /// When the export began; what changed after that may or may not be in it.
    pub begun_at: Timestamp,
    /// When it ended.
    pub done_at: Timestamp,
    /// A file of lines for each kind.
    pub data: Vec<Written>,
    /// Attachments and recordings.
    pub files: Vec<Written>,
    /// Bytes of those.
    pub file_bytes: u64,
    /// Kinds that stay out.
    pub left_out: Vec<LeftOut>,
}

/// A file of an export.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Written {
    /// Its place in the folder.
    pub file: String,
    /// Lines, one for each item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<u64>,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Names of attributes that are held back, because they are secret.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub held_back: BTreeSet<String>,
}

/// A kind that stays out.
#[derive(Debug, Serialize)]
pub struct LeftOut {
    /// The kind.
    pub kind: String,
    /// How many there are.
    pub count: u64,
    /// Why.
    pub why: String,
}

/// Writes everything of an organisation into a new folder.
///
/// # Errors
/// A sentence; a folder without `manifest.json` is to be thrown away.
pub async fn export(place: &Place, tenant: &TenantId, to: &Path) -> Result<Manifest, String> {
    let name = place.name_of(tenant).await?.ok_or_else(|| format!("there is no organisation {tenant} here"))?;
    new_folder(to)?;
    let begun_at = place.clock.now();
    fs::write(to.join("README.md"), README).map_err(|error| told(to, &error))?;
    let (data, left_out) = items(place, tenant, to).await?;
    let files = all_files(place, tenant, to).await?;
    let file_bytes = files.iter().map(|file| file.bytes).sum();
    let done_at = place.clock.now();
    let tenant = tenant.clone();
    let manifest = Manifest { tenant, name, begun_at, done_at, data, files, file_bytes, left_out };
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| error.to_string())?;
    fs::write(to.join("manifest.json"), text + "\n").map_err(|error| told(to, &error))?;
    Ok(manifest)
}

fn told(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// A folder that nobody else on this machine reads.
fn new_folder(to: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    fs::create_dir_all(to).map_err(|error| told(to, &error))?;
    if fs::read_dir(to).map_err(|error| told(to, &error))?.next().is_some() {
        return Err(format!("{} is not empty; an export goes into a new folder", to.display()));
    }
    fs::set_permissions(to, fs::Permissions::from_mode(0o700)).map_err(|error| told(to, &error))
}

/// A file that is being written.
struct Writing {
    file: String,
    path: PathBuf,
    out: BufWriter<File>,
    digest: Sha256,
    lines: u64,
    bytes: u64,
    held_back: BTreeSet<String>,
}

impl Writing {
    fn at(to: &Path, file: String) -> Result<Self, String> {
        let path = to.join(&file);
        fs::create_dir_all(path.parent().unwrap_or(to)).map_err(|error| told(&path, &error))?;
        let out = BufWriter::new(File::create(&path).map_err(|error| told(&path, &error))?);
        Ok(Self { file, path, out, digest: Sha256::new(), lines: 0, bytes: 0, held_back: BTreeSet::new() })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes).map_err(|error| told(&self.path, &error))
    }

    fn line(&mut self, tenant: &TenantId, item: TenantItem) -> Result<(), String> {
        let place = item.place(tenant);
        let (held_back, open): (Map<_, _>, Map<_, _>) =
            item.attributes.into_iter().partition(|(name, value)| is_secret(name, value));
        self.held_back.extend(held_back.into_iter().map(|(name, _)| name));
        let mut shown: Map<String, Value> = open.into_iter().filter(|(name, _)| !is_the_hubs_own(name)).collect();
        shown.insert("_place".to_owned(), Value::String(place));
        self.lines += 1;
        self.write(format!("{}\n", Value::Object(shown)).as_bytes())
    }

    fn done(mut self, is_lines: bool) -> Result<Written, String> {
        self.out.flush().map_err(|error| told(&self.path, &error))?;
        let sha256 = self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let lines = is_lines.then_some(self.lines);
        Ok(Written { file: self.file, lines, bytes: self.bytes, sha256, held_back: self.held_back })
    }
}

/// The name of the file for a kind that nobody decided of.
fn unknown(entity: &str) -> String {
    let plain: String = entity.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect();
    if plain.is_empty() { "other".to_owned() } else { format!("other-{plain}") }
}

async fn items(place: &Place, tenant: &TenantId, to: &Path) -> Result<(Vec<Written>, Vec<LeftOut>), String> {
    let mut open: BTreeMap<String, Writing> = BTreeMap::new();
    let mut left: BTreeMap<String, (u64, &str)> = BTreeMap::new();
    let mut walk = place.table.walk(Some(tenant));
    while let Some(page) = walk.next().await.map_err(|error| error.to_string())? {
        for item in page {
            let name = match fate(&item.entity) {
                Some(Fate::Into(name)) => name.to_owned(),
                Some(Fate::LeftOut(why)) => {
                    left.entry(item.entity).or_insert((0, why)).0 += 1;
                    continue;
                }
                None => unknown(&item.entity),
            };
            if !open.contains_key(&name) {
                open.insert(name.clone(), Writing::at(to, format!("data/{name}.jsonl"))?);
            }
            if let Some(writing) = open.get_mut(&name) {
                writing.line(tenant, item)?;
            }
        }
    }
    let data = open.into_values().map(|writing| writing.done(true)).collect::<Result<_, _>>()?;
    let left = left.into_iter().map(|(kind, (count, why))| LeftOut { kind, count, why: why.to_owned() });
    Ok((data, left.collect()))
}

async fn all_files(place: &Place, tenant: &TenantId, to: &Path) -> Result<Vec<Written>, String> {
    let [kept, _] = prefixes(tenant);
    let (mut listing, mut files) = (Listing::below(&place.bucket, &kept), Vec::new());
    while let Some(page) = listing.next().await? {
        for version in page.iter().filter(|version| version.is_newest && !version.is_mark) {
            let below = version.key.strip_prefix(&kept).unwrap_or_default();
            files.push(file(place, version, to, below).await?);
        }
    }
    Ok(files)
}

async fn file(place: &Place, version: &Version, to: &Path, below: &str) -> Result<Written, String> {
    if below.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(format!("{} is no name of a file", version.key));
    }
    let mut tries = 0;
    loop {
        tries += 1;
        let mut writing = Writing::at(to, format!("files/{below}"))?;
        let take = |part: &[u8]| writing.write(part).map_err(|error| PortError::new(PortErrorKind::Rejected, error));
        match place.bucket.download(&version.key, take).await {
            Ok(()) if writing.bytes == version.bytes => return writing.done(false),
            Ok(()) if tries == TRIES => return Err(format!("{} has another size than is listed", version.key)),
            Err(error) if tries == TRIES || error.kind == PortErrorKind::Rejected => {
                return Err(format!("{}: {error}", version.key));
            }
            Ok(()) | Err(_) => {}
        }
    }
}
