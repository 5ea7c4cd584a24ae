//! `cargo dev verify-consent`: checks an export of somebody's consent, without a hub.

use std::path::Path;

use hub_core::consent::evidence::verify;

/// Checks a file in either form and answers what to say of it.
///
/// # Errors
/// A sentence that names the first line that was changed, is missing or stands at the wrong place.
pub fn run(file: &Path) -> Result<String, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let lines = verify(&bytes).map_err(|finding| format!("{}: {finding}", file.display()))?;
    let lines = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
    Ok(format!("{}: {lines}, unchanged and complete.", file.display()))
}
