//! Accounts of the demonstration: a person of every role, all with the password that stands on its sign-in page.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use banjie_desk::{Desk, directory::Person};
use banjie_model::Name;
use banjie_store::{AnyStore, Credential};

use crate::{commands::serve::DEMO, context::Context};

/// The morning on which the web desk of the demonstration opens: a Sunday that is worked (国办发明电〔2025〕7号).
const MORNING: &str = "2026-01-04T09:00";
/// People of one role who get an account.
const OF_A_ROLE: usize = 2;

/// And a whole team of the busiest branch.
const ALSO: [&str; 4] = ["wz-oh-jz", "wz-oh-jc1", "wz-oh-jc2", "wz-oh-ck"];

/// Opens them and marks the database as a demonstration.
pub async fn open(context: &Context, desk: &Desk<AnyStore>) -> Result<()> {
    let snapshot = desk.snapshot();
    let chosen = chosen(snapshot.directory.people.iter());
    let mut salt = [0; 16];
    getrandom::fill(&mut salt)?;
    // One password for all, and one hash: it is published anyway.
    let Some(hash) = banjie_web::server::hash_with(banjie_web::text::entrance::DEMO_PASSWORD, &salt) else {
        bail!("内存不足，没有生成密码");
    };
    for account in &chosen {
        let credential = Credential {
            account: account.clone(),
            password_hash: hash.as_str().into(),
            must_change: false,
            totp_secret: None,
            last_totp_step: None,
            failures: 0,
            locked_until: None,
            disabled: false,
            changed_at: context.now,
            last_sign_in: None,
        };
        desk.store().save_credential(&credential).await?;
    }
    desk.store().set_setting(DEMO, Some(MORNING)).await?;
    context.say(format!("   {} 个账号，每个岗位都有", chosen.len()));
    Ok(())
}

/// The first few people of every role, in the order of the register.
fn chosen<'a>(people: impl Iterator<Item = &'a Person>) -> Vec<Name> {
    let mut taken: BTreeMap<&Name, usize> = BTreeMap::new();
    let mut chosen = Vec::new();
    for person in people {
        let wanted = person.roles.iter().any(|role| taken.get(role).is_none_or(|n| *n < OF_A_ROLE));
        if wanted || ALSO.contains(&&*person.account) {
            chosen.push(person.account.clone());
            for role in &person.roles {
                *taken.entry(role).or_default() += 1;
            }
        }
    }
    chosen
}
