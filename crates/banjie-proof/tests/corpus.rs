//! The corpus: sentences of our own, good and bad, each with exactly the codes it must raise.

use banjie_proof::{Document, Options, check, codes};
use std::collections::BTreeSet;

struct Sentence {
    place: String,
    expected: BTreeSet<String>,
    text: String,
}

fn corpus() -> Vec<Sentence> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus");
    let mut sentences = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        for (index, line) in std::fs::read_to_string(&path).expect("text").lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let (expected, text) = line.split_once('\t').expect("codes and a text");
            let expected = expected.split(',').filter(|c| *c != "-").map(str::to_owned).collect();
            sentences.push(Sentence {
                place: format!("{name}:{}", index + 1),
                expected,
                text: text.replace("\\n", "\n").replace("\\t", "\t"),
            });
        }
    }
    sentences
}

#[test]
fn every_sentence_raises_exactly_its_codes() {
    let mut wrong = Vec::new();
    for sentence in corpus() {
        let report = check(&Document::plain(sentence.text.as_str()), &Options::default());
        let found: BTreeSet<String> = report.findings.iter().map(|f| f.code.to_owned()).collect();
        if found != sentence.expected {
            let messages: Vec<&str> = report.findings.iter().map(|f| f.message.as_str()).collect();
            wrong.push(format!(
                "{} {:?}\n   expected {:?}\n   found    {found:?} {messages:?}",
                sentence.place, sentence.text, sentence.expected
            ));
        }
    }
    assert!(wrong.is_empty(), "{} sentences differ\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_corpus_is_large_and_covers_every_code() {
    let sentences = corpus();
    assert!(sentences.len() >= 300, "{} sentences", sentences.len());
    let covered: BTreeSet<&str> = sentences.iter().flat_map(|s| s.expected.iter().map(String::as_str)).collect();
    let missing: Vec<&str> = codes().iter().map(|p| p.code).filter(|c| !covered.contains(c)).collect();
    assert!(missing.is_empty(), "no sentence for {missing:?}");
}
