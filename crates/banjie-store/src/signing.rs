//! Signed reports: each keeps its list of figures, the hash of the log up to it, and the hash of the report before it.
//!
//! `log_hash` is SHA-256 over the log hash of the report signed before and, in order, the content hash of every event since,
//! each followed by a line feed. `hash` is SHA-256 over the canonical JSON of the row without `hash` and `manifest`. Who
//! changes an event, a list or a row must therefore change every later row too, and the digests in the printed files.

use banjie_desk::ports::StoreResult;
use banjie_model::{Moment, Name, Seq, canonical};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    AnyStore,
    codec::{moment_text, parse_moment},
    db::{Link, Param, Row, Sql},
    dialect::Dialect,
    error::damaged,
};

/// Columns in the order of [`read`]; the list of figures comes last, where it is asked for.
const COLUMNS: &str =
    "number, report, title, period, org, seq, signed_at, signed_by, signed_org, digest, log_hash, previous, hash";
/// Events hashed at once.
const PAGE: i64 = 8_192;

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// `package/report`.
    pub report: Name,
    /// Title as printed.
    pub title: Name,
    /// Period key.
    pub period: Option<Name>,
    /// Organisation's code.
    pub org: Option<Name>,
    /// Log position of the figures.
    pub seq: Seq,
    /// When.
    pub at: Moment,
    /// Account.
    pub by: Name,
    /// Organisation of the signer.
    pub by_org: Name,
}

/// The place a signature will have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Number in this database, from 1 without gaps.
    pub number: i64,
    /// Identity of this database.
    pub database: Name,
}

/// A signed report as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedReport {
    /// Number in this database, from 1.
    pub number: i64,
    /// What was signed, by whom, when.
    pub signature: Signature,
    /// SHA-256 of the list of figures, hex.
    pub digest: Name,
    /// Hash over the log up to `signature.seq`, hex.
    pub log_hash: Name,
    /// Hash of the report signed before; empty for the first.
    pub previous: Name,
    /// Hash of this row, hex.
    pub hash: Name,
}

impl SignedReport {
    fn computed_hash(&self) -> String {
        let Signature { report, title, period, org, seq, at, by, by_org } = &self.signature;
        let row = json!({
            "number": self.number, "report": report, "title": title, "period": period, "org": org, "seq": seq,
            "signed_at": moment_text(*at), "signed_by": by, "signed_org": by_org, "digest": self.digest,
            "log_hash": self.log_hash, "previous": self.previous,
        });
        sha256(&canonical::json(&row))
    }
}

/// What is wrong with one signed report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenSeal {
    /// Its number.
    pub number: i64,
    /// What does not fit, in Chinese.
    pub what: String,
}

impl AnyStore {
    /// The identity of this database: random, made with it, carried along by its backups.
    ///
    /// # Errors
    /// As any statement.
    pub async fn identity(&self) -> StoreResult<Name> {
        identity(&mut self.db.read().await?).await
    }

    /// Keeps a signed report. `manifest` gives the text of the list of figures for the place the signature has.
    ///
    /// # Errors
    /// As any statement; nothing is kept then.
    pub async fn sign(
        &self,
        signature: Signature,
        manifest: impl FnOnce(&Slot) -> String + Send,
    ) -> StoreResult<SignedReport> {
        let mut tx = self.db.write().await?;
        if tx.dialect() == Dialect::Postgres {
            tx.execute(Sql::new("LOCK TABLE signed_report IN EXCLUSIVE MODE")).await?;
        }
        let before = last(&mut tx).await?;
        let slot = Slot { number: before.as_ref().map_or(1, |b| b.number + 1), database: identity(&mut tx).await? };
        let text = manifest(&slot);
        let log_hash = log_hash(&mut tx, before.as_ref(), signature.seq).await?;
        let mut report = SignedReport {
            number: slot.number,
            signature,
            digest: sha256(&text).into(),
            log_hash: log_hash.into(),
            previous: before.map_or("".into(), |b| b.hash),
            hash: "".into(),
        };
        report.hash = report.computed_hash().into();
        insert(&mut tx, &report, &text).await?;
        tx.commit().await?;
        Ok(report)
    }

    /// A signed report with the text of its list of figures.
    ///
    /// # Errors
    /// As any statement.
    pub async fn signed(&self, number: i64) -> StoreResult<Option<(SignedReport, Name)>> {
        let sql = format!("SELECT {COLUMNS}, manifest FROM signed_report WHERE number = $1");
        let row = self.db.read().await?.fetch_one(Sql::with(&sql, [Param::from(number)])).await?;
        row.map(|row| Ok((read(&row)?, row.need_text(13)?.into()))).transpose()
    }

    /// All signed reports, oldest first.
    ///
    /// # Errors
    /// As any statement.
    pub async fn signed_reports(&self) -> StoreResult<Vec<SignedReport>> {
        let sql = format!("SELECT {COLUMNS} FROM signed_report ORDER BY number");
        self.db.read().await?.fetch(Sql::new(&sql)).await?.iter().map(read).collect()
    }

    /// Checks the chain of signed reports: numbers without gaps, each list against its digest, each row against its hash
    /// and the one before, each log hash against the events as they stand. Gives what is broken; empty when all is whole.
    ///
    /// # Errors
    /// As any statement.
    pub async fn broken_seals(&self) -> StoreResult<Vec<BrokenSeal>> {
        let mut link = self.db.snapshot().await?;
        let sql = format!("SELECT {COLUMNS}, manifest FROM signed_report ORDER BY number");
        let (mut broken, mut before) = (Vec::new(), None::<SignedReport>);
        for (expected, row) in (1..).zip(link.fetch(Sql::new(&sql)).await?) {
            let report = read(&row)?;
            let mut note = |what: &str| broken.push(BrokenSeal { number: report.number, what: what.to_owned() });
            if report.number != before.as_ref().map_or(expected, |b| b.number + 1) {
                note("之前有签发的报告不见了");
            }
            if sha256(row.need_text(13)?) != *report.digest {
                note("数据来源清单被改动过");
            }
            if report.computed_hash() != *report.hash {
                note("签发登记被改动过");
            }
            if report.previous != before.as_ref().map_or("".into(), |b| b.hash.clone()) {
                note("与前一份签发的报告接不上");
            }
            if log_hash(&mut link, before.as_ref(), report.signature.seq).await? != *report.log_hash {
                note("签发时的日志被改动过");
            }
            before = Some(report);
        }
        Ok(broken)
    }
}

async fn identity(link: &mut Link) -> StoreResult<Name> {
    let row = link.fetch_one(Sql::new("SELECT identity FROM database_identity WHERE id = 1")).await?;
    row.ok_or_else(|| damaged("缺少数据库标识"))?.need_text(0).map(Name::from)
}

async fn last(link: &mut Link) -> StoreResult<Option<SignedReport>> {
    let sql = format!("SELECT {COLUMNS} FROM signed_report ORDER BY number DESC LIMIT 1");
    link.fetch_one(Sql::new(&sql)).await?.map(|row| read(&row)).transpose()
}

/// The log hash up to a position, going on from that of the report before. A position before it stands at its own.
async fn log_hash(link: &mut Link, before: Option<&SignedReport>, upto: Seq) -> StoreResult<String> {
    let mut from = before.map_or(0, |b| b.signature.seq);
    let mut hasher = Sha256::new();
    hasher.update(before.map_or("", |b| &*b.log_hash));
    while from < upto {
        let sql = "SELECT seq, hash FROM event WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3";
        let rows = link.fetch(Sql::with(sql, [from, upto, PAGE].map(Param::from))).await?;
        for row in &rows {
            from = row.need_int(0)?;
            hasher.update(row.need_text(1)?);
            hasher.update("\n");
        }
        if rows.is_empty() {
            break;
        }
    }
    Ok(canonical::hex(&hasher.finalize()))
}

fn read(row: &Row) -> StoreResult<SignedReport> {
    Ok(SignedReport {
        number: row.need_int(0)?,
        signature: Signature {
            report: row.need_text(1)?.into(),
            title: row.need_text(2)?.into(),
            period: row.name(3)?,
            org: row.name(4)?,
            seq: row.need_int(5)?,
            at: parse_moment(row.need_text(6)?)?,
            by: row.need_text(7)?.into(),
            by_org: row.need_text(8)?.into(),
        },
        digest: row.need_text(9)?.into(),
        log_hash: row.need_text(10)?.into(),
        previous: row.need_text(11)?.into(),
        hash: row.need_text(12)?.into(),
    })
}

async fn insert(link: &mut Link, report: &SignedReport, manifest: &str) -> StoreResult<()> {
    let Signature { report: key, title, period, org, seq, at, by, by_org } = &report.signature;
    let row = vec![
        Param::from(report.number),
        Param::text(key.clone()),
        Param::text(title.clone()),
        Param::Text(period.clone()),
        Param::Text(org.clone()),
        Param::from(*seq),
        Param::text(moment_text(*at)),
        Param::text(by.clone()),
        Param::text(by_org.clone()),
        Param::text(report.digest.clone()),
        Param::text(report.log_hash.clone()),
        Param::text(report.previous.clone()),
        Param::text(report.hash.clone()),
        Param::text(manifest),
    ];
    let mut sql = Sql::new(&format!("INSERT INTO signed_report ({COLUMNS}, manifest) VALUES "));
    sql.push_rows([row]);
    link.execute(sql).await.map(|_| ())
}

fn sha256(text: &str) -> String {
    canonical::hex(&Sha256::digest(text.as_bytes()))
}
