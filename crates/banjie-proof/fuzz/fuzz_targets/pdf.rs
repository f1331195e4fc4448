//! A PDF, whole or damaged; seeds: `cargo fuzz run pdf corpus/pdf ../tests/pdf`.
#![no_main]
use banjie_proof::read_file;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut bytes = if data.starts_with(b"%PDF-") { Vec::new() } else { b"%PDF-1.7\n".to_vec() };
    bytes.extend_from_slice(data);
    let _ = read_file(&bytes, "a.pdf");
});
