//! One run of every binary over its events, for all tests.

use std::collections::{BTreeMap, BTreeSet};

use hub_dev::template::Template;
use serde_json::Value;
use tokio::sync::OnceCell;

use super::events::EVENTS;
use super::runtime_api::Sandbox;
use super::world::{Way, World};
use super::{function_of, roles, text_of};

/// What came of a function's events.
pub struct Run {
    pub answers: Vec<(&'static str, Result<Value, String>)>,
    pub log: String,
    pub actions: BTreeSet<roles::Action>,
    pub session_actions: BTreeSet<roles::Action>,
    pub refused: Vec<String>,
    pub reached: BTreeMap<Way, usize>,
    /// What each event asked the table for.
    pub operations: BTreeMap<&'static str, BTreeMap<String, usize>>,
}

static RUNS: OnceCell<BTreeMap<String, Run>> = OnceCell::const_new();

/// Every function's run; they are made once, for all tests.
pub async fn runs() -> &'static BTreeMap<String, Run> {
    RUNS.get_or_init(|| async {
        let template = Template::load().expect("the project's template");
        let mut runs = BTreeMap::new();
        for function in template.functions.keys() {
            runs.insert(function.clone(), run(&template, function).await);
        }
        runs
    })
    .await
}

async fn run(template: &Template, function: &str) -> Run {
    let world = World::start(template, function).await;
    let mut sandbox = Sandbox::start(function, &world.environment(template, function)).await;
    let (mut answers, mut operations) = (Vec::new(), BTreeMap::new());
    for (file, _) in EVENTS.iter().filter(|(file, _)| function_of(file) == function) {
        world.seen().operations.clear();
        let answer = sandbox.invoke(&text_of(file)).await;
        operations.insert(*file, world.seen().operations.clone());
        if let Ok(answer) = &answer {
            world.uses_url_in(answer).await;
        }
        answers.push((*file, answer));
    }
    let log = sandbox.log();
    drop(sandbox);
    let seen = world.seen();
    Run {
        answers,
        log,
        actions: seen.guard.own_actions.clone(),
        session_actions: seen.guard.session_actions.clone(),
        refused: seen.guard.refused.clone(),
        reached: seen.reached.clone(),
        operations,
    }
}
