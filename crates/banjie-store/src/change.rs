//! Whether a field may change its type without losing anything.

/// What a change of type means for the stored values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Nothing.
    None,
    /// The values stay as they are and all fit.
    Widening,
    /// All stored values must be among the codes of another list.
    OtherList,
    /// Values would be lost or misread, for this reason.
    Losing(String),
}

const TEXTS: &[&str] = &["text", "long_text", "id_card", "credit_code", "school_code", "student_no", "phone"];

/// Compares two types as the catalogue writes them.
pub(crate) fn change(old: &str, new: &str) -> Change {
    if old == new {
        return Change::None;
    }
    let (old_head, old_body) = split(old);
    let (new_head, new_body) = split(new);
    let code = |head: &str| head == "code" || head == "tree";
    match (old_head, new_head) {
        ("decimal", "decimal") => decimal_change(old_body, new_body),
        ("list", "list") => list_change(old_body, new_body),
        ("file", "files") => Change::Widening,
        (a, b) if code(a) && code(b) && old_body == new_body => Change::Widening,
        (a, b) if code(a) && code(b) => Change::OtherList,
        (a, "text" | "long_text") if TEXTS.contains(&a) || code(a) || a == "org" || a == "account" => Change::Widening,
        _ => Change::Losing(format!("类型由 {old} 改为 {new}，已有的值无法原样保留")),
    }
}

fn split(ty: &str) -> (&str, &str) {
    match ty.split_once('(') {
        Some((head, rest)) => (head, rest.strip_suffix(')').unwrap_or(rest)),
        None => (ty, ""),
    }
}

fn decimal_change(old: &str, new: &str) -> Change {
    let parse = |body: &str| {
        let (p, s) = body.split_once(',')?;
        Some((p.trim().parse::<u8>().ok()?, s.trim().parse::<u8>().ok()?))
    };
    match (parse(old), parse(new)) {
        (Some((old_p, old_s)), Some((new_p, new_s))) if old_s == new_s && new_p >= old_p => Change::Widening,
        (Some((_, old_s)), Some((_, new_s))) if old_s != new_s => {
            Change::Losing(format!("小数位数由 {old_s} 位改为 {new_s} 位，已有的数要按新位数重算"))
        }
        _ => Change::Losing(format!("位数由 decimal({old}) 缩减为 decimal({new})，较大的数会放不下")),
    }
}

fn list_change(old: &str, new: &str) -> Change {
    let new: Vec<(&str, &str)> = sub_fields(new);
    for (name, old_ty) in sub_fields(old) {
        let Some((_, new_ty)) = new.iter().find(|(n, _)| *n == name) else {
            return Change::Losing(format!("子表不再有字段 {name}"));
        };
        if let Change::Losing(why) = change(old_ty, new_ty) {
            return Change::Losing(format!("子表字段 {name}:{why}"));
        }
    }
    Change::Widening
}

/// `a:text;b:decimal(4,1)`, where lists may nest.
fn sub_fields(body: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (i, c) in body.char_indices().chain([(body.len(), ';')]) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ';' if depth == 0 => {
                found.extend(body[start..i].split_once(':'));
                start = i + 1;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expected: &str) {
        let found = match change(old, new) {
            Change::None => "nothing".to_string(),
            Change::Widening => "widening".to_string(),
            Change::OtherList => "other list".to_string(),
            Change::Losing(why) => why,
        };
        assert!(found.contains(expected), "{old} → {new}: {found}");
    }

    #[test]
    fn types_may_widen_but_never_narrow() {
        check("decimal(12,2)", "decimal(12,2)", "nothing");
        check("decimal(12,2)", "decimal(16,2)", "widening");
        check("decimal(12,2)", "decimal(10,2)", "缩减");
        check("decimal(12,2)", "decimal(14,4)", "小数位数");
        check("code(kind)", "tree(kind)", "widening");
        check("code(kind)", "code(sort)", "other list");
        check("code(kind)", "text", "widening");
        check("text", "code(kind)", "类型由 text 改为 code(kind)");
        check("phone", "id_card", "类型由");
        check("file", "files", "widening");
        check("files", "file", "类型由");
    }

    #[test]
    fn child_rows_may_gain_fields_but_not_lose_them() {
        check("list(a:text;b:decimal(4,1))", "list(a:long_text;b:decimal(4,1);c:date)", "widening");
        check("list(a:text;b:list(x:int;y:int))", "list(a:text)", "不再有字段 b");
        check("list(a:list(x:int;y:int))", "list(a:list(x:int))", "子表字段 a:子表不再有字段 y");
    }
}
