//! Brings a schema up to date, or says why not.

use tokio_postgres::Client;

use crate::store::postgres::error::{PostgresStoreError, of_call};
use crate::store::postgres::options::PostgresOptions;
use crate::store::postgres::schema::Schema;

/// Any number that is the same in all processes; the schema's name is mixed in.
const LOCK: i64 = 0x6661_6972_6465_616c;

/// The version of the schema, 0 if it has none. Asks the catalog first: a table that is not there would be an error.
async fn version(client: &Client, schema: &Schema) -> Result<i32, tokio_postgres::Error> {
    let there = "select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = $1 and c.relname = 'schema_version'";
    if client.query_opt(there, &[&schema.name()]).await?.is_none() {
        return Ok(0);
    }
    let newest = format!("select coalesce(max(version), 0) from {}.schema_version", schema.quoted());
    client.query_one(&newest, &[]).await?.try_get(0)
}

/// Makes the schema the one this release knows. Processes that do so at once wait for one another.
pub(super) async fn migrate(
    client: &Client,
    place: &str,
    options: &PostgresOptions,
) -> Result<(), PostgresStoreError> {
    let schema = &options.schema;
    let failed = |error| of_call(place, format!("to look at schema `{}`", schema.name()), error);
    let found = version(client, schema).await.map_err(failed)?;
    let known = Schema::known();
    let (name, newer) = (schema.name().to_owned(), found > known);
    if newer {
        return Err(PostgresStoreError::Newer { schema: name, found, known });
    }
    if found == known {
        return agreed(client, place, options).await;
    }
    if !options.migrate {
        return Err(PostgresStoreError::Older { schema: name, found, known });
    }
    let made = make(client, options).await;
    if made.is_err() {
        // Nothing of it is kept if this fails, too: the connection is lost then.
        let _ = client.batch_execute("rollback").await;
    }
    made.map_err(|error| of_call(place, format!("to make schema `{}`", schema.name()), error))?;
    agreed(client, place, options).await
}

/// Whether the schema keeps readable tables if this store does.
async fn agreed(client: &Client, place: &str, options: &PostgresOptions) -> Result<(), PostgresStoreError> {
    let schema = &options.schema;
    let failed = |error| of_call(place, format!("to look at schema `{}`", schema.name()), error);
    let settings = format!("select tables from {}.settings", schema.quoted());
    let row = client.query_one(&settings, &[]).await.map_err(failed)?;
    let kept: bool = row.try_get(0).map_err(failed)?;
    if kept == options.tables {
        return Ok(());
    }
    Err(PostgresStoreError::Tables { schema: schema.name().to_owned(), kept })
}

async fn make(client: &Client, options: &PostgresOptions) -> Result<(), tokio_postgres::Error> {
    let schema = &options.schema;
    client.batch_execute("begin isolation level read committed").await?;
    client.query("select pg_advisory_xact_lock(hashtextextended($1, $2))", &[&schema.name(), &LOCK]).await?;
    // Another process may have made it while this one waited; a newer release would be found by the statements.
    let found = version(client, schema).await?;
    if found < Schema::known() {
        let there = "select from pg_catalog.pg_namespace where nspname = $1";
        if client.query_opt(there, &[&schema.name()]).await?.is_none() {
            client.batch_execute(&format!("create schema {}", schema.quoted())).await?;
        }
        client.batch_execute(&schema.migration_sql(found, options.tables)).await?;
    }
    client.batch_execute("commit").await
}
