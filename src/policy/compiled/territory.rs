//! Which territory a lead is in.

use std::sync::Arc;

use crate::attribute::Value;
use crate::id::Name;
use crate::lead::Lead;
use crate::matching::territory::{Place, Point, Precision, Resolution, Territories};
use crate::policy::Policy;
use crate::policy::doc::PlaceAttributesDoc;
use crate::time::Timestamp;

/// A map, and the attributes it reads and writes.
#[derive(Clone, Debug)]
pub(crate) struct TerritoryMap {
    pub(crate) id: Name,
    pub(crate) place: PlaceAttributesDoc,
    pub(crate) territory: Name,
    pub(crate) certainty: Name,
    pub(crate) rivals: Option<Name>,
    pub(crate) territories: Arc<Territories>,
}

impl TerritoryMap {
    /// Which territory a lead is in at an instant.
    pub(crate) fn resolve(&self, lead: &Lead, at: Timestamp) -> Resolution<'_> {
        let text = |name: &Option<Name>| match lead.get(name.as_ref()?.as_str()) {
            Some(Value::Text(text)) => Some(&**text),
            _ => None,
        };
        let number = |name: &Option<Name>| match lead.get(name.as_ref()?.as_str()) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        };
        let degrees = |name: &Option<Name>| number(name).and_then(|own| i32::try_from(own).ok());
        let own = &self.place;
        let place = Place {
            country: text(&own.country),
            state: text(&own.state),
            county: text(&own.county),
            city: text(&own.city),
            postcode: text(&own.postcode),
            street: text(&own.street),
            area_code: text(&own.area_code),
            account: text(&own.account),
            point: degrees(&own.longitude_e7)
                .zip(degrees(&own.latitude_e7))
                .and_then(|(lon, lat)| Point::new(lon, lat)),
            precision: text(&own.precision).and_then(Precision::parse),
            accuracy_m: number(&own.accuracy_m).and_then(|own| u32::try_from(own).ok()),
            lot: Some(lead.id().as_str()),
            lead: Some(lead),
        };
        self.territories.resolve(&place, at)
    }

    /// The lead with what came of it written down.
    pub(crate) fn write(&self, lead: Lead, found: &Resolution<'_>) -> Lead {
        let lead = match found.territory() {
            Some(territory) => lead.with(self.territory.as_str(), territory.as_str()),
            None => lead.without(self.territory.as_str()),
        };
        let lead = lead.with(self.certainty.as_str(), found.certainty().as_str());
        match &self.rivals {
            Some(rivals) if found.rivals().is_empty() => lead.without(rivals.as_str()),
            Some(rivals) => {
                let texts = found.rivals().iter().map(|name| Box::from(name.as_str())).collect();
                lead.with(rivals.as_str(), Value::Texts(texts))
            }
            None => lead,
        }
    }
}

impl Policy {
    /// The lead with the account its company is, and the territories it is in at an instant, written to the attributes that the
    /// policy names for them, as it is when a lead comes in.
    ///
    /// # Complexity
    /// `Accounts::match_one` where accounts are asked, and [`Territories::resolve`] for each of the maps; without both nothing.
    #[must_use]
    pub fn locate(&self, lead: &Lead, at: Timestamp) -> Lead {
        let mut own = lead.clone();
        #[cfg(feature = "accounts")]
        if let Some(asked) = &self.account_match {
            own = asked.write(own, self.account_of(lead, at).as_ref());
        }
        for map in &self.territory_maps {
            let found = map.resolve(&own, at);
            own = map.write(own, &found);
        }
        own
    }

    /// The territories of one of the policy's maps.
    #[must_use]
    pub fn territories(&self, map: &str) -> Option<&Territories> {
        self.territory_maps.iter().find(|own| own.id.as_str() == map).map(|own| &*own.territories)
    }
}
