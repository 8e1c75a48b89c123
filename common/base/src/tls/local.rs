//! Both sides inside one process.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tonic::transport::{Channel, Endpoint};
use tower::service_fn;

use super::Connection;

/// How many bytes may be on their way in each direction.
const BUFFER: usize = 256 * 1024;

/// How many connections may wait to be accepted.
const BACKLOG: usize = 64;

/// Two ends that are connected through memory: serve the one with tonic's `serve_with_incoming`, and make channels with the other. Peers
/// are [`Role::Local`](super::Role::Local).
pub fn local() -> (LocalListener, LocalConnector) {
    let (sender, receiver) = mpsc::channel(BACKLOG);
    (LocalListener { receiver }, LocalConnector { sender })
}

/// The server's end of [`local()`]. It ends when all connectors and their channels are gone.
#[derive(Debug)]
pub struct LocalListener {
    receiver: mpsc::Receiver<Connection>,
}

impl Stream for LocalListener {
    type Item = io::Result<Connection>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.receiver.poll_recv(cx).map(|connection| connection.map(Ok))
    }
}

/// The client's end of [`local()`].
#[derive(Debug, Clone)]
pub struct LocalConnector {
    sender: mpsc::Sender<Connection>,
}

impl LocalConnector {
    /// A channel with a connection of its own. It connects with the first call. Must be called inside a Tokio runtime.
    pub fn channel(&self) -> Channel {
        let sender = self.sender.clone();
        Endpoint::from_static("http://local").connect_with_connector_lazy(service_fn(move |_: Uri| {
            let sender = sender.clone();
            async move {
                let (client, server) = tokio::io::duplex(BUFFER);
                match sender.send(Connection::local(server)).await {
                    Ok(()) => Ok(TokioIo::new(client)),
                    Err(_) => Err(io::Error::new(
                        io::ErrorKind::ConnectionRefused,
                        "the coordinator in this process has stopped",
                    )),
                }
            }
        }))
    }
}
