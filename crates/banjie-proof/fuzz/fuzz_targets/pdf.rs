//! A PDF, whole or damaged.
#![no_main]
use banjie_proof::read_file;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend_from_slice(data);
    let _ = read_file(&bytes, "a.pdf");
});
