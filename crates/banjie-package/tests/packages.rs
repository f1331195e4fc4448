//! Properties of every shipped package.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::Path;

use banjie_model::{definition::FieldType, finding::Severity};
use banjie_package::{LibraryReading, Look, draw, read_installed, read_library, render};

fn shipped() -> LibraryReading {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packages"));
    let all = read_library(folder).unwrap();
    assert!(!all.readings.is_empty());
    all
}

#[test]
fn shipped_packages_have_no_errors_and_no_warnings() {
    let mut text = String::new();
    for reading in shipped().readings {
        let bad: Vec<_> = reading.findings.iter().filter(|f| f.severity > Severity::Info).cloned().collect();
        text.push_str(&render(&bad, &reading.sources, &reading.package.name, Look::Plain));
    }
    assert!(text.is_empty(), "{text}");
}

#[test]
fn every_limit_has_a_basis_that_names_law_version_and_article() {
    for package in shipped().library.packages.values() {
        for ledger in package.ledgers.values() {
            for limit in &ledger.limits {
                let basis = limit.basis.as_ref().and_then(|key| package.bases.get(key));
                let basis = basis.unwrap_or_else(|| panic!("{} {}", ledger.key, limit.name));
                assert!(basis.version.is_some() && basis.checked.is_some(), "{}", basis.name);
            }
        }
    }
}

#[test]
fn every_case_can_be_closed_and_drawn() {
    let library = shipped().library;
    for ledger in library.ledgers().filter(|ledger| !ledger.states.is_empty()) {
        assert!(ledger.start_state().is_some() && ledger.states.iter().any(|state| state.end), "{}", ledger.key);
        let drawing = draw(ledger, &library);
        for state in &ledger.states {
            assert!(drawing.contains(&*state.title), "{} {}", ledger.key, state.name);
        }
    }
}

#[test]
fn every_indicator_has_a_unit_and_a_hash_of_its_own() {
    for package in shipped().library.packages.values() {
        let mut hashes: Vec<_> = package.indicators.values().map(|indicator| &indicator.hash).collect();
        assert!(package.indicators.values().all(|i| !i.unit.is_empty() && i.hash.len() == 64));
        hashes.sort();
        hashes.dedup();
        assert_eq!(hashes.len(), package.indicators.len(), "{}", package.name);
    }
}

#[test]
fn numbers_that_identify_a_person_are_never_public() {
    use banjie_model::definition::Class;
    for ledger in shipped().library.ledgers() {
        for field in &ledger.fields {
            let identifies = matches!(field.ty, FieldType::IdCard | FieldType::Phone | FieldType::StudentNo);
            assert!(
                !identifies || field.class >= Class::Personal && field.mask.is_some(),
                "{}.{}",
                ledger.key,
                field.name
            );
        }
    }
}

#[test]
fn reading_the_stored_files_again_gives_the_same_packages() {
    let first = shipped();
    let again = read_installed(first.library.packages.values().map(|package| package.files.clone()));
    for (name, package) in &first.library.packages {
        assert_eq!(again.library.packages[name].hash, package.hash);
        assert_eq!(again.library.packages[name].indicators, package.indicators);
    }
}
