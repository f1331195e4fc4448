//! Several PDF files as one: the pages of each follow those of the one before, as they were printed.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

/// What pages take over from the groups they stand in (ISO 32000-1, 7.7.3.4).
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];

/// One PDF with the pages of all, in order.
///
/// # Errors
/// A file that is no PDF, in Chinese.
pub fn bundle(files: Vec<Vec<u8>>) -> Result<Vec<u8>, String> {
    if let [_] = files.as_slice() {
        return Ok(files.into_iter().next().unwrap_or_default());
    }
    // The reader of PDF is not ours.
    catch_unwind(AssertUnwindSafe(|| together(&files))).unwrap_or_else(|_| Err("合并 PDF 时出错".to_owned()))
}

fn together(files: &[Vec<u8>]) -> Result<Vec<u8>, String> {
    let fault = |e: lopdf::Error| format!("合并 PDF 时出错：{e}");
    let mut objects: BTreeMap<ObjectId, Object> = BTreeMap::new();
    let mut pages: Vec<ObjectId> = Vec::new();
    let mut next = 1;
    for bytes in files {
        let mut file = Document::load_mem(bytes).map_err(fault)?;
        file.renumber_objects_with(next);
        next = file.max_id + 1;
        for page in file.get_pages().into_values() {
            let inherited = inherited(&file, page);
            if let Some(Object::Dictionary(dict)) = file.objects.get_mut(&page) {
                for (key, value) in inherited {
                    dict.set(key, value);
                }
            }
            pages.push(page);
        }
        objects.extend(file.objects);
    }
    write(objects, pages, next).map_err(|e| format!("合并 PDF 时出错：{e}"))
}

/// What a page has only by the groups above it.
fn inherited(file: &Document, page: ObjectId) -> Vec<(Vec<u8>, Object)> {
    let mut found: Vec<(Vec<u8>, Object)> = Vec::new();
    let Ok(own) = file.get_dictionary(page) else { return found };
    let mut above = own.get(b"Parent").and_then(Object::as_reference).ok();
    for _ in 0..32 {
        let Some(Ok(group)) = above.map(|id| file.get_dictionary(id)) else { break };
        for key in INHERITED {
            if let (false, Ok(value)) = (own.has(key) || found.iter().any(|(k, _)| k == key), group.get(key)) {
                found.push((key.to_vec(), value.clone()));
            }
        }
        above = group.get(b"Parent").and_then(Object::as_reference).ok();
    }
    found
}

fn write(objects: BTreeMap<ObjectId, Object>, pages: Vec<ObjectId>, next: u32) -> std::io::Result<Vec<u8>> {
    let mut out = Document::with_version("1.7");
    let (tree, catalog) = ((next, 0), (next + 1, 0));
    for (id, mut object) in objects {
        if let Object::Dictionary(dict) = &mut object {
            if is_of(dict, b"Catalog") || is_of(dict, b"Pages") {
                continue;
            }
            if pages.contains(&id) {
                dict.set("Parent", tree);
                // Numbers of marks belong to the structure of the single file.
                dict.remove(b"StructParents");
            }
        }
        out.objects.insert(id, object);
    }
    let count = i64::try_from(pages.len()).unwrap_or(i64::MAX);
    let kids: Vec<Object> = pages.into_iter().map(Object::Reference).collect();
    out.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    out.objects.insert(catalog, dictionary! { "Type" => "Catalog", "Pages" => tree }.into());
    out.trailer.set("Root", catalog);
    out.max_id = next + 1;
    out.prune_objects();
    out.renumber_objects();
    out.compress();
    let mut bytes = Vec::new();
    out.save_modern(&mut bytes)?;
    Ok(bytes)
}

fn is_of(dict: &Dictionary, kind: &[u8]) -> bool {
    dict.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == kind)
}

#[cfg(test)]
mod tests {
    use lopdf::Stream;

    use super::*;

    /// A file of so many pages that take their size from the group above them.
    fn file(pages: usize, words: &str) -> Vec<u8> {
        let mut pdf = Document::with_version("1.7");
        let tree = pdf.new_object_id();
        let mut kids = Vec::new();
        for n in 1..=pages {
            let text = Stream::new(Dictionary::new(), format!("({words} {n}) Tj").into_bytes());
            let contents = pdf.add_object(text);
            let page = dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => contents };
            kids.push(Object::Reference(pdf.add_object(page)));
        }
        let count = i64::try_from(pages).unwrap();
        let size: Vec<Object> = [0, 0, 595, 842].map(Object::Integer).into();
        let group = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count, "MediaBox" => size };
        pdf.objects.insert(tree, group.into());
        let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        pdf.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        pdf.save_to(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn pages_follow_one_another_with_the_size_they_had() {
        let bytes = bundle(vec![file(2, "first"), file(1, "second"), file(3, "third")]).unwrap();
        let pdf = Document::load_mem(&bytes).unwrap();
        let shown: Vec<String> = pdf
            .get_pages()
            .into_values()
            .map(|page| {
                assert!(pdf.get_dictionary(page).unwrap().has(b"MediaBox"));
                String::from_utf8(pdf.get_page_content(page).unwrap()).unwrap()
            })
            .collect();
        let told: Vec<&str> = shown.iter().map(|s| s.trim().trim_start_matches('(').trim_end_matches(") Tj")).collect();
        assert_eq!(told, ["first 1", "first 2", "second 1", "third 1", "third 2", "third 3"]);
    }

    #[test]
    fn one_file_stays_as_it_is_and_what_is_no_pdf_is_told() {
        let one = file(1, "alone");
        assert_eq!(bundle(vec![one.clone()]).unwrap(), one);
        assert!(bundle(vec![one, b"no pdf".to_vec()]).unwrap_err().starts_with("合并 PDF 时出错"));
    }
}
