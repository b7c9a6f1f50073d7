//! What the parts of a PDF are, for readers that do not see them (ISO 32000-1 §14.7, §14.8): titles, paragraphs, codes.
//! Lines and frames are artifacts. A start, not PDF/UA, and the file does not say that it is.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use printpdf::{DictItem, Op};

use crate::receipt::layout::{Laid, Role, Sheet};

/// The structure type of a part.
const fn tag(role: Role) -> &'static str {
    match role {
        Role::Title => "H1",
        Role::Heading => "H2",
        Role::Paragraph => "P",
        Role::Code => "Figure",
    }
}

/// Opens what item `n` of the sheet begins: its part, or an artifact.
pub(super) fn open(sheet: &Sheet, n: usize, ops: &mut Vec<Op>) {
    match sheet.parts.iter().position(|part| part.items.contains(&n)) {
        Some(id) if sheet.parts[id].items.start == n => {
            let map = BTreeMap::from([("MCID".to_owned(), DictItem::Int(id as i64))]);
            let tag = tag(sheet.parts[id].role).to_owned();
            ops.push(Op::BeginMarkedContentWithProperties { tag, properties: DictItem::Dict { map } });
        }
        Some(_) => {}
        None => ops.push(Op::BeginMarkedContent { tag: "Artifact".to_owned() }),
    }
}

/// Closes what item `n` of the sheet ends.
pub(super) fn close(sheet: &Sheet, n: usize, ops: &mut Vec<Op>) {
    let part = sheet.parts.iter().find(|part| part.items.contains(&n));
    if part.is_none_or(|part| part.items.end == n + 1) {
        ops.push(Op::EndMarkedContent);
    }
}

/// Adds the tree of all parts and ties it to the pages.
pub(super) fn add(file: &mut Document, laid: &Laid) {
    let pages: Vec<ObjectId> = file.get_pages().into_values().collect();
    let (root, whole) = (file.new_object_id(), file.new_object_id());
    let (mut kids, mut numbers) = (Vec::new(), Vec::new());
    for ((n, page), sheet) in pages.iter().enumerate().zip(&laid.sheets) {
        let parts: Vec<Object> = sheet
            .parts
            .iter()
            .enumerate()
            .map(|(id, part)| {
                let mut element = dictionary! {
                    "Type" => "StructElem",
                    "S" => tag(part.role),
                    "P" => whole,
                    "Pg" => *page,
                    "K" => id as i64,
                };
                if part.role == Role::Code {
                    element.set("Alt", Object::string_literal("QR"));
                }
                Object::Reference(file.add_object(element))
            })
            .collect();
        numbers.extend([Object::Integer(n as i64), Object::Array(parts.clone())]);
        kids.extend(parts);
        if let Ok(page) = file.get_object_mut(*page).and_then(Object::as_dict_mut) {
            page.set("StructParents", n as i64);
            page.set("Tabs", "S");
        }
    }
    let next = laid.sheets.len() as i64;
    let tree = file.add_object(dictionary! { "Nums" => numbers });
    file.set_object(whole, dictionary! { "Type" => "StructElem", "S" => "Document", "P" => root, "K" => kids });
    let mut of_all = Dictionary::new();
    of_all.set("Type", "StructTreeRoot");
    of_all.set("K", Object::Array(vec![Object::Reference(whole)]));
    of_all.set("ParentTree", tree);
    of_all.set("ParentTreeNextKey", next);
    file.set_object(root, of_all);
    if let Ok(catalog) = file.catalog_mut() {
        catalog.set("MarkInfo", dictionary! { "Marked" => true });
        catalog.set("StructTreeRoot", root);
    }
}
