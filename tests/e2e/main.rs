//! The real binaries, the real browser and the official client library.

mod boot;
mod browser;
mod crash;
mod description;
mod disk;
mod official_library;
