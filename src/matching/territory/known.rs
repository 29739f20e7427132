//! What is known of a place, read once for every territory that is asked.

use smallvec::SmallVec;

use super::code::{self, Text, Zip, folded};
use super::cover::Field;
use super::doc::{CountyFromZipDoc, PrecisionsDoc};
use super::facts::ZipFacts;
use super::geometry::{Point, Reach};
use super::index::Shapes;
use super::place::{Place, Precision};
use super::street;
use crate::lead::Lead;

/// A place with its codes read.
#[derive(Clone, Debug, Default)]
pub(super) struct Known<'p> {
    pub(super) zip: Option<u32>,
    pub(super) prefix: Option<u16>,
    pub(super) plus4: Option<u16>,
    country: Option<Text>,
    pub(super) state: Option<Text>,
    /// As the place gives it, or as it is taken to be by its ZIP.
    pub(super) county: Option<Text>,
    cities: SmallVec<[Text; 2]>,
    outward: Option<Text>,
    area_code: Option<Text>,
    account: Option<Text>,
    pub(super) number: Option<u32>,
    streets: SmallVec<[Text; 2]>,
    pub(super) point: Option<Point>,
    pub(super) accuracy_m: Option<u32>,
    /// Only where the point is not known exactly.
    pub(super) reach: Option<Reach>,
    /// The areas that hold the point, and those whose border is nearer than it is known.
    pub(super) inside: Shapes,
    pub(super) near: Shapes,
    pub(super) lead: Option<&'p Lead>,
}

impl<'p> Known<'p> {
    /// All but what facts and areas say.
    pub(super) fn of(place: &Place<'p>, precisions: &PrecisionsDoc) -> Known<'p> {
        let mut own = Known { lead: place.lead, point: place.point, ..Known::default() };
        own.country = place.country.map(folded);
        own.state = place.state.map(folded);
        own.county = place.county.and_then(code::fips);
        own.area_code = place.area_code.and_then(code::area_code);
        own.account = place.account.map(|account| Text::from_slice(account.as_bytes()));
        if let Some(text) = place.postcode {
            own.read_postcode(text);
        }
        if place.point.is_some() {
            own.accuracy_m = place.accuracy_m.or_else(|| {
                place.precision.map(|precision| match precision {
                    Precision::Rooftop => precisions.rooftop_m,
                    Precision::Street => precisions.street_m,
                    Precision::ZipCentroid => precisions.zip_centroid_m,
                })
            });
            let about = place.point.zip(own.accuracy_m.filter(|metres| *metres > 0));
            own.reach = about.map(|(point, metres)| Reach::new(point, metres));
        }
        if place.city.is_some() || place.street.is_some() {
            own.read_address(place);
        }
        own
    }

    fn read_postcode(&mut self, text: &str) {
        let elsewhere = self.country.as_ref().is_some_and(|country| !code::has_zips(country));
        match Zip::read(text) {
            Some(Zip::Prefix(prefix)) if !elsewhere => self.prefix = Some(prefix),
            Some(Zip::Five(zip)) if !elsewhere => {
                (self.zip, self.prefix) = (Some(zip), Some(code::prefix_of(zip)));
            }
            Some(Zip::Nine(zip, plus4)) if !elsewhere => {
                (self.zip, self.prefix, self.plus4) = (Some(zip), Some(code::prefix_of(zip)), Some(plus4));
            }
            Some(_) => {}
            None => self.outward = code::outward(text),
        }
    }

    fn read_address(&mut self, place: &Place<'_>) {
        let city = place.city.map(folded);
        if let Some(city) = &city {
            self.cities.push(city.clone());
        }
        if let Some((number, street)) = place.street.and_then(street::address) {
            self.number = Some(number);
            self.streets.extend(city.map(|city| street::key_of_city(&city, &street)));
            self.streets.extend(self.zip.map(|zip| street::key_of_zip(zip, &street)));
        }
    }

    /// The city with its state, once the state is settled.
    pub(super) fn join_city(&mut self) {
        if let (Some(city), Some(state)) = (self.cities.first(), &self.state) {
            let joined = city_in(city, state);
            self.cities.push(joined);
        }
    }

    /// What is known of its ZIP: the state where the place gives none, and the county, where that is one.
    pub(super) fn learn(&mut self, facts: &ZipFacts, how: CountyFromZipDoc, lot: Option<&str>) {
        if let ([state], None) = (facts.states.as_slice(), &self.state) {
            self.state = Some(state.clone());
        }
        if self.county.is_none() {
            let drawn =
                lot.filter(|_| how == CountyFromZipDoc::SplitByShare).and_then(|lot| facts.drawn(lot));
            self.county = drawn.or(facts.counties.first().map(|(county, _)| county)).cloned();
        }
    }

    /// No ZIP code is known of it.
    pub(super) fn forget_zip(&mut self) {
        (self.zip, self.prefix, self.plus4) = (None, None, None);
        self.streets.truncate(self.cities.len().min(1));
    }

    /// What it says in a field, each way to say it.
    pub(super) fn texts(&self, field: Field) -> impl Iterator<Item = &Text> {
        let texts: Option<&[Text]> = match field {
            Field::Country => self.country.as_ref().map(core::slice::from_ref),
            Field::State => self.state.as_ref().map(core::slice::from_ref),
            Field::County => self.county.as_ref().map(core::slice::from_ref),
            Field::City => Some(&self.cities),
            Field::Outward => self.outward.as_ref().map(core::slice::from_ref),
            Field::AreaCode => self.area_code.as_ref().map(core::slice::from_ref),
            Field::Account => self.account.as_ref().map(core::slice::from_ref),
            Field::Street => Some(&self.streets),
        };
        texts.unwrap_or_default().iter()
    }
}

/// A city of a state.
pub(super) fn city_in(city: &[u8], state: &[u8]) -> Text {
    let mut own = Text::from_slice(city);
    own.push(b',');
    own.extend_from_slice(state);
    own
}
