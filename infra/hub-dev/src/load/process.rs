//! A hub in a process of its own.

use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A running `cargo dev up`; it ends when it is dropped.
pub struct Hub {
    /// Where it answers.
    pub base_url: String,
    _process: Child,
}

impl Hub {
    /// Starts a fresh one with its data in a folder, on a free port, for numbers that may send as fast as they like.
    ///
    /// # Errors
    /// A sentence that says why it does not run.
    pub async fn start(data: &Path) -> Result<Self, String> {
        let program = std::env::current_exe().map_err(|e| e.to_string())?;
        let mut process = Command::new(program)
            .args(["up", "--port", "0", "--fresh", "--pace", "1000", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| format!("the hub: {e}"))?;
        let mut lines = BufReader::new(process.stdout.take().ok_or("the hub says nothing")?).lines();
        let mut base_url = None;
        while let Some(line) = lines.next_line().await.map_err(|e| e.to_string())? {
            if let Some(inbox) = line.trim().strip_prefix("Inbox") {
                let url = inbox.split_whitespace().next().unwrap_or_default();
                base_url = Some(url.trim_end_matches('/').to_owned());
                break;
            }
        }
        // What it logs is read away, or it would wait for a reader.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { base_url: base_url.ok_or("the hub did not start")?, _process: process })
    }
}
