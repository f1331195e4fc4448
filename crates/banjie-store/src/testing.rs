//! For tests, here and in other rooms: scratch databases, and a temporary PostgreSQL cluster that ends with the program.

mod audit;

use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tempfile::TempDir;

use banjie_desk::ports::StoreResult;

use crate::{
    AnyStore, Vault, connect,
    db::Sql,
    migrate::{BESIDE_TABLES, SESSIONS},
};

pub use audit::Audit;

/// What Debian needs for it.
const MISSING: &str =
    "PostgreSQL is not installed: apt-get install postgresql (looked for /usr/lib/postgresql/*/bin/initdb)";

/// Makes a cluster in a folder of its own, serves it on a socket there, and takes both away when its input ends, that is,
/// when the test program ends for whatever reason.
const SCRIPT: &str = r#"
set -e
bin=$1; fsync=$2
dir=$(mktemp -d /tmp/banjie-postgres.XXXXXX)
server=
trap 'if [ -n "$server" ]; then kill -INT $server 2>/dev/null || true; wait $server || true; fi; rm -rf "$dir"' EXIT
"$bin/initdb" -D "$dir/data" -U banjie -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=$fsync -c max_connections=200 \
    -c shared_buffers=256MB -c max_wal_size=2GB >>"$dir/log" 2>&1 </dev/null &
server=$!
for i in $(seq 300); do
    if "$bin/pg_isready" -q -h "$dir" -d postgres -U banjie; then echo "$dir"; break; fi
    if ! kill -0 $server 2>/dev/null; then cat "$dir/log" >&2; exit 1; fi
    sleep 0.1
done
read -r _ || true
"#;

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    child: Child,
    dir: PathBuf,
    databases: AtomicU32,
}

impl Cluster {
    /// Starts one; `durable` turns fsync on.
    ///
    /// # Panics
    /// When PostgreSQL is missing or does not start; the message says what to install.
    #[must_use]
    pub fn start(durable: bool) -> Cluster {
        let bin = binaries().expect(MISSING);
        let root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"));
        // PostgreSQL refuses to run as root.
        let mut command = if root { Command::new("runuser") } else { Command::new("sh") };
        if root {
            command.args(["-u", "postgres", "--", "sh"]);
        }
        let fsync = if durable { "on" } else { "off" };
        command.args(["-c", SCRIPT, "sh"]).arg(bin).arg(fsync).current_dir("/");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("sh and runuser are on every Debian");
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line).expect("the script writes one line");
        }
        let dir = line.trim();
        if dir.is_empty() {
            let mut words = String::new();
            if let Some(mut err) = child.stderr.take() {
                err.read_to_string(&mut words).expect("PostgreSQL complains in UTF-8");
            }
            panic!("PostgreSQL did not start ({MISSING}):\n{words}");
        }
        Cluster { child, dir: dir.into(), databases: AtomicU32::new(0) }
    }

    /// The cluster of this test program, without fsync; started when first asked for.
    ///
    /// # Panics
    /// As [`Cluster::start`].
    pub fn shared() -> &'static Cluster {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Cluster::start(false))
    }

    /// Address of one of its databases.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://banjie@localhost/{database}?host={}", self.dir.display())
    }

    /// Makes an empty database; gives its address.
    ///
    /// # Panics
    /// When the cluster is gone.
    pub async fn fresh(&self) -> String {
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.run(&format!("CREATE DATABASE {name}")).await;
        self.url(&name)
    }

    /// Ends every other connection to a database, as an administrator or a restart would.
    ///
    /// # Panics
    /// When the cluster is gone.
    pub async fn terminate(&self, url: &str) {
        let name = database(url);
        self.run(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")).await;
    }

    /// Makes a copy of a database that nobody is connected to; gives its address.
    ///
    /// # Panics
    /// When the cluster is gone, or somebody is connected.
    pub async fn copy(&self, url: &str) -> String {
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.run(&format!("CREATE DATABASE {name} TEMPLATE {}", database(url))).await;
        self.url(&name)
    }

    /// Waits until nobody is connected to a database: the server goes on for a moment after a program was killed.
    ///
    /// # Panics
    /// When the cluster is gone, or after half a minute.
    pub async fn quiet(&self, url: &str) {
        let sql = format!("SELECT pid FROM pg_stat_activity WHERE datname = '{}'", database(url));
        let mut connection = PgConnection::connect(&self.url("postgres")).await.expect("the cluster is running");
        for _ in 0..3_000 {
            let rows = connection.fetch_all(AssertSqlSafe(sql.as_str())).await.expect("the statement is ours");
            if rows.is_empty() {
                connection.close().await.expect("the cluster is running");
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("somebody stays connected to {url}");
    }

    /// Stops the server at once, as a power cut would; its data go with it.
    ///
    /// # Panics
    /// When it does not run.
    pub fn stop(self) {
        let pid = std::fs::read_to_string(self.dir.join("data/postmaster.pid")).expect("the server is running");
        let pid = pid.lines().next().unwrap_or_default().to_string();
        let ended = Command::new("kill").args(["-QUIT", &pid]).status().expect("kill is on every Debian");
        assert!(ended.success(), "the server is ours");
    }

    async fn run(&self, sql: &str) {
        let mut connection = PgConnection::connect(&self.url("postgres")).await.expect("the cluster is running");
        connection.execute(AssertSqlSafe(sql)).await.expect("the statement is ours");
        connection.close().await.expect("the cluster is running");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // Nothing can be done here where it fails; the script cleans up by itself.
        let _ended = self.child.wait();
    }
}

/// Name of the database in an address.
fn database(url: &str) -> &str {
    url.split('?').next().and_then(|u| u.rsplit('/').next()).unwrap_or_default()
}

/// Folder of the newest PostgreSQL installed.
fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let newest = versions.flatten().filter_map(|e| e.file_name().to_string_lossy().parse::<u32>().ok()).max()?;
    let bin = Path::new("/usr/lib/postgresql").join(newest.to_string()).join("bin");
    bin.join("initdb").is_file().then_some(bin)
}

/// An empty database that goes away with this value.
#[derive(Debug)]
pub struct Scratch {
    /// The open store.
    pub store: AnyStore,
    /// `SQLite` or `PostgreSQL`, for messages.
    pub name: &'static str,
    /// Its address.
    pub address: String,
    /// Scratch folder; the SQLite file is in it.
    pub dir: TempDir,
}

/// The key of scratch databases.
#[must_use]
pub fn test_key() -> Vault {
    Vault::new([7; 64])
}

/// An SQLite file.
///
/// # Panics
/// When the temporary folder cannot be written.
pub async fn sqlite() -> Scratch {
    let dir = TempDir::new().expect("the temporary folder can be written");
    let address = dir.path().join("banjie.db").display().to_string();
    let store = connect(&address).await.expect("a new file opens").unlocked(test_key());
    Scratch { store, name: "SQLite", address, dir }
}

/// A database in the shared cluster.
///
/// # Panics
/// When PostgreSQL is missing; the message says what to install.
pub async fn postgres() -> Scratch {
    let dir = TempDir::new().expect("the temporary folder can be written");
    let address = Cluster::shared().fresh().await;
    let store = connect(&address).await.expect("a new database opens").unlocked(test_key());
    Scratch { store, name: "PostgreSQL", address, dir }
}

/// One of each.
///
/// # Panics
/// As [`postgres`].
pub async fn both() -> [Scratch; 2] {
    [sqlite().await, postgres().await]
}

impl AnyStore {
    /// SQLite: no more room than so many pages, as on a full disk; none: room again.
    ///
    /// # Errors
    /// As any statement.
    pub async fn limit_pages(&self, pages: Option<u32>) -> StoreResult<()> {
        let pages = pages.map_or(0xffff_fffe, u64::from);
        self.run(&format!("PRAGMA max_page_count = {pages}")).await
    }

    /// The same store, where every way to a page of a list gives place to another after a handful of records.
    #[must_use]
    pub fn impatient(mut self) -> AnyStore {
        self.bounds = crate::pages::Bounds {
            sortable: 12,
            branches: 2,
            few: 9,
            dated: 30,
            first_look: 3,
            looks: 8,
            far: 5,
            gathered: 1,
        };
        self
    }

    /// Marks the database as made by a newer program.
    ///
    /// # Errors
    /// As any statement.
    pub async fn pretend_newer(&self) -> StoreResult<()> {
        self.run("INSERT INTO schema_migration (number, name) VALUES (999, 'from the future')").await
    }

    /// Makes the database what it was before papers were signed.
    ///
    /// # Errors
    /// As any statement.
    pub async fn pretend_older(&self) -> StoreResult<()> {
        for table in BESIDE_TABLES.iter().chain(&["database_identity", SESSIONS]) {
            self.run(&format!("DROP TABLE {table}")).await?;
        }
        for index in ["limit_run_running", "limit_run_card", "limit_run_open", "limit_run_referred", "event_of_actor"] {
            self.run(&format!("DROP INDEX {index}")).await?;
        }
        self.run("DELETE FROM schema_migration WHERE number > 1").await
    }

    /// A statement from elsewhere: somebody changes the database past the program.
    ///
    /// # Errors
    /// As any statement.
    pub async fn behind_our_back(&self, sql: &str) -> StoreResult<()> {
        self.run(sql).await
    }

    async fn run(&self, sql: &str) -> StoreResult<()> {
        self.writer().await?.fetch(Sql::new(sql).once()).await.map(|_| ())
    }
}
