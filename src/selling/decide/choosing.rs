//! Who gets the lead, of those who would have it.

use super::draft::Draft;
use crate::calendar::{Window, bounds};
use crate::id::Name;
use crate::policy::{Contract, ReserveDoc, SaleChoiceDoc};
use crate::selling::choice::{Chosen, Contender, SaleRange, Share, choose, choose_by_share, clash};
use crate::selling::count::Meter;
use crate::selling::event::{ChosenMember, SaleEvent};
use crate::selling::outcome::SaleAsk;
use crate::selling::state::{MemberStanding, Says};
use crate::selling::why::WhyPassed;

/// A contender with what the choice does not look at.
struct Row<'d> {
    id: Name,
    buyer: Name,
    contract: Option<&'d Contract>,
    contender: Contender<'d>,
    agreed: bool,
    accepted: bool,
}

impl<'d> Draft<'d> {
    /// Chooses among those of the level, and goes on with whoever is chosen. Nobody is, and nothing has been sold, where it says
    /// no.
    pub(super) fn choose(&mut self) -> bool {
        self.let_go_of_chosen();
        let rows = self.rows();
        let contenders: Vec<Contender<'_>> = rows.iter().map(|row| row.contender.clone()).collect();
        let accepted: Vec<usize> = places(&rows, |row| row.accepted);
        let (found, kept) = self.best(&rows, &contenders, &accepted);
        for place in accepted.iter().filter(|place| !kept.contains(place)) {
            if let Some(row) = rows.get(*place) {
                self.void(row);
            }
        }
        let Some(found) = found else {
            for row in rows.iter().filter(|row| !row.accepted) {
                self.pass(&row.id, WhyPassed::NoSet, None);
            }
            return false;
        };
        self.say_who_lost(&rows, &found);
        let members = found.members.iter().filter_map(|place| rows.get(*place)).filter(|row| !row.accepted);
        let members: Vec<&Row<'_>> = members.collect();
        let chosen = members.iter().map(|row| ChosenMember {
            contract: row.id.clone(),
            buyer: row.buyer.clone(),
            price_minor: row.contender.price_minor,
            least: row.contender.least,
            most: row.contender.most,
        });
        let lead = self.id.clone();
        self.add(SaleEvent::Chosen { lead, members: chosen.collect() });
        for row in members {
            let Some(contract) = row.contract else { continue };
            let Some(buyer) = self.exchange.buyer_of(contract) else { continue };
            // There is room: it was asked for just now, and no two members have the same buyer.
            let _ = self.reserve(contract, buyer, row.contender.price_minor);
            if row.agreed {
                let (lead, contract) = (self.id.clone(), row.id.clone());
                self.add(SaleEvent::PostAccepted { lead, contract });
            }
        }
        self.post();
        true
    }

    /// Gives the lead to those chosen, as the exchange says; sells it where nobody is left to ask.
    pub(super) fn post(&mut self) {
        let chosen = self.sale.set.iter().filter(|own| own.standing == MemberStanding::Chosen);
        let together = self.exchange.posting == crate::policy::PostingDoc::Together;
        let next: Vec<_> = chosen
            .take(if together { usize::MAX } else { 1 })
            .map(|own| (own.contract.clone(), own.buyer.clone(), own.price_minor))
            .collect();
        if next.is_empty() {
            return self.sell();
        }
        let level = self.exchange.levels.iter().find(|own| Some(&own.id) == self.sale.level.as_ref());
        let until = self.now.plus(level.map_or(crate::time::Span::seconds(30), |own| own.post));
        let contracts = next.iter().map(|(contract, ..)| contract.clone()).collect();
        self.add(SaleEvent::Posted { lead: self.id.clone(), contracts, until });
        let asks = next.into_iter().map(|(contract, buyer, price_minor)| SaleAsk::Post {
            contract,
            buyer,
            price_minor,
            until,
        });
        self.asks.extend(asks);
    }

    /// Nothing is kept for those who were chosen and not given the lead, where it is reserved when they are.
    fn let_go_of_chosen(&mut self) {
        if self.exchange.reserve == ReserveDoc::AtPost {
            let chosen = self.sale.set.iter().filter(|own| own.standing == MemberStanding::Chosen);
            let chosen: Vec<Name> = chosen.map(|own| own.contract.clone()).collect();
            chosen.iter().for_each(|own| self.release(own));
        }
    }

    /// By contract: those who have accepted, and those of the level who have named a price and still can have the lead.
    fn rows(&mut self) -> Vec<Row<'d>> {
        let mut rows: Vec<Row<'d>> = Vec::new();
        let exchange = self.exchange;
        let number = |at: Option<usize>| at.and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX);
        for own in self.sale.set.iter().filter(|own| own.standing == MemberStanding::Accepted) {
            let contract = exchange.contract(&own.contract);
            rows.push(Row {
                id: own.contract.clone(),
                buyer: own.buyer.clone(),
                contract,
                contender: Contender {
                    buyer: number(exchange.buyers.iter().position(|buyer| buyer.id == own.buyer)),
                    price_minor: own.price_minor,
                    least: own.least,
                    most: own.most,
                    excludes: contract.map_or(&[], |own| &own.excludes),
                    priority: contract.map_or(0, |own| own.priority),
                    last_sold: self.state.contracts.get(&own.contract).and_then(|own| own.last_sold),
                },
                agreed: true,
                accepted: true,
            });
        }
        let asked: Vec<_> = self.sale.asked.iter().map(|(id, own)| (id.clone(), own.clone())).collect();
        for (id, own) in asked {
            let Says::Price { price_minor, expires_at, agreed } = own.says else { continue };
            if self.sale.out.contains(&id) || self.sale.member(&id).is_some_and(accepted) {
                continue;
            }
            let Some((contract, buyer)) =
                exchange.contract(&id).and_then(|own| Some((own, exchange.buyer_of(own)?)))
            else {
                self.pass(&id, WhyPassed::Gone, None);
                continue;
            };
            if let Some(at) = expires_at.filter(|at| *at <= self.now) {
                self.pass(&id, WhyPassed::BidExpired { at }, None);
                continue;
            }
            let held = self.sale.holds.contains_key(&id);
            let open = self.open(contract);
            let room = open.and_then(|()| {
                if held { Ok(()) } else { self.room(contract, buyer, price_minor).map(|_| ()) }
            });
            if let Err(passed) = room {
                self.passed_over.push(passed);
                continue;
            }
            rows.push(Row {
                contender: Contender {
                    buyer: number(Some(contract.buyer)),
                    price_minor,
                    least: contract.least,
                    most: contract.most,
                    excludes: &contract.excludes,
                    priority: contract.priority,
                    last_sold: self.state.contracts.get(&id).and_then(|own| own.last_sold),
                },
                id,
                buyer: own.buyer,
                contract: Some(contract),
                agreed,
                accepted: false,
            });
        }
        rows.sort_by(|one, other| one.id.cmp(&other.id));
        rows
    }

    /// The best set with everybody who has accepted; failing that, with as many of them as may be; of sets with as many the one
    /// that brings most.
    fn best(
        &self,
        rows: &[Row<'_>],
        contenders: &[Contender<'_>],
        accepted: &[usize],
    ) -> (Option<Chosen>, Vec<usize>) {
        let range = SaleRange {
            least: self.sale.terms.least,
            most: self.sale.terms.most,
            floor_minor: self.sale.terms.floor_minor,
            prefer_more: self.exchange.prefer_more,
        };
        let by_share = self.goes_by_share();
        let shares: Vec<Share> =
            if by_share { rows.iter().map(|row| self.share(row)).collect() } else { Vec::new() };
        let mut best: Option<(Chosen, Vec<usize>)> = None;
        for kept in subsets(accepted) {
            if best.as_ref().is_some_and(|(_, own)| own.len() > kept.len()) {
                break;
            }
            // Whoever is not kept may not come in again: nobody is that small.
            let open: Vec<Contender<'_>> = contenders
                .iter()
                .enumerate()
                .map(|(place, own)| {
                    let out = accepted.contains(&place) && !kept.contains(&place);
                    if out { Contender { most: 0, ..own.clone() } } else { own.clone() }
                })
                .collect();
            let found = if by_share {
                choose_by_share(&open, &shares, range, &kept)
            } else {
                choose(&open, range, &kept).chosen
            };
            let Some(found) = found else { continue };
            if best.as_ref().is_none_or(|(own, _)| found.revenue_minor > own.revenue_minor) {
                best = Some((found, kept));
            }
        }
        best.map_or((None, Vec::new()), |(found, kept)| (Some(found), kept))
    }

    fn goes_by_share(&self) -> bool {
        let level = self.exchange.levels.iter().find(|own| Some(&own.id) == self.sale.level.as_ref());
        level.is_some_and(|own| own.choice == SaleChoiceDoc::LowestShareOfTarget)
    }

    fn share(&self, row: &Row<'_>) -> Share {
        let target = row.contract.and_then(|own| own.target);
        let start = |window| bounds(window, &self.exchange.zone, self.now).0;
        Share {
            month: self.state.counted(&Meter::Month(row.id.clone()), start(Window::Month)),
            monthly: target.map_or(1, |own| own.monthly),
            day: self.state.counted(&Meter::Day(row.id.clone()), start(Window::Day)),
            daily: target.map_or(1, |own| own.daily),
        }
    }

    fn void(&mut self, row: &Row<'_>) {
        self.release(&row.id);
        self.add(SaleEvent::Voided { lead: self.id.clone(), contract: row.id.clone() });
        self.asks.push(SaleAsk::Void { contract: row.id.clone(), buyer: row.buyer.clone() });
    }

    fn say_who_lost(&mut self, rows: &[Row<'_>], found: &Chosen) {
        let count = u32::try_from(found.members.len()).unwrap_or(u32::MAX);
        let members: Vec<&Row<'_>> = found.members.iter().filter_map(|place| rows.get(*place)).collect();
        for (place, row) in rows.iter().enumerate() {
            if found.members.contains(&place) || row.accepted {
                continue;
            }
            let by = members.iter().find(|member| clash(&member.contender, &row.contender));
            let own = &row.contender;
            let why = match by {
                Some(by) => WhyPassed::Excluded { by: by.id.clone() },
                None if count < own.least || own.most < count => WhyPassed::HowMany { buyers: count },
                None if self.goes_by_share() => WhyPassed::Share,
                None => WhyPassed::Outbid { revenue_minor: found.revenue_minor },
            };
            self.pass(&row.id, why, None);
        }
    }
}

fn accepted(own: &crate::selling::state::Member) -> bool {
    own.standing == MemberStanding::Accepted
}

fn places(rows: &[Row<'_>], which: impl Fn(&Row<'_>) -> bool) -> Vec<usize> {
    rows.iter().enumerate().filter(|(_, row)| which(row)).map(|(place, _)| place).collect()
}

/// All subsets, larger ones first: at most 256, as no more than eight buyers ever have a lead.
fn subsets(all: &[usize]) -> Vec<Vec<usize>> {
    let mut subsets: Vec<Vec<usize>> = vec![Vec::new()];
    for own in all.iter().take(8) {
        let with: Vec<Vec<usize>> =
            subsets.iter().map(|subset| subset.iter().chain([own]).copied().collect()).collect();
        subsets.extend(with);
    }
    subsets.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    subsets
}
