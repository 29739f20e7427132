//! A PostgreSQL server of the test's own: in a temporary folder, on a free port of the loopback, gone when it is dropped.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::thread;
use std::time::{Duration, Instant};

/// Long enough for a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Server {
    folder: tempfile::TempDir,
    bin: PathBuf,
    port: u16,
    /// Whom it runs as; PostgreSQL refuses root.
    user: Option<(u32, u32)>,
    postmaster: Mutex<Option<Child>>,
}

/// Where `initdb` and `postgres` are. A machine without them fails the test and says what to install.
fn binaries() -> PathBuf {
    let mut folders: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    folders.sort();
    folders.reverse();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let found = folders.into_iter().find(|bin| bin.join("initdb").exists() && bin.join("postgres").exists());
    found.expect(
        "this test needs a PostgreSQL server of its own and finds no `initdb` and `postgres` in \
         /usr/lib/postgresql/*/bin or PATH: `apt-get install postgresql`",
    )
}

/// Root runs it as `postgres`, or `nobody` where there is none.
fn user() -> Option<(u32, u32)> {
    let own = fs::metadata("/proc/self").map_or(1, |own| own.uid());
    if own != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let ids = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut parts = line.split(':').skip(2);
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    };
    Some(ids("postgres").or_else(|| ids("nobody")).unwrap_or((65_534, 65_534)))
}

impl Server {
    /// A new and empty one.
    pub fn start() -> Server {
        let folder = tempfile::Builder::new().prefix("fairdeal-postgres-").tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let (bin, user) = (binaries(), user());
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Server { folder, bin, port, user, postmaster: Mutex::default() };
        let data = server.owned_folder("data");
        let mut initdb = server.command("initdb");
        initdb.args([
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "-D",
        ]);
        let made = initdb.arg(&data).output().unwrap();
        assert!(made.status.success(), "initdb failed: {}", String::from_utf8_lossy(&made.stderr));
        server.run();
        server
    }

    /// One for all tests that run now, and harm it in nothing but their own schema.
    pub fn shared() -> Arc<Server> {
        static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(server) = shared.upgrade() {
            return server;
        }
        let server = Arc::new(Server::start());
        *shared = Arc::downgrade(&server);
        server
    }

    /// A folder below the server's own that it may write.
    pub fn owned_folder(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::create_dir_all(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        self.give(&path);
        path
    }

    fn give(&self, path: &Path) {
        if let Some((user, group)) = self.user {
            chown(path, Some(user), Some(group)).unwrap();
        }
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.bin.join(name));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    /// Starts it on its data, and waits until it takes connections. Durable: `fsync` is on.
    pub fn run(&self) {
        let begun = Instant::now();
        loop {
            let log =
                fs::File::options().create(true).append(true).open(self.folder.path().join("log")).unwrap();
            let mut postgres = self.command("postgres");
            postgres.arg("-D").arg(self.folder.path().join("data"));
            for setting in [
                format!("port={}", self.port),
                "listen_addresses=127.0.0.1".to_owned(),
                "unix_socket_directories=".to_owned(),
                "fsync=on".to_owned(),
                "max_connections=200".to_owned(),
                "shared_buffers=32MB".to_owned(),
            ] {
                postgres.arg("-c").arg(setting);
            }
            let mut child = postgres
                .stdout(Stdio::from(log.try_clone().unwrap()))
                .stderr(Stdio::from(log))
                .spawn()
                .unwrap();
            // After a crash it may not start before the last process of the one before has gone.
            loop {
                if self.try_sql("select 1").is_ok() {
                    *self.postmaster.lock().unwrap() = Some(child);
                    return;
                }
                assert!(begun.elapsed() < PATIENCE, "the server does not start: {}", self.log());
                thread::sleep(Duration::from_millis(20));
                if child.try_wait().unwrap().is_some() {
                    break;
                }
            }
        }
    }

    pub fn log(&self) -> String {
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        let last: Vec<&str> = log.lines().rev().take(20).collect();
        last.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// How the superuser connects.
    pub fn url(&self) -> String {
        self.url_by("postgres", self.port)
    }

    /// How somebody connects, perhaps through something between.
    pub fn url_by(&self, user: &str, port: u16) -> String {
        format!("postgresql://{user}:secret@127.0.0.1:{port}/postgres?connect_timeout=10")
    }

    /// Runs statements as the superuser.
    pub fn try_sql(&self, sql: &str) -> Result<Vec<Vec<String>>, tokio_postgres::Error> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(&self.url(), tokio_postgres::NoTls).await?;
            tokio::spawn(connection);
            let mut rows = Vec::new();
            for message in client.simple_query(sql).await? {
                if let tokio_postgres::SimpleQueryMessage::Row(row) = message {
                    rows.push((0..row.len()).map(|at| row.get(at).unwrap_or("").to_owned()).collect());
                }
            }
            Ok(rows)
        })
    }

    /// The same, and it must succeed.
    pub fn sql(&self, sql: &str) -> Vec<Vec<String>> {
        self.try_sql(sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"))
    }

    /// The same on a thread of its own, for threads of a runtime.
    pub fn sql_beside(&self, sql: &str) -> Vec<Vec<String>> {
        thread::scope(|scope| scope.spawn(|| self.sql(sql)).join().unwrap())
    }

    /// `kill -9` of the postmaster; what it had started goes by itself.
    pub fn kill(&self) {
        if let Some(mut postmaster) = self.postmaster.lock().unwrap().take() {
            postmaster.kill().unwrap();
            postmaster.wait().unwrap();
        }
    }

    /// Ends it in good order.
    pub fn stop(&self) {
        let Some(mut postmaster) = self.postmaster.lock().unwrap().take() else { return };
        let told = Command::new("kill").args(["-INT", &postmaster.id().to_string()]).status();
        if told.is_ok_and(|told| told.success()) {
            let begun = Instant::now();
            while begun.elapsed() < PATIENCE {
                if matches!(postmaster.try_wait(), Ok(Some(_))) {
                    return;
                }
                thread::sleep(Duration::from_millis(10));
            }
        }
        let _ = postmaster.kill();
        let _ = postmaster.wait();
    }

    /// Puts an empty file among its data, as `standby.signal`.
    pub fn signal(&self, name: &str) {
        let path = self.folder.path().join("data").join(name);
        fs::write(&path, "").unwrap();
        self.give(&path);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
