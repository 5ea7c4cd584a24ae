//! `cargo dev …`: the engineer's command.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use hub_adapters::dynamo::{Copied, Copying, Table};
use hub_dev::bench::Task;
use hub_dev::doctor::Owner;
use hub_dev::load::{Plan, Ramp};
use hub_dev::replay::Window;
use hub_dev::runner::{Options, Runner};
use hub_dev::{audit, check, cloud, describe, install, verify_consent};

/// Runs, tests and checks the communications hub on one machine.
#[derive(Parser)]
#[command(name = "cargo dev", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the whole hub on one port, with a simulated carrier and two demo tenants.
    Up {
        /// The port to listen on.
        #[arg(long, default_value_t = 4400)]
        port: u16,
        /// Where data is kept over restarts.
        #[arg(long, default_value = ".hub")]
        data: PathBuf,
        /// Throws the kept data away first.
        #[arg(long)]
        fresh: bool,
        /// Talks to this Twilio-compatible server instead of the simulator.
        #[arg(long)]
        carrier_url: Option<String>,
        /// Main keys of the vault: base64 of 32 bytes each, separated by commas, the present one first.
        #[arg(long)]
        vault_key: Option<String>,
        /// Segments a second that the demo numbers may send; otherwise 1, the usual pace of a long code.
        #[arg(long)]
        pace: Option<f64>,
        /// So many requests at the same time; more are answered 503, as they are on AWS where functions may not run more
        /// often at once.
        #[arg(long, default_value_t = 200)]
        in_flight: usize,
    },
    /// Checks a running hub, local or deployed, and says the exact fix of what is wrong. The password comes from
    /// `HUB_PASSWORD`.
    Doctor {
        /// Where the hub answers.
        #[arg(long, default_value = "http://127.0.0.1:4400")]
        url: String,
        /// A deployed stack in place of a URL: its state, alarms, queues and table, too. AWS credentials and region come from
        /// the environment; without `HUB_PASSWORD` nobody signs in.
        #[arg(long, conflicts_with = "url")]
        stack: Option<String>,
        /// An owner's e-mail address.
        #[arg(long, default_value = "owner@acme.test")]
        email: String,
        /// Mends the numbers, too.
        #[arg(long)]
        repair: bool,
    },
    /// Seals every stored credential anew under the present main key: of the deployment that the environment names, or
    /// of a local data folder.
    Reseal {
        /// A local data folder; its hub must not run.
        #[arg(long)]
        data: Option<PathBuf>,
        /// The local main keys: the new one, a comma, the old one.
        #[arg(long, requires = "data")]
        vault_key: Option<String>,
    },
    /// Handles the webhooks of a time again, oldest first: what was done before changes nothing, what a failure kept from
    /// being done is done. Of the deployment that the environment names, or of a local data folder.
    Replay {
        /// From this time on, such as 2026-11-21T08:00:00Z.
        #[arg(long)]
        from: jiff::Timestamp,
        /// Before this time.
        #[arg(long)]
        to: jiff::Timestamp,
        /// Only lists them.
        #[arg(long)]
        dry_run: bool,
        /// A local data folder; its hub must not run.
        #[arg(long)]
        data: Option<PathBuf>,
        /// The local main keys, if the hub runs with others than the well-known one.
        #[arg(long, requires = "data")]
        vault_key: Option<String>,
    },
    /// Checks an exported evidence of consent, JSON or CSV, and names the first line that was changed, is missing or stands
    /// at the wrong place. Needs no hub.
    VerifyConsent {
        /// The file.
        file: PathBuf,
    },
    /// Writes what a table lacks from another one, such as one restored from a backup, and says how much that is. AWS
    /// credentials and region come from the environment.
    Copy {
        /// The table that is read.
        #[arg(long)]
        from: String,
        /// The table that is written.
        #[arg(long)]
        to: String,
        /// Only this organisation, such as `ten_acme`.
        #[arg(long)]
        tenant: Option<hub_core::ids::TenantId>,
        /// Also what is there already.
        #[arg(long)]
        overwrite: bool,
        /// Writes nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Installs what the tests need and runs every tier.
    Test,
    /// Deploys template.yaml with the release binaries to MiniStack, an emulated AWS, and makes the journeys of the hub's
    /// users there.
    CloudTest,
    /// Sends texts while workers die and stall, answers are lost and reports come in any order; each must go out once. A
    /// failing run names its seed.
    Chaos {
        /// How many runs.
        #[arg(long, default_value_t = 1000)]
        runs: u64,
        /// The seed of the first run; each further one has the next.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Asks a hub in a process of its own for more and more until it breaks, and for less again; measures what a request
    /// costs when little and when much is stored; writes infra/LOAD.md.
    Load {
        /// Requests a second, stage by stage.
        #[arg(long, value_delimiter = ',', default_values_t = [5, 10, 20, 40, 160, 640])]
        rates: Vec<u32>,
        /// How long a stage is, in seconds.
        #[arg(long, default_value_t = 10)]
        seconds: u32,
        /// Texts that are stored.
        #[arg(long, value_delimiter = ',', default_values_t = [100, 10_000, 1_000_000])]
        sizes: Vec<usize>,
        /// Instead lets customers write so many texts as fast as they are taken, and prints what a text and a look costs
        /// at a tenth of the size and at all of it.
        #[arg(long)]
        messages: Option<usize>,
        /// Those customers.
        #[arg(long, default_value_t = 2_000, requires = "messages")]
        conversations: usize,
    },
    /// Tries inputs that nobody thought of on what reads them; a failing target names its seed.
    Fuzz {
        /// Only targets whose names contain this, such as `tokens::`.
        target: Option<String>,
        /// Inputs for each target.
        #[arg(long, default_value_t = 100_000)]
        runs: u64,
        /// The seed that makes them.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Measures what each function costs as Lambda runs it, beside a bare runtime, and writes infra/PERFORMANCE.md.
    Bench {
        /// Only this function; nothing is written.
        #[arg(long)]
        only: Option<String>,
        /// Events after the first.
        #[arg(long, default_value_t = 500)]
        runs: usize,
        /// Counts instructions to the first poll instead, and fails above infra/bench-budget.yaml. Needs valgrind.
        #[arg(long, conflicts_with = "accept")]
        check: bool,
        /// Counts instructions and makes them the budget.
        #[arg(long)]
        accept: bool,
        /// Counts instructions and tells where they go.
        #[arg(long, conflicts_with_all = ["check", "accept"])]
        explain: bool,
    },
    /// Holds every crate against infra/deny.toml: licences, sources, bans.
    Audit {
        /// Asks the databases of known holes, too; they are on the internet.
        #[arg(long)]
        advisories: bool,
    },
    /// Checks layout, dependencies, template, routes, events, generated files, formatting and lints.
    Check,
    /// Writes the route table and the OpenAPI description anew.
    Routes,
}

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
