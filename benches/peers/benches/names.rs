//! Which account a company is, entered wrong in six ways: how long it takes, and how often the right one is first. Each
//! side is asked the same names, by the name alone.
//!
//! A peer's side is less than ours: it finds the likest name. It says nothing about whether that is enough.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use fairdeal::account::Query;
use rapidfuzz::fuzz::{Args, RatioBatchComparator};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, Query as Asks};
use tantivy::schema::{Field, STORED, Schema, TEXT, Value};
use tantivy::{Index, IndexReader, TantivyDocument, Term, doc};

use crate::companies::accounts;
use crate::companies::corrupted::{Asked, names};

/// So many names are asked to count how often the right one is first; of a million fewer, since a scan takes long.
const COUNTED: [usize; 2] = [600, 60];

pub fn which_account(c: &mut Criterion) {
    // Whether the benches are only tried.
    let tried = std::env::args().any(|own| own == "--test");
    let sizes: &[(usize, usize)] =
        if tried { &[(600, COUNTED[0])] } else { &[(10_000, COUNTED[0]), (1_000_000, COUNTED[1])] };
    sizes.iter().for_each(|(size, counted)| among(*size, *counted, c));
}

fn among(size: usize, counted: usize, c: &mut Criterion) {
    let (docs, asked) = names(size);
    let known = accounts(&docs);
    let texts: Vec<(String, String)> =
        docs.iter().map(|own| (own.id.as_str().to_owned(), own.name.to_lowercase())).collect();
    let search = Search::new(&texts);
    let ours = |own: &Asked| {
        known.match_one(&Query::new(&own.name)).best.map(|best| known.id(best.account).to_owned())
    };
    let scan = |own: &Asked| likest(&texts, &own.name.to_lowercase());
    let fuzzy = |own: &Asked| search.first(&own.name.to_lowercase());
    let sides: [(&str, Side<'_>); 3] =
        [("fairdeal, verdict", &ours), ("rapidfuzz, ratio, scan", &scan), ("tantivy, fuzzy terms", &fuzzy)];
    let mut group = c.benchmark_group("which account");
    group.throughput(Throughput::Elements(1));
    for (name, side) in sides {
        let some = &asked[..counted.min(asked.len())];
        let right = some.iter().filter(|own| side(own).as_deref() == Some(own.id.as_str())).count();
        println!(
            "{name}, {size} accounts: the right one first {} bp of {}",
            right * 10_000 / some.len(),
            some.len()
        );
        let mut next = 0;
        group.bench_function(BenchmarkId::new(name, size), |b| {
            b.iter(|| {
                next = (next + 1) % asked.len();
                side(black_box(&asked[next]))
            });
        });
    }
    group.finish();
}

/// Which account a name is.
type Side<'s> = &'s dyn Fn(&Asked) -> Option<String>;

/// The likest of all names by edit ratio, the first of equals.
fn likest(texts: &[(String, String)], name: &str) -> Option<String> {
    let scorer = RatioBatchComparator::new(name.chars());
    let mut best: Option<(f64, &str)> = None;
    for (id, text) in texts {
        let least = best.map_or(0.0, |own| own.0);
        let found = scorer.similarity_with_args(text.chars(), &Args::default().score_cutoff(least));
        if let Some(score) = found.filter(|score| best.is_none_or(|own| *score > own.0)) {
            best = Some((score, id));
        }
    }
    best.map(|own| own.1.to_owned())
}

/// A full-text index in memory: each word of the name may be wrong by a letter.
struct Search {
    reader: IndexReader,
    id: Field,
    name: Field,
}

impl Search {
    fn new(texts: &[(String, String)]) -> Search {
        let mut schema = Schema::builder();
        let id = schema.add_text_field("id", STORED);
        let name = schema.add_text_field("name", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 50_000_000).unwrap();
        for (own, text) in texts {
            writer.add_document(doc!(id => own.as_str(), name => text.as_str())).unwrap();
        }
        writer.commit().unwrap();
        Search { reader: index.reader().unwrap(), id, name }
    }

    fn first(&self, name: &str) -> Option<String> {
        let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        let terms = words.map(|word| {
            let term = FuzzyTermQuery::new(Term::from_field_text(self.name, word), 1, true);
            (Occur::Should, Box::new(term) as Box<dyn Asks>)
        });
        let query = BooleanQuery::new(terms.collect());
        let searcher = self.reader.searcher();
        let found = searcher.search(&query, &TopDocs::with_limit(1).order_by_score()).unwrap();
        let document: TantivyDocument = searcher.doc(found.first()?.1).unwrap();
        document.get_first(self.id)?.as_str().map(str::to_owned)
    }
}
