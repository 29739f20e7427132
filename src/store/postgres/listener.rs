//! Hears of commits that other processes make.

use core::fmt;
use core::future::Future;
use core::task::Poll;
use std::collections::VecDeque;
use std::time::Duration;

use tokio_postgres::{AsyncMessage, Client, Notification};

use crate::id::FloorId;
use crate::port::Revision;
use crate::store::postgres::error::{PostgresStoreError, of_call};
use crate::store::postgres::options::PostgresOptions;
use crate::store::postgres::own_runtime::OwnRuntime;
use crate::store::postgres::schema::Schema;
use crate::store::postgres::server::{Messages, PostgresServer};

/// What a listener heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A commit was applied: load the floor, or tick it. The process hears its own commits, too; a replica that stands at
    /// the revision already has nothing to do.
    Moved {
        /// Whose history.
        floor: FloorId,
        /// Where it ends now.
        revision: Revision,
    },
    /// The listener has just begun, or has begun again after its connection was lost. What was committed before is not
    /// told: load every floor you follow.
    Began {},
}

/// Hears of the commits of every process, on Tokio.
///
/// Tells what was applied after it began; begins with [`Heard::Began`], and says so again whenever it had lost its
/// connection. So nothing is missed if every floor is loaded then.
#[derive(Debug)]
pub struct AsyncPostgresListener {
    server: PostgresServer,
    schema: Schema,
    line: Option<Line>,
}

/// A connection that listens.
struct Line {
    /// Dropping it would close the connection.
    _client: Client,
    messages: Messages,
    heard: VecDeque<Notification>,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").finish_non_exhaustive()
    }
}

impl AsyncPostgresListener {
    /// A listener to the commits of a store; connects when it is first asked. Of the options only the schema matters.
    #[must_use]
    pub fn new(server: &PostgresServer, options: &PostgresOptions) -> AsyncPostgresListener {
        AsyncPostgresListener { server: server.clone(), schema: options.schema.clone(), line: None }
    }

    /// Waits for the next thing to hear. It may be dropped at any point, as `select!` does, without missing anything.
    ///
    /// # Errors
    /// [`PostgresStoreError`] when there is no way to the server, or the connection is lost. Ask again, after a pause of
    /// the host's choice: it is made anew, and [`Heard::Began`] comes first.
    pub async fn next(&mut self) -> Result<Heard, PostgresStoreError> {
        let Some(line) = &mut self.line else {
            self.line = Some(listen(&self.server, &self.schema).await?);
            return Ok(Heard::Began {});
        };
        loop {
            if let Some(heard) = line.next_heard() {
                return Ok(heard);
            }
            let arrived = core::future::poll_fn(|cx| line.messages.poll(cx)).await;
            match arrived {
                Some(Ok(AsyncMessage::Notification(told))) => line.heard.push_back(told),
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    self.line = None;
                    return Err(of_call(self.server.place(), "listening".to_owned(), error));
                }
                None => {
                    self.line = None;
                    return Err(PostgresStoreError::Silent { place: self.server.to_string() });
                }
            }
        }
    }
}

impl Line {
    /// The next thing told that a store of this crate has said.
    fn next_heard(&mut self) -> Option<Heard> {
        while let Some(told) = self.heard.pop_front() {
            if let Some(heard) = read(told.payload()) {
                return Some(heard);
            }
        }
        None
    }
}

/// A revision, a space, a floor.
fn read(payload: &str) -> Option<Heard> {
    let (revision, floor) = payload.split_once(' ')?;
    Some(Heard::Moved { floor: FloorId::new(floor).ok()?, revision: revision.parse().ok()? })
}

/// Connects and listens.
async fn listen(server: &PostgresServer, schema: &Schema) -> Result<Line, PostgresStoreError> {
    let (client, mut messages) = server.connect().await?;
    let mut heard = VecDeque::new();
    let command = format!("listen {}", schema.quoted());
    let said = {
        let mut asked = core::pin::pin!(client.batch_execute(&command));
        core::future::poll_fn(|cx| {
            loop {
                match messages.poll(cx) {
                    Poll::Ready(Some(Ok(AsyncMessage::Notification(told)))) => heard.push_back(told),
                    Poll::Ready(Some(Ok(_))) => {}
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(error)),
                    Poll::Ready(None) | Poll::Pending => break,
                }
            }
            asked.as_mut().poll(cx)
        })
        .await
    };
    said.map_err(|error| of_call(server.place(), "to listen".to_owned(), error))?;
    Ok(Line { _client: client, messages, heard })
}

/// Hears of the commits of every process, for hosts that block: on a thread of the host's own, or between commands.
#[derive(Debug)]
pub struct PostgresListener {
    runtime: OwnRuntime,
    listener: AsyncPostgresListener,
}

impl PostgresListener {
    /// A listener to the commits of a store; connects when it is first asked. Of the options only the schema matters.
    ///
    /// # Errors
    /// [`PostgresStoreError::Runtime`].
    pub fn new(
        server: &PostgresServer,
        options: &PostgresOptions,
    ) -> Result<PostgresListener, PostgresStoreError> {
        Ok(PostgresListener {
            runtime: OwnRuntime::new()?,
            listener: AsyncPostgresListener::new(server, options),
        })
    }

    /// Waits for the next thing to hear, at most so long; none if there was nothing.
    ///
    /// # Errors
    /// As for [`AsyncPostgresListener::next`].
    pub fn next(&mut self, at_most: Duration) -> Result<Option<Heard>, PostgresStoreError> {
        let listener = &mut self.listener;
        let heard = self.runtime.run(async { tokio::time::timeout(at_most, listener.next()).await })?;
        heard.map_or(Ok(None), |heard| heard.map(Some))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_else_says_on_the_channel_is_passed_over() {
        assert!(
            matches!(read("7 a b"), Some(Heard::Moved { floor, revision: 7 }) if floor.as_str() == "a b")
        );
        for payload in ["", "7", "x north", "7 ", "-1 north"] {
            assert_eq!(read(payload), None, "{payload:?}");
        }
    }
}
