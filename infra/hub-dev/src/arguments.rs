//! What `cargo dev` may be told.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use hub_core::ids::TenantId;

/// Runs, tests and checks the communications hub on one machine.
#[derive(Parser)]
#[command(name = "cargo dev", version, about)]
pub struct Arguments {
    #[command(subcommand)]
    /// What to do.
    pub command: Command,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
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
        tenant: Option<TenantId>,
        /// Also what is there already.
        #[arg(long)]
        overwrite: bool,
        /// Writes nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Writes everything of an organisation into a new folder: lines of JSON by kind, its files, and a list of them with
    /// their hashes. Of a table and a bucket under the AWS credentials of the environment, or of a local data folder.
    ExportTenant {
        #[command(flatten)]
        place: Stored,
        /// The organisation, such as `ten_acme`.
        #[arg(long)]
        tenant: TenantId,
        /// The folder; there may be none yet, or an empty one.
        #[arg(long)]
        to: PathBuf,
    },
    /// Erases an organisation: its doors first, then all items and files, until a whole look finds nothing. May be
    /// repeated, and should be after a quarter of an hour, when the last session's token has ended.
    EraseTenant {
        #[command(flatten)]
        place: Stored,
        /// The organisation, such as `ten_acme`.
        #[arg(long)]
        tenant: TenantId,
        /// The organisation's name, exactly; where an erasure has taken it already, its id.
        #[arg(long)]
        confirm: String,
        /// Where the receipt goes; an erasure that broke off goes on with its own.
        #[arg(long)]
        receipt: PathBuf,
        /// Only counts; writes no receipt.
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

/// Where an organisation is stored.
#[derive(Args)]
pub struct Stored {
    /// The deployment's table.
    #[arg(long, requires = "bucket", required_unless_present = "data", conflicts_with = "data")]
    pub table: Option<String>,
    /// Its bucket.
    #[arg(long, requires = "table", conflicts_with = "data")]
    pub bucket: Option<String>,
    /// A local data folder; its hub must not run.
    #[arg(long)]
    pub data: Option<PathBuf>,
}
