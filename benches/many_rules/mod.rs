//! Rules that ask for one to six things each, the same in every run.

use fairdeal::policy::{ConditionDoc, PlanDoc, PolicyDoc, QueueDoc, RuleDoc};
use fairdeal::{AttributeType, Value};

pub const ZIPS: u64 = 30_000;

/// Numbers that look drawn and are the same in every run.
pub struct Draws(pub u64);

impl Draws {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }
}

pub fn companies(rules: u64) -> u64 {
    (rules / 4).max(10)
}

pub fn equals(attribute: &str, value: impl Into<Value>) -> ConditionDoc {
    ConditionDoc::equals(attribute, value).unwrap()
}

pub fn range(attribute: &str, from: u64, width: u64) -> ConditionDoc {
    let attribute = attribute.parse().unwrap();
    ConditionDoc::Range { attribute, from: Some(from as i64), below: Some((from + width) as i64) }
}

pub fn condition(draws: &mut Draws, rules: u64) -> ConditionDoc {
    let rare = match draws.below(10) {
        0..=3 => equals("zip", format!("{:05}", 10_000 + draws.below(ZIPS))),
        4..=7 => equals("company", format!("company {}", draws.below(companies(rules)))),
        8 => range("employees", draws.below(1_000_000), 20),
        _ => {
            let prefix = format!("{:04}", 1_000 + draws.below(ZIPS / 10));
            ConditionDoc::Prefix { attribute: "zip".parse().unwrap(), prefix }
        }
    };
    let mut others = vec![
        equals("state", format!("state {}", draws.below(50))),
        equals("product", format!("product {}", draws.below(200))),
        equals("source", format!("source {}", draws.below(20))),
        range("score", draws.below(80), 20),
        equals("partner", draws.below(2) == 0),
    ];
    let mut parts = vec![rare];
    for _ in 0..draws.below(6) {
        let at = draws.below(others.len() as u64);
        parts.push(others.swap_remove(usize::try_from(at).unwrap()));
    }
    ConditionDoc::All(parts)
}

/// So many rules in the order they are drawn, each told its number.
pub fn doc(rules: u64, mut condition: impl FnMut(&mut Draws, u64) -> ConditionDoc) -> PolicyDoc {
    let mut draws = Draws(88_172_645_463_325_252);
    let mut builder = PolicyDoc::builder("bench");
    for text in ["zip", "company", "state", "product", "source"] {
        builder = builder.attribute(text, AttributeType::Text);
    }
    builder = builder
        .attribute("employees", AttributeType::Integer)
        .attribute("score", AttributeType::Integer)
        .attribute("partner", AttributeType::Boolean)
        .queue(QueueDoc::round_robin("web"))
        .plan(PlanDoc::to_queue("standard", "web"))
        .default_plan("standard");
    for rule in 0..rules {
        let when = condition(&mut draws, rule);
        builder = builder.rule(RuleDoc::new(&format!("r{rule}"), rule.try_into().unwrap(), when, "standard"));
    }
    builder.build().unwrap()
}
