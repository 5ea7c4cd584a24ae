//! How many SMS segments a text takes, for `num_segments` and `NumSegments`.
//!
//! Written apart from the hub's counter. No Smart Encoding: a stand-in must not forgive a curly quote.

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑܧ¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

/// The number of segments, at least 1.
///
/// GSM-7: 160 septets alone, 153 each when split, an extension character takes two and is never split.
/// Otherwise UCS-2: 70 code units alone, 67 each when split, a surrogate pair is never split.
pub(crate) fn count(body: &str) -> u32 {
    let septets: Option<Vec<u32>> = body.chars().map(septets).collect();
    match septets {
        Some(sizes) => pack(&sizes, 160, 153),
        None => pack(&body.chars().map(|c| c.len_utf16() as u32).collect::<Vec<_>>(), 70, 67),
    }
}

fn septets(c: char) -> Option<u32> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENDED.contains(c) {
        Some(2)
    } else {
        None
    }
}

fn pack(sizes: &[u32], alone: u32, each: u32) -> u32 {
    if sizes.iter().sum::<u32>() <= alone {
        return 1;
    }
    let (mut segments, mut used) = (1, 0);
    for size in sizes {
        if used + size > each {
            segments += 1;
            used = 0;
        }
        used += size;
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn segments_are_counted_as_carriers_count_them() {
        let cases = [
            (String::new(), 1, "an empty body is one segment"),
            ("a".repeat(160), 1, "160 septets fit"),
            ("a".repeat(161), 2, "161 do not"),
            ("a".repeat(306), 2, "two of 153"),
            ("a".repeat(307), 3, "one more"),
            ("€".repeat(80), 1, "an extension character takes two"),
            ("€".repeat(81), 2, "76 of them per part"),
            ("a".repeat(152) + "€" + &"a".repeat(152), 3, "an extension character is never split"),
            ("ж".repeat(70), 1, "70 code units fit"),
            ("ж".repeat(71), 2, "71 do not"),
            ("😀".repeat(67), 3, "33 pairs per part: a pair is never split"),
            ("it’s".to_owned() + &"a".repeat(67), 2, "one curly quote makes it UCS-2"),
        ];
        for (body, expected, why) in cases {
            assert_eq!(count(&body), expected, "{why}");
        }
    }
}
