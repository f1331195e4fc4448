//! The guide for newcomers, followed word by word: its files are written, its commands are run, its outputs compared.
//!
//! A block whose info string is a language and a path is a file. A `console` block holds commands after `$ ` with what they
//! print. After a change of the program's words, `BANJIE_UPDATE_GUIDE=1 cargo test -p banjie guide` writes the new outputs
//! into the guide; read them before committing.

use std::{fmt::Write as _, fs, path::Path};

use crate::support::House;

/// One reading of a guide: its folder, the environment set by `export`, and the guide with the outputs as they are now.
struct Follower {
    house: House,
    environment: Vec<(String, String)>,
    text: String,
}

impl Follower {
    fn follow(guide: &str) -> Follower {
        let mut follower = Follower { house: House::bare(), environment: Vec::new(), text: String::new() };
        let mut lines = guide.lines();
        while let Some(line) = lines.next() {
            follower.say(line);
            let fence = line.len() - line.trim_start_matches('`').len();
            if fence < 3 {
                continue;
            }
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "`".repeat(fence)).collect();
            match line[fence..].split_once(' ') {
                Some((_, path)) => follower.file(path, &block),
                None if &line[fence..] == "console" => follower.console(&block),
                None => block.iter().for_each(|line| follower.say(line)),
            }
            follower.say(&"`".repeat(fence));
        }
        follower
    }

    fn say(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn file(&mut self, path: &str, block: &[&str]) {
        let file = self.house.path(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, block.join("\n") + "\n").unwrap();
        block.iter().for_each(|line| self.say(line));
    }

    fn console(&mut self, block: &[&str]) {
        for line in block.iter().filter(|line| line.starts_with("$ ")) {
            self.say(line);
            let output = self.run(line[2..].split("  #").next().unwrap_or_default().trim());
            self.text.push_str(&output);
        }
    }

    /// What a command prints; nothing follows one that says nothing.
    fn run(&mut self, command: &str) -> String {
        if let Some((name, value)) = command.strip_prefix("export ").and_then(|rest| rest.split_once('=')) {
            self.environment.push((name.into(), value.into()));
            return String::new();
        }
        let words = words(command);
        assert_eq!(words[0], "banjie", "the guide runs banjie and nothing else: {command}");
        let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        let mut process = self.house.command(&arguments);
        process.env_remove("BANJIE_NOW");
        process.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let output = process.output().unwrap();
        let said = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the program speaks UTF-8");
        let mut text = said(&output.stdout);
        let _ = write!(text, "{}", said(&output.stderr));
        let trimmed: Vec<&str> = text.lines().map(str::trim_end).collect();
        if trimmed.is_empty() { String::new() } else { trimmed.join("\n").trim_end().to_string() + "\n" }
    }
}

/// Words of a command line; quotes hold spaces together.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in command.chars() {
        match c {
            '"' | '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Follows a guide; what it prints must be what the guide says.
fn check(path: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    let guide = fs::read_to_string(&file).unwrap();
    let found = Follower::follow(&guide).text;
    if std::env::var_os("BANJIE_UPDATE_GUIDE").is_some() {
        fs::write(file, found).unwrap();
        return;
    }
    let difference = guide.lines().zip(found.lines()).position(|(a, b)| a != b);
    if let Some(at) = difference {
        let around = |text: &str| text.lines().skip(at.saturating_sub(3)).take(12).collect::<Vec<_>>().join("\n");
        panic!("{path}, line {}: the guide says\n{}\n\nbut\n{}", at + 1, around(&guide), around(&found));
    }
    assert_eq!(guide, found, "{path}");
}

#[test]
fn a_newcomer_comes_from_nothing_to_a_running_system() {
    check("docs/guide/your-first-package.md");
}
