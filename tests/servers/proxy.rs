//! Stands between a client and a server, and cuts connections after so many bytes.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

pub struct Proxy {
    port: u16,
    told: Arc<Told>,
}

struct Told {
    server: u16,
    stop: AtomicBool,
    /// Whether connections are cut at all.
    cutting: AtomicBool,
    cuts: AtomicU64,
    /// A number that is another each time.
    draw: AtomicU64,
    /// The most bytes a connection lives.
    most: u64,
}

impl Told {
    /// After how many bytes the next connection is cut.
    fn drawn(&self) -> u64 {
        let n = self.draw.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst);
        let mixed = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % self.most
    }
}

impl Proxy {
    /// Before a server on this port of the loopback; connections live `most` bytes at most, each way by itself.
    pub fn before(server: u16, most: u64, seed: u64) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let told = Arc::new(Told {
            server,
            stop: AtomicBool::new(false),
            cutting: AtomicBool::new(true),
            cuts: AtomicU64::new(0),
            draw: AtomicU64::new(seed),
            most,
        });
        let own = Arc::clone(&told);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if own.stop.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(server) = TcpStream::connect(("127.0.0.1", own.server)) else { continue };
                let _ = client.set_nodelay(true);
                let _ = server.set_nodelay(true);
                let (from_client, from_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                for (from, to) in [(from_client, server), (from_server, client)] {
                    let told = Arc::clone(&own);
                    thread::spawn(move || carry(from, to, &told));
                }
            }
        });
        Proxy { port, told }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many connections have been cut.
    pub fn cuts(&self) -> u64 {
        self.told.cuts.load(Ordering::SeqCst)
    }

    /// Lets everything through from now on, or cuts again.
    pub fn cut(&self, cutting: bool) {
        self.told.cutting.store(cutting, Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.told.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that listens.
        let _ = TcpStream::connect_timeout(&([127, 0, 0, 1], self.port).into(), Duration::from_secs(1));
    }
}

/// Carries bytes one way until either end closes or the connection's bytes are used up.
fn carry(mut from: TcpStream, mut to: TcpStream, told: &Told) {
    let mut left = told.drawn();
    let mut buffer = [0_u8; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let cutting = told.cutting.load(Ordering::SeqCst);
        let through = if cutting { read.min(usize::try_from(left).unwrap()) } else { read };
        if to.write_all(&buffer[..through]).is_err() {
            break;
        }
        if cutting {
            left -= through as u64;
            if through < read {
                told.cuts.fetch_add(1, Ordering::SeqCst);
                break;
            }
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
