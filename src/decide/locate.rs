//! Which account is the company of a lead, and which territory is it in?

use crate::decide::Draft;
#[cfg(feature = "accounts")]
use crate::explain::{AccountWeighed, CompanyIs};
use crate::explain::{Finding, Trace};
use crate::lead::Lead;
#[cfg(feature = "accounts")]
use crate::matching::account::{Accounts, Candidate};

impl<T: Trace> Draft<'_, T> {
    /// The lead with the account its company is and the territories it is in written down, where that changes it.
    #[inline(never)]
    pub(super) fn locate(&mut self, lead: &Lead) -> Option<Lead> {
        let mut own = lead.clone();
        #[cfg(feature = "accounts")]
        {
            own = self.match_account(own);
        }
        for map in &self.floor.policy.territory_maps {
            let found = map.resolve(&own, self.floor.now);
            self.trace.add(|| Finding::Territory {
                map: map.id.clone(),
                territory: found.territory().cloned(),
                by: found.by(),
                certainty: found.certainty(),
                rivals: found.rivals().iter().map(|name| (*name).clone()).collect(),
                runners_up: found.runners_up().iter().map(|(name, by)| ((*name).clone(), *by)).collect(),
                says: found.to_string(),
            });
            own = map.write(own, &found);
        }
        (own != *lead).then_some(own)
    }

    /// The lead with the account its company is written down. Territories may ask for it, so it comes first.
    #[cfg(feature = "accounts")]
    fn match_account(&mut self, lead: Lead) -> Lead {
        let policy = self.floor.policy;
        let Some(asked) = &policy.account_match else { return lead };
        let found = policy.account_of(&lead, self.floor.now);
        self.trace.add(|| match (policy.accounts(), &found) {
            (Some(accounts), Some(found)) => Finding::Company(Box::new(CompanyIs {
                verdict: found.verdict.band.to_string(),
                reason: found.verdict.reason.to_string(),
                best: found.verdict.best.map(|own| weighed(accounts, &own)),
                runner_up: found.verdict.runner_up.map(|own| weighed(accounts, &own)),
                missing: found.verdict.missing(),
                owner: found.owner.clone(),
            })),
            _ => Finding::Company(Box::new(CompanyIs {
                verdict: crate::policy::NOT_ASKED.to_owned(),
                reason: "no accounts are attached to the policy".to_owned(),
                best: None,
                runner_up: None,
                missing: None,
                owner: None,
            })),
        });
        asked.write(lead, found.as_ref())
    }
}

#[cfg(feature = "accounts")]
fn weighed(accounts: &Accounts, own: &Candidate) -> AccountWeighed {
    AccountWeighed {
        account: accounts.id(own.account).to_owned(),
        name: accounts.name_of(own).to_owned(),
        evidence: own.evidence.to_string(),
        source: accounts.source_of(own).map(str::to_owned),
    }
}
