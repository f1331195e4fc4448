//! Containers no spreadsheet program would write.

use std::io::{Cursor, Read as _, Write as _};

use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// A workbook with one part rewritten.
pub fn rewritten(book: &[u8], part: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        if file.name() == part {
            let text = String::from_utf8(content).unwrap();
            let changed = change(&text);
            assert_ne!(text, changed, "the change finds its place");
            content = changed.into_bytes();
        }
        writer.start_file(file.name().to_owned(), SimpleFileOptions::default()).unwrap();
        writer.write_all(&content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook whose sheet unpacks to more than a gigabyte of spaces, and says in its directory that it has so many bytes.
pub fn bomb(book: &[u8], declared: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let mut archive = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut n = 0;
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        let (method, packed, size) = match file.name().starts_with("xl/worksheets/sheet") {
            true => (8, spaces(), declared),
            false => (0, content.clone(), u32::try_from(content.len()).unwrap()),
        };
        let offset = u32::try_from(out.len()).unwrap();
        let common = entry(file.name(), method, file.crc32(), &packed, size);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(file.name().as_bytes());
        out.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(file.name().as_bytes());
        n += 1;
    }
    let (start, size) = (u32::try_from(out.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([u16::to_le_bytes(n), u16::to_le_bytes(n)].concat());
    out.extend([size.to_le_bytes(), start.to_le_bytes()].concat());
    out.extend([0, 0]);
    out
}

/// The part of a header that a local entry and the directory have in common.
fn entry(name: &str, method: u16, crc: u32, packed: &[u8], size: u32) -> Vec<u8> {
    let mut entry = vec![20, 0, 0, 0];
    entry.extend(method.to_le_bytes());
    entry.extend([0, 0, 0x21, 0x5A]);
    entry.extend(crc.to_le_bytes());
    entry.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
    entry.extend(size.to_le_bytes());
    entry.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    entry.extend([0, 0]);
    entry
}

/// More than 1.1 GB of spaces, deflated: one literal, then matches of 258 bytes at distance 1, of 13 bits each, so that the
/// bytes repeat every 13. It never ends: nobody should read so far.
fn spaces() -> Vec<u8> {
    let mut bits: Vec<bool> = Vec::new();
    let mut push = |code: u32, n: u32| bits.extend((0..n).rev().map(|i| code >> i & 1 == 1));
    push(0b110, 3); // last block, fixed codes (first bit first: 1, then 01 reversed)
    push(0x30 + u32::from(b' '), 8);
    for _ in 0..24 {
        push(0b1100_0101, 8);
        push(0, 5);
    }
    let byte = |chunk: &[bool]| chunk.iter().enumerate().map(|(i, b)| u8::from(*b) << i).sum::<u8>();
    let bytes: Vec<u8> = bits.chunks_exact(8).map(byte).collect();
    let (head, rest) = bytes.split_at(2);
    assert_eq!(rest[..13], rest[13..26], "the pattern repeats");
    let mut all = head.to_vec();
    all.extend(rest[..13].repeat(550_000));
    all
}
