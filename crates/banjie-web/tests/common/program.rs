//! A program that asks with a token.

use axum::http::Method;
use banjie_model::canonical;
use banjie_store::ApiToken;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    Office,
    browser::{Browser, Page},
};

/// A program of this account with a token of these scopes.
pub async fn program(office: &Office, account: &str, scopes: &[&str]) -> Browser {
    let secret = format!("bj_{account}_{}", scopes.join("_"));
    let token = ApiToken {
        id: 0,
        account: account.into(),
        name: "对接".into(),
        hash: canonical::hex(&Sha256::digest(&secret)).into(),
        scopes: scopes.iter().map(|scope| (*scope).into()).collect(),
        made_at: office.now(),
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
    };
    office.desk.store().make_token(&token).await.unwrap();
    let mut browser = office.browser();
    browser.headers.push(("authorization".into(), format!("Bearer {secret}")));
    browser
}

/// Sends JSON.
pub async fn send(browser: &mut Browser, path: &str, body: &Value) -> Page {
    send_as(browser, path, body, &[]).await
}

/// Sends JSON with further headers.
pub async fn send_as(browser: &mut Browser, path: &str, body: &Value, headers: &[(&str, &str)]) -> Page {
    let all = [&[("content-type", "application/json"), ("sec-fetch-site", "same-origin")], headers].concat();
    browser.ask(Method::POST, path, &all, body.to_string()).await
}
