//! `cargo dev load`: how many requests a second a hub takes, what it does beyond that, and what a request costs when much
//! is stored.

mod copies;
mod figures;
mod fill;
pub mod growth;
mod judge;
mod look;
mod process;
pub mod ramp;
mod report;
mod rush;
mod window;
mod words;

pub use fill::{Plan, Report, Stage, run};
pub use look::Look;
pub use ramp::Ramp;

/// Each kind of request is made so often at a size.
const TIMES: usize = 20;

/// Builds the command for release and lets that measure.
///
/// # Errors
/// A sentence that names the command that failed.
pub fn in_release(ramp: &Ramp, sizes: &[usize]) -> Result<(), String> {
    let list = |numbers: Vec<String>| numbers.join(",");
    let (rates, sizes) = (
        list(ramp.rates.iter().map(ToString::to_string).collect()),
        list(sizes.iter().map(ToString::to_string).collect()),
    );
    let seconds = ramp.seconds.to_string();
    let build = ["run", "--quiet", "--release", "--package", "hub-dev", "--", "load"];
    let asked = ["--rates", &rates, "--seconds", &seconds, "--sizes", &sizes];
    let arguments: Vec<&str> = build.into_iter().chain(asked).collect();
    crate::install::run(&crate::root(), "cargo", &arguments)
}

/// Measures rates and sizes, prints them as they come, and writes infra/LOAD.md.
///
/// # Errors
/// A sentence that says what failed or was wrong.
pub async fn measure(ramp: &Ramp, sizes: &[usize]) -> Result<(), String> {
    let folder = crate::root().join("target/load");
    println!("Rates, each for {} seconds:", ramp.seconds);
    let stages = ramp::run(ramp, &folder.join("rates"), |stage| print!("{}", report::stage_lines(stage))).await?;
    let mut costs = Vec::new();
    for messages in sizes.iter().copied() {
        let data = folder.join("sizes");
        let size = growth::at_size(messages, TIMES, Some(&data)).await?;
        println!("{messages} texts, written in {:.0} s:", size.took.as_secs_f64());
        print!("{}", report::size_lines(&size));
        costs.push(size);
        std::fs::remove_dir_all(&data).map_err(|e| format!("{}: {e}", data.display()))?;
    }
    let file = crate::root().join("infra/LOAD.md");
    std::fs::write(&file, report::page(&stages, &costs)).map_err(|e| format!("{}: {e}", file.display()))
}
