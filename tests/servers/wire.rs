//! A wire between a client and a server that can be cut.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What happens on the wires.
#[derive(Default)]
struct Shared {
    ended: AtomicBool,
    cuts: AtomicU64,
    /// Bytes from the client until the next cut; 0 is never.
    until_cut: AtomicU64,
    open: Mutex<Vec<TcpStream>>,
}

/// A port that passes everything on to a server's, until it is told to cut.
pub struct Wire {
    pub port: u16,
    shared: Arc<Shared>,
}

impl Wire {
    pub fn to(server: u16) -> Wire {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared::default());
        let here = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming() {
                if here.ended.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(client), Ok(server)) =
                    (client, TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], server))))
                else {
                    continue;
                };
                let both = [client.try_clone().unwrap(), server.try_clone().unwrap()];
                here.open.lock().unwrap().extend(both);
                let (up, down) = (Arc::clone(&here), Arc::clone(&here));
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || pass(from, to, Some(&up)));
                thread::spawn(move || {
                    pass(server, client, None);
                    drop(down);
                });
            }
        });
        Wire { port, shared }
    }

    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Cuts all that is open once so many more bytes have come from clients. They get to the server; what it answers
    /// does not come back.
    pub fn cut_after(&self, bytes: u64) {
        self.shared.until_cut.store(bytes.max(1), Ordering::SeqCst);
    }

    pub fn cuts(&self) -> u64 {
        self.shared.cuts.load(Ordering::SeqCst)
    }
}

impl Shared {
    fn cut(&self) {
        self.cuts.fetch_add(1, Ordering::SeqCst);
        for stream in self.open.lock().unwrap().drain(..) {
            drop(stream.shutdown(Shutdown::Both));
        }
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, count: Option<&Shared>) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(read) = from.read(&mut buffer) {
        if read == 0 {
            break;
        }
        let mut cut = false;
        let mut pass = read;
        if let Some(shared) = count {
            let left = shared.until_cut.load(Ordering::SeqCst);
            if left > 0 {
                cut = left <= read as u64;
                // A part of what came, so that messages are torn, too.
                pass = if cut { left as usize } else { read };
                shared.until_cut.store(if cut { 0 } else { left - read as u64 }, Ordering::SeqCst);
            }
            if cut {
                // No answer to what still gets there.
                drop(from.shutdown(Shutdown::Write));
            }
        }
        let sent = to.write_all(&buffer[..pass]);
        if let Some(shared) = count.filter(|_| cut) {
            thread::sleep(Duration::from_millis(5));
            shared.cut();
        }
        if cut || sent.is_err() {
            break;
        }
    }
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        self.shared.cut();
        // The thread that listens wakes up and sees that it is over.
        drop(TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], self.port))));
    }
}
