//! The machine numbers were taken on.

use std::{fs, process::Command, thread};

/// What a reader must know of it.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Processors this program may use.
    pub cores: usize,
    /// Their name.
    pub processor: String,
    /// Memory in GiB.
    pub memory: u64,
    /// `rustc --version`.
    pub rustc: String,
    /// Programs that wanted a processor in the last minute, on average, this one among them.
    pub load: f64,
}

impl Machine {
    /// As it is now.
    pub fn read() -> Machine {
        let value = |file: &str, key: &str| {
            let text = fs::read_to_string(file).unwrap_or_default();
            let line = text.lines().find(|line| line.starts_with(key)).and_then(|line| line.split_once(':'));
            line.map_or_else(|| "?".to_owned(), |(_, value)| value.trim().to_owned())
        };
        let memory = value("/proc/meminfo", "MemTotal");
        let kib: u64 = memory.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0);
        let rustc = Command::new("rustc").arg("--version").output();
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        Machine {
            cores: thread::available_parallelism().map_or(1, usize::from),
            processor: value("/proc/cpuinfo", "model name"),
            memory: (kib + (1 << 19)) >> 20,
            rustc: rustc.map_or_else(|_| "?".to_owned(), |o| String::from_utf8_lossy(&o.stdout).trim().to_owned()),
            load: load.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0.0),
        }
    }

    /// True when other programs took so much of it that times on the wall say little.
    pub fn is_busy(&self) -> bool {
        self.load > 0.5
    }
}
