//! Many packages together: each after those it needs.

use std::{fs, io, path::Path, sync::Arc};

use banjie_model::{Name, definition::Library, finding::Finding};

use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::{
    findings::Findings,
    folder::at_start,
    keys::FILE_KINDS,
    read::{Reading, Sources, read_package},
    tree::Document,
};

/// The files of a package: relative path with `/`, text.
pub type Files = Vec<(Name, Name)>;

/// Packages read together.
#[derive(Clone, Debug, Default)]
pub struct LibraryReading {
    /// The packages, each after those it needs. Packages with errors are in it as far as they could be read.
    pub library: Library,
    /// What was found, a reading a package, in the order of the library.
    pub readings: Vec<Reading>,
}

impl LibraryReading {
    /// True when some package can't be used as it stands.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.readings.iter().any(Reading::has_errors)
    }
}

/// Reads the files of a package folder; pictures become texts in base64. Files that can't be read, or are not UTF-8, are findings; hidden files and folders
/// are passed over.
///
/// # Errors
/// When the folder itself can't be listed.
pub fn read_folder(folder: &Path) -> io::Result<(Files, Vec<Finding>)> {
    let mut files = Files::new();
    let mut findings = Findings::default();
    let mut open = vec![(folder.to_path_buf(), String::new())];
    while let Some((path, prefix)) = open.pop() {
        for entry in fs::read_dir(&path)? {
            let entry = entry?;
            let file = entry.file_name().to_string_lossy().into_owned();
            if file.starts_with('.') {
                continue;
            }
            let relative = if prefix.is_empty() { file } else { format!("{prefix}/{file}") };
            if entry.file_type()?.is_dir() {
                open.push((entry.path(), relative));
            } else if relative.ends_with(".toml") || relative.ends_with(".md") {
                take(&mut files, relative.into(), fs::read(entry.path()), &mut findings);
            } else if crate::folder::is_picture(&relative) {
                let content = fs::read(entry.path()).map(|bytes| BASE64_STANDARD.encode(bytes).into_bytes());
                take(&mut files, relative.into(), content, &mut findings);
            } else {
                odd_file(&relative.into(), &mut findings);
            }
        }
    }
    files.sort();
    Ok((files, findings.into_sorted()))
}

/// A file with another ending is no fault, except among the definitions: there it is a definition nobody reads.
fn odd_file(name: &Name, findings: &mut Findings) {
    let folder = name.split_once('/').map_or("", |(folder, _)| folder);
    let Some(kind) = FILE_KINDS.iter().find(|kind| !folder.is_empty() && kind.folder == folder) else { return };
    findings
        .add("unknown-file", at_start(name), format!("系统用不到文件 {name}"))
        .help(format!("{}的文件是 {}；改正后缀，或移到别处", kind.title, kind.pattern));
}

fn take(files: &mut Files, name: Name, content: io::Result<Vec<u8>>, findings: &mut Findings) {
    match content.map(String::from_utf8) {
        Ok(Ok(text)) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
            files.push((name, text.into()));
        }
        Ok(Err(_)) => {
            findings
                .add("unreadable-file", at_start(&name), format!("文件 {name} 不是 UTF-8 编码"))
                .help("用编辑器另存为 UTF-8（不是 GBK）");
        }
        Err(error) => {
            findings.add("unreadable-file", at_start(&name), format!("读不出文件 {name}:{error}")).help("检查文件权限");
        }
    }
}

/// Reads all packages under a folder: the folder itself when it has a package.toml, else each of its subfolders that has
/// one.
///
/// # Errors
/// When a folder can't be listed.
pub fn read_library(root: &Path) -> io::Result<LibraryReading> {
    let mut folders = vec![root.to_path_buf()];
    if !root.join("package.toml").is_file() {
        folders.clear();
        for entry in fs::read_dir(root)? {
            let path = entry?.path();
            if path.join("package.toml").is_file() {
                folders.push(path);
            }
        }
        folders.sort();
    }
    let mut packages = Vec::new();
    for folder in folders {
        packages.push(read_folder(&folder)?);
    }
    Ok(read_packages(packages))
}

/// Reads packages whose files are stored in a database.
#[must_use]
pub fn read_installed(packages: impl IntoIterator<Item = Files>) -> LibraryReading {
    read_packages(packages.into_iter().map(|files| (files, Vec::new())).collect())
}

/// A package before reading: what it is called and what it needs.
struct Waiting {
    given: usize,
    name: Name,
    needs: Vec<Name>,
    files: Files,
    findings: Vec<Finding>,
}

/// Reads packages together, each after those it needs. Those in a circle are read last, without one another, and say so.
#[must_use]
pub fn read_packages(packages: Vec<(Files, Vec<Finding>)>) -> LibraryReading {
    let packages = packages.into_iter().enumerate();
    let mut waiting: Vec<Waiting> =
        packages.map(|(given, (files, findings))| waiting_of(given, files, findings)).collect();
    let mut read = LibraryReading::default();
    let circle = circle_of(&waiting);
    while !waiting.is_empty() {
        let names: Vec<Name> = waiting.iter().map(|w| w.name.clone()).collect();
        let ready = waiting.iter().position(|w| !w.needs.iter().any(|need| *need != w.name && names.contains(need)));
        let next = waiting.remove(ready.unwrap_or(0));
        add(&mut read, next, &circle);
    }
    read
}

fn waiting_of(given: usize, files: Files, findings: Vec<Finding>) -> Waiting {
    let head = files.iter().find(|(path, _)| &**path == "package.toml");
    let document = head.map(|(path, text)| Document::parse(path, text, 0, &mut Findings::default()));
    let name = document.as_ref().and_then(|d| d.at().text_at("package")).unwrap_or_else(|| "".into());
    let needs = document.map(|d| d.at().texts_at("needs")).unwrap_or_default();
    Waiting { given, name, needs, files, findings }
}

/// Packages that need themselves, by whatever way round.
fn circle_of(waiting: &[Waiting]) -> Vec<Name> {
    let reaches = |start: &Waiting| {
        let mut seen: Vec<&Name> = Vec::new();
        let mut open: Vec<&Name> = start.needs.iter().collect();
        while let Some(name) = open.pop() {
            if *name == start.name {
                return true;
            }
            if !seen.contains(&name) {
                seen.push(name);
                open.extend(waiting.iter().filter(|w| w.name == *name).flat_map(|w| &w.needs));
            }
        }
        false
    };
    waiting.iter().filter(|w| reaches(w)).map(|w| w.name.clone()).collect()
}

fn add(read: &mut LibraryReading, next: Waiting, circle: &[Name]) {
    let mut reading = read_package(&next.files, &read.library);
    reading.given = next.given;
    let mut findings = Findings::default();
    if circle.contains(&reading.package.name) {
        circular(&reading.sources, circle, &mut findings);
        reading.findings.retain(|finding| finding.code != "unknown-need");
    }
    if !reading.package.name.is_empty() && read.library.packages.contains_key(&reading.package.name) {
        let file = Name::from("package.toml");
        findings
            .add("duplicate-definition", at_start(&file), format!("系统 `{}` 有两个文件夹", reading.package.name))
            .help("一个名字只能有一个系统；改名或删去一个");
    }
    for finding in next.findings.into_iter().chain(std::mem::take(&mut reading.findings)) {
        findings.push(finding);
    }
    reading.findings = findings.into_sorted();
    let name = reading.package.name.clone();
    read.library.packages.entry(name).or_insert_with(|| Arc::new(reading.package.clone()));
    read.readings.push(reading);
}

fn circular(sources: &Sources, circle: &[Name], findings: &mut Findings) {
    let file = Name::from("package.toml");
    let document = Document::parse(&file, sources.text(&file), 0, &mut Findings::default());
    for need in document.at().list("needs") {
        if need.text().is_some_and(|text| circle.contains(text)) {
            let names = circle.iter().map(|n| &**n).collect::<Vec<_>>().join("、");
            findings
                .add("circular-needs", need.spot(), "系统互相需要，绕成了一圈")
                .help(format!("牵涉：{names}；把共用的台账和代码表放进第三个系统，两边都需要它"));
        }
    }
}
