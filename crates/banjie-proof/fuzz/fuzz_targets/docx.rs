//! A body of a .docx, packed, read, and written back with comments.
#![no_main]
use banjie_proof::{Options, check, read_file, write_docx_comments};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // As it comes.
    let mut raw = b"PK\x03\x04".to_vec();
    raw.extend_from_slice(data);
    for bytes in [raw, data.to_vec()] {
        if let Ok(document) = read_file(&bytes, "a.docx") {
            let report = check(&document, &Options::default());
            let _ = write_docx_comments(&bytes, &report);
        }
    }
});
