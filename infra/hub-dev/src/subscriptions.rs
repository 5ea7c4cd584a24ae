//! The subscriptions to the functions' logs in `functions/workers/template.yaml`: one for each function, made from the template.

use std::fmt::Write;

use crate::template::Template;

/// The file, from the project's root.
pub const FILE: &str = "functions/workers/template.yaml";
/// What stands below this line is generated.
const MARK: &str = "  # Below this line: made by `cargo dev routes`.\n";
/// What is forwarded: errors, and Lambda's own word that it ended a function.
const PATTERN: &str = r#"{ ($.level = "ERROR") || ($.record.status = "timeout") || ($.record.status = "error") || ($.record.status = "failure") }"#;
/// Its own errors would go in a circle.
const FORWARDER: &str = "forward-errors";

/// What the file must hold.
///
/// # Errors
/// The file system's, or a file without the mark.
pub fn generated(template: &Template) -> Result<String, String> {
    let text = crate::read(FILE)?;
    let (own, _) = text.split_once(MARK).ok_or_else(|| format!("{FILE} lacks the line {MARK:?}"))?;
    let mut text = format!("{own}{MARK}");
    for function in template.functions.keys().filter(|name| *name != FORWARDER) {
        let id: String = function.split('-').map(capitalized).collect();
        let _ = write!(
            text,
            "  {id}Errors:\n    Type: AWS::Logs::SubscriptionFilter\n    DependsOn: ForwardErrorsPermission\n    Properties:\n      LogGroupName: !Sub \"/hub/${{Hub}}/{function}\"\n      FilterPattern: '{PATTERN}'\n      DestinationArn: !GetAtt ForwardErrors.Arn\n",
        );
    }
    Ok(text)
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}
