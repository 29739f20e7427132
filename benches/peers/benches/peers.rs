//! fairdeal beside what hosts use today, in one run, so that the ratios can be read. The times alone say little: they
//! belong to the machine.
//!
//! What is compared is not the same work. fairdeal's side is always the whole of it: `decide` (match the rules, gate the
//! candidates, pick, meter, write the events) and `apply`. A peer's side is only the part it does, without the rest that
//! a host has to add: a peer of `rules` says which rule holds and picks nobody, a peer of `picking` picks somebody and
//! notes when, and knows no leads, rules, caps or events. A ratio in fairdeal's favour is therefore a lower bound; one
//! against it may be the price of the rest.
//!
//! Nor do peers do a part under the same terms. The leads are made beforehand for all; for a-tree and the scan also in
//! the form they like best. a-tree finds every rule that holds, not the first. The loops by hand are as short as loops
//! get, over rows that lie side by side. All agents are free and weigh the same.
//!
//! Every answer is compared with the expected rule or agent before anything is timed; of companies' names, where nobody is
//! always right, it is said how often the right one comes first.
//!
//! Not here: zen-engine's decision table, because it brings some 350 crates, a JavaScript engine and TLS among them.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a bench, not the library"
)]

#[path = "../../common/mod.rs"]
mod common;
#[path = "../../../tests/companies/mod.rs"]
#[allow(dead_code, unreachable_pub, clippy::string_slice, reason = "shared with the tests")]
mod companies;
#[path = "../../geography/mod.rs"]
#[allow(unreachable_pub, reason = "shared with a bench of ours")]
mod geography;
mod names;
mod picking;
mod places;
mod rules;

use criterion::{criterion_group, criterion_main};

criterion_group!(
    benches,
    rules::which_rule,
    picking::longest_idle,
    picking::round_robin,
    names::which_account,
    places::which_area,
    places::which_code
);
criterion_main!(benches);
