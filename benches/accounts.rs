//! Which account a company is: names entered wrong in six ways, by the name alone and with the ZIP.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench, not the library"
)]

#[path = "../tests/companies/mod.rs"]
mod companies;

use std::hint::black_box;

use companies::{accounts, corrupted};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use fairdeal::account::Query;

fn matching(c: &mut Criterion) {
    // Whether the benches are only tried.
    let tried = std::env::args().any(|own| own == "--test");
    let sizes: &[usize] = if tried { &[1_000] } else { &[10_000, 1_000_000] };
    for size in sizes {
        let (mut docs, mut queries) = corrupted::names(*size);
        queries.truncate(100_000);
        let known = accounts(&docs);
        println!("{size} accounts, each with a ZIP: {} bytes each", known.bytes() / size);
        for (at, own) in docs.iter_mut().enumerate() {
            own.domains = vec![format!("company-{at}.com")];
            own.phones = vec![format!("+1 {:03} 555 {:04}", 200 + at / 10_000 % 800, at % 10_000)];
        }
        let more = accounts(&docs).bytes();
        drop(docs);
        println!(
            "{size} accounts, each with a domain and a telephone number as well: {} bytes each",
            more / size
        );
        let mut group = c.benchmark_group("accounts/match a name entered wrong");
        for (what, zip) in [("name alone", false), ("with ZIP", true)] {
            let mut next = 0;
            group.bench_function(BenchmarkId::new(what, size), |b| {
                b.iter(|| {
                    let asked = &queries[next % queries.len()];
                    next += 1;
                    let query = Query::new(&asked.name);
                    known.match_one(black_box(&if zip { query.with_zip(&asked.zip) } else { query }))
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, matching);
criterion_main!(benches);
