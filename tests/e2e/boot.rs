//! Booting every binary.
