//! Values as programs read them: typed, masked like on pages, codes with their titles beside.

use banjie_desk::ports::Store as _;
use banjie_engine::{NO_DUE, limits::is_paused, values};
use banjie_model::{
    Moment, Name,
    case::{Case, LimitRun, Record},
    definition::{Class, Field, FieldType, Ledger},
    value::Value,
};
use serde_json::{Map, Value as Json, json};

use crate::{
    App,
    pages::{
        cases::{
            deed::{Deed, closed},
            spelling::inner,
        },
        ledgers::conditions::code_list,
        shared::values::{self as words, References},
    },
    server::{Fault, Viewer},
};

/// Records of one ledger, with what others they name are called.
pub(super) struct Told<'a> {
    viewer: &'a Viewer,
    ledger: &'a Ledger,
    names: References,
}

impl<'a> Told<'a> {
    /// Looks up the records that these name.
    ///
    /// # Errors
    /// The store.
    pub(super) async fn of(
        app: &App,
        viewer: &'a Viewer,
        ledger: &'a Ledger,
        records: &[Record],
    ) -> Result<Told<'a>, Fault> {
        let all: Vec<usize> = (0..ledger.fields.len()).collect();
        Ok(Told { viewer, ledger, names: References::of(app, viewer, ledger, records, &all).await? })
    }

    /// A record with all its fields.
    pub(super) fn record(&self, record: &Record) -> Json {
        let fields = self.ledger.fields.iter().zip(&record.values);
        let fields: Map<String, Json> =
            fields.map(|(field, value)| (field.name.to_string(), self.value(field, value))).collect();
        let state = record.state.as_deref().map(|key| {
            let title = self.ledger.state(key).map_or(key, |state| &state.title);
            titled(key, title)
        });
        json!({
            "id": record.id,
            "ledger": record.ledger,
            "number": record.number,
            "label": values::label(&self.viewer.snapshot.world(), self.ledger, record),
            "version": record.version,
            "state": state,
            "org": org(self.viewer, &record.org),
            "handler": record.handler.as_deref().map(|account| person(self.viewer, account)),
            "opened_at": record.opened_at,
            "closed_at": record.closed_at,
            "changed_at": record.changed_at,
            "fields": fields,
        })
    }

    /// A value; personal ones as masked text.
    pub(super) fn value(&self, field: &Field, value: &Value) -> Json {
        match (&field.ty, value) {
            (_, Value::Missing) => Json::Null,
            (FieldType::List(fields), Value::List(rows)) => {
                let row = |row: &Vec<Value>| {
                    let cells = fields.iter().zip(row);
                    let cell = |(f, v): (&Field, &Value)| (f.name.to_string(), self.value(&inner(field, f), v));
                    Json::Object(cells.map(cell).collect())
                };
                Json::Array(rows.iter().map(row).collect())
            }
            (_, Value::Files(files)) if field.class >= Class::Personal => json!({ "count": files.len() }),
            _ if field.class >= Class::Personal => {
                json!(values::masked(&self.viewer.snapshot.world(), self.ledger, field, value))
            }
            _ => self.open(field, value),
        }
    }

    fn open(&self, field: &Field, value: &Value) -> Json {
        match value {
            Value::Missing | Value::List(_) => Json::Null,
            Value::Text(text) => json!(text),
            Value::Int(n) => json!(n),
            Value::Decimal(d) => json!(d.normalize().to_string()),
            Value::Bool(yes) => json!(yes),
            Value::Date(date) => json!(date),
            Value::Time(time) => json!(time.format("%H:%M").to_string()),
            Value::DateTime(at) => json!(at),
            Value::Period(period) => titled(&period.key(), &period.to_string()),
            Value::Code(key) => {
                let list = code_list(&self.viewer.snapshot, self.ledger, field);
                let title = list.and_then(|list| list.entries.get(key)).map_or(&**key, |entry| &entry.title);
                titled(key, title)
            }
            Value::Ref(id) => {
                let label = match &field.ty {
                    FieldType::Ref(to) => self.names.name(to, *id),
                    _ => format!("#{id}"),
                };
                json!({ "id": id, "label": label })
            }
            Value::Org(code) => org(self.viewer, code),
            Value::Account(account) => person(self.viewer, account),
            Value::Files(files) => json!(files),
            Value::Place(place) => {
                let point = place.point.map(|(lng, lat)| [lng.to_string(), lat.to_string()]);
                json!({ "address": place.address, "point": point })
            }
        }
    }

    /// A record with its clocks and what may be done with it.
    pub(super) fn case(&self, case: &Case, now: Moment) -> Json {
        let mut record = self.record(&case.record);
        if let Json::Object(map) = &mut record {
            let runs = case.runs.iter().map(|run| self.run(run, now)).collect();
            map.insert("runs".to_owned(), Json::Array(runs));
            map.insert("actions".to_owned(), self.actions(case, now));
            map.insert("deeds".to_owned(), self.deeds(case, now));
        }
        record
    }

    /// A clock.
    pub(super) fn run(&self, run: &LimitRun, now: Moment) -> Json {
        let title = self.ledger.limit(&run.key.limit).map_or(&*run.key.limit, |limit| &limit.title);
        let standing = run.fired.iter().filter(|fired| fired.withdrawn_at.is_none());
        let fallen: Vec<Json> = standing
            .map(|fired| json!({ "kind": titled(fired.kind.key(), fired.kind.zh()), "at": fired.at }))
            .collect();
        let ended = run.ended.as_ref();
        let ended =
            ended.map(|end| json!({ "at": end.at, "met": end.met, "on_time": end.met && end.at <= run.due_at }));
        json!({
            "limit": titled(&run.key.limit, title),
            "n": run.key.n,
            "started_at": run.started_at,
            "due_at": (run.due_at != NO_DUE).then_some(run.due_at),
            "provisional": run.provisional,
            "paused": run.ended.is_none() && is_paused(run, now),
            "overdue": run.ended.is_none() && run.due_at < now,
            "ended": ended,
            "fallen": fallen,
            "suspensions": run.suspensions,
            "extensions": run.extensions,
        })
    }

    fn actions(&self, case: &Case, now: Moment) -> Json {
        let world = self.viewer.snapshot.world();
        let all = banjie_engine::available(&world, self.ledger, case, &self.viewer.actor, now);
        let action = |(name, answer): (Name, Result<(), banjie_model::refusal::Refusal>)| {
            let title = self.ledger.action(&name).map_or(&*name, |action| &action.title);
            json!({ "action": name, "title": title, "open": answer.is_ok(), "refusal": answer.err() })
        };
        Json::Array(all.into_iter().map(action).collect())
    }

    /// Correcting, naming a handler, more time.
    fn deeds(&self, case: &Case, now: Moment) -> Json {
        let answer = |deed: &Deed| {
            let refusal = closed(self.viewer, self.ledger, Some(case), deed, now);
            json!({ "open": refusal.is_none(), "refusal": refusal })
        };
        let by_limit = |deed: fn(Name) -> Deed| {
            let limits = self.ledger.limits.iter();
            let limits = limits.map(|limit| (limit.name.to_string(), answer(&deed(limit.name.clone()))));
            Json::Object(limits.collect())
        };
        json!({
            "edit": answer(&Deed::Edit),
            "assign": answer(&Deed::Assign),
            "extend": by_limit(Deed::Extend),
            "suspend": by_limit(Deed::Suspend),
        })
    }
}

/// A key with its title.
pub(super) fn titled(key: &str, title: &str) -> Json {
    json!({ "key": key, "title": title })
}

/// An organisation.
pub(super) fn org(viewer: &Viewer, code: &str) -> Json {
    titled(code, &words::org(&viewer.snapshot, code))
}

/// A person.
pub(super) fn person(viewer: &Viewer, account: &str) -> Json {
    titled(account, &words::person(&viewer.snapshot, account))
}

/// The case as it stands, where the viewer may see it.
pub(super) async fn case_json(
    app: &App,
    viewer: &Viewer,
    ledger: &Ledger,
    id: banjie_model::value::RecordId,
) -> Result<Json, Fault> {
    let Some(case) = app.store().case(ledger, id).await? else { return Ok(Json::Null) };
    if !viewer.sees(ledger, &case.record.org) {
        return Ok(Json::Null);
    }
    let told = Told::of(app, viewer, ledger, std::slice::from_ref(&case.record)).await?;
    Ok(told.case(&case, app.now()))
}
