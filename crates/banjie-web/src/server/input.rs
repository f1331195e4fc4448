//! What a form sent: plain pairs and files, and the proof that one of our own forms sent it.

use axum::{
    RequestExt,
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::header,
};

use super::{Fault, identity::Viewer};
use crate::{App, text::faults as t};

/// Pairs of one form at most.
const MOST_PAIRS: usize = 20_000;

/// A file that came with a form.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Name of the input.
    pub field: String,
    /// Name the person's file has, without folders.
    pub name: String,
    /// Content.
    pub bytes: Bytes,
}

/// A form as sent, in order. Taking it out of a request checks the form's token against the session.
#[derive(Clone, Debug, Default)]
pub struct Input {
    pairs: Vec<(String, String)>,
    /// Files; empty inputs are left out.
    pub files: Vec<Upload>,
}

impl Input {
    /// The last value of this name; none where it was not sent.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The trimmed value of this name, where it is not blank.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// Every value of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every pair in order, without the form's own token.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().filter(|(key, _)| key != "csrf").map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The file of this input, where one was chosen.
    #[must_use]
    pub fn file(&self, field: &str) -> Option<&Upload> {
        self.files.iter().find(|file| file.field == field)
    }

    fn push(&mut self, key: String, value: String) -> Result<(), Fault> {
        if self.pairs.len() >= MOST_PAIRS {
            return Err(Fault::bad(t::TOO_MANY_FIELDS));
        }
        self.pairs.push((key, value));
        Ok(())
    }
}

impl FromRequest<App> for Input {
    type Rejection = Fault;

    async fn from_request(request: Request, _: &App) -> Result<Input, Fault> {
        let viewer = request.extensions().get::<Viewer>().cloned();
        let header =
            request.headers().get(crate::ui::CSRF_HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let input = match kind.unwrap_or_default() {
            kind if kind.starts_with("multipart/form-data") => parts(request).await?,
            _ => urlencoded(request).await?,
        };
        if let Some(viewer) = viewer
            && viewer.token_scopes().is_none()
            && header.as_deref().or(input.get("csrf")) != Some(viewer.csrf())
        {
            return Err(Fault::forbidden(t::STALE_FORM));
        }
        Ok(input)
    }
}

async fn urlencoded(request: Request) -> Result<Input, Fault> {
    let body: Bytes = request.extract().await.map_err(|_| Fault::TooLarge)?;
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).map_err(|_| Fault::bad(t::NO_FORM))?;
    let mut input = Input::default();
    for (key, value) in pairs {
        input.push(key, value)?;
    }
    Ok(input)
}

async fn parts(request: Request) -> Result<Input, Fault> {
    let mut body: Multipart = request.extract().await.map_err(|_| Fault::bad(t::NO_FORM))?;
    let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
        _ => Fault::bad(t::NO_FORM),
    };
    let mut input = Input::default();
    while let Some(part) = body.next_field().await.map_err(broken)? {
        let field = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(base_name) {
            Some(name) => {
                let bytes = part.bytes().await.map_err(broken)?;
                if !name.is_empty() && !bytes.is_empty() {
                    input.files.push(Upload { field, name, bytes });
                }
            }
            None => {
                let value = part.text().await.map_err(broken)?;
                input.push(field, value)?;
            }
        }
    }
    Ok(input)
}

/// The name of a file without folders and control characters; what it is called is shown, never used as a path.
fn base_name(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(200).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_last_name_only() {
        for (given, expected) in [
            ("现场.jpg", "现场.jpg"),
            ("../../etc/passwd", "passwd"),
            ("C:\\用户\\照片.png", "照片.png"),
            ("a\u{0}b\n.txt", "ab.txt"),
            ("..", ".."),
        ] {
            assert_eq!(base_name(given), expected);
        }
    }
}
