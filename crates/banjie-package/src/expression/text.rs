//! Words for messages: types in Chinese, the nearest name.

use banjie_model::expr::Ty;

/// What a type is called in messages.
pub(super) fn ty_zh(ty: &Ty) -> String {
    match ty {
        Ty::Bool => "是否".into(),
        Ty::Int => "整数".into(),
        Ty::Decimal { scale: Some(scale) } => format!("小数（{scale} 位）"),
        Ty::Decimal { scale: None } => "小数".into(),
        Ty::Money => "金额".into(),
        Ty::Percent => "比例".into(),
        Ty::Text => "文字".into(),
        Ty::Date => "日期".into(),
        Ty::Time => "钟点".into(),
        Ty::DateTime => "时间".into(),
        Ty::Duration => "时长".into(),
        Ty::Period => "期间".into(),
        Ty::Code(list) if list.starts_with("@state:") => "环节".into(),
        Ty::Code(list) if &**list == "@card" => "牌别".into(),
        Ty::Code(list) => format!("代码（{list}）"),
        Ty::Ref(ledger) => format!("记录（{ledger}）"),
        Ty::Org => "机构".into(),
        Ty::Account => "账号".into(),
        Ty::Files => "文件".into(),
        Ty::Place => "地点".into(),
        Ty::List => "子表".into(),
        Ty::Row(table) => format!("判定表的一行（{table}）"),
    }
}

/// The candidate most like `word`, where one is near enough to have been meant.
pub(super) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word_len = word.chars().count();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1.max(word_len.max(candidate.chars().count()) / 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// "可用：a、b、c" with at most a dozen names.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let shown = names.iter().take(12).copied().collect::<Vec<_>>().join("、");
    if names.len() > 12 { format!("{shown} 等 {} 个", names.len()) } else { shown }
}
