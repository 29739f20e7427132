//! Selling a lead to one buyer or to several.
//!
//! An exchange is part of a policy ([`ExchangeDoc`](crate::policy::ExchangeDoc)) and has a state of its own, beside the floor's.
//! It works as a floor does: [`decide_sale`] is pure, [`ExchangeState::apply`] takes records in, timers are data. What the host
//! has to do in between, asking buyers for bids and giving them leads, is said by each decision ([`SaleAsk`]), and what they answer
//! comes back as commands.
//!
//! ```
//! use fairdeal::selling::{ExchangeFloor, SaleAsk, SaleCommand, SaleOutcome, SaleStanding};
//! use fairdeal::{Lead, LeadId, Policy, id::Name};
//! let policy = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p", "exchange": {
//!     "currency": "USD", "levels": [{"id": "all"}], "terms": [{"id": "all", "max_sales": 2}],
//!     "buyers": [
//!         {"id": "north", "contracts": [{"id": "north-1", "exclusivity": {"exclusive": {}}, "price": {"fixed": {"price_minor": 4000}}}]},
//!         {"id": "south", "contracts": [{"id": "south-1", "exclusivity": {"exclusive": {}}, "price": {"bid": {"min_minor": 100, "max_minor": 9000}}}]}
//!     ]}}"#)?;
//! let mut exchange = ExchangeFloor::new(policy);
//! let (lead, contract) = (LeadId::new("L-1")?, Name::new("south-1")?);
//! let at = |second: u32| format!("2026-03-02T09:00:{second:02}Z").parse();
//! exchange.run(at(0)?, &SaleCommand::Offer { lead: Lead::new("L-1")?, suppressed_buyers: vec![] });
//! let bid = SaleCommand::Bid { lead: lead.clone(), contract: contract.clone(), price_minor: 4500, currency: None, valid_s: None };
//! let ran = exchange.run(at(1)?, &bid);
//! let SaleOutcome::Lead(news) = ran.outcome() else { panic!("{:?}", ran.outcome()) };
//! assert!(matches!(&news.asks[..], [SaleAsk::Post { price_minor: 4500, .. }]), "{news}");
//! // The bidder does not take it after all: the next best gets it.
//! let answer = serde_json::from_str(r#"{"rejected": {"reason": "no capacity"}}"#)?;
//! let ran = exchange.run(at(2)?, &SaleCommand::Answer { lead: lead.clone(), contract, answer });
//! let SaleOutcome::Lead(news) = ran.outcome() else { panic!("{:?}", ran.outcome()) };
//! assert!(matches!(&news.asks[..], [SaleAsk::Post { price_minor: 4000, .. }]), "{news}");
//! // Its answer does not come in time: whether it has the lead is not known, and nobody else gets it.
//! let late = exchange.run(at(59)?, &SaleCommand::Tick {});
//! assert_eq!(exchange.state().sale(&lead).map(|own| own.standing()), Some(SaleStanding::Unresolved), "{late:?}");
//! exchange.run(at(59)?, &SaleCommand::Resolve { lead: lead.clone(), contract: Name::new("north-1")?, accepted: true });
//! assert_eq!(exchange.state().sale(&lead).map(|own| own.standing()), Some(SaleStanding::Sold));
//! assert_eq!(exchange.state().book().total.sold_minor, 4000);
//! assert!(exchange.state().book().balances());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod asks;
mod choice;
mod command;
mod count;
mod decide;
mod event;
mod exchange_floor;
mod hand_over;
mod outcome;
mod state;
mod why;

pub use asks::outstanding_asks;
pub use choice::{Choice, Chosen, Contender, SaleRange, Share, choose, choose_by_share};
pub use command::{PostAnswer, SaleCommand};
pub use count::{Counted, Meter, SaleKey};
pub use decide::decide_sale;
pub use event::{ChosenMember, SaleEvent, SaleRecord};
pub use exchange_floor::{ExchangeFloor, SaleRan};
pub use hand_over::hand_over;
pub use outcome::{LeadNews, SaleAsk, SaleDecision, SaleOutcome, SaleRefused};
pub use state::{
    Asked, Book, BookLine, BookSum, ExchangeState, GivenBack, Hold, Member, MemberStanding, Sale,
    SaleApplyError, SaleRestoreError, SaleStanding, SaleTermsOf, Says, SoldTo,
};
pub use why::{PassedOver, WhyPassed};
