//! The real binaries and the real browser.

mod boot;
