//! A PostgreSQL server on loopback, one connection.

use criterion::{BatchSize, Criterion};
use fairdeal::store::postgres::{PostgresOptions, PostgresServer, PostgresStore};
use tokio_postgres::{Client, NoTls};

use crate::plain::{CAP, TABLES};
use crate::postgres_server::Server;
use crate::work::{AGENTS, Import, group, leads};

pub fn import(c: &mut Criterion) {
    let server = Server::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut group = group(c, "PostgreSQL, one connection");
    group.bench_function("plain SQL, skip locked, a transaction a lead", |b| {
        b.iter_batched(
            || runtime.block_on(plain(&server.url())),
            |client| {
                runtime.block_on(async {
                    deal(&client).await;
                    client
                })
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("plain SQL, one statement for all, plain round robin", |b| {
        b.iter_batched(
            || runtime.block_on(plain(&server.url())),
            |client| {
                runtime.block_on(async {
                    deal_all(&client).await;
                    client
                })
            },
            BatchSize::PerIteration,
        );
    });
    let import = Import::new();
    let address = PostgresServer::new(&server.url()).unwrap();
    let tables = PostgresOptions::new().without_snapshots();
    for (options, said) in [(tables.clone().without_tables(), ""), (tables, ", with tables")] {
        let schema = if said.is_empty() { "history" } else { "tables" };
        let options = options.schema(schema).unwrap();
        let mut open = || PostgresStore::open(&address, options.clone()).unwrap();
        import.one_by_one(&mut group, said, &mut open);
        for most in [1_000, 16_000] {
            import.by_groups(&mut group, said, most, &mut open);
        }
    }
    group.finish();
}

async fn plain(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute("drop table if exists agent, lead").await.unwrap();
    for table in TABLES {
        client.batch_execute(table).await.unwrap();
    }
    client.batch_execute("create index idle on agent (last_at, id)").await.unwrap();
    for agent in 0..AGENTS {
        client.execute("insert into agent values ($1, 0, 0)", &[&format!("agent {agent:03}")]).await.unwrap();
    }
    client
}

async fn deal(client: &Client) {
    let next = "select id from agent where given < $1 order by last_at, id limit 1 for update skip locked";
    let next = client.prepare(next).await.unwrap();
    let insert = client.prepare("insert into lead values ($1, $2, $3)").await.unwrap();
    let given =
        client.prepare("update agent set last_at = $1, given = given + 1 where id = $2").await.unwrap();
    for number in 0..i64::try_from(leads()).unwrap() {
        client.batch_execute("begin").await.unwrap();
        let agent: String = client.query_one(&next, &[&CAP]).await.unwrap().get(0);
        client.execute(&insert, &[&format!("L-{number}"), &agent, &number]).await.unwrap();
        client.execute(&given, &[&(number + 1), &agent]).await.unwrap();
        client.batch_execute("commit").await.unwrap();
    }
}

/// Neither a cap nor who is idle: each agent in turn.
async fn deal_all(client: &Client) {
    let all = "insert into lead select 'L-' || n, 'agent ' || lpad((n % $1)::text, 3, '0'), n from generate_series(0::bigint, $2::bigint - 1) n";
    let (agents, leads) = (i64::try_from(AGENTS).unwrap(), i64::try_from(leads()).unwrap());
    client.execute(all, &[&agents, &leads]).await.unwrap();
}
