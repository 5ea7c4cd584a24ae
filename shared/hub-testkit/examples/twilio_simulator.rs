//! Runs the simulator alone, for the handset page and for foreign clients: `cargo run -p hub-testkit --example
//! twilio_simulator [PORT [STATE_FILE]]`. Its account and number are printed; Ctrl-C ends it.

use std::net::{Ipv4Addr, SocketAddr};

use hub_testkit::twilio::{Account, Number, SimulatorConfig, SimulatorError, TwilioSimulator};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), SimulatorError> {
    let mut args = std::env::args().skip(1);
    let port = args.next().and_then(|text| text.parse().ok()).unwrap_or(0);
    let account = Account::new("AC00000000000000000000000000000001", "demo-token")
        .with_api_key("SK00000000000000000000000000000001", "demo-secret")
        .with_number(Number::new("+12015550123").with_label("Front desk"))
        .with_number(Number::new("+12015550124").with_label("Billing"));
    let config = SimulatorConfig {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        state_file: args.next().map(Into::into),
        ..SimulatorConfig::default()
    };
    let simulator = TwilioSimulator::start(config.with_account(account)).await?;
    println!("API      {}", simulator.base_url());
    println!("handset  {}/_dev/phone", simulator.base_url());
    println!("account  AC00000000000000000000000000000001, token demo-token, numbers +12015550123 +12015550124");
    std::future::pending().await
}
