//! The client's stream, whose errors say what to do.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::explain::explain_handshake;
use super::{Error, explain};

/// How long to wait for the first bytes of a server. One that speaks HTTP/2 sends its settings at once (RFC 9113, 3.4); one that waits for
/// the client first is only spoken to a little later.
const FIRST_BYTES_TIMEOUT: Duration = Duration::from_secs(1);

/// A TLS stream to a coordinator. HTTP/2 keeps only the text of an I/O error, so the typed cause has to become a sentence here, before it
/// is lost.
#[derive(Debug)]
pub(super) struct ClientStream {
    stream: TlsStream<TcpStream>,
    address: String,
    /// What the server sent first, and how much of it has been read since.
    first: Vec<u8>,
    read: usize,
}

impl ClientStream {
    /// Takes a stream whose handshake is done, and waits for the server's first bytes. With TLS 1.3 only they say that the server
    /// accepts the client's certificate; a refusal that is met later, in the middle of a call, loses its reason on the way.
    pub(super) async fn accepted(stream: TlsStream<TcpStream>, address: String) -> Result<Self, Error> {
        let mut stream = Self { stream, address, first: vec![0; 1024], read: 0 };
        let reading = stream.stream.read(&mut stream.first);
        let length = match tokio::time::timeout(FIRST_BYTES_TIMEOUT, reading).await {
            Err(_) => 0,
            Ok(Ok(0)) => {
                let explanation = "the other side closed the connection: is it a coordinator?".to_owned();
                return Err(Error::Handshake { address: stream.address, explanation });
            }
            Ok(Ok(length)) => length,
            Ok(Err(error)) => {
                return Err(Error::Handshake { explanation: explain_handshake(&error), address: stream.address });
            }
        };
        stream.first.truncate(length);
        Ok(stream)
    }

    fn explained(&self, error: io::Error) -> io::Error {
        match explain(&error) {
            None => error,
            Some(explanation) => {
                io::Error::new(error.kind(), Error::Handshake { address: self.address.clone(), explanation })
            }
        }
    }
}

impl AsyncRead for ClientStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let left = &self.first[self.read..];
        if !left.is_empty() {
            let taken = left.len().min(buffer.remaining());
            buffer.put_slice(&left[..taken]);
            self.read += taken;
            return Poll::Ready(Ok(()));
        }
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        polled.map_err(|error| self.explained(error))
    }
}

impl AsyncWrite for ClientStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        polled.map_err(|error| self.explained(error))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_flush(cx);
        polled.map_err(|error| self.explained(error))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_shutdown(cx);
        polled.map_err(|error| self.explained(error))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        polled.map_err(|error| self.explained(error))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
