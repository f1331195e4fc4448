//! The few places where SQLite and PostgreSQL are spelt differently.

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// SQLite 3.51
    Sqlite,
    /// PostgreSQL 15 and later
    Postgres,
}

impl Dialect {
    /// Texts compare byte by byte on both.
    pub(crate) fn text_type(self) -> &'static str {
        match self {
            Dialect::Sqlite => "TEXT",
            Dialect::Postgres => "TEXT COLLATE \"C\"",
        }
    }

    /// Thirty-two random hexadecimal digits.
    pub(crate) fn random_name(self) -> &'static str {
        match self {
            Dialect::Sqlite => "lower(hex(randomblob(16)))",
            Dialect::Postgres => "replace(gen_random_uuid()::text, '-', '')",
        }
    }

    /// Most parameters of one statement.
    pub(crate) fn max_params(self) -> usize {
        match self {
            Dialect::Sqlite => 32_766,
            Dialect::Postgres => 65_535,
        }
    }

    /// After a SELECT: hold these rows until the end. SQLite has one writer anyway.
    pub(crate) fn for_update(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => " FOR UPDATE",
        }
    }

    /// Where `needle` stands in `text`, from 1; 0 where it does not.
    pub(crate) fn position(self, text: &str, needle: &str) -> String {
        match self {
            Dialect::Sqlite => format!("INSTR({text}, {needle})"),
            Dialect::Postgres => format!("STRPOS({text}, {needle})"),
        }
    }

    /// Names and types of the columns of a table, in order; `$1` is the table.
    pub(crate) fn columns_of_table(self) -> &'static str {
        match self {
            Dialect::Sqlite => "SELECT name, type FROM pragma_table_info($1) ORDER BY cid",
            Dialect::Postgres => {
                "SELECT column_name::text, data_type::text FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
            }
        }
    }

    /// Whether a table is there; `$1` is its name.
    pub(crate) fn table_exists(self) -> &'static str {
        match self {
            Dialect::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1",
            Dialect::Postgres => {
                "SELECT COUNT(*) FROM information_schema.tables \
                 WHERE table_schema = current_schema() AND table_name = $1"
            }
        }
    }

    /// The name of a table whose columns are not to be looked up in an index. SQLite knows too little of how values are
    /// spread to choose well; PostgreSQL chooses by itself.
    pub(crate) fn unindexed(self, alias: &'static str) -> &'static str {
        match (self, alias) {
            (Dialect::Sqlite, "r") => "+r",
            (Dialect::Sqlite, "l") => "+l",
            _ => alias,
        }
    }

    /// A scaled integer ready for arithmetic that must not overflow.
    pub(crate) fn wide(self, sql: &str) -> String {
        match self {
            Dialect::Sqlite => sql.to_string(),
            Dialect::Postgres => format!("CAST({sql} AS NUMERIC)"),
        }
    }

    /// The lesser of the parts that are there.
    pub(crate) fn least(self, parts: &[String]) -> String {
        self.of_present(parts, "MIN", "LEAST")
    }

    /// The greater of the parts that are there.
    pub(crate) fn greatest(self, parts: &[String]) -> String {
        self.of_present(parts, "MAX", "GREATEST")
    }

    /// PostgreSQL's LEAST and GREATEST skip NULL; SQLite's many-argument MIN and MAX do not.
    fn of_present(self, parts: &[String], sqlite: &str, postgres: &str) -> String {
        match (self, parts) {
            (_, [one]) => one.clone(),
            (Dialect::Postgres, _) => format!("{postgres}({})", parts.join(", ")),
            (Dialect::Sqlite, [head @ .., last]) => {
                let first = self.of_present(head, sqlite, postgres);
                format!("COALESCE({sqlite}({first}, {last}), {first}, {last})")
            }
            (Dialect::Sqlite, []) => "NULL".to_string(),
        }
    }
}
