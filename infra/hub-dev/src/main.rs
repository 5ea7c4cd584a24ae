//! `cargo dev …`: the engineer's command.

mod arguments;
mod leaving;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use hub_adapters::dynamo::{Copied, Copying, Table};
use hub_dev::bench::Task;
use hub_dev::doctor::Owner;
use hub_dev::leave::erase::Order;
use hub_dev::load::{Plan, Ramp};
use hub_dev::replay::Window;
use hub_dev::runner::{Options, Runner};
use hub_dev::{audit, check, cloud, describe, install, verify_consent};

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Up { port, data, fresh, carrier_url, vault_key, pace, in_flight } => {
            let (data, in_flight) = (Some(data), Some(in_flight));
            up(Options { port, data, carrier_url, vault_key, pace, in_flight, ..Options::default() }, fresh)
        }
        Command::Doctor { url, stack, email, repair } => match stack {
            Some(stack) => doctor_deployed(&stack, &email, repair),
            None => doctor(&url, &email, repair),
        },
        Command::Reseal { data, vault_key } => reseal(data.as_deref(), vault_key.as_deref()),
        Command::Replay { from, to, dry_run, data, vault_key } => {
            replay(Window { from, to, dry_run }, data.as_deref(), vault_key.as_deref())
        }
        Command::VerifyConsent { file } => verify_consent::run(&file).map(|told| println!("{told}")),
        Command::Copy { from, to, tenant, overwrite, dry_run } => {
            copy(&from, &to, &Copying { tenant, overwrite, dry_run })
        }
        Command::ExportTenant { place, tenant, to } => leaving::export_tenant(&place, &tenant, &to),
        Command::EraseTenant { place, tenant, confirm, receipt, dry_run } => {
            leaving::erase_tenant(&place, &tenant, &Order { confirm, receipt }, dry_run)
        }
        Command::Test => install::run_tests(),
        Command::CloudTest => cloud::run_tests(),
        Command::Chaos { runs, seed } => install::run_chaos(&[("HUB_CHAOS_RUNS", runs), ("HUB_CHAOS_SEED", seed)]),
        Command::Load { messages: Some(messages), conversations, .. } => load(Plan { messages, conversations }),
        Command::Load { rates, seconds, sizes, .. } => measure_load(&Ramp { rates, seconds }, &sizes),
        Command::Fuzz { target, runs, seed } => hub_dev::fuzz::fuzz(target.as_deref(), runs, seed),
        Command::Bench { only, runs, check, accept, explain } => {
            let task = match (check, accept, explain) {
                (true, ..) => Task::Check,
                (_, true, _) => Task::Accept,
                (.., true) => Task::Explain,
                _ => Task::Measure { runs },
            };
            runtime().and_then(|runtime| runtime.block_on(hub_dev::bench::run(task, only.as_deref())))
        }
        Command::Audit { advisories } => {
            audit::crates().and_then(|()| if advisories { audit::advisories() } else { Ok(()) })
        }
        Command::Check => check::run(),
        Command::Routes => describe::write(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cargo dev: {error}");
            ExitCode::FAILURE
        }
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| e.to_string())
}

#[expect(clippy::disallowed_methods, reason = "a password on the command line would stand in the shell's history")]
fn doctor(url: &str, email: &str, repair: bool) -> Result<(), String> {
    let password = std::env::var("HUB_PASSWORD").map_err(|_| format!("set HUB_PASSWORD to the password of {email}"))?;
    runtime()?.block_on(hub_dev::doctor::run(url, &Owner { email, password: &password }, repair))
}

fn doctor_deployed(stack: &str, email: &str, repair: bool) -> Result<(), String> {
    let (aws, endpoint) = hub_lambda::bootstrap::aws_from_environment()?;
    let password = hub_lambda::bootstrap::variable("HUB_PASSWORD");
    let owner = password.as_deref().map(|password| Owner { email, password });
    let checked = hub_dev::doctor::run_deployed(aws, endpoint.as_deref(), stack, (owner.as_ref(), repair));
    runtime()?.block_on(checked)
}

fn reseal(data: Option<&Path>, vault_key: Option<&str>) -> Result<(), String> {
    let count = runtime()?.block_on(async {
        match (data, vault_key) {
            (Some(data), Some(key)) => hub_dev::runner::reseal_local(data, key).await,
            (Some(_), None) => Err("name the keys: --vault-key <new>,<old>".to_owned()),
            (None, _) => hub_dev::reseal::reseal(&hub_lambda::bootstrap::from_environment()?.ports).await,
        }
    })?;
    println!("{count} credentials sealed anew.");
    Ok(())
}

fn copy(from: &str, to: &str, how: &Copying) -> Result<(), String> {
    let (aws, endpoint) = hub_lambda::bootstrap::aws_from_environment()?;
    let [from, to] = [from, to].map(|name| Table::new(aws.dynamodb(endpoint.as_deref()), name));
    let Copied { written, there } = runtime()?.block_on(to.take_from(&from, how)).map_err(|error| error.to_string())?;
    let done = if how.dry_run { "would be written" } else { "written" };
    println!("{written} items {done}, {there} were there.");
    Ok(())
}

fn replay(window: Window, data: Option<&Path>, vault_key: Option<&str>) -> Result<(), String> {
    let told = runtime()?.block_on(async {
        match data {
            Some(data) => hub_dev::runner::replay_local(data, vault_key, window).await,
            None => {
                let hub = hub_lambda::bootstrap::from_environment()?;
                hub_dev::replay::replay(&hub, window).await.map(|replayed| replayed.to_string())
            }
        }
    })?;
    println!("{told}.");
    Ok(())
}

fn load(plan: Plan) -> Result<(), String> {
    let report = runtime()?.block_on(hub_dev::load::run(plan, |stage| print!("{stage}")))?;
    println!("\n{report}.");
    if (report.lost, report.repeated, report.not_found) == (0, 0, 0) {
        Ok(())
    } else {
        Err("texts are missing".to_owned())
    }
}

/// In a release build: a debug build would measure itself.
fn measure_load(ramp: &Ramp, sizes: &[usize]) -> Result<(), String> {
    if cfg!(debug_assertions) {
        return hub_dev::load::in_release(ramp, sizes);
    }
    install::page()?;
    runtime()?.block_on(hub_dev::load::measure(ramp, sizes))
}

fn up(options: Options, fresh: bool) -> Result<(), String> {
    tracing_subscriber::fmt().with_target(false).with_env_filter(tracing_subscriber::EnvFilter::new("info")).init();
    if let (true, Some(data)) = (fresh, &options.data)
        && data.join("table.sqlite").exists()
    {
        std::fs::remove_dir_all(data).map_err(|e| format!("{}: {e}", data.display()))?;
    }
    install::page()?;
    runtime()?.block_on(async {
        let has_simulator = options.carrier_url.is_none();
        let runner = Runner::start(options).await?;
        let url = runner.base_url();
        println!("\n  The hub runs.\n");
        println!("  Inbox     {url}/            agent@acme.test · {}", hub_dev::seed::PASSWORD);
        if has_simulator {
            println!("  Handset   {url}/_dev/phone  texts and reads as a customer would");
        }
        println!("  Mail      {url}/_dev/mail   invitations and password links that the hub sent");
        println!("  Details   {url}/_dev/info   every tenant, number and person");
        println!("\n  Ctrl-C stops it; what was stored is kept.\n");
        tokio::signal::ctrl_c().await.map_err(|e| e.to_string())
    })
}
