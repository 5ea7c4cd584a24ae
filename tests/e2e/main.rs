//! The real binaries, the real browser and the official client library.

mod boot;
mod browser;
mod crash;
mod official_library;
