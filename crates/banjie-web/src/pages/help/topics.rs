//! Which part of the guide tells of a page.

use crate::text::help as t;

/// The address of the help of the page at `path`.
#[must_use]
pub fn topic(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let is_form = ["/new", "/edit", "/assign"].iter().any(|end| path.ends_with(end))
        || ["/act/", "/extend/", "/suspend/"].iter().any(|part| path.contains(part));
    let is_case = path.strip_prefix("/ledgers/").is_some_and(|rest| {
        rest.split('/').nth(1).is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let begins = |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if is_form && begins("/ledgers") {
        return t::at(t::FORMS);
    }
    if is_case {
        return t::at(t::CASE);
    }
    let found = t::TOPICS.iter().find(|(prefix, _)| begins(prefix));
    found.map_or_else(|| "/help".to_owned(), |(_, place)| t::at(*place))
}

#[cfg(test)]
mod tests {
    use super::{super::guide, *};

    #[test]
    fn every_page_leads_to_a_part_of_the_guide_that_is_there() {
        let places = t::TOPICS.iter().map(|(_, place)| *place).chain([t::FORMS, t::CASE]);
        for (chapter, heading) in places {
            assert!(heading.is_empty() || guide::is_anchor(chapter, heading), "{chapter}#{heading}");
        }
    }

    #[test]
    fn a_page_leads_to_its_own_part() {
        for (path, place) in [
            ("/work", t::at(("desk", "工作台"))),
            ("/ledgers/p.l", t::at(("desk", "列表"))),
            ("/ledgers/p.l/import", t::at(("desk", "列表"))),
            ("/ledgers/p.l/12", t::at(t::CASE)),
            ("/ledgers/p.l/12/history", t::at(t::CASE)),
            ("/ledgers/p.l/12/act/file", t::at(t::FORMS)),
            ("/ledgers/p.l/new", t::at(t::FORMS)),
            ("/board/p.l", t::at(("desk", "监察"))),
            ("/nowhere", "/help".to_owned()),
        ] {
            assert_eq!(topic(path), place, "{path}");
        }
    }
}
