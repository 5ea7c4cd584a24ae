//! Inputs that nobody thought of, and what must hold for each of them.
//!
//! A target makes inputs from a seed: anything at all, what is nearly right, and what was kept with one place changed.
//! The same seed makes the same inputs, so a run in CI can be repeated (`cargo dev fuzz TARGET --seed N`). What was found
//! once stands as a test of its own beside the target.

mod cursors;
mod documents;
mod edits;
mod emails;
mod engine;
mod events;
mod forms;
mod numbers;
mod sheets;
mod signatures;
mod tokens;
