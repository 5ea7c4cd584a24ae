//! One page of a list.

/// A page of rows and where the next one starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the order that the list promises.
    pub rows: Vec<T>,
    /// The position after the last row; `None` at the end of the list.
    pub next: Option<Position>,
}

/// A position in a list: the store's own words, opaque to callers, bound to the list that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position(pub String);

/// How much of a list is wanted.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// At most this many rows, 1 to 100.
    pub limit: usize,
    /// Start after this position; `None` starts at the top.
    pub after: Option<Position>,
}
