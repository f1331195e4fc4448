//! One connection that is kept open, as a browser keeps it.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A connection.
pub struct Client {
    sender: http1::SendRequest<Full<Bytes>>,
    host: String,
}

/// What a sign-in answers.
pub struct Entered {
    /// Status.
    pub status: u16,
    /// The session cookie.
    pub cookie: String,
}

impl Client {
    /// Opens it.
    pub async fn open(address: SocketAddr) -> Result<Client> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Client { sender, host: address.to_string() })
    }

    /// Asks for a page; answers status and the compressed body.
    pub async fn get(&mut self, path: &str, cookie: &str) -> Result<(u16, Bytes)> {
        self.ask(path, cookie, "gzip").await
    }

    /// Asks for a page without compression.
    pub async fn get_plain(&mut self, path: &str, cookie: &str) -> Result<(u16, Bytes)> {
        self.ask(path, cookie, "identity").await
    }

    async fn ask(&mut self, path: &str, cookie: &str, encoding: &str) -> Result<(u16, Bytes)> {
        let request = Request::get(path)
            .header(header::HOST, &self.host)
            .header(header::COOKIE, cookie)
            .header(header::ACCEPT_ENCODING, encoding)
            .body(Full::default())?;
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let status = answer.status().as_u16();
        Ok((status, answer.into_body().collect().await?.to_bytes()))
    }

    /// Signs in.
    pub async fn enter(&mut self, account: &str, password: &str) -> Result<Entered> {
        let form = serde_urlencoded::to_string([("account", account), ("password", password)])?;
        let request = Request::post("/sign-in")
            .header(header::HOST, &self.host)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Full::from(form))?;
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let cookie = answer.headers().get(header::SET_COOKIE).context("no session")?.to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Entered { status: answer.status().as_u16(), cookie })
    }
}
