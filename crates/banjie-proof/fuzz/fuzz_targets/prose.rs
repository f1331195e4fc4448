//! Any text: positions stay inside it.
#![no_main]
use banjie_proof::{Document, Options, check};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let length = text.chars().count();
    let report = check(&Document::plain(text), &Options::default());
    for finding in &report.findings {
        assert!(finding.start < finding.end && finding.end <= length);
    }
});
