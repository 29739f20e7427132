//! Where the server is, and how a connection is made and kept moving.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::Arc;

use tokio_postgres::config::Host;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{AsyncMessage, Client, Config, Error, NoTls, Socket};

use crate::store::postgres::error::PostgresStoreError;

type Polled = Poll<Option<Result<AsyncMessage, Error>>>;

/// What arrives on a connection. Asking for it is what moves the connection.
pub(super) struct Messages(Box<dyn FnMut(&mut Context<'_>) -> Polled + Send>);

impl Messages {
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Polled {
        (self.0)(cx)
    }

    /// Moves the connection to its end and passes over what arrives.
    pub(super) async fn drive(mut self) {
        core::future::poll_fn(|cx| {
            loop {
                match self.poll(cx) {
                    Poll::Ready(Some(Ok(_))) => {}
                    Poll::Ready(Some(Err(_)) | None) => return Poll::Ready(()),
                    Poll::Pending => return Poll::Pending,
                }
            }
        })
        .await;
    }
}

type Connecting = Pin<Box<dyn Future<Output = Result<(Client, Messages), Error>> + Send>>;

/// A PostgreSQL server and the way to it: what stores and listeners connect by, again whenever a connection is lost.
///
/// Both `Display` and `Debug` show hosts, port, database and user, and never the password.
///
/// ```
/// use fairdeal::store::postgres::PostgresServer;
/// let server = PostgresServer::new("postgresql://crm:secret@db.example:5433/sales?connect_timeout=5")?;
/// assert_eq!(server.to_string(), "db.example:5433/sales as crm");
/// assert!(!format!("{server:?}").contains("secret"));
/// # Ok::<(), fairdeal::store::postgres::PostgresStoreError>(())
/// ```
#[derive(Clone)]
pub struct PostgresServer {
    place: Arc<str>,
    connect: Arc<dyn Fn() -> Connecting + Send + Sync>,
}

impl fmt::Debug for PostgresServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PostgresServer").field(&self.place).finish()
    }
}

impl fmt::Display for PostgresServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place)
    }
}

impl PostgresServer {
    /// A server by its connection string, without TLS. Connects to nothing yet.
    ///
    /// # Errors
    /// [`PostgresStoreError::ConnectionString`].
    pub fn new(connection: &str) -> Result<PostgresServer, PostgresStoreError> {
        PostgresServer::with_tls(connection, NoTls)
    }

    /// A server by its connection string, with the TLS of one of the crates made for `tokio-postgres`.
    ///
    /// # Errors
    /// [`PostgresStoreError::ConnectionString`].
    pub fn with_tls<T>(connection: &str, tls: T) -> Result<PostgresServer, PostgresStoreError>
    where
        T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
        T::Stream: Send + 'static,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        // What the parser says may hold letters of a password.
        let config: Config = connection.parse().map_err(|_| PostgresStoreError::ConnectionString)?;
        Ok(PostgresServer::from_config(config, tls))
    }

    /// A server by a configuration of the driver.
    #[must_use]
    pub fn from_config<T>(config: Config, tls: T) -> PostgresServer
    where
        T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
        T::Stream: Send + 'static,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let place = place(&config).into();
        let config = Arc::new(config);
        let connect = move || -> Connecting {
            let (config, tls) = (Arc::clone(&config), tls.clone());
            Box::pin(async move {
                let (client, mut connection) = config.connect(tls).await?;
                Ok((client, Messages(Box::new(move |cx| connection.poll_message(cx)))))
            })
        };
        PostgresServer { place, connect: Arc::new(connect) }
    }

    /// Host, port, database and user.
    pub(super) fn place(&self) -> &Arc<str> {
        &self.place
    }

    pub(super) async fn connect(&self) -> Result<(Client, Messages), PostgresStoreError> {
        let failed =
            |error: Error| PostgresStoreError::Connect { place: self.place.to_string(), why: error.into() };
        (self.connect)().await.map_err(failed)
    }
}

fn place(config: &Config) -> String {
    let mut ports = config.get_ports().iter();
    let one_port = config.get_ports().len() == 1;
    let mut port = 5432;
    let mut places = Vec::new();
    for host in config.get_hosts() {
        if let Some(next) = ports.next() {
            port = *next;
        } else if !one_port {
            port = 5432;
        }
        places.push(match host {
            Host::Tcp(name) => format!("{name}:{port}"),
            #[cfg(unix)]
            Host::Unix(path) => format!("{}:{port}", path.display()),
        });
    }
    if places.is_empty() {
        places.extend(config.get_hostaddrs().iter().map(ToString::to_string));
    }
    let user = config.get_user().unwrap_or("the system's user");
    let database = config.get_dbname().unwrap_or(user);
    format!("{}/{database} as {user}", places.join(","))
}
