//! What may be shown of personal particulars to those who need not see them.
//!
//! A mask takes any text, sound or not, and when in doubt hides more rather than less. It keeps no more than is needed to
//! tell two entries of a list apart; it does not make data anonymous (个人信息保护法 §73).

use super::half_width;

/// 张三 → 张*, 张三丰 → 张*丰: the first character, and the last from three characters on.
#[must_use]
pub fn mask_name(name: &str) -> String {
    let name = name.trim();
    match name.chars().count() {
        0 => String::new(),
        1 => "*".to_owned(),
        2 => hide(name, 1, 0),
        _ => hide(name, 1, 1),
    }
}

/// 330***********1234: the first three and the last four; of anything not eighteen long the last four at most.
#[must_use]
pub fn mask_id_card(number: &str) -> String {
    let number = number.trim();
    match number.chars().count() {
        18.. => hide(number, 3, 4),
        12..18 => hide(number, 0, 4),
        _ => hide(number, 0, 0),
    }
}

/// 138****5678, 0577-****5678: the first three or the area code, and the last four.
#[must_use]
pub fn mask_phone(number: &str) -> String {
    let number: String = number.trim().chars().map(half_width).collect();
    if let Some((area, line)) = number.split_once('-').filter(|(area, _)| area.starts_with('0') && area.len() <= 4) {
        let (line, extension) = line.split_once('-').map_or((line, ""), |(line, ext)| (line, ext));
        let hidden = if line.chars().count() >= 7 { hide(line, 0, 4) } else { hide(line, 0, 0) };
        let extension = if extension.is_empty() { String::new() } else { format!("-{}", hide(extension, 0, 0)) };
        return format!("{area}-{hidden}{extension}");
    }
    match number.chars().count() {
        11.. => hide(&number, 3, 4),
        7..11 => hide(&number, 0, 4),
        _ => hide(&number, 0, 0),
    }
}

/// ************1234: the last four.
#[must_use]
pub fn mask_bank(number: &str) -> String {
    let number: String = number.chars().filter(|c| !c.is_whitespace()).collect();
    if number.chars().count() >= 12 { hide(&number, 0, 4) } else { hide(&number, 0, 0) }
}

/// 浙江省温州市鹿城区五马街道***: down to the street, road or town, or to the district when there is none.
#[must_use]
pub fn mask_address(address: &str) -> String {
    let chars: Vec<char> = address.trim().chars().map(half_width).collect();
    if chars.is_empty() {
        return String::new();
    }
    let district = district_end(&chars);
    let kept = street_end(&chars, district).unwrap_or(district);
    let shown: String = chars[..kept].iter().collect();
    if kept == chars.len() && kept > district { shown } else { format!("{shown}***") }
}

/// All characters but the first and last few as asterisks.
fn hide(text: &str, first: usize, last: usize) -> String {
    let length = text.chars().count();
    let shown = |i: usize| i < first || i + last >= length;
    text.chars().enumerate().map(|(i, c)| if shown(i) { c } else { '*' }).collect()
}

/// Where the names of province, city and district end: each once, the higher one first, none of them with a number in it.
fn district_end(chars: &[char]) -> usize {
    const LEVELS: [&[&str]; 3] =
        [&["特别行政区", "自治区", "省"], &["自治州", "地区", "盟", "市"], &["县", "区", "市", "旗"]];
    let mut end = 0;
    for (depth, level) in LEVELS.into_iter().enumerate() {
        // Behind a city, 柳市镇 is a town and no city called 柳市.
        let town = |at: &usize| depth == 2 && chars[at - 1] == '市' && matches!(chars.get(*at), Some('镇' | '乡'));
        let ends = level.iter().filter_map(|marker| name_end(chars, end, marker));
        if let Some(next) = ends.filter(|at| !town(at)).min() {
            end = next;
        }
    }
    end
}

/// The end of a name that starts at `from` and ends in `marker` within eleven characters.
fn name_end(chars: &[char], from: usize, marker: &str) -> Option<usize> {
    const ESTATES: [&str; 9] = ["小区", "社区", "园区", "校区", "景区", "矿区", "厂区", "库区", "片区"];
    let width = marker.chars().count();
    let ends = (from + 1 + width)..=(from + 11).min(chars.len());
    let end = ends.into_iter().find(|end| chars[end - width..*end].iter().copied().eq(marker.chars()))?;
    let name: String = chars[from..end].iter().collect();
    let inner: String = chars[from..end - width].iter().collect();
    let lower = inner.chars().skip(1).any(|c| matches!(c, '街' | '路' | '巷' | '乡' | '镇' | '村' | '弄' | '号'));
    let numbered = name.chars().any(|c| c.is_ascii_digit());
    (!lower && !numbered && !ESTATES.iter().any(|e| name.ends_with(e))).then_some(end)
}

/// The end of the first street, road or town behind the district.
fn street_end(chars: &[char], from: usize) -> Option<usize> {
    const MARKERS: [&str; 9] = ["街道", "大道", "苏木", "镇", "乡", "街", "路", "巷", "弄"];
    let ends_here = |end: usize, marker: &str| {
        let width = marker.chars().count();
        end > from + width && chars[end - width..end].iter().copied().eq(marker.chars())
    };
    let end = (from..=chars.len()).find(|end| MARKERS.iter().any(|marker| ends_here(*end, marker)))?;
    // 五马街道 must not stop at 五马街.
    if chars[end - 1] == '街' && chars.get(end) == Some(&'道') { Some(end + 1) } else { Some(end) }
}
