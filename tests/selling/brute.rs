//! Who buys a lead, found by trying every set of contenders.

use std::cmp::Reverse;

use fairdeal::selling::{Contender, SaleRange};

pub fn clash(one: &Contender<'_>, other: &Contender<'_>) -> bool {
    one.buyer == other.buyer || one.excludes.contains(&other.buyer) || other.excludes.contains(&one.buyer)
}

/// Every set that may have the lead, whatever it brings, as places.
pub fn sets(contenders: &[Contender<'_>], range: SaleRange, held: &[usize]) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    for bits in 1_u32..1 << contenders.len() {
        let members: Vec<usize> = (0..contenders.len()).filter(|place| bits >> place & 1 == 1).collect();
        let count = members.len() as u32;
        let size = range.least <= count && count <= range.most && count <= 8;
        let accepts = members.iter().all(|place| {
            let own = &contenders[*place];
            own.least <= count && count <= own.most
        });
        let apart = members.iter().enumerate().all(|(at, one)| {
            members[at + 1..].iter().all(|other| !clash(&contenders[*one], &contenders[*other]))
        });
        if size && accepts && apart && held.iter().all(|place| members.contains(place)) {
            found.push(members);
        }
    }
    found
}

pub fn revenue(contenders: &[Contender<'_>], members: &[usize]) -> u64 {
    members.iter().map(|place| u64::from(contenders[*place].price_minor)).sum()
}

/// The places in the order of price, priority, last sale and place.
pub fn ranks(contenders: &[Contender<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..contenders.len()).collect();
    order.sort_by_key(|place| {
        let own = &contenders[*place];
        (Reverse(own.price_minor), own.priority, own.last_sold, *place)
    });
    let mut ranks = vec![0; contenders.len()];
    for (rank, place) in order.iter().enumerate() {
        ranks[*place] = rank;
    }
    ranks
}

/// The best of all: most revenue, then the wanted size, then the first in the order of the ranks.
pub fn best(contenders: &[Contender<'_>], range: SaleRange, held: &[usize]) -> Option<(Vec<usize>, u64)> {
    let ranks = ranks(contenders);
    let enough = |members: &Vec<usize>| revenue(contenders, members) >= range.floor_minor;
    let all = sets(contenders, range, held).into_iter().filter(enough);
    let best = all.min_by_key(|members| {
        let mut own: Vec<usize> =
            members.iter().filter(|own| !held.contains(own)).map(|own| ranks[*own]).collect();
        own.sort_unstable();
        let size = if range.prefer_more { usize::MAX - members.len() } else { members.len() };
        (Reverse(revenue(contenders, members)), size, own)
    })?;
    let mut members = best.clone();
    members.sort_by_key(|place| ranks[*place]);
    Some((members, revenue(contenders, &best)))
}

/// What hosts do by hand: down the list of prices, everybody who still goes with those taken.
pub fn waterfall(contenders: &[Contender<'_>], range: SaleRange) -> Option<u64> {
    let ranks = ranks(contenders);
    let mut order: Vec<usize> = (0..contenders.len()).collect();
    order.sort_by_key(|place| ranks[*place]);
    let mut taken: Vec<usize> = Vec::new();
    for place in order {
        let count = taken.len() as u32 + 1;
        let own = &contenders[place];
        let all = taken.iter().map(|place| &contenders[*place]).chain([own]);
        let most = all.map(|own| own.most).min().unwrap_or(0).min(range.most);
        if count <= most && taken.iter().all(|other| !clash(own, &contenders[*other])) {
            taken.push(place);
        }
    }
    sets(contenders, range, &[]).contains(&sorted(&taken)).then(|| revenue(contenders, &taken))
}

fn sorted(places: &[usize]) -> Vec<usize> {
    let mut sorted = places.to_vec();
    sorted.sort_unstable();
    sorted
}
