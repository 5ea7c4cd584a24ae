//! `cargo dev …`: the engineer's command.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use hub_dev::runner::{Options, Runner};
use hub_dev::{check, describe, install};

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
    },
    /// Installs what the tests need and runs every tier.
    Test,
    /// Checks layout, dependencies, template, routes, events, generated files, formatting and lints.
    Check,
    /// Writes the route table and the OpenAPI description anew.
    Routes,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Up { port, data, fresh, carrier_url } => {
            up(Options { port, data: Some(data), carrier_url, immediate: false, identity: None }, fresh)
        }
        Command::Test => install::run_tests(),
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

fn up(options: Options, fresh: bool) -> Result<(), String> {
    tracing_subscriber::fmt().with_target(false).with_env_filter(tracing_subscriber::EnvFilter::new("info")).init();
    if let (true, Some(data)) = (fresh, &options.data)
        && data.join("table.sqlite").exists()
    {
        std::fs::remove_dir_all(data).map_err(|e| format!("{}: {e}", data.display()))?;
    }
    install::page()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| e.to_string())?;
    runtime.block_on(async {
        let has_simulator = options.carrier_url.is_none();
        let runner = Runner::start(options).await?;
        let url = runner.base_url();
        println!("\n  The hub runs.\n");
        println!("  Inbox     {url}/            agent@acme.test · {}", hub_dev::seed::PASSWORD);
        if has_simulator {
            println!("  Handset   {url}/_dev/phone  texts and reads as a customer would");
        }
        println!("  Details   {url}/_dev/info   every tenant, number and person");
        println!("\n  Ctrl-C stops it; what was stored is kept.\n");
        tokio::signal::ctrl_c().await.map_err(|e| e.to_string())
    })
}
