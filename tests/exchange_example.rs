//! The example `exchange`, small: the ledger balances, and what is wrong with a policy or an option is said.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    reason = "a test may panic: that is a failed test"
)]

#[path = "../examples/exchange/cli.rs"]
mod cli;
#[path = "../examples/deal/dice.rs"]
mod dice;
#[path = "../examples/exchange/ledger.rs"]
mod ledger;
#[path = "../examples/exchange/market.rs"]
mod market;
#[path = "../examples/deal/page.rs"]
mod page;
#[path = "../examples/exchange/play.rs"]
mod play;
#[path = "../examples/deal/stop.rs"]
mod stop;

use std::path::PathBuf;

use clap::Parser;

fn run(more: &[&str]) -> Result<String, stop::Stop> {
    ledger::run(&cli::Cli::try_parse_from(["exchange", "--leads", "300"].iter().chain(more)).unwrap())
}

fn written(name: &str, policy: &str) -> String {
    let path: PathBuf = [env!("CARGO_TARGET_TMPDIR"), name].iter().collect();
    std::fs::write(&path, policy).unwrap();
    path.display().to_string()
}

const BUNDLED: &str = include_str!("../examples/policies/exchange.json");

#[test]
fn the_ledger_adds_up_line_by_line() {
    let text = run(&["--seed", "3"]).unwrap();
    let cents = |word: &str| word.replace('.', "").parse::<i64>().unwrap();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|words| words.len() == 7 && words[6].contains('.'))
        .collect();
    let (together, buyers) = rows.split_last().unwrap();
    assert_eq!((together[0], buyers.len()), ("together", 20));
    for column in [3, 5, 6] {
        let sum: i64 = buyers.iter().map(|row| cents(row[column])).sum();
        assert_eq!(sum, cents(together[column]), "column {column}\n{text}");
    }
    for row in &rows {
        assert_eq!(cents(row[3]) - cents(row[5]), cents(row[6]), "{row:?}");
    }
    for part in
        ["balances to the cent", "answers unknown at first", "void for want of", "THE SALE OF L-00042"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "fits 100 columns: {line}");
    }
    assert_eq!(run(&["--seed", "3"]).unwrap(), text, "the same seed, the same market");
}

#[test]
fn a_policy_of_ones_own_is_played_and_what_is_wrong_with_it_is_said() {
    let exclusive = BUNDLED.replace(r#""max_sales": 4"#, r#""max_sales": 1"#);
    assert_ne!(exclusive, BUNDLED);
    let text = run(&["--policy", &written("one.json", &exclusive)]).unwrap();
    assert!(!text.contains("sales shared") && text.contains("sales to one buyer"), "{text}");
    for (name, policy, said) in [
        (
            "typo.json",
            BUNDLED.replace(r#""level": "second""#, r#""level": "secnd""#),
            "did you mean `second`?",
        ),
        (
            "none.json",
            r#"{"format": 1, "semantics": 1, "id": "p"}"#.to_owned(),
            "the policy has no `exchange`",
        ),
        ("broken.json", "{".to_owned(), "line 1"),
    ] {
        let stop = run(&["--policy", &written(name, &policy)]).unwrap_err();
        assert_eq!(stop.code, 2);
        assert!(stop.message.contains(said) && stop.message.contains(name), "{}", stop.message);
    }
    assert!(run(&["--policy", "no/such/file.json"]).unwrap_err().message.contains("no/such/file.json"));
    assert!(cli::Cli::try_parse_from(["exchange", "--leads", "0"]).is_err());
}
