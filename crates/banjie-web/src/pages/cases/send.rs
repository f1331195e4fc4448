//! Forms opened and sent: what a deed needs is read, sent once, and what a rule refuses comes back with everything typed.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use banjie_desk::{Done, Target, ports::Store as _};
use banjie_engine::Clock;
use banjie_model::{
    Name, canonical,
    case::{Case, Command, Effect, Record, What},
    definition::Ledger,
    expr::{Duration, TimeUnit},
    refusal::{Refusal, RefusalCode},
    value::RecordId,
};
use banjie_store::Claim;
use maud::{Markup, html};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    conflict,
    deed::{Deed, Place, closed, creatable},
    drafts,
    form::{self, Asked, Sheet},
    names::Names,
    reading::{Read, Reader, resolve},
    typed::{self, Typed},
    uploads,
};
use crate::{
    App,
    pages::frame::{self, Spot},
    server::{Answer, Fault, Input, Viewer},
    text::cases as t,
    ui::{self, FieldFault, Icon, Level, Look},
};

/// A claim nobody answered for so long is taken for one of a program that was stopped.
const STOPPED: i64 = 30;

/// What a form is opened with.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Opened {
    /// `use`: what the draft holds is put in.
    draft: Option<String>,
    /// Values to begin with, `field:text`, as other pages give them.
    with: Option<String>,
}

/// A form with everything it is drawn and read by.
pub(super) struct Desk {
    app: App,
    viewer: Viewer,
    ledger: std::sync::Arc<Ledger>,
    place: Place,
    title: String,
    case: Option<Case>,
}

/// Why nothing was done, with what to show of it.
#[derive(Debug, Default)]
struct No {
    status: StatusCode,
    faults: Vec<FieldFault>,
    refusal: Option<Refusal>,
    notice: Option<Markup>,
}

impl Desk {
    /// The form of a place.
    ///
    /// # Errors
    /// Nothing there, or nothing the viewer may see.
    pub(super) async fn at(app: App, viewer: Viewer, place: Place) -> Result<Desk, Fault> {
        let ledger = viewer.ledger(&place.ledger)?;
        let title = place.title(&ledger)?;
        let case = match place.record {
            Some(record) => Some(app.desk().case(&ledger.key, &Target::Id(record), &viewer.actor).await?),
            None => None,
        };
        Ok(Desk { app, viewer, ledger, place, title, case })
    }

    /// What a draft of it is called in a list.
    pub(super) fn called(&self) -> String {
        let of = self.case.as_ref().map(|case| super::page::called(&self.viewer, &self.ledger, &case.record));
        of.map_or_else(|| self.title.clone(), |of| t::of(&self.title, &of))
    }

    /// The ledger it is about.
    pub(super) fn ledger(&self) -> &std::sync::Arc<Ledger> {
        &self.ledger
    }

    fn closed(&self) -> Option<Refusal> {
        closed(&self.viewer, &self.ledger, self.case.as_ref(), &self.place.deed, self.app.now())
    }

    /// The record as it was on the screen: the version the form was made from.
    async fn seen(&self, typed: &Typed) -> Result<Option<Record>, Fault> {
        let Some(case) = &self.case else { return Ok(None) };
        let version: Option<u32> = typed.get(typed::VERSION).and_then(|text| text.parse().ok());
        match version {
            Some(version) if version != case.record.version => {
                let versions = self.app.store().versions(&self.ledger, case.record.id).await?;
                let found = versions.into_iter().find(|record| record.version == version);
                Ok(Some(found.unwrap_or_else(|| case.record.clone())))
            }
            _ => Ok(Some(case.record.clone())),
        }
    }

    async fn page(&self, typed: &Typed, no: No, draft_waits: bool) -> Answer {
        let asked = Asked::of(&self.place, &self.ledger, self.case.as_ref());
        let base = self.case.as_ref().map(|case| &case.record);
        let names = Names::of(&self.app, &self.viewer, &self.ledger, base.as_slice()).await?;
        let reader = Reader { viewer: &self.viewer, ledger: &self.ledger, base, names: &names, typed };
        let sheet = Sheet {
            app: &self.app,
            place: &self.place,
            case: self.case.as_ref(),
            reader,
            asked: &asked,
            faults: &no.faults,
            refusal: no.refusal.as_ref(),
            notice: no.notice,
            draft_waits,
        };
        let content = sheet.draw(&self.title);
        Ok((no.status, frame::page(&self.app, &self.viewer, &self.spot(), &content)).into_response())
    }

    /// Shows the form; a draft is offered, and put in when asked for.
    pub(super) async fn open(self, opened: &Opened) -> Answer {
        if let Some(refusal) = self.closed() {
            return Ok(self.shut(refusal));
        }
        let draft = self.app.store().draft(&self.viewer.person.account, &self.place.key()).await?;
        match draft {
            Some(draft) if opened.draft.as_deref() == Some("use") => {
                let mut typed = Typed::of_json(&draft.fields);
                uploads::only_own(&self.app, &self.viewer, &self.ledger, &mut typed).await?;
                let current = self.case.as_ref().map(|case| case.record.version);
                let mut no = No { status: StatusCode::OK, ..No::default() };
                if draft.version_seen != current {
                    typed.push(typed::VERSION, draft.version_seen.map(|v| v.to_string()).unwrap_or_default());
                    no.notice = self.outdated(&mut typed).await?;
                }
                self.page(&typed, no, false).await
            }
            Some(draft) => {
                let notice = Some(drafts::offer(&self.viewer, &self.place, &draft));
                let no = No { status: StatusCode::OK, notice, ..No::default() };
                self.page(&self.begun(opened), no, true).await
            }
            None => self.page(&self.begun(opened), No { status: StatusCode::OK, ..No::default() }, false).await,
        }
    }

    /// Where a form would stand that is closed: why, and the way back.
    fn shut(&self, refusal: Refusal) -> Response {
        let content = html! {
            header.page-head { div { h1 { (self.title) } } }
            (form::told(&refusal))
            div.actions { (ui::link_button(t::BACK, &self.place.back(), Look::Plain, Some(Icon::Left))) }
        };
        let status = Fault::Refused(Box::new(refusal)).problem().status;
        (status, frame::page(&self.app, &self.viewer, &self.spot(), &content)).into_response()
    }

    fn spot(&self) -> Spot {
        let spot = Spot::new(self.title.clone(), self.place.path())
            .of(self.ledger.package.clone())
            .under(self.ledger.title.to_string(), format!("/ledgers/{}", self.ledger.key));
        match &self.case {
            Some(case) => spot.under(super::page::called(&self.viewer, &self.ledger, &case.record), self.place.back()),
            None => spot,
        }
    }

    /// What another page gives to begin with.
    fn begun(&self, opened: &Opened) -> Typed {
        let mut typed = Typed::default();
        let given = opened.with.as_deref().and_then(|with| with.split_once(':'));
        if let Some((field, text)) = given.filter(|(field, _)| self.ledger.field(field).is_some()) {
            typed.push(field, text);
        }
        typed
    }

    /// Reads the form, does it once, and answers.
    pub(super) async fn send(mut self, input: Input) -> Answer {
        let mut typed = Typed::of(&input);
        let unkept = uploads::take(&self.app, &self.viewer, &self.ledger, &input, &mut typed).await?;
        uploads::only_own(&self.app, &self.viewer, &self.ledger, &mut typed).await?;
        if typed.change_rows() {
            return self.page(&typed, No { status: StatusCode::OK, faults: unkept, ..No::default() }, false).await;
        }
        let Some(once) = typed.text(typed::ONCE).map(|key| hash(&[key])) else {
            return Err(Fault::bad(t::NO_KEY));
        };
        let request = hash(&[&self.place.key(), &typed.json()]);
        let account = self.viewer.person.account.clone();
        match self.app.store().claim_once(&once, &account, &request, self.app.now()).await? {
            Claim::New => {}
            Claim::Answered { body, .. } => return Ok(Redirect::to(&body).into_response()),
            Claim::Running { since } if self.may_be_resumed(since) => {}
            Claim::Running { .. } => return self.page(&typed, self.again(t::STILL_RUNNING), false).await,
            Claim::OtherRequest => return self.page(&typed, self.again(t::SENT_BEFORE), false).await,
        }
        let outcome = self.once(&mut typed, unkept).await;
        let answered = match &outcome {
            Ok(Ok((to, _))) => self.app.store().answer_once(&once, &account, 303, &to.as_str().into()).await,
            _ => self.app.store().release_once(&once, &account).await,
        };
        if let Err(error) = answered {
            tracing::warn!(%error, "the key of a form could not be settled");
        }
        match outcome? {
            Ok((to, said)) => {
                self.app.store().drop_draft(&account, &self.place.key()).await?;
                Ok(frame::done(&to, said))
            }
            Err(no) => self.page(&typed, no, false).await,
        }
    }

    /// A claim left by a stopped program may be taken up where doing it twice is impossible: the version of the record, or
    /// the business key of a new one, would refuse it.
    fn may_be_resumed(&self, since: banjie_model::Moment) -> bool {
        let stopped = self.app.now().signed_duration_since(since).num_seconds() >= STOPPED;
        stopped && (self.place.deed != Deed::Create || !self.ledger.unique.is_empty())
    }

    fn again(&self, why: &str) -> No {
        let link = html! { p { (why) } p { a href=(self.place.back()) { (t::LOOK_FIRST) } } };
        No { status: StatusCode::CONFLICT, notice: Some(ui::alert(Level::Warn, t::NOT_SENT, &link)), ..No::default() }
    }

    /// The deed itself: where it led and what to say, or why not.
    async fn once(
        &mut self,
        typed: &mut Typed,
        unkept: Vec<FieldFault>,
    ) -> Result<Result<(String, String), No>, Fault> {
        let seen = self.seen(typed).await?;
        let asked = Asked::of(&self.place, &self.ledger, self.case.as_ref());
        let fields = asked.all();
        let names = Names::of(&self.app, &self.viewer, &self.ledger, seen.as_ref().as_slice()).await?;
        let reader = Reader { viewer: &self.viewer, ledger: &self.ledger, base: seen.as_ref(), names: &names, typed };
        let refs = resolve(&self.app, &reader, &fields).await?;
        let mut read = reader.read(&fields, &asked.needed, &refs);
        read.faults.extend(unkept);
        let version = self.case.as_ref().map(|case| case.record.version);
        if seen.as_ref().map(|record| record.version) != version {
            return Ok(Err(self.changed_meanwhile(typed).await?));
        }
        let what = match self.what(typed, &mut read) {
            Some(what) if read.faults.is_empty() => what,
            _ => return Ok(Err(No { status: StatusCode::UNPROCESSABLE_ENTITY, faults: read.faults, ..No::default() })),
        };
        if let Some(record) = self.place.record {
            uploads::link(&self.app, &self.ledger, record, &read.values).await?;
        }
        let command = Command {
            ledger: self.ledger.key.clone(),
            record: self.place.record.unwrap_or(RecordId(0)),
            expected_version: version,
            what,
            reason: typed.text(typed::REASON).map(Name::from),
        };
        let done = self.app.desk().submit(command, self.viewer.actor.clone(), Clock::now(self.app.now())).await;
        match done.map_err(Fault::from) {
            Ok(done) => {
                uploads::link(&self.app, &self.ledger, done.record, &read.values).await?;
                Ok(Ok((self.after(&done), self.said(&done))))
            }
            Err(Fault::Refused(refusal)) if refusal.code == RefusalCode::Conflict => {
                Ok(Err(self.changed_meanwhile(typed).await?))
            }
            Err(Fault::Refused(refusal)) => Ok(Err(no(*refusal))),
            Err(fault) => Err(fault),
        }
    }

    /// The command; none where something in it is wrong.
    fn what(&self, typed: &Typed, read: &mut Read) -> Option<What> {
        let values = read.values.clone();
        Some(match &self.place.deed {
            Deed::Create => {
                What::Create { org: self.owner(typed), number: typed.text(typed::NUMBER).map(Name::from), values }
            }
            Deed::Edit => What::Edit { values },
            Deed::Act(name) => {
                let hands_over = self.place.action(&self.ledger).is_some_and(|action| action.hands_over);
                let to_org = if hands_over { Some(self.receiver(typed, read)?) } else { None };
                What::Act { action: name.clone(), values, to_org }
            }
            Deed::Assign => {
                let text = need(typed, typed::HANDLER, t::HANDLER, read)?;
                let found = self.viewer.snapshot.directory.people.find(text).map(|person| person.account.clone());
                What::Assign { handler: known(found, typed::HANDLER, t::HANDLER, t::no_person(text), read)? }
            }
            Deed::Extend(limit) => {
                let text = need(typed, typed::LENGTH, t::LENGTH, read)?;
                let length = text.parse().ok().filter(|n| *n > 0).map(|n| Duration::new(n, unit(typed)));
                let length = known(length, typed::LENGTH, t::LENGTH, t::BAD_LENGTH.to_owned(), read)?;
                What::Extend { limit: limit.clone(), length }
            }
            Deed::Suspend(limit) => {
                let from = need(typed, typed::FROM, t::SUSPEND_FROM, read)?;
                let from = known(moment(from), typed::FROM, t::SUSPEND_FROM, t::bad_moment(from), read);
                let until = match typed.text(typed::UNTIL) {
                    Some(text) => Some(known(moment(text), typed::UNTIL, t::SUSPEND_UNTIL, t::bad_moment(text), read)?),
                    None => None,
                };
                What::Suspend { limit: limit.clone(), from: from?, until }
            }
        })
    }

    /// The owner chosen, one of those the viewer may create for; else the first of them.
    fn owner(&self, typed: &Typed) -> Option<Name> {
        let chosen = typed.text(typed::ORG).map(Name::from);
        chosen.or_else(|| creatable(&self.viewer, &self.ledger, self.app.now()).into_iter().next())
    }

    fn receiver(&self, typed: &Typed, read: &mut Read) -> Option<Name> {
        let text = need(typed, typed::RECEIVER, t::RECEIVER, read)?;
        let orgs = self.viewer.snapshot.world().orgs;
        let found = orgs.find(text).map(|org| org.code.clone());
        let why = if orgs.is_ambiguous(text) { t::ambiguous_org(text) } else { t::no_org(text) };
        known(found, typed::RECEIVER, t::RECEIVER, why, read)
    }

    /// Somebody else changed the record: what he changed, and the form again on top of it.
    async fn changed_meanwhile(&mut self, typed: &mut Typed) -> Result<No, Fault> {
        if let Some(record) = self.place.record {
            let target = Target::Id(record);
            self.case = Some(self.app.desk().case(&self.ledger.key, &target, &self.viewer.actor).await?);
        }
        let notice = self.outdated(typed).await?;
        Ok(No { status: StatusCode::CONFLICT, notice, ..No::default() })
    }

    /// What changed since the version the form was made from; what was not typed gives way to what stands there now.
    async fn outdated(&self, typed: &mut Typed) -> Result<Option<Markup>, Fault> {
        let (Some(seen), Some(case)) = (self.seen(typed).await?, &self.case) else { return Ok(None) };
        let asked = Asked::of(&self.place, &self.ledger, self.case.as_ref());
        let records = [&seen, &case.record];
        let names = Names::of(&self.app, &self.viewer, &self.ledger, &records).await?;
        let events = self.app.store().events(&self.ledger, case.record.id).await?;
        let reader =
            Reader { viewer: &self.viewer, ledger: &self.ledger, base: Some(&seen), names: &names, typed: &*typed };
        let (notice, untouched) = conflict::told(&reader, &case.record, &asked.all(), &events);
        for index in untouched {
            typed.forget(&self.ledger.fields[index].name);
        }
        Ok(Some(notice))
    }

    /// Where one goes afterwards: the record, or the list where it is now out of sight (handed over).
    fn after(&self, done: &Done) -> String {
        if self.viewer.sees(&self.ledger, &done.org) {
            return format!("/ledgers/{}/{}", self.ledger.key, done.record);
        }
        format!("/ledgers/{}", self.ledger.key)
    }

    fn said(&self, done: &Done) -> String {
        let number = done.number.as_deref().map_or_else(|| format!("#{}", done.record), str::to_owned);
        if !done.changed {
            return t::nothing_changed(&number);
        }
        let state = |effect: &Effect| match effect {
            Effect::Moved { to, .. } => self.ledger.state(to).map(|state| state.title.to_string()),
            _ => None,
        };
        t::done(&self.title, &number, done.effects.iter().find_map(state).as_deref())
    }
}

/// A refusal as it comes back with the form.
fn no(refusal: Refusal) -> No {
    let status = Fault::Refused(Box::new(refusal.clone())).problem().status;
    let fault = |f: &banjie_model::refusal::FieldFault| FieldFault {
        name: f.field.to_string(),
        title: f.title.to_string(),
        text: f.message.clone(),
    };
    let mut faults: Vec<FieldFault> = refusal.fields.iter().map(fault).collect();
    let own = match refusal.code {
        RefusalCode::ReasonRequired => Some((typed::REASON, t::REASON)),
        RefusalCode::BadReceiver => Some((typed::RECEIVER, t::RECEIVER)),
        _ => None,
    };
    if let Some((name, title)) = own {
        faults.push(FieldFault { name: name.to_owned(), title: title.to_owned(), text: refusal.message.clone() });
    }
    // What stands beside its field need not stand above the form too.
    let repeated = !faults.is_empty() && refusal.rule.is_none() && refusal.basis.is_none();
    No { status, faults, refusal: (!repeated).then_some(refusal), notice: None }
}

fn need<'t>(typed: &'t Typed, name: &str, title: &str, read: &mut Read) -> Option<&'t str> {
    let text = typed.text(name);
    known(text, name, title, t::FILL_IN.to_owned(), read)
}

fn known<T>(found: Option<T>, name: &str, title: &str, why: String, read: &mut Read) -> Option<T> {
    if found.is_none() {
        read.faults.push(FieldFault { name: name.to_owned(), title: title.to_owned(), text: why });
    }
    found
}

fn moment(text: &str) -> Option<banjie_model::Moment> {
    banjie_engine::values::read_moment(text)
}

fn unit(typed: &Typed) -> TimeUnit {
    match typed.text(typed::UNIT) {
        Some("working days") => TimeUnit::WorkingDays,
        Some("months") => TimeUnit::Months,
        Some("hours") => TimeUnit::Hours,
        Some("years") => TimeUnit::Years,
        _ => TimeUnit::Days,
    }
}

/// SHA-256 over texts, in hex.
fn hash(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(text);
    }
    canonical::hex(&hash.finalize())
}

/// The id in an address; anything else is no record.
pub(super) fn record(text: &str) -> Result<RecordId, Fault> {
    text.parse().ok().filter(|id| *id > 0).map(RecordId).ok_or(Fault::NotFound)
}
