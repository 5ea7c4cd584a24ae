//! What a running process has used, as the kernel tells it.

use std::path::Path;
use std::time::Duration;

/// The CPU time of all threads of a process, user and system. It is exact while the process waits.
///
/// # Errors
/// A process that is not there any more.
pub fn cpu(pid: u32) -> Result<Duration, String> {
    let tasks = format!("/proc/{pid}/task");
    let threads = std::fs::read_dir(&tasks).map_err(|e| format!("{tasks}: {e}"))?;
    let nanos = threads.flatten().map(|thread| used(&thread.path().join("schedstat"))).sum::<Result<u64, _>>()?;
    Ok(Duration::from_nanos(nanos))
}

/// `<nanoseconds on a CPU> <nanoseconds waiting for one> <timeslices>`.
fn used(schedstat: &Path) -> Result<u64, String> {
    let text = read(schedstat)?;
    let nanos = text.split(' ').next().and_then(|nanos| nanos.parse().ok());
    nanos.ok_or_else(|| format!("{}: {text}", schedstat.display()))
}

/// The most memory that a process has held, in bytes.
///
/// # Errors
/// A process that is not there any more.
pub fn peak_memory(pid: u32) -> Result<u64, String> {
    let status = read(Path::new(&format!("/proc/{pid}/status")))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes: Option<u64> = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
    kilobytes.map(|kilobytes| kilobytes * 1024).ok_or_else(|| "the kernel tells no peak memory".to_owned())
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}
