//! The index on disk: replaced, removed, reopened, thrown away.

use std::fs;
use std::path::Path;

use crate::common::{entry, everything, index_of, records};
use banjie_model::value::RecordId;
use banjie_search::{Error, Index};

fn found(index: &Index, query: &str) -> Vec<i64> {
    records(&index.find(query, &everything(&["case"]), 100, 0).unwrap())
}

#[test]
fn a_record_written_again_is_found_as_it_is_now() {
    let index = index_of(&[entry(1, "五华路"), entry(2, "五华路")]);
    index.write(&[entry(1, "天马路"), entry(1, "长乐坊")], &[], Some(2)).unwrap();
    assert_eq!(found(&index, "五华路"), [2]);
    assert_eq!(found(&index, "天马路"), [0; 0]);
    assert_eq!(found(&index, "长乐坊"), [1]);
}

#[test]
fn a_record_that_is_gone_is_not_found() {
    let index = index_of(&[entry(1, "五华路"), entry(11, "五华路")]);
    index.write(&[], &[("case".into(), RecordId(1))], Some(2)).unwrap();
    assert_eq!(found(&index, "五华路"), [11]);
    index.clear().unwrap();
    assert_eq!(found(&index, "五华路"), [0; 0]);
    assert_eq!(index.position().unwrap(), None);
}

#[test]
fn the_index_knows_how_far_it_goes_when_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let (index, position) = Index::open(folder.path()).unwrap();
    assert_eq!(position, None);
    index.write(&[entry(1, "五华路")], &[], Some(7)).unwrap();
    index.write(&[], &[], Some(9)).unwrap();
    drop(index);
    let (index, position) = Index::open(folder.path()).unwrap();
    assert_eq!((position, index.position().unwrap()), (Some(9), Some(9)));
    assert_eq!(found(&index, "五华路"), [1]);
}

#[test]
fn an_index_that_was_never_filled_to_the_end_is_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (index, _) = Index::open(folder.path()).unwrap();
    index.write(&[entry(1, "五华路")], &[], None).unwrap();
    assert_eq!((index.position().unwrap(), found(&index, "五华路")), (None, vec![1]));
    drop(index);
    let (index, position) = Index::open(folder.path()).unwrap();
    assert_eq!((position, found(&index, "五华路")), (None, vec![]));
    index.write(&[entry(1, "五华路")], &[], None).unwrap();
    index.write(&[entry(2, "五华路")], &[], Some(4)).unwrap();
    drop(index);
    let (index, position) = Index::open(folder.path()).unwrap();
    assert_eq!((position, found(&index, "五华路")), (Some(4), vec![2, 1]));
}

#[test]
fn a_second_writer_is_told_that_the_first_is_at_work() {
    let folder = tempfile::tempdir().unwrap();
    let (_index, _) = Index::open(folder.path()).unwrap();
    assert!(matches!(Index::open(folder.path()), Err(Error::Busy(_))));
}

fn written(folder: &Path) {
    let (index, _) = Index::open(folder).unwrap();
    let entries: Vec<_> = (1..200).map(|record| entry(record, "五华路违法建设")).collect();
    index.write(&entries, &[], Some(5)).unwrap();
}

/// Spoils a folder and checks that it is made anew and works.
fn check_spoiled(spoil: impl Fn(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path());
    fs::write(folder.path().join("账本.db"), "不可动").unwrap();
    spoil(&folder.path().join("full-text"));
    let (index, position) = Index::open(folder.path()).unwrap();
    assert_eq!(position, None);
    assert_eq!(found(&index, "五华路"), [0; 0]);
    index.write(&[entry(3, "五华路")], &[], Some(6)).unwrap();
    drop(index);
    let (index, position) = Index::open(folder.path()).unwrap();
    assert_eq!((position, found(&index, "五华路")), (Some(6), vec![3]));
    assert_eq!(fs::read_to_string(folder.path().join("账本.db")).unwrap(), "不可动");
}

fn segments(place: &Path) -> Vec<std::path::PathBuf> {
    let names = fs::read_dir(place).unwrap().map(|file| file.unwrap().path());
    let inner = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        !name.starts_with('.') && name != "meta.json"
    };
    let segments: Vec<_> = names.filter(inner).collect();
    assert!(!segments.is_empty());
    segments
}

#[test]
fn a_damaged_index_is_made_anew() {
    check_spoiled(|place| fs::write(place.join("meta.json"), "{").unwrap());
    check_spoiled(|place| fs::remove_file(place.join("meta.json")).unwrap());
    check_spoiled(|place| segments(place).iter().for_each(|file| fs::remove_file(file).unwrap()));
    check_spoiled(|place| segments(place).iter().for_each(|file| fs::write(file, "").unwrap()));
    check_spoiled(|place| {
        for file in segments(place) {
            let mut bytes = fs::read(&file).unwrap();
            bytes[0] ^= 0xff;
            fs::write(&file, bytes).unwrap();
        }
    });
}

#[test]
fn an_index_of_another_version_is_made_anew() {
    check_spoiled(|place| {
        let meta = fs::read_to_string(place.join("meta.json")).unwrap();
        assert!(meta.contains("\"payload\": \"2 5\""), "{meta}");
        fs::write(place.join("meta.json"), meta.replace("\"payload\": \"2 5\"", "\"payload\": \"0 5\"")).unwrap();
    });
    check_spoiled(|place| {
        let meta = fs::read_to_string(place.join("meta.json")).unwrap();
        assert!(meta.contains("\"name\": \"sound\""), "{meta}");
        fs::write(place.join("meta.json"), meta.replace("\"name\": \"sound\"", "\"name\": \"echo\"")).unwrap();
    });
}
