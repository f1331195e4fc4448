//! The files of a package, sorted by kind and parsed.

use banjie_model::{
    Name,
    definition::Library,
    finding::{Span, Spot},
};

use crate::{
    findings::Findings,
    keys::{
        self, ALLOCATIONS, DUTIES, INDICATORS, LEDGER, NOTICES, PACKAGE, RESULTS, SERVICES, STATED, Shape, TABLE, TRAIT,
    },
    obligations::obligations,
    read::report::Paper,
    shape::Walk,
    tree::{At, Document},
    weave,
};

/// The files of a package.
pub(crate) struct Folder {
    pub(crate) package: Document,
    /// The ledgers, traits woven in once [`Folder::assemble`] is called.
    pub(crate) ledgers: Vec<Document>,
    /// The ledgers of obligations that the duties make.
    pub(crate) obligations: Vec<Document>,
    pub(crate) traits: Vec<Document>,
    pub(crate) duties: Vec<Document>,
    pub(crate) notices: Vec<Document>,
    pub(crate) results: Vec<Document>,
    pub(crate) services: Vec<Document>,
    pub(crate) allocations: Vec<Document>,
    pub(crate) stated: Vec<Document>,
    pub(crate) tables: Vec<Document>,
    pub(crate) indicators: Vec<Document>,
    pub(crate) reports: Vec<Paper>,
    /// Pictures of reports: path and content in base64.
    pub(crate) pictures: Vec<(Name, Name)>,
    pub(crate) scenarios: Vec<(Name, Name)>,
    pub(crate) samples: Vec<Document>,
    /// documents/*.md.
    pub(crate) papers: Vec<Paper>,
    /// Stems of documents/*.md; `None` when there is no such folder.
    pub(crate) documents: Option<Vec<Name>>,
}

impl Folder {
    /// Parses all files; what belongs to no kind is a finding.
    pub(crate) fn parse(files: &[(Name, Name)], findings: &mut Findings) -> Folder {
        let empty = Document::parse(&Name::from("package.toml"), "", 0, findings);
        let mut folder = Folder {
            package: empty,
            ledgers: Vec::new(),
            obligations: Vec::new(),
            traits: Vec::new(),
            duties: Vec::new(),
            notices: Vec::new(),
            results: Vec::new(),
            services: Vec::new(),
            allocations: Vec::new(),
            stated: Vec::new(),
            tables: Vec::new(),
            indicators: Vec::new(),
            reports: Vec::new(),
            pictures: Vec::new(),
            scenarios: Vec::new(),
            samples: Vec::new(),
            papers: Vec::new(),
            documents: None,
        };
        if !files.iter().any(|(path, _)| &**path == "package.toml") {
            findings
                .add("missing-package-file", at_start(&folder.package.file), "文件夹里没有 package.toml")
                .help("新建 package.toml，至少写 format = 1、package、version、title");
        }
        for (path, text) in files {
            folder.take(path, text, findings);
        }
        // Of two files with the same definition the one named after it counts.
        folder.ledgers.sort_by_key(|d| d.at().text_at("ledger").as_deref() != Some(stem(&d.file)));
        folder
    }

    fn take(&mut self, path: &Name, text: &Name, findings: &mut Findings) {
        let Some(kind) = keys::file_kind(path) else {
            if !is_ignored(path) {
                let patterns = keys::FILE_KINDS.iter().map(|kind| kind.pattern).collect::<Vec<_>>().join("、");
                findings
                    .add("unknown-file", at_start(path), format!("系统用不到文件 {path}"))
                    .help(format!("放错地方或后缀不对？系统由这些文件组成：{patterns}"));
            }
            return;
        };
        let mut document = |text: &str| Document::parse(path, text, 0, findings);
        match kind.folder {
            "" => self.package = document(text),
            "ledgers" => self.ledgers.push(document(text)),
            "traits" => self.traits.push(document(text)),
            "duties" => self.duties.push(document(text)),
            "notices" => self.notices.push(document(text)),
            "results" => self.results.push(document(text)),
            "services" => self.services.push(document(text)),
            "allocations" => self.allocations.push(document(text)),
            "stated" => self.stated.push(document(text)),
            "tables" => self.tables.push(document(text)),
            "indicators" => self.indicators.push(document(text)),
            "samples" => self.samples.push(document(text)),
            "reports" if is_picture(path) => self.pictures.push((path.clone(), text.clone())),
            "reports" => self.reports.push(Paper::parse(path, text, findings)),
            "scenarios" => self.scenarios.push((path.clone(), text.clone())),
            _ => {
                self.documents.get_or_insert_default().push(Name::from(stem(path)));
                self.papers.push(Paper::parse(path, text, findings));
            }
        }
    }

    /// Weaves the traits into the ledgers and makes the ledgers of obligations. Answers the texts of traits of other
    /// packages, by the file that findings in them name.
    pub(crate) fn assemble(&mut self, library: &Library, findings: &mut Findings) -> Vec<(Name, Name)> {
        let texts = weave::weave(self, library, findings);
        let duties = self.duties.iter().flat_map(|d| d.at().get("duties")).flat_map(At::entries);
        self.obligations = duties.filter(|duty| !duty.is_empty()).map(obligations).collect();
        texts
    }

    /// The ledgers, those of obligations too.
    pub(crate) fn all_ledgers(&self) -> impl Iterator<Item = &Document> {
        self.ledgers.iter().chain(&self.obligations)
    }

    /// Everything in which names of package.toml may stand.
    pub(crate) fn definitions(&self) -> impl Iterator<Item = &Document> {
        let kinds = [
            &self.ledgers,
            &self.traits,
            &self.tables,
            &self.indicators,
            &self.duties,
            &self.notices,
            &self.results,
            &self.services,
            &self.allocations,
        ];
        kinds.into_iter().flatten()
    }

    /// Checks every file against its shape.
    pub(crate) fn check_shapes(&self, findings: &mut Findings) {
        let package = self.package.at();
        let mut check = |document: &Document, shape: &'static Shape| {
            let is_loose = shape.name == TRAIT.name;
            findings.about(&document.uses);
            Walk { package, file: document.at(), is_loose, findings }.table(document.at(), shape);
            findings.about(&[]);
        };
        if !self.package.at().is_empty() {
            check(&self.package, &PACKAGE);
        }
        self.traits.iter().for_each(|d| check(d, &TRAIT));
        self.ledgers.iter().for_each(|d| check(d, &LEDGER));
        self.duties.iter().for_each(|d| check(d, &DUTIES));
        self.notices.iter().for_each(|d| check(d, &NOTICES));
        self.results.iter().for_each(|d| check(d, &RESULTS));
        self.services.iter().for_each(|d| check(d, &SERVICES));
        self.allocations.iter().for_each(|d| check(d, &ALLOCATIONS));
        self.stated.iter().for_each(|d| check(d, &STATED));
        self.tables.iter().for_each(|d| check(d, &TABLE));
        self.indicators.iter().for_each(|d| check(d, &INDICATORS));
        for paper in self.papers.iter().filter(|paper| paper.has_front) {
            check(&paper.front, &keys::DOCUMENT);
        }
        for paper in self.reports.iter().filter(|paper| paper.has_front) {
            check(&paper.front, &keys::FRONT_MATTER);
        }
    }
}

/// The start of a file.
pub(crate) fn at_start(file: &Name) -> Spot {
    Spot { file: file.clone(), span: Span::new(0, 0), label: String::new() }
}

/// File name without folder and ending.
pub(crate) fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// A picture a report may show.
pub(crate) fn is_picture(path: &str) -> bool {
    keys::file_kind(path).is_some_and(|kind| matches!(kind.ending, "png" | "jpg"))
}

/// Files that may lie beside a package without belonging to it.
fn is_ignored(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.starts_with('.') || file == "README.md" || file == "CHANGELOG.md"
}
