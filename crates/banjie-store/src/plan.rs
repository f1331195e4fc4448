//! What would change for these packages: the definitions against the catalogue of what is there.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use banjie_desk::ports::{InstalledPackage, Plan, PlanStep, StoreError, StoreResult};
use banjie_model::{
    Moment, Name,
    definition::{Field, FieldType, Ledger, Library, Package},
};

use crate::{
    change::{Change, change},
    codec::{from_json, moment_text, parse_moment, to_json},
    db::{Db, Link, Param, Sql},
    error::damaged,
    layout::{column_of, columns_of, quoted},
    shape::{Index, Shape, create_table, shapes, type_key},
};

/// A step with the statements that do it.
struct Act {
    step: PlanStep,
    statements: Vec<Sql>,
}

impl Act {
    fn safe(what: String, statements: Vec<Sql>) -> Act {
        Act { step: PlanStep { what, safe: true, advice: None }, statements }
    }

    fn unsafe_(what: String, advice: &str) -> Act {
        Act { step: PlanStep { what, safe: false, advice: Some(advice.to_string()) }, statements: Vec::new() }
    }
}

/// What is in the database.
struct Catalogue {
    installed: Vec<InstalledPackage>,
    /// Ledger key → package, title, table.
    ledgers: BTreeMap<String, (String, String, String)>,
    /// Ledger key → field → title, type, retired.
    fields: BTreeMap<String, BTreeMap<String, (String, String, bool)>>,
    /// Index name → ledger key, business key.
    indexes: BTreeMap<String, (String, bool)>,
}

/// What would change.
pub(crate) async fn plan(db: &Db, library: &Library) -> StoreResult<Plan> {
    let mut link = db.snapshot().await?;
    let acts = acts(&mut link, library, None).await?;
    Ok(Plan { steps: acts.into_iter().map(|a| a.step).collect() })
}

/// Does it in one transaction, or refuses.
pub(crate) async fn apply(db: &Db, library: &Library, now: Moment) -> StoreResult<Plan> {
    let mut tx = db.write().await?;
    tx.execute(Sql::new("UPDATE log_head SET seq = seq WHERE id = 1")).await?;
    let acts = acts(&mut tx, library, Some(now)).await?;
    refuse_losses(&acts)?;
    let mut steps = Vec::new();
    for act in acts {
        for statement in act.statements {
            tx.execute(statement.once()).await?;
        }
        steps.push(act.step);
    }
    tx.commit().await?;
    Ok(Plan { steps })
}

fn refuse_losses(acts: &[Act]) -> StoreResult<()> {
    let losses: Vec<String> = acts
        .iter()
        .filter(|a| !a.step.safe)
        .map(|a| format!("· {}。{}", a.step.what, a.step.advice.as_deref().unwrap_or_default()))
        .collect();
    if losses.is_empty() {
        return Ok(());
    }
    Err(StoreError::Refused(format!(
        "有 {} 处变更会丢失数据或使旧数据读不懂，已拒绝执行，数据库没有任何改动：\n{}",
        losses.len(),
        losses.join("\n")
    )))
}

/// Packages kept in the database, oldest first.
pub(crate) async fn installed(link: &mut Link) -> StoreResult<Vec<InstalledPackage>> {
    let sql = Sql::new("SELECT name, version, hash, files, applied_at FROM installed_package ORDER BY ordinal");
    let rows = link.fetch(sql).await?;
    let read = |row: &crate::db::Row| {
        Ok(InstalledPackage {
            name: row.need_text(0)?.into(),
            version: row.need_text(1)?.into(),
            hash: row.need_text(2)?.into(),
            files: from_json::<Vec<(Name, Name)>>(row.need_text(3)?)?,
            applied_at: parse_moment(row.need_text(4)?)?,
        })
    };
    rows.iter().map(read).collect()
}

async fn catalogue(link: &mut Link) -> StoreResult<Catalogue> {
    let installed = installed(link).await?;
    let mut ledgers = BTreeMap::new();
    for row in link.fetch(Sql::new("SELECT ledger, package, title, table_name FROM ledger_table")).await? {
        let text = |i| row.need_text(i).map(str::to_string);
        ledgers.insert(text(0)?, (text(1)?, text(2)?, text(3)?));
    }
    let mut fields: BTreeMap<String, BTreeMap<_, _>> = BTreeMap::new();
    for row in link.fetch(Sql::new("SELECT ledger, field, title, type, retired FROM ledger_field")).await? {
        let text = |i| row.need_text(i).map(str::to_string);
        let entry = (text(2)?, text(3)?, row.bool(4)?.unwrap_or(false));
        fields.entry(text(0)?).or_default().insert(text(1)?, entry);
    }
    let mut indexes = BTreeMap::new();
    for row in link.fetch(Sql::new("SELECT name, ledger, business_key FROM ledger_index")).await? {
        let key = (row.need_text(1)?.to_string(), row.bool(2)?.unwrap_or(false));
        indexes.insert(row.need_text(0)?.to_string(), key);
    }
    Ok(Catalogue { installed, ledgers, fields, indexes })
}

async fn acts(link: &mut Link, library: &Library, now: Option<Moment>) -> StoreResult<Vec<Act>> {
    let catalogue = catalogue(link).await?;
    let mut acts = Vec::new();
    for shape in shapes(library) {
        match catalogue.ledgers.get(&*shape.ledger.key) {
            None => acts.push(create(link, &shape)),
            Some((_, _, table)) => {
                check_table(link, &shape.ledger, table, &catalogue).await?;
                alter(link, &shape, &catalogue, library, &mut acts).await?;
            }
        }
    }
    removed_ledgers(link, library, &catalogue, &mut acts).await?;
    let mut ordinal = i64::try_from(catalogue.installed.len()).unwrap_or(i64::MAX);
    for package in library.packages.values() {
        acts.extend(install(package, &catalogue.installed, &mut ordinal, now)?);
    }
    Ok(acts)
}

fn insert_field(ledger: &str, field: &Field) -> Sql {
    let params = [ledger, &field.name, &field.title, &type_key(&field.ty)].map(Param::text);
    Sql::with("INSERT INTO ledger_field (ledger, field, title, type, retired) VALUES ($1, $2, $3, $4, FALSE)", params)
}

fn create_index(ledger: &str, index: &Index) -> [Sql; 2] {
    let params = [
        Param::text(index.name.as_str()),
        Param::text(ledger),
        Param::Bool(Some(index.business_key)),
        Param::text(index.statement.as_str()),
    ];
    let entry = "INSERT INTO ledger_index (name, ledger, business_key, statement) VALUES ($1, $2, $3, $4)";
    [Sql::new(&index.statement), Sql::with(entry, params)]
}

fn create(link: &Link, shape: &Shape) -> Act {
    let ledger = &shape.ledger;
    let params = [&*ledger.key, &ledger.package, &ledger.title, &shape.table].map(Param::text);
    let mut statements = vec![
        Sql::new(&create_table(shape, link.dialect())),
        Sql::with("INSERT INTO ledger_table (ledger, package, title, table_name) VALUES ($1, $2, $3, $4)", params),
    ];
    statements.extend(ledger.fields.iter().map(|f| insert_field(&ledger.key, f)));
    statements.extend(shape.indexes.iter().flat_map(|i| create_index(&ledger.key, i)));
    let n = ledger.fields.len();
    Act::safe(format!("新建台账“{}”（{}）,{n} 个字段", ledger.title, ledger.key), statements)
}

/// The table must still have the columns the catalogue knows.
async fn check_table(link: &mut Link, ledger: &Ledger, table: &str, catalogue: &Catalogue) -> StoreResult<()> {
    let rows = link.fetch(Sql::with(link.dialect().columns_of_table(), [Param::text(table)])).await?;
    let there: BTreeSet<&str> = rows.iter().map(|r| r.need_text(0)).collect::<StoreResult<_>>()?;
    let fields = catalogue.fields.get(&*ledger.key);
    let missing = fields.into_iter().flatten().find(|(name, _)| !there.contains(format!("f_{name}").as_str()));
    match missing {
        Some((name, _)) => Err(damaged(format!("台账“{}”的表 {table} 缺少列 f_{name}", ledger.title))),
        None => Ok(()),
    }
}

async fn alter(
    link: &mut Link,
    shape: &Shape,
    catalogue: &Catalogue,
    library: &Library,
    acts: &mut Vec<Act>,
) -> StoreResult<()> {
    let ledger = &shape.ledger;
    let none = BTreeMap::new();
    let known = catalogue.fields.get(&*ledger.key).unwrap_or(&none);
    for field in &ledger.fields {
        match known.get(&*field.name) {
            None => acts.push(add_field(link, shape, field)),
            Some((_, old, retired)) => {
                let act = retype(link, shape, field, old, *retired, library).await?;
                let dropped = act.is_none() && changes(library, catalogue, ledger);
                acts.extend(act);
                if dropped {
                    acts.extend(dropped_codes(link, shape, field, library).await?);
                }
            }
        }
    }
    for (name, (title, ty, retired)) in known {
        if !retired && ledger.field(name).is_none() {
            acts.push(drop_field(link, shape, name, title, ty).await?);
        }
    }
    alter_indexes(link, shape, catalogue, acts).await
}

fn add_field(link: &Link, shape: &Shape, field: &Field) -> Act {
    let ledger = &shape.ledger;
    let mut statements: Vec<Sql> = columns_of(field)
        .iter()
        .map(|(name, kind)| {
            let ty = kind.sql(link.dialect());
            Sql::new(&format!("ALTER TABLE {} ADD COLUMN {} {ty}", quoted(&shape.table), quoted(name)))
        })
        .collect();
    statements.push(insert_field(&ledger.key, field));
    let what = format!("台账“{}”增加字段“{}”（{},{}）", ledger.title, field.title, field.name, type_key(&field.ty));
    Act::safe(what, statements)
}

async fn retype(
    link: &mut Link,
    shape: &Shape,
    field: &Field,
    old: &str,
    retired: bool,
    library: &Library,
) -> StoreResult<Option<Act>> {
    let ledger = &shape.ledger;
    let new = type_key(&field.ty);
    let mut outcome = change(old, &new);
    if outcome == Change::OtherList {
        let strays = stray_codes(link, shape, field, library).await?;
        outcome = match strays {
            0 => Change::Widening,
            n => Change::Losing(format!("有 {n} 条版本的值不在新的代码表里")),
        };
    }
    if outcome == Change::None && !retired {
        return Ok(None);
    }
    if let Change::Losing(why) = outcome {
        let what = format!("台账“{}”字段“{}”（{}）不能改：{why}", ledger.title, field.title, field.name);
        let advice = "请保留原字段不动，另加一个新名字的字段；需要时先用 banjie export 导出旧值，再逐条改录";
        return Ok(Some(Act::unsafe_(what, advice)));
    }
    let params = [&*ledger.key, &field.name, &field.title, &new].map(Param::text);
    let update = "UPDATE ledger_field SET title = $3, type = $4, retired = FALSE WHERE ledger = $1 AND field = $2";
    let what = if retired {
        format!("台账“{}”重新启用字段“{}”（{}）", ledger.title, field.title, field.name)
    } else {
        format!("台账“{}”字段“{}”放宽：{old} → {new}", ledger.title, field.title)
    };
    Ok(Some(Act::safe(what, vec![Sql::with(update, params)])))
}

async fn stray_codes(link: &mut Link, shape: &Shape, field: &Field, library: &Library) -> StoreResult<i64> {
    let (FieldType::Code(list) | FieldType::Tree(list)) = &field.ty else { return Ok(0) };
    let Some(codes) = library.packages.get(&shape.ledger.package).and_then(|p| p.codes.get(list)) else {
        return Ok(0);
    };
    let column = column_of(field);
    let mut sql = Sql::new(&format!("SELECT COUNT(*) FROM {} WHERE {column} IS NOT NULL", quoted(&shape.table)));
    if !codes.entries.is_empty() {
        sql.push(&format!(" AND {column} NOT IN ("));
        sql.push_list(codes.entries.keys().map(|key| Param::text(key.clone()))).push(")");
    }
    link.fetch_int(sql.once()).await
}

/// Whether this version of the ledger's package is not in the database yet.
fn changes(library: &Library, catalogue: &Catalogue, ledger: &Ledger) -> bool {
    let package = library.packages.get(&ledger.package);
    package.is_some_and(|p| !catalogue.installed.iter().any(|i| i.name == p.name && i.hash == p.hash))
}

/// Codes that current records still have though the list no longer does: nothing is lost, but somebody should know.
async fn dropped_codes(link: &mut Link, shape: &Shape, field: &Field, library: &Library) -> StoreResult<Option<Act>> {
    if !matches!(field.ty, FieldType::Code(_) | FieldType::Tree(_))
        || stray_codes(link, shape, field, library).await? == 0
    {
        return Ok(None);
    }
    let (FieldType::Code(list) | FieldType::Tree(list)) = &field.ty else { return Ok(None) };
    let codes = library.packages.get(&shape.ledger.package).and_then(|p| p.codes.get(list));
    let column = column_of(field);
    let text = format!(
        "SELECT {column}, COUNT(*) FROM {} WHERE to_seq IS NULL AND {column} IS NOT NULL GROUP BY {column} ORDER BY {column}",
        quoted(&shape.table)
    );
    let mut used = Vec::new();
    for row in link.fetch(Sql::new(&text).once()).await? {
        let key = row.need_text(0)?;
        if codes.is_some_and(|codes| !codes.entries.contains_key(key)) {
            used.push(format!("{key}（{} 条）", row.need_int(1)?));
        }
    }
    let what = format!(
        "注意：台账“{}”字段“{}”还有记录用着已从代码表 {list} 去掉的代码：{}",
        shape.ledger.title,
        field.title,
        used.join("、")
    );
    let mut act = Act::safe(what, Vec::new());
    act.step.advice = Some(
        "旧记录原样保留，但不能再选这个代码，也看不到它的名称。要继续使用，请把代码放回代码表；不用，请先更正这些记录"
            .into(),
    );
    Ok((!used.is_empty()).then_some(act))
}

async fn drop_field(link: &mut Link, shape: &Shape, name: &str, title: &str, ty: &str) -> StoreResult<Act> {
    let ledger = &shape.ledger;
    let column = quoted(&format!("f_{name}"));
    let count = format!("SELECT COUNT(DISTINCT record_id) FROM {} WHERE {column} IS NOT NULL", quoted(&shape.table));
    let filled = link.fetch_int(Sql::new(&count).once()).await?;
    if filled > 0 {
        let what = format!("台账“{}”去掉字段“{title}”（{name},{ty}）会丢失 {filled} 条记录填过的值", ledger.title);
        let advice = "请在定义中保留这个字段（可改标题、移出列表视图）；确实不要时，先用 banjie export 导出留存";
        return Ok(Act::unsafe_(what, advice));
    }
    let retire = "UPDATE ledger_field SET retired = TRUE WHERE ledger = $1 AND field = $2";
    let statements = vec![Sql::with(retire, [Param::text(&*ledger.key), Param::text(name)])];
    Ok(Act::safe(format!("台账“{}”停用从未填写过的字段“{title}”（{name}）", ledger.title), statements))
}

async fn alter_indexes(link: &mut Link, shape: &Shape, catalogue: &Catalogue, acts: &mut Vec<Act>) -> StoreResult<()> {
    let ledger = &shape.ledger;
    let wanted: BTreeSet<&str> = shape.indexes.iter().map(|i| i.name.as_str()).collect();
    for (name, (key, business_key)) in &catalogue.indexes {
        if key == &*ledger.key && *business_key && !wanted.contains(name.as_str()) {
            let forget = Sql::with("DELETE FROM ledger_index WHERE name = $1", [Param::text(name.as_str())]);
            let statements = vec![Sql::new(&format!("DROP INDEX {name}")), forget];
            acts.push(Act::safe(format!("台账“{}”取消原来的业务键", ledger.title), statements));
        }
    }
    for index in shape.indexes.iter().filter(|i| !catalogue.indexes.contains_key(&i.name)) {
        let repeated = if index.business_key { repeated_keys(link, shape, catalogue).await? } else { 0 };
        if repeated > 0 {
            let what = format!("台账“{}”不能设业务键：现有记录中有 {repeated} 组重复", ledger.title);
            acts.push(Act::unsafe_(what, "请先用 banjie list 查出重复的记录并改正或作废，再升级程序包"));
            continue;
        }
        let what = format!("台账“{}”建立索引：{}", ledger.title, index.what);
        acts.push(Act::safe(what, create_index(&ledger.key, index).into()));
    }
    Ok(())
}

/// Groups of current records with the same would-be business key. A field that is new has no values yet.
async fn repeated_keys(link: &mut Link, shape: &Shape, catalogue: &Catalogue) -> StoreResult<i64> {
    let ledger = &shape.ledger;
    let known = catalogue.fields.get(&*ledger.key);
    let fields: Vec<&Field> = ledger.unique.iter().filter_map(|i| ledger.fields.get(*i)).collect();
    if fields.iter().any(|f| known.is_none_or(|k| !k.contains_key(&*f.name))) {
        return Ok(0);
    }
    let columns: Vec<String> = fields.iter().map(|f| column_of(f)).collect();
    let present: Vec<String> = columns.iter().map(|c| format!("{c} IS NOT NULL")).collect();
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM {} WHERE to_seq IS NULL AND {} GROUP BY {} HAVING COUNT(*) > 1) AS d",
        quoted(&shape.table),
        present.join(" AND "),
        columns.join(", ")
    );
    link.fetch_int(Sql::new(&sql).once()).await
}

async fn removed_ledgers(
    link: &mut Link,
    library: &Library,
    catalogue: &Catalogue,
    acts: &mut Vec<Act>,
) -> StoreResult<()> {
    for (key, (package, title, table)) in &catalogue.ledgers {
        if !library.packages.contains_key(package.as_str()) || library.ledger(key).is_some() {
            continue;
        }
        let count = format!("SELECT COUNT(*) FROM {} WHERE to_seq IS NULL", quoted(table));
        let records = link.fetch_int(Sql::new(&count).once()).await?;
        if records > 0 {
            let what = format!("去掉台账“{title}”（{key}）会丢失 {records} 条记录");
            acts.push(Act::unsafe_(what, "请在程序包中保留这个台账；确实不要时，先用 banjie export 导出留存"));
        }
    }
    Ok(())
}

fn version_parts(version: &str) -> Vec<u64> {
    version.split(['.', '-', '+']).map_while(|part| part.parse().ok()).collect()
}

fn install(
    package: &Arc<Package>,
    installed: &[InstalledPackage],
    ordinal: &mut i64,
    now: Option<Moment>,
) -> StoreResult<Option<Act>> {
    let mine: Vec<&InstalledPackage> = installed.iter().filter(|i| i.name == package.name).collect();
    if let Some(same) = mine.iter().find(|i| i.version == package.version) {
        if same.hash == package.hash {
            return Ok(None);
        }
        let what = format!("程序包“{}”的内容变了，版本号仍是 {}", package.title, package.version);
        return Ok(Some(Act::unsafe_(
            what,
            "已安装的版本不能改写（旧案件仍按它办理）：请提高 package.toml 中的 version 再执行",
        )));
    }
    let latest = mine.last().copied();
    if let Some(latest) = latest
        && version_parts(&package.version).cmp(&version_parts(&latest.version)) == Ordering::Less
    {
        let what = format!("程序包“{}”的版本 {} 低于已安装的 {}", package.title, package.version, latest.version);
        return Ok(Some(Act::unsafe_(what, "版本号只能提高：请使用新版程序包")));
    }
    *ordinal += 1;
    let params = vec![
        Param::from(*ordinal),
        Param::text(package.name.clone()),
        Param::text(package.version.clone()),
        Param::text(package.hash.clone()),
        Param::text(to_json(&package.files)?),
        Param::Text(now.map(|at| moment_text(at).into())),
    ];
    let insert = "INSERT INTO installed_package (ordinal, name, version, hash, files, applied_at) \
                  VALUES ($1, $2, $3, $4, $5, $6)";
    let what = match latest {
        None => format!("安装程序包“{}”（{} {}）", package.title, package.name, package.version),
        Some(old) => format!("升级程序包“{}”：{} → {}", package.title, old.version, package.version),
    };
    Ok(Some(Act::safe(what, vec![Sql::with(insert, params)])))
}

/// Tables of all ledgers, for copying a database.
pub(crate) async fn ledger_tables(link: &mut Link) -> StoreResult<Vec<String>> {
    let rows = link.fetch(Sql::new("SELECT table_name FROM ledger_table ORDER BY ledger")).await?;
    rows.iter().map(|r| r.need_text(0).map(str::to_string)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number_not_by_letter() {
        assert_eq!(version_parts("1.10.0").cmp(&version_parts("1.9.3")), Ordering::Greater);
        assert_eq!(version_parts("1.0.0").cmp(&version_parts("1.0.0")), Ordering::Equal);
    }
}
