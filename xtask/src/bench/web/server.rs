//! The program under load, as a process of its own.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use banjie_model::Moment;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command as Process},
};

use super::{PASSWORD, client::Client};

/// The release build of the program beside this one.
pub fn build(root: &Path) -> Result<PathBuf> {
    let status =
        Command::new("cargo").args(["build", "--release", "--quiet", "-p", "banjie"]).current_dir(root).status()?;
    if !status.success() {
        bail!("the program does not build");
    }
    Ok(crate::bench::beside()?.join("banjie"))
}

/// A server.
pub struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts it on a free port over a database, at this moment.
    pub async fn start(program: &Path, root: &Path, db: &str, key: &Path, at: Moment) -> Result<Server> {
        let mut child = Process::new(program)
            .args(["--quiet", "--db", db, "--now", &at.format("%Y-%m-%dT%H:%M:%S").to_string()])
            .arg("--key")
            .arg(key)
            .arg("--packages")
            .arg(root.join("packages"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().context("the server has an output")?;
        let said = BufReader::new(stdout).lines().next_line().await?.context("the server said nothing")?;
        let start = said.find("http://").context("the server told no address")? + "http://".len();
        let address = said[start..].split('/').next().unwrap_or_default().parse()?;
        Ok(Server { child, address })
    }

    /// Waits until it rests: the search index of a new database is built first.
    pub async fn settle(&self) -> Result<()> {
        for _ in 0..600 {
            let before = self.processor_ticks()?;
            tokio::time::sleep(Duration::from_secs(2)).await;
            if self.processor_ticks()? - before < 10 {
                return Ok(());
            }
        }
        bail!("the server does not come to rest")
    }

    /// User and system time in hundredths of a second.
    fn processor_ticks(&self) -> Result<u64> {
        let id = self.child.id().context("the server has ended")?;
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
        let mut fields = stat.rsplit_once(')').context("the kernel tells no times")?.1.split_whitespace().skip(11);
        let mut next = || fields.next().and_then(|n| n.parse::<u64>().ok()).context("the kernel tells no times");
        Ok(next()? + next()?)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The session cookie of an account.
    pub async fn sign_in(&self, account: &str) -> Result<String> {
        let entered = Client::open(self.address).await?.enter(account, PASSWORD).await?;
        if entered.status != 303 {
            bail!("{account} is not let in: {}", entered.status);
        }
        Ok(entered.cookie)
    }

    /// Bytes over the wire of a page with its style sheet and scripts.
    pub async fn weigh(&self, account: &str, path: &str) -> Result<u64> {
        let cookie = self.sign_in(account).await?;
        let mut client = Client::open(self.address).await?;
        let (_, page) = client.get(path, &cookie).await?;
        let (_, plain) = client.get_plain(path, &cookie).await?;
        let mut bytes = page.len();
        for asset in Self::assets(&String::from_utf8_lossy(&plain)) {
            bytes += client.get(&asset, &cookie).await?.1.len();
        }
        Ok(u64::try_from(bytes)?)
    }

    /// What the page loads by itself.
    fn assets(html: &str) -> Vec<String> {
        let loads = |line: &&str| line.starts_with("link ") || line.starts_with("script ");
        let tags = html.split('<').filter(loads);
        let attributes = tags.flat_map(|tag| tag.split('"'));
        attributes.filter(|value| value.starts_with("/assets/")).map(str::to_owned).collect()
    }

    /// The most memory it ever had, in bytes.
    pub fn peak_memory(&self) -> Result<u64> {
        let id = self.child.id().context("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).context("the kernel tells no peak")?;
        let kilobytes: u64 = line.split_whitespace().nth(1).context("the kernel tells no peak")?.parse()?;
        Ok(kilobytes * 1024)
    }

    /// Tells it to stop and waits.
    pub async fn stop(mut self) -> Result<()> {
        self.child.start_kill()?;
        tokio::time::timeout(Duration::from_secs(10), self.child.wait()).await??;
        Ok(())
    }
}
