//! Bytes in any encoding.
#![no_main]
use banjie_proof::{Options, check, read_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(document) = read_file(data, "a.txt") {
        let _ = check(&document, &Options::default());
    }
});
