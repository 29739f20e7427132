#![allow(missing_docs, clippy::all, clippy::unwrap_used)]
#[path = "../benches/common/mod.rs"]
mod common;
use common::*;
use fairdeal::policy::StrategyDoc;
fn main() {
    let n: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    let what = std::env::args().nth(2).unwrap();
    let agents: usize = std::env::args().nth(3).unwrap().parse().unwrap();
    let s = match std::env::args().nth(4).as_deref() {
        Some("idle") => StrategyDoc::LongestIdle,
        Some("load") => StrategyDoc::LeastLoaded,
        _ => StrategyDoc::RoundRobin,
    };
    let mut b = Bench::new(Size { agents, rules: 100, caps: false }, s);
    let commands: Vec<_> = (0..1000).map(|i| b.submit(i)).collect();
    for _ in 0..n {
        let mut ds = Vec::new();
        for c in &commands {
            match what.as_str() {
                "decide" => {
                    std::hint::black_box(b.decide(c));
                }
                "none" => {}
                _ => ds.push(b.run(c)),
            }
        }
        if what == "both" {
            for d in &ds {
                b.retire(d);
            }
        }
        if what == "decide" {
            for c in &commands[..100] {
                let d = b.run(c);
                b.retire(&d);
            }
        }
    }
}
