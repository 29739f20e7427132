//! A connection that is ready for the store's statements.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tokio_postgres::{Client, Statement};

use crate::store::postgres::error::{PostgresStoreError, of_call};
use crate::store::postgres::migration::migrate;
use crate::store::postgres::options::PostgresOptions;
use crate::store::postgres::rows::Part;
use crate::store::postgres::statements::Statements;

/// A connection, looked at and made ready.
pub(super) struct Session {
    pub(super) client: Client,
    /// The statements of commits by the parts they write; made when they are first needed.
    commits: Mutex<BTreeMap<Vec<Part>, Statement>>,
    pub(super) load: Statement,
    pub(super) snapshot: Statement,
}

/// Commits wait for the disk unless a host's own setting waits for more; each statement sees what was committed before it
/// began; plans made while tables were small do not scan them when they have grown.
const SETTINGS: &str = "
    select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') in ('off', 'local');
    set default_transaction_isolation = 'read committed';
    set plan_cache_mode = force_generic_plan;
    set enable_seqscan = off;
";

impl Session {
    /// Looks at the server, brings the schema up to date and prepares the statements.
    pub(super) async fn begin(
        client: Client,
        place: &str,
        options: &PostgresOptions,
        statements: &Statements,
    ) -> Result<Session, PostgresStoreError> {
        let failed = |error| of_call(place, "to open the store".to_owned(), error);
        let row = client
            .query_one("select pg_is_in_recovery(), current_setting('server_encoding')", &[])
            .await
            .map_err(failed)?;
        let (standby, encoding): (bool, String) =
            (row.try_get(0).map_err(failed)?, row.try_get(1).map_err(failed)?);
        if standby {
            return Err(PostgresStoreError::Standby { place: place.to_owned() });
        }
        if encoding != "UTF8" {
            return Err(PostgresStoreError::Encoding { place: place.to_owned(), found: encoding });
        }
        migrate(&client, place, options).await?;
        client.batch_execute(SETTINGS).await.map_err(failed)?;
        let load = client.prepare(&statements.load).await.map_err(failed)?;
        let snapshot = client.prepare(&statements.snapshot).await.map_err(failed)?;
        Ok(Session { client, commits: Mutex::default(), load, snapshot })
    }

    /// The statement of commits that write rows of these parts. A round trip the first time.
    pub(super) async fn commit(
        &self,
        statements: &Statements,
        parts: Vec<Part>,
    ) -> Result<Statement, tokio_postgres::Error> {
        let known = || self.commits.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(statement) = known().get(&parts) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&statements.commit(&parts)).await?;
        known().insert(parts, statement.clone());
        Ok(statement)
    }
}
