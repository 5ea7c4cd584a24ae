//! Where objects lie: in memory, or one file each.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Objects by key.
pub(super) struct Shelf {
    folder: Option<PathBuf>,
    memory: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Shelf {
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, memory: Mutex::default() }
    }

    fn memory(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A file's path. A key is plain words and slashes, so that none leaves the folder.
    fn file(folder: &Path, key: &str) -> io::Result<PathBuf> {
        let is_plain =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if key.split('/').all(is_plain) { Ok(folder.join(key)) } else { Err(io::ErrorKind::InvalidInput.into()) }
    }

    pub(super) fn write(&self, key: &str, bytes: &[u8]) -> io::Result<()> {
        let Some(folder) = &self.folder else {
            self.memory().insert(key.to_owned(), bytes.to_vec());
            return Ok(());
        };
        let file = Self::file(folder, key)?;
        let unfinished = file.with_extension("part");
        std::fs::create_dir_all(file.parent().unwrap_or(folder))?;
        // A process that is killed while it writes leaves no half object.
        std::fs::write(&unfinished, bytes)?;
        std::fs::rename(unfinished, file)
    }

    /// There may be no such object.
    pub(super) fn remove(&self, key: &str) -> io::Result<()> {
        let Some(folder) = &self.folder else {
            self.memory().remove(key);
            return Ok(());
        };
        match std::fs::remove_file(Self::file(folder, key)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    pub(super) fn read(&self, key: &str) -> Option<Vec<u8>> {
        match &self.folder {
            None => self.memory().get(key).cloned(),
            Some(folder) => std::fs::read(Self::file(folder, key).ok()?).ok(),
        }
    }

    pub(super) fn keys(&self) -> Vec<String> {
        match &self.folder {
            None => self.memory().keys().cloned().collect(),
            Some(folder) => {
                let mut keys = vec![];
                collect(folder, folder, &mut keys);
                keys.sort();
                keys
            }
        }
    }
}

fn collect(root: &Path, folder: &Path, keys: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, keys);
        } else if let Ok(key) = path.strip_prefix(root) {
            keys.push(key.to_string_lossy().into_owned());
        }
    }
}
