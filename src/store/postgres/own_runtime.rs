//! A runtime that runs on the threads which call it.

use core::future::Future;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::store::postgres::error::PostgresStoreError;

/// Runs futures on the calling thread. It has no threads of its own; connections move while a call is made.
#[derive(Debug)]
pub(super) struct OwnRuntime(Option<Runtime>);

impl OwnRuntime {
    pub(super) fn new() -> Result<OwnRuntime, PostgresStoreError> {
        let none = |_| {
            PostgresStoreError::Runtime("the system gives no more files for a runtime of the store's own")
        };
        Builder::new_current_thread()
            .enable_all()
            .build()
            .map(|runtime| OwnRuntime(Some(runtime)))
            .map_err(none)
    }

    /// Runs a future to its end. What has happened to the connections since the last call is noticed first, so that one
    /// that was lost meanwhile is made again before anything is sent.
    pub(super) fn run<T: Send>(
        &self,
        future: impl Future<Output = T> + Send,
    ) -> Result<T, PostgresStoreError> {
        let runtime = self.0.as_ref().ok_or(PostgresStoreError::Runtime("the store is being dropped"))?;
        let noticing = async {
            // The first turn looks at the sockets, the second lets the connections read.
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
            future.await
        };
        if Handle::try_current().is_err() {
            return Ok(runtime.block_on(noticing));
        }
        // A thread of another runtime may not run this one, though it may well be one that is meant for blocking.
        std::thread::scope(|scope| {
            let beside = std::thread::Builder::new().spawn_scoped(scope, || runtime.block_on(noticing));
            let beside =
                beside.map_err(|_| PostgresStoreError::Runtime("the system gives no thread to block on"))?;
            beside.join().map_err(|panic| std::panic::resume_unwind(panic))
        })
    }
}

impl Drop for OwnRuntime {
    fn drop(&mut self) {
        // Waits for nothing, so it may happen on any thread.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
