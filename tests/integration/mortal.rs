//! Futures that die.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A future that dies after a number of polls.
pub struct Mortal<F> {
    pub life: Pin<Box<F>>,
    pub polls_left: usize,
}

impl<F: Future> Future for Mortal<F> {
    /// `None`: it died.
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls_left == 0 {
            return Poll::Ready(None);
        }
        self.polls_left -= 1;
        self.life.as_mut().poll(context).map(Some)
    }
}
