//! The rules against vectors made with the official libraries.

use hub_core::phone::PhoneNumber;
use hub_core::segments::{Encoding, segmentation};
use serde_json::Value;

fn vectors(text: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(text).expect("JSON");
    file["vectors"].as_array().expect("an array").clone()
}

#[test]
fn every_strict_phone_vector_holds() {
    let mut wrong = Vec::new();
    let vectors = vectors(include_str!("vectors/phone.json"));
    let strict: Vec<_> = vectors.iter().filter(|v| v["strict_core"] == true).collect();
    assert_eq!(strict.len(), 287);
    for v in strict {
        let parsed = PhoneNumber::parse(v["input"].as_str().expect("input"), v["region"].as_str());
        let ours = parsed.as_ref().ok().map(PhoneNumber::as_str);
        if ours != v["e164"].as_str() {
            wrong.push(format!("{} {} {}: {} but {parsed:?}", v["id"], v["input"], v["region"], v["e164"]));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_segment_vector_holds() {
    let vectors = vectors(include_str!("vectors/segments.json"));
    assert_eq!(vectors.len(), 130);
    for v in vectors {
        let size = segmentation(v["body"].as_str().expect("body"));
        let encoding = if size.encoding == Encoding::Gsm7 { "GSM-7" } else { "UCS-2" };
        assert_eq!(
            (encoding, u64::from(size.segments)),
            (v["encoding"].as_str().expect("encoding"), v["segments"].as_u64().expect("segments")),
            "{}",
            v["id"]
        );
    }
}
