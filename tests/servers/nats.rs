//! NATS servers of a test's own: in a temporary folder, on free ports of loopback, gone with the guard.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The program, wherever packages put it.
fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/bin"].map(PathBuf::from));
    folders.map(|folder| folder.join("nats-server")).find(|file| file.is_file()).unwrap_or_else(|| {
        panic!("these tests start NATS servers: install one (Debian: `apt-get install -y nats-server`)")
    })
}

/// Room enough for any test.
const ROOM: u64 = 8 << 30;

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// One server. Killed, as by the kernel, when it goes.
pub struct Nats {
    folder: TempDir,
    pub port: u16,
    child: Option<Child>,
}

impl Nats {
    /// A server by itself with JetStream on.
    pub fn start() -> Nats {
        Nats::start_with("")
    }

    /// A server whose disk has room for so many bytes.
    pub fn start_with_room(bytes: u64) -> Nats {
        let mut server = Nats::configured(free_port(), bytes, "");
        server.run();
        server.wait();
        server
    }

    /// The same with more lines in its configuration.
    pub fn start_with(more: &str) -> Nats {
        let mut server = Nats::configured(free_port(), ROOM, more);
        server.run();
        server.wait();
        server
    }

    fn configured(port: u16, room: u64, more: &str) -> Nats {
        let folder = TempDir::with_prefix("fairdeal-nats").unwrap();
        let store = folder.path().join("data");
        let text = format!(
            "listen: \"127.0.0.1:{port}\"\njetstream {{ store_dir: {store:?}, max_mem: 64MB, max_file: {room} }}\n{more}\n"
        );
        fs::write(folder.path().join("nats.conf"), text).unwrap();
        Nats { folder, port, child: None }
    }

    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Starts it, also after a kill, over what it has kept.
    pub fn run(&mut self) {
        let log =
            fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("log")).unwrap();
        let child = Command::new(program())
            .arg("-c")
            .arg(self.folder.path().join("nats.conf"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.child = Some(child);
    }

    /// Until it takes connections.
    pub fn wait(&mut self) {
        let started = Instant::now();
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        while TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_err() {
            let ended = self.child.as_mut().and_then(|child| child.try_wait().unwrap());
            assert!(ended.is_none(), "nats-server has ended, {ended:?}:\n{}", self.log());
            assert!(
                started.elapsed() < Duration::from_secs(20),
                "nats-server does not answer:\n{}",
                self.log()
            );
            sleep(Duration::from_millis(20));
        }
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// Servers that replicate to one another.
pub struct Cluster {
    pub servers: Vec<Nats>,
}

impl Cluster {
    pub fn start(many: usize) -> Cluster {
        let routes: Vec<u16> = (0..many).map(|_| free_port()).collect();
        let all: Vec<String> =
            routes.iter().map(|port| format!("\"nats-route://127.0.0.1:{port}\"")).collect();
        let mut servers: Vec<Nats> = routes
            .iter()
            .enumerate()
            .map(|(number, port)| {
                let more = format!(
                    "server_name: n{number}\ncluster {{ name: floors, listen: \"127.0.0.1:{port}\", routes: [{}] }}",
                    all.join(", ")
                );
                Nats::configured(free_port(), ROOM, &more)
            })
            .collect();
        for server in &mut servers {
            server.run();
        }
        for server in &mut servers {
            server.wait();
        }
        Cluster { servers }
    }

    /// All of them, for a client.
    pub fn urls(&self) -> String {
        self.servers.iter().map(Nats::url).collect::<Vec<_>>().join(",")
    }

    /// The server of a name, such as a leader has.
    pub fn named(&mut self, name: &str) -> &mut Nats {
        let number: usize = name.trim_start_matches('n').parse().unwrap();
        &mut self.servers[number]
    }
}
