//! A proxy before the API server that breaks requests as a test says.
//!
//! It speaks plain HTTP/1.1, one request for each connection, so that breaking one request does
//! not touch another. Behind it a `kubectl proxy` does the encryption; it passes on the token of a
//! request, and is `admin` where there is none (kubectl sends none without encryption).

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::control_plane::ControlPlane;

/// The longest head of a request.
const HEAD_LIMIT: usize = 64 * 1024;

/// How long a client may take to send its request.
const READ_LIMIT: Duration = Duration::from_secs(30);

/// What is known of a request before anything is done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestInfo {
    /// As in `GET`.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// What follows the question mark; empty when there is none.
    pub query: String,
    /// Counts the requests of this proxy, from 0.
    pub index: usize,
}

impl RequestInfo {
    /// Whether the request could change the cluster: a dry run cannot.
    pub fn mutating(&self) -> bool {
        let verbs = ["POST", "PUT", "PATCH", "DELETE"];
        verbs.contains(&self.method.as_str()) && !self.query.contains("dryRun=All")
    }
}

/// What is done to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: it is passed on, and so is its answer.
    None,
    /// It is passed on so much later.
    Delay(Duration),
    /// The API server never sees it, and the connection is reset.
    Reset,
    /// The API server answers it, and the connection ends without a byte of the answer. Not for
    /// a watch, whose answer does not end.
    Lose,
    /// The API server answers it, and the connection ends after half of the answer. Not for a
    /// watch.
    Truncate,
    /// The API server never sees it; the answer has this status and body. With 429 it also tells
    /// to come back after one second, as the API server does.
    Answer(u16, String),
    /// It is passed on and answered; nothing is from then on, as if the network were gone.
    StopAfter,
}

impl Fault {
    /// An answer as the API server gives it: a `Status` object. `reason` is as in `Conflict`.
    pub fn status(code: u16, reason: &str, message: &str) -> Self {
        let status = serde_json::json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": message, "reason": reason, "code": code,
        });
        Self::Answer(code, status.to_string())
    }
}

type Faults = Box<dyn Fn(&RequestInfo) -> Fault + Send + Sync>;

/// A running proxy. Dropping it ends all its connections.
pub struct Proxy {
    control_plane: &'static ControlPlane,
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    upstream: String,
    faults: Faults,
    count: AtomicUsize,
    stopped: AtomicBool,
    requests: Mutex<Vec<RequestInfo>>,
    // Both sides of what is under way, by the request's index.
    connections: Mutex<BTreeMap<usize, [TcpStream; 2]>>,
}

impl Proxy {
    /// Starts a proxy that asks `faults` what to do with each request.
    pub fn start(
        control_plane: &'static ControlPlane,
        faults: impl Fn(&RequestInfo) -> Fault + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let port = listener.local_addr().expect("it has an address").port();
        let shared = Arc::new(Shared {
            upstream: control_plane.plain_address().to_owned(),
            faults: Box::new(faults),
            count: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
            requests: Mutex::default(),
            connections: Mutex::default(),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming() {
                // Leaving the loop closes the port.
                if accepting.stopped.load(Ordering::SeqCst) {
                    break;
                }
                let serving = Arc::clone(&accepting);
                if let Ok(client) = client {
                    // Broken connections are what this is for.
                    thread::spawn(move || drop(serving.serve(client)));
                }
            }
        });
        Self { control_plane, port, shared }
    }

    /// Where it listens, `127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Writes a kubeconfig file that leads through the proxy, as the user `admin`.
    pub fn kubeconfig(&self, folder: &Path) -> PathBuf {
        self.kubeconfig_for("admin", folder)
    }

    /// As [`Proxy::kubeconfig`], for another user.
    pub fn kubeconfig_for(&self, user: &str, folder: &Path) -> PathBuf {
        let server = format!("http://{}", self.address());
        self.control_plane.write_kubeconfig(&server, None, user, folder)
    }

    /// The requests so far, in the order in which they came.
    pub fn requests(&self) -> Vec<RequestInfo> {
        let mut requests = locked(&self.shared.requests).clone();
        requests.sort_by_key(|request| request.index);
        requests
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.stop(self.port);
        for connection in locked(&self.shared.connections).values().flatten() {
            // It may be closed already.
            let _ = connection.shutdown(Shutdown::Both);
        }
    }
}

/// A test that fails while it holds the lock says so itself.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Closes the port, by waking up the thread that accepts.
    fn stop(&self, port: u16) {
        if !self.stopped.swap(true, Ordering::SeqCst) {
            let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, port));
        }
    }

    /// Serves the one request of a connection.
    fn serve(&self, mut client: TcpStream) -> io::Result<()> {
        client.set_read_timeout(Some(READ_LIMIT))?;
        let head = peek_head(&client)?;
        let mut request = parse(&head)?;
        if self.stopped.load(Ordering::SeqCst) {
            return Ok(());
        }
        request.index = self.count.fetch_add(1, Ordering::SeqCst);
        locked(&self.requests).push(request.clone());
        let fault = (self.faults)(&request);
        if fault == Fault::Reset {
            // Closing a socket with unread bytes, and the head is still unread, resets the
            // connection.
            return Ok(());
        }
        client.read_exact(&mut vec![0; head.len()])?;
        let outcome = self.answer(client, request.index, &head, fault);
        locked(&self.connections).remove(&request.index);
        outcome
    }

    fn answer(&self, mut client: TcpStream, index: usize, head: &str, fault: Fault) -> io::Result<()> {
        match fault {
            Fault::Answer(status, body) => {
                skip_body(&mut client, head)?;
                client.write_all(answer(status, &body).as_bytes())
            }
            Fault::Lose | Fault::Truncate => {
                let mut upstream = self.forward(&client, index, head)?;
                let mut bytes = Vec::new();
                upstream.read_to_end(&mut bytes)?;
                let kept = if fault == Fault::Lose { 0 } else { bytes.len() / 2 };
                client.write_all(&bytes[..kept])?;
                client.shutdown(Shutdown::Both)
            }
            Fault::StopAfter => {
                let port = client.local_addr()?.port();
                self.stop(port);
                self.relay(client, index, head)
            }
            Fault::Delay(time) => {
                thread::sleep(time);
                self.relay(client, index, head)
            }
            Fault::None | Fault::Reset => self.relay(client, index, head),
        }
    }

    /// Passes on the request and, byte by byte, its answer.
    fn relay(&self, mut client: TcpStream, index: usize, head: &str) -> io::Result<()> {
        let mut upstream = self.forward(&client, index, head)?;
        let outcome = io::copy(&mut upstream, &mut client);
        // Also ends the thread that copies in the other direction.
        let _ = client.shutdown(Shutdown::Both);
        outcome.map(drop)
    }

    /// Sends the head, and in the background whatever else the client sends: a body, or the
    /// frames of an `exec`.
    fn forward(&self, client: &TcpStream, index: usize, head: &str) -> io::Result<TcpStream> {
        client.set_read_timeout(None)?;
        let mut upstream = TcpStream::connect(&self.upstream)?;
        let both = [client.try_clone()?, upstream.try_clone()?];
        locked(&self.connections).insert(index, both);
        upstream.write_all(one_request(head).as_bytes())?;
        let (mut from, mut to) = (client.try_clone()?, upstream.try_clone()?);
        thread::spawn(move || {
            let _ = io::copy(&mut from, &mut to);
            // The client is gone: nobody waits for the answer.
            let _ = to.shutdown(Shutdown::Both);
        });
        Ok(upstream)
    }
}

/// The head of the request, with its empty line, left unread.
fn peek_head(client: &TcpStream) -> io::Result<String> {
    let mut buffer = vec![0; HEAD_LIMIT];
    let mut known = 0;
    loop {
        let length = client.peek(&mut buffer)?;
        let text = &buffer[..length];
        if let Some(end) = text.windows(4).position(|four| four == b"\r\n\r\n") {
            return Ok(String::from_utf8_lossy(&text[..end + 4]).into_owned());
        }
        if length == 0 || length == HEAD_LIMIT {
            return Err(io::ErrorKind::InvalidData.into());
        }
        // Looking again at once would show the same bytes.
        if length == known {
            thread::sleep(Duration::from_millis(1));
        }
        known = length;
    }
}

fn parse(head: &str) -> io::Result<RequestInfo> {
    let mut words = head.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Ok(RequestInfo { method: method.to_owned(), path: path.to_owned(), query: query.to_owned(), index: 0 })
}

/// The value of a header; names are compared without regard to case.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// The head with the wish that the connection ends after the answer, unless it shall become
/// something other than HTTP.
fn one_request(head: &str) -> String {
    if header(head, "upgrade").is_some() {
        return head.to_owned();
    }
    let mut lines: Vec<&str> = head.trim_end().lines().collect();
    lines.retain(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    lines.push("Connection: close");
    lines.join("\r\n") + "\r\n\r\n"
}

/// Reads the body: an answer to a client that still sends could be lost.
fn skip_body(client: &mut TcpStream, head: &str) -> io::Result<()> {
    if let Some(length) = header(head, "content-length") {
        let length = length.parse().map_err(|_| io::ErrorKind::InvalidData)?;
        io::copy(&mut client.take(length), &mut io::sink())?;
    } else if header(head, "transfer-encoding").is_some() {
        let mut end = Vec::new();
        let mut byte = [0];
        while !end.ends_with(b"0\r\n\r\n") {
            client.read_exact(&mut byte)?;
            end.push(byte[0]);
        }
    }
    Ok(())
}

fn answer(status: u16, body: &str) -> String {
    let retry = if status == 429 { "Retry-After: 1\r\n" } else { "" };
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Scripted\r\nContent-Type: application/json\r\n{retry}\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}
