//! `cargo dev doctor`: asks a running hub how it stands and says the exact fix of what is wrong.

pub mod runbook;
pub mod stack;
pub mod xml;

use hub_adapters::aws::AwsSettings;
use reqwest::Method;
use serde_json::{Value, json};

const REPAIR_CREDENTIALS: &str =
    "put the account's present auth token in Settings > Integrations; texts that wait go out then";

/// A signed-in owner.
struct Visit<'a> {
    http: reqwest::Client,
    url: &'a str,
    token: String,
}

impl Visit<'_> {
    /// Status and body of an answer.
    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<(u16, Value), String> {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer =
            request.send().await.map_err(|error| format!("{} does not answer: {}", self.url, error.without_url()))?;
        let status = answer.status().as_u16();
        Ok((status, answer.json().await.unwrap_or(Value::Null)))
    }
}

/// Prints what was found, and collects what is wrong with its fix.
#[derive(Default)]
pub struct Findings(pub Vec<(String, String)>);

impl Findings {
    fn good(&self, sentence: &str) {
        println!("  ok     {sentence}");
    }

    fn bad(&mut self, sentence: &str, fix: &str) {
        println!("  WRONG  {sentence}\n         fix: {fix}");
        self.0.push((sentence.to_owned(), fix.to_owned()));
    }

    fn told(&self) -> Result<(), String> {
        match self.0.len() {
            0 => Ok(()),
            count => Err(format!("{count} wrong")),
        }
    }
}

/// An owner who signs in.
pub struct Owner<'a> {
    /// The e-mail address.
    pub email: &'a str,
    /// The password.
    pub password: &'a str,
}

fn sentence(answer: &Value) -> &str {
    answer["error"].as_str().unwrap_or("no reason given")
}

/// Checks the hub at `url` as the owner with this e-mail address; with `repair` it mends the numbers.
///
/// # Errors
/// How many things are wrong, or a sentence if the hub cannot be asked at all.
pub async fn run(url: &str, owner: &Owner<'_>, repair: bool) -> Result<(), String> {
    let mut findings = Findings::default();
    hub(&mut findings, url, Some(owner), repair).await?;
    findings.told()
}

/// Checks a deployed stack, and the hub in it as far as an owner who signs in may see it.
///
/// # Errors
/// How many things are wrong, or a sentence if the stack cannot be asked at all.
pub async fn run_deployed(
    aws: AwsSettings,
    endpoint: Option<&str>,
    stack: &str,
    (owner, repair): (Option<&Owner<'_>>, bool),
) -> Result<(), String> {
    let mut findings = Findings::default();
    println!("{stack}");
    let deployed = stack::Deployed::read(aws, endpoint, stack).await?;
    deployed.check(&mut findings, &runbook::Runbook::read()?).await?;
    hub(&mut findings, deployed.url()?, owner, repair).await?;
    findings.told()
}

/// The hub at a URL; without an owner only whether it answers.
async fn hub(findings: &mut Findings, url: &str, owner: Option<&Owner<'_>>, repair: bool) -> Result<(), String> {
    let mut visit = Visit { http: reqwest::Client::new(), url: url.trim_end_matches('/'), token: String::new() };
    println!("{url}");
    match visit.ask(Method::GET, "/health", None).await? {
        (200, _) => findings.good("the hub answers"),
        (status, _) => findings.bad(&format!("/health answers {status}"), "see the log of the function `health`"),
    }
    let Some(Owner { email, password }) = owner else { return Ok(()) };
    let (status, session) =
        visit.ask(Method::POST, "/auth/login", Some(json!({ "email": email, "password": password }))).await?;
    visit.token = session["token"].as_str().unwrap_or_default().to_owned();
    if status != 200 {
        return Err(format!("{email} can't sign in: {}", sentence(&session)));
    }
    match visit.ask(Method::GET, "/api/health", None).await? {
        (200, _) => findings.good("table and settings are reached"),
        (status, answer) => {
            findings
                .bad(&format!("deep health answers {status}: {answer}"), "see the log of the function `health-deep`");
        }
    }
    carrier(&visit, findings).await?;
    numbers(&visit, findings, repair).await
}

async fn carrier(visit: &Visit<'_>, findings: &mut Findings) -> Result<(), String> {
    let (_, answer) = visit.ask(Method::GET, "/api/integrations", None).await?;
    let twilio = &answer["twilio"];
    match twilio["status"].as_str() {
        Some("connected") => {
            findings.good(&format!("Twilio is connected ({})", twilio["kind"].as_str().unwrap_or_default()))
        }
        Some("stopped") => {
            let reason = twilio["reason"].as_str().unwrap_or_default();
            findings.bad(&format!("texts wait: {reason}"), REPAIR_CREDENTIALS);
        }
        _ => findings.bad("no Twilio account is connected", "connect one in Settings > Integrations"),
    }
    Ok(())
}

async fn numbers(visit: &Visit<'_>, findings: &mut Findings, repair: bool) -> Result<(), String> {
    let (status, answer) = visit.ask(Method::GET, "/api/numbers/health", None).await?;
    if status != 200 {
        findings.bad(
            &format!("the numbers can't be checked: {}", sentence(&answer)),
            "see what is wrong above, and try again",
        );
        return Ok(());
    }
    for number in answer["numbers"].as_array().into_iter().flatten() {
        let mut number = number.clone();
        if repair && number["healthy"] == false {
            let path = format!("/api/numbers/{}/repair", number["id"].as_str().unwrap_or_default());
            let (status, repaired) = visit.ask(Method::POST, &path, None).await?;
            if status == 200 {
                number = repaired;
            }
        }
        let name = number["number"].as_str().unwrap_or_default().to_owned();
        if number["healthy"] == true {
            findings.good(&format!("{name} leads to the hub"));
        }
        for problem in number["problems"].as_array().into_iter().flatten() {
            let found = problem["found"].as_str().map(|found| format!(" (found {found})")).unwrap_or_default();
            let fix = match problem["expected"].as_str() {
                Some(expected) => format!("cargo dev doctor --repair, or set it to {expected} in Twilio's console"),
                None => "cargo dev doctor --repair".to_owned(),
            };
            findings.bad(&format!("{name}: {}{found}", problem["sentence"].as_str().unwrap_or_default()), &fix);
        }
    }
    Ok(())
}
