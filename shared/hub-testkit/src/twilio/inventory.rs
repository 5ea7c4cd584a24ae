//! The numbers Twilio has to sell: the same ones, in the same order, at every start.
//!
//! All of them are in ranges kept for fiction (the US 555 exchange, Ofcom's numbers for drama), so none is anybody's.

use std::cmp::Reverse;

/// What kind of number a search asks for, as in its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Local,
    TollFree,
    Mobile,
}

impl Kind {
    pub(crate) fn read(word: &str) -> Option<Self> {
        match word {
            "Local" => Some(Self::Local),
            "TollFree" => Some(Self::TollFree),
            "Mobile" => Some(Self::Mobile),
            _ => None,
        }
    }
}

/// A range of numbers.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) country: &'static str,
    kind: Kind,
    prefix: &'static str,
    /// How many digits follow the prefix.
    digits: usize,
    /// North America only.
    pub(crate) area_code: Option<&'static str>,
    pub(crate) place: Place,
    pub(crate) capabilities: Capabilities,
}

/// Where the numbers of a block are; North America only.
#[derive(Debug, Default)]
pub(crate) struct Place {
    pub(crate) locality: Option<&'static str>,
    pub(crate) region: Option<&'static str>,
    pub(crate) postal_code: Option<&'static str>,
    pub(crate) lata: Option<&'static str>,
    pub(crate) rate_center: Option<&'static str>,
    pub(crate) latitude: Option<&'static str>,
    pub(crate) longitude: Option<&'static str>,
}

/// What a number can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Capabilities {
    pub(crate) voice: bool,
    pub(crate) sms: bool,
    pub(crate) mms: bool,
}

const ALL: Capabilities = Capabilities { voice: true, sms: true, mms: true };
const NO_MMS: Capabilities = Capabilities { mms: false, ..ALL };
const VOICE: Capabilities = Capabilities { sms: false, ..NO_MMS };

const NOWHERE: Place = Place {
    locality: None,
    region: None,
    postal_code: None,
    lata: None,
    rate_center: None,
    latitude: None,
    longitude: None,
};
const JERSEY_CITY: Place = Place {
    locality: Some("Jersey City"),
    region: Some("NJ"),
    postal_code: Some("07302"),
    lata: Some("224"),
    rate_center: Some("JERSEYCITY"),
    latitude: Some("40.728200"),
    longitude: Some("-74.077600"),
};
const SAN_FRANCISCO: Place = Place {
    locality: Some("San Francisco"),
    region: Some("CA"),
    postal_code: Some("94103"),
    lata: Some("722"),
    rate_center: Some("SNFC CNTRL"),
    latitude: Some("37.774900"),
    longitude: Some("-122.419400"),
};

const fn us(kind: Kind, prefix: &'static str, area_code: &'static str, place: Place) -> Block {
    Block { country: "US", kind, prefix, digits: 4, area_code: Some(area_code), place, capabilities: ALL }
}

const fn gb(kind: Kind, prefix: &'static str, capabilities: Capabilities) -> Block {
    Block { country: "GB", kind, prefix, digits: 3, area_code: None, place: NOWHERE, capabilities }
}

static BLOCKS: [Block; 7] = [
    us(Kind::Local, "+1201555", "201", JERSEY_CITY),
    us(Kind::Local, "+1415555", "415", SAN_FRANCISCO),
    us(Kind::TollFree, "+1800555", "800", NOWHERE),
    us(Kind::TollFree, "+1888555", "888", NOWHERE),
    gb(Kind::Local, "+441632960", VOICE),
    gb(Kind::Mobile, "+447700900", NO_MMS),
    gb(Kind::TollFree, "+448081570", VOICE),
];

/// The blocks of a country and kind; empty where Twilio has no such resource.
pub(crate) fn blocks(country: &str, kind: Kind) -> Vec<&'static Block> {
    BLOCKS.iter().filter(|b| b.country == country && b.kind == kind).collect()
}

/// The block a number is from; none for a number Twilio does not sell.
pub(crate) fn block_of(address: &str) -> Option<&'static Block> {
    BLOCKS.iter().find(|block| {
        let rest = address.strip_prefix(block.prefix);
        rest.is_some_and(|rest| rest.len() == block.digits && rest.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// Every number of the blocks, a number of each in turn, in an order that looks like none.
pub(crate) fn numbers(mut blocks: Vec<&'static Block>) -> impl Iterator<Item = (String, &'static Block)> {
    blocks.sort_by_key(|block| Reverse(block.digits));
    let longest = blocks.first().map_or(0, |block| size(block));
    (0..longest).flat_map(move |index| {
        let here: Vec<_> = blocks.iter().filter(|block| index < size(block)).map(|b| (nth(b, index), *b)).collect();
        here
    })
}

fn size(block: &Block) -> usize {
    10_usize.pow(u32::try_from(block.digits).unwrap_or_default())
}

/// The step is prime to ten, so that every number comes once.
fn nth(block: &Block, index: usize) -> String {
    let rest = (index * 7919 + 4312) % size(block);
    format!("{}{rest:0width$}", block.prefix, width = block.digits)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Kind, block_of, blocks, numbers};

    #[test]
    fn every_number_is_offered_once_and_is_of_its_block() {
        for (country, kind, count) in
            [("US", Kind::Local, 20_000), ("US", Kind::TollFree, 20_000), ("GB", Kind::Mobile, 1000)]
        {
            let all: Vec<String> = numbers(blocks(country, kind)).map(|(number, _)| number).collect();
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), count, "{country} {kind:?}");
            assert_eq!(all.len(), count);
            assert!(all.iter().all(|n| block_of(n).is_some_and(|b| b.country == country && b.kind == kind)));
        }
        assert!(blocks("US", Kind::Mobile).is_empty());
        assert!(block_of("+12125550100").is_none() && block_of("+120155501000").is_none());
    }
}
