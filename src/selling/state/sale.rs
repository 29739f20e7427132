//! One lead on its way through a sale, and afterwards.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::lead::Lead;
use crate::policy::Digest;
use crate::selling::count::{Counted, SaleKey};
use crate::selling::event::SaleEvent;
use crate::time::Timestamp;

/// To how many, for how much and to whom not a lead is sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleTermsOf {
    /// The fewest buyers.
    pub least: u32,
    /// The most.
    pub most: u32,
    /// What it has to bring altogether, in minor units.
    pub floor_minor: u64,
    /// Buyers it is not sold to.
    pub suppressed: Vec<Name>,
}

/// A contract that would have the lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its buyer.
    pub buyer: Name,
    /// What it says.
    pub says: Says,
}

/// What a contract says that would have a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// Nothing yet.
    Waiting {
        /// The time it has.
        until: Timestamp,
    },
    /// A price.
    Price {
        /// In minor units.
        price_minor: u32,
        /// When it stands no longer.
        expires_at: Option<Timestamp>,
        /// Whether the buyer takes the lead for it without being asked again.
        agreed: bool,
    },
    /// That it does not bid.
    Nothing,
    /// Nothing in time.
    TimedOut {
        /// When the time was over.
        until: Timestamp,
    },
}

/// One of the buyers who get the lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The contract.
    pub contract: Name,
    /// Its buyer.
    pub buyer: Name,
    /// In minor units.
    pub price_minor: u32,
    /// The fewest buyers it accepts.
    pub least: u32,
    /// The most.
    pub most: u32,
    /// How far it is.
    pub standing: MemberStanding,
}

/// How far one of the buyers is who get the lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberStanding {
    /// Chosen.
    Chosen,
    /// Given the lead, and to answer until then.
    Posted(Timestamp),
    /// They take it.
    Accepted,
    /// It is not known whether they have taken it.
    Unknown,
}

/// What is reserved for a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Its buyer.
    pub buyer: Name,
    /// What is counted, and where.
    pub counts: Vec<Counted>,
    /// Of the buyer's funds.
    pub funds_minor: u64,
}

/// A sale to one buyer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoldTo {
    /// The contract.
    pub contract: Name,
    /// Its buyer.
    pub buyer: Name,
    /// In minor units.
    pub price_minor: u32,
    /// When.
    pub at: Timestamp,
    /// What was counted under caps, and where.
    pub counts: Vec<Counted>,
    /// Whether it was given back.
    pub back: GivenBack,
}

/// Whether a lead that was sold was given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GivenBack {
    /// No, or it was not taken back.
    No,
    /// That is to be decided.
    Asked {
        /// Why.
        reason: String,
        /// When it is taken back if nobody decides.
        until: Timestamp,
        /// What it counts as towards the rate of returns.
        count: Counted,
    },
    /// Yes.
    Yes {
        /// What was paid back, in minor units.
        refund_minor: u32,
    },
}

/// How far a sale is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaleStanding {
    /// Bids are waited for.
    Pinging,
    /// Answers of those who were given the lead are waited for.
    Posting,
    /// It is not known who has taken the lead: nobody gets it until [`SaleCommand::Resolve`](crate::selling::SaleCommand::Resolve)
    /// says so.
    Unresolved,
    /// It is sold, whatever was given back since.
    Sold,
    /// Nobody has bought it.
    Unsold,
}

/// One lead on its way through a sale, and afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    pub(in crate::selling) lead: Lead,
    pub(in crate::selling) offered_at: Timestamp,
    pub(in crate::selling) terms: SaleTermsOf,
    pub(in crate::selling) keys: Vec<SaleKey>,
    pub(in crate::selling) level: Option<Name>,
    pub(in crate::selling) asked: BTreeMap<Name, Asked>,
    pub(in crate::selling) set: Vec<Member>,
    /// Whether somebody fell out of the set since it was chosen.
    pub(in crate::selling) broken: bool,
    /// Contracts that have had the lead and do not get it again.
    pub(in crate::selling) out: BTreeSet<Name>,
    pub(in crate::selling) holds: BTreeMap<Name, Hold>,
    pub(in crate::selling) sold: Vec<SoldTo>,
    /// Whether the sale is over, and if so whether somebody has bought.
    pub(in crate::selling) closed: Option<bool>,
}

impl Sale {
    pub(in crate::selling) fn new(lead: Lead, terms: SaleTermsOf, keys: Vec<SaleKey>, at: Timestamp) -> Sale {
        Sale {
            lead,
            offered_at: at,
            terms,
            keys,
            level: None,
            asked: BTreeMap::new(),
            set: Vec::new(),
            broken: false,
            out: BTreeSet::new(),
            holds: BTreeMap::new(),
            sold: Vec::new(),
            closed: None,
        }
    }

    /// The lead.
    #[must_use]
    pub fn lead(&self) -> &Lead {
        &self.lead
    }

    /// Its terms.
    #[must_use]
    pub fn terms(&self) -> &SaleTermsOf {
        &self.terms
    }

    /// The level it is on.
    #[must_use]
    pub fn level(&self) -> Option<&Name> {
        self.level.as_ref()
    }

    /// Those who get the lead, and how far each is.
    #[must_use]
    pub fn set(&self) -> &[Member] {
        &self.set
    }

    /// Those who have bought it, in the order of the sales.
    #[must_use]
    pub fn sold(&self) -> &[SoldTo] {
        &self.sold
    }

    /// The contracts of the level that would have it, by id, and what they say.
    pub fn asked(&self) -> impl Iterator<Item = (&Name, &Asked)> {
        self.asked.iter()
    }

    /// What is reserved, by contract.
    pub fn holds(&self) -> impl Iterator<Item = (&Name, &Hold)> {
        self.holds.iter()
    }

    /// How far it is.
    #[must_use]
    pub fn standing(&self) -> SaleStanding {
        match self.closed {
            Some(true) => SaleStanding::Sold,
            Some(false) => SaleStanding::Unsold,
            None if self.set.iter().any(|own| matches!(own.standing, MemberStanding::Posted(_))) => {
                SaleStanding::Posting
            }
            None if self.set.iter().any(|own| own.standing == MemberStanding::Unknown) => {
                SaleStanding::Unresolved
            }
            None => SaleStanding::Pinging,
        }
    }

    /// When something is due, if nothing happens before.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let bids = self.asked.values().filter_map(|own| match own.says {
            Says::Waiting { until } => Some(until),
            _ => None,
        });
        let answers = self.set.iter().filter_map(|own| match own.standing {
            MemberStanding::Posted(until) => Some(until),
            _ => None,
        });
        let returns = self.sold.iter().filter_map(|own| match own.back {
            GivenBack::Asked { until, .. } => Some(until),
            _ => None,
        });
        bids.chain(answers).chain(returns).min()
    }

    pub(in crate::selling) fn digests(&self) -> impl Iterator<Item = Digest> {
        self.keys.iter().map(|key| key.digest)
    }

    pub(in crate::selling) fn is_waiting(&self) -> bool {
        self.asked.values().any(|own| matches!(own.says, Says::Waiting { .. }))
    }

    pub(in crate::selling) fn member(&self, contract: &Name) -> Option<&Member> {
        self.set.iter().find(|own| own.contract == *contract)
    }

    pub(in crate::selling) fn sold_to(&self, contract: &Name) -> Option<&SoldTo> {
        self.sold.iter().find(|own| own.contract == *contract)
    }

    /// Takes in what happened to this lead: all of it but the counters, the funds and the book.
    pub(in crate::selling) fn take(&mut self, event: &SaleEvent, at: Timestamp) {
        match event {
            SaleEvent::Offered { .. } | SaleEvent::Deposited { .. } | SaleEvent::Forgotten { .. } => {}
            SaleEvent::LevelEntered { level, asked, .. } => {
                self.level = Some(level.clone());
                self.asked = asked.iter().cloned().collect();
                self.set.clear();
                self.broken = false;
            }
            SaleEvent::BidTaken { contract, price_minor, expires_at, .. } => {
                let (price_minor, expires_at) = (*price_minor, *expires_at);
                self.say(contract, &Says::Price { price_minor, expires_at, agreed: false });
            }
            SaleEvent::BidDeclined { contract, .. } => self.say(contract, &Says::Nothing),
            SaleEvent::BidsTimedOut { contracts, .. } => {
                contracts.iter().for_each(|own| self.time_out(own));
            }
            SaleEvent::Held { contract, buyer, counts, funds_minor, .. } => {
                let hold = Hold { buyer: buyer.clone(), counts: counts.clone(), funds_minor: *funds_minor };
                self.holds.insert(contract.clone(), hold);
            }
            SaleEvent::Released { contract, .. } => {
                self.holds.remove(contract);
            }
            SaleEvent::Chosen { members, .. } => {
                self.set.retain(|own| own.standing == MemberStanding::Accepted);
                self.set.extend(members.iter().map(|own| Member {
                    contract: own.contract.clone(),
                    buyer: own.buyer.clone(),
                    price_minor: own.price_minor,
                    least: own.least,
                    most: own.most,
                    standing: MemberStanding::Chosen,
                }));
                self.broken = false;
            }
            SaleEvent::Posted { contracts, until, .. } => {
                contracts.iter().for_each(|own| self.stand(own, MemberStanding::Posted(*until)));
            }
            SaleEvent::PostAccepted { contract, .. } => self.stand(contract, MemberStanding::Accepted),
            SaleEvent::PostUnknown { contract, .. } => self.stand(contract, MemberStanding::Unknown),
            SaleEvent::PostRejected { contract, .. } | SaleEvent::Voided { contract, .. } => {
                self.fall_out(contract);
                self.out.insert(contract.clone());
            }
            SaleEvent::PriceChanged { contract, price_minor, .. } => {
                self.fall_out(contract);
                let says = Says::Price { price_minor: *price_minor, expires_at: None, agreed: true };
                self.say(contract, &says);
            }
            SaleEvent::Sold { contract, buyer, price_minor, .. } => {
                let counts = self.holds.remove(contract).map(|own| own.counts).unwrap_or_default();
                self.sold.push(SoldTo {
                    contract: contract.clone(),
                    buyer: buyer.clone(),
                    price_minor: *price_minor,
                    at,
                    counts,
                    back: GivenBack::No,
                });
            }
            SaleEvent::Closed { sold, .. } => {
                self.closed = Some(*sold);
                self.set.clear();
                self.broken = false;
            }
            SaleEvent::ReturnAsked { contract, reason, until, count, .. } => {
                let (reason, until, count) = (reason.clone(), *until, count.clone());
                self.back(contract, GivenBack::Asked { reason, until, count });
            }
            SaleEvent::ReturnRefused { contract, .. } => self.back(contract, GivenBack::No),
            SaleEvent::Returned { contract, refund_minor, .. } => {
                self.back(contract, GivenBack::Yes { refund_minor: *refund_minor });
            }
            SaleEvent::Reopened { suppressed, .. } => {
                self.terms.suppressed.extend(suppressed.iter().cloned());
                self.closed = None;
                self.level = None;
            }
        }
    }

    fn say(&mut self, contract: &Name, says: &Says) {
        if let Some(own) = self.asked.get_mut(contract) {
            own.says = says.clone();
        }
    }

    fn time_out(&mut self, contract: &Name) {
        if let Some(own) = self.asked.get_mut(contract)
            && let Says::Waiting { until } = own.says
        {
            own.says = Says::TimedOut { until };
        }
    }

    fn stand(&mut self, contract: &Name, standing: MemberStanding) {
        if let Some(own) = self.set.iter_mut().find(|own| own.contract == *contract) {
            own.standing = standing;
        }
    }

    fn fall_out(&mut self, contract: &Name) {
        self.set.retain(|own| own.contract != *contract);
        self.broken = true;
    }

    fn back(&mut self, contract: &Name, back: GivenBack) {
        if let Some(own) = self.sold.iter_mut().find(|own| own.contract == *contract) {
            own.back = back;
        }
    }
}
