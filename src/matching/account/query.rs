//! What is known of a company that somebody asks about.

use crate::time::Timestamp;

/// A company as a lead names it. Whatever is not known is left out.
///
/// ```
/// use fairdeal::account::Query;
/// let query = Query::new("3M Company").with_domain("jo@mmm.com").with_zip("55144-1000");
/// assert_eq!(query.name, "3M Company");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Query<'q> {
    /// The company's name; empty if it is not known.
    pub name: &'q str,
    /// A domain, an e-mail address or a URL.
    pub domain: Option<&'q str>,
    /// A telephone number.
    pub phone: Option<&'q str>,
    /// A ZIP or postal code.
    pub zip: Option<&'q str>,
    /// A city.
    pub city: Option<&'q str>,
    /// The scope it comes from, for aliases that hold in some only.
    pub scope: Option<&'q str>,
    /// When it is asked, for aliases with dates. Without it only those without dates hold.
    pub at: Option<Timestamp>,
}

impl<'q> Query<'q> {
    /// A company of which only the name is known.
    #[must_use]
    pub fn new(name: &'q str) -> Query<'q> {
        Query { name, ..Query::default() }
    }

    /// With a domain, an e-mail address or a URL.
    #[must_use]
    pub fn with_domain(mut self, domain: &'q str) -> Query<'q> {
        self.domain = Some(domain);
        self
    }

    /// With a telephone number.
    #[must_use]
    pub fn with_phone(mut self, phone: &'q str) -> Query<'q> {
        self.phone = Some(phone);
        self
    }

    /// With a ZIP or postal code.
    #[must_use]
    pub fn with_zip(mut self, zip: &'q str) -> Query<'q> {
        self.zip = Some(zip);
        self
    }

    /// With a city.
    #[must_use]
    pub fn with_city(mut self, city: &'q str) -> Query<'q> {
        self.city = Some(city);
        self
    }

    /// From a scope.
    #[must_use]
    pub fn in_scope(mut self, scope: &'q str) -> Query<'q> {
        self.scope = Some(scope);
        self
    }

    /// At an instant.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Query<'q> {
        self.at = Some(at);
        self
    }
}
