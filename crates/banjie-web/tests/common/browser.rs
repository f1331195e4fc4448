//! A browser without scripts: keeps cookies, follows nothing by itself, fills in forms as they stand on the page.

use std::collections::BTreeMap;

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Method, Request, header},
};
use html5gum::{StartTag, Token, Tokenizer};
use tower::ServiceExt as _;

/// An answer.
#[derive(Clone, Debug)]
pub struct Page {
    pub path: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Page {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// The visible words, tags left out, white space joined.
    pub fn words(&self) -> String {
        let mut words = String::new();
        let mut hidden = 0;
        for token in Tokenizer::new(self.text().as_str()) {
            match token.unwrap() {
                Token::StartTag(tag) if matches!(&*tag.name.0, b"script" | b"style") => hidden += 1,
                Token::EndTag(tag) if matches!(&*tag.name.0, b"script" | b"style") => hidden -= 1,
                Token::String(text) if hidden == 0 => {
                    words.push_str(&String::from_utf8_lossy(&text.value.0));
                    words.push(' ');
                }
                _ => {}
            }
        }
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// What the form with this action would send as it stands.
    pub fn form(&self, action: &str) -> Vec<(String, String)> {
        forms(&self.text())
            .remove(action)
            .unwrap_or_else(|| panic!("no form {action} on {}:\n{}", self.path, self.text()))
    }

    /// Addresses of all links.
    pub fn links(&self) -> Vec<String> {
        let text = self.text();
        let tags = Tokenizer::new(text.as_str()).filter_map(|token| match token.unwrap() {
            Token::StartTag(tag) if &*tag.name.0 == b"a" => attribute(&tag, "href"),
            _ => None,
        });
        tags.collect()
    }
}

fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    let found = tag.attributes.iter().find(|(key, _)| ***key == *name.as_bytes());
    found.map(|(_, value)| String::from_utf8_lossy(&value.value.0).into_owned())
}

/// Forms by action: names and values of what would be sent untouched.
fn forms(html: &str) -> BTreeMap<String, Vec<(String, String)>> {
    let mut all: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut action: Option<String> = None;
    let mut select: Option<(String, Option<String>)> = None;
    let mut area: Option<(String, String)> = None;
    for token in Tokenizer::new(html) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                let name = attribute(&tag, "name").unwrap_or_default();
                match &*tag.name.0 {
                    b"form" => action = Some(attribute(&tag, "action").unwrap_or_default()),
                    b"input" => {
                        let kind = attribute(&tag, "type").unwrap_or_default();
                        let off = matches!(&*kind, "checkbox" | "radio") && attribute(&tag, "checked").is_none();
                        if !name.is_empty() && !off && !matches!(&*kind, "submit" | "file" | "button") {
                            let value = attribute(&tag, "value").unwrap_or_default();
                            push(
                                &mut all,
                                attribute(&tag, "form").map(|_| String::new()).or(action.clone()),
                                name,
                                value,
                            );
                        }
                    }
                    b"select" => select = Some((name, None)),
                    b"option" => {
                        if let Some((_, chosen)) = &mut select
                            && (chosen.is_none() || attribute(&tag, "selected").is_some())
                        {
                            *chosen = Some(attribute(&tag, "value").unwrap_or_default());
                        }
                    }
                    b"textarea" => area = Some((name, String::new())),
                    _ => {}
                }
            }
            Token::String(text) => {
                if let Some((_, value)) = &mut area {
                    value.push_str(&String::from_utf8_lossy(&text.value.0));
                }
            }
            Token::EndTag(tag) => match &*tag.name.0 {
                b"form" => action = None,
                b"select" => {
                    if let Some((name, value)) = select.take() {
                        push(&mut all, action.clone(), name, value.unwrap_or_default());
                    }
                }
                b"textarea" => {
                    if let Some((name, value)) = area.take() {
                        push(&mut all, action.clone(), name, value);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    all
}

fn push(all: &mut BTreeMap<String, Vec<(String, String)>>, action: Option<String>, name: String, value: String) {
    if let Some(action) = action {
        all.entry(action).or_default().push((name, value));
    }
}

/// A browser.
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    /// Headers sent with everything, e.g. a token.
    pub headers: Vec<(String, String)>,
}

impl Browser {
    /// Over a router.
    pub fn new(router: Router) -> Browser {
        Browser { router, cookies: BTreeMap::new(), headers: Vec::new() }
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Sets a cookie, as an attacker would.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Asks with any method, headers and body.
    pub async fn ask(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Page {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "desk.test");
        for (name, value) in self.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).chain(headers.iter().copied()) {
            request = request.header(name, value);
        }
        if !self.cookies.is_empty() {
            let all: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, all.join("; "));
        }
        let answer = self.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        for value in parts.headers.get_all(header::SET_COOKIE) {
            let text = value.to_str().unwrap();
            let (pair, rest) = text.split_once(';').unwrap_or((text, ""));
            let (name, value) = pair.split_once('=').unwrap();
            match rest.contains("Max-Age=0") {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Page { path: path.to_owned(), status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Page {
        self.ask(Method::GET, path, &[], Body::empty()).await
    }

    /// Opens a page and follows redirects.
    pub async fn open(&mut self, path: &str) -> Page {
        let mut page = self.get(path).await;
        for _ in 0..5 {
            if !(300..400).contains(&page.status) {
                break;
            }
            let next = page.location().to_owned();
            page = self.get(&next).await;
        }
        page
    }

    /// Sends pairs as a form of our own page would.
    pub async fn post(&mut self, path: &str, typed: &[(String, String)]) -> Page {
        let body = serde_urlencoded::to_string(typed).unwrap();
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
        self.ask(Method::POST, path, &headers, body).await
    }

    /// Fills in the form with this action on a page and sends it.
    pub async fn submit(&mut self, page: &Page, action: &str, typed: &[(&str, &str)]) -> Page {
        let mut sent = page.form(action);
        for (key, value) in typed {
            sent.retain(|(known, _)| known != key);
            sent.push(((*key).to_owned(), (*value).to_owned()));
        }
        self.post(action, &sent).await
    }

    /// The same with files, as multipart: `(input, file name, content)`.
    pub async fn upload(
        &mut self,
        page: &Page,
        action: &str,
        typed: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Page {
        const LINE: &str = "----form-of-a-test";
        let mut sent = page.form(action);
        for (key, value) in typed {
            sent.retain(|(known, _)| known != key);
            sent.push(((*key).to_owned(), (*value).to_owned()));
        }
        let mut body = Vec::new();
        for (key, value) in &sent {
            let part = format!("--{LINE}\r\nContent-Disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        for (field, name, content) in files {
            let head = format!(
                "--{LINE}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{LINE}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={LINE}");
        self.ask(Method::POST, action, &[("sec-fetch-site", "same-origin"), ("content-type", &kind)], body).await
    }
}
