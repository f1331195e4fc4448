//! What a list is asked for, as it stands in the address: filters, order, columns, place.

/// What a list is asked for. It can always be written as an address again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The tab that is shown: a built-in view, or the number of a saved one.
    pub view: Option<String>,
    /// Filters in order; a key may come more than once.
    pub filters: Vec<(String, String)>,
    /// Order, as `Sort::parse` reads it.
    pub sort: Option<String>,
    /// Columns, in order; empty: the usual ones.
    pub columns: Vec<String>,
    /// The page after this place.
    pub after: Option<String>,
    /// The page before this place.
    pub before: Option<String>,
}

impl Asked {
    /// Reads a query string; blank values say nothing.
    #[must_use]
    pub fn parse(query: &str) -> Asked {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let mut asked = Asked::default();
        for (key, value) in pairs {
            let value = value.trim().to_owned();
            if value.is_empty() {
                continue;
            }
            match key.as_str() {
                "view" => asked.view = Some(value),
                "sort" => asked.sort = Some(value),
                "col" => asked.columns.push(value),
                "after" => asked.after = Some(value),
                "before" => asked.before = Some(value),
                "page" | "csrf" | "limit" | "purpose" | "plain" => {}
                _ if asked.filters.contains(&(key.clone(), value.clone())) => {}
                _ => asked.filters.push((key, value)),
            }
        }
        asked
    }

    /// The first value of a filter.
    #[must_use]
    pub fn filter(&self, key: &str) -> Option<&str> {
        self.filters.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// Keys of the filters, each once.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = Vec::new();
        for (key, _) in &self.filters {
            if !keys.contains(&key.as_str()) {
                keys.push(key);
            }
        }
        keys
    }

    /// Every value of a filter.
    #[must_use]
    pub fn all(&self, key: &str) -> Vec<&str> {
        self.filters.iter().filter(|(known, _)| known == key).map(|(_, value)| value.as_str()).collect()
    }

    /// What is asked for, without a place in the list.
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        pairs.extend(self.view.iter().map(|view| ("view".to_owned(), view.clone())));
        pairs.extend(self.filters.iter().cloned());
        pairs.extend(self.sort.iter().map(|sort| ("sort".to_owned(), sort.clone())));
        pairs.extend(self.columns.iter().map(|column| ("col".to_owned(), column.clone())));
        pairs
    }

    /// The same as a query string.
    #[must_use]
    pub fn query(&self) -> String {
        serde_urlencoded::to_string(self.pairs()).unwrap_or_default()
    }

    /// Address of a page of the ledger for what is asked; no place in the list.
    #[must_use]
    pub fn href(&self, path: &str) -> String {
        let query = self.query();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// Address of another page of the list.
    #[must_use]
    pub fn turned(&self, path: &str, key: &str, place: &str) -> String {
        let mut pairs = self.pairs();
        pairs.push((key.to_owned(), place.to_owned()));
        format!("{path}?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }

    /// Without the filters of one key; without any left, the view of all.
    #[must_use]
    pub fn without(&self, key: &str) -> Asked {
        let mut asked = self.clone();
        asked.filters.retain(|(known, _)| known != key);
        if asked.filters.is_empty() {
            asked.view = Some(super::views::ALL.to_owned());
        }
        asked
    }

    /// In another order.
    #[must_use]
    pub fn sorted(&self, sort: &str) -> Asked {
        Asked { sort: Some(sort.to_owned()), ..self.clone() }
    }

    /// What a saved view keeps: filters, order, columns.
    #[must_use]
    pub fn kept(&self) -> Asked {
        Asked { view: None, after: None, before: None, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_it_said_before() {
        let query = "view=open&closed.missing=%E6%98%AF&kind=roof&kind=rural&found_on.from=2025-01-01&sort=-due&col=number&col=site";
        let asked = Asked::parse(query);
        assert_eq!(asked.query(), query);
        assert_eq!(asked.all("kind"), ["roof", "rural"]);
        assert_eq!(Asked::parse("kind=&site=+&sort="), Asked::default(), "what is blank says nothing");
    }

    #[test]
    fn the_last_filter_taken_away_leaves_all() {
        let asked = Asked::parse("view=open&closed.missing=1&sort=site").without("closed.missing");
        assert_eq!(asked.query(), "view=all&sort=site");
    }
}
