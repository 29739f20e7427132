//! Which money an amount is of.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A currency by its ISO 4217 code: three capital letters, such as `EUR`. The form is checked, not whether the code is
/// in use.
///
/// Amounts are whole minor units of it, cents of a euro and yen of a yen: nothing is converted, nor rounded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct Currency([u8; 3]);

impl Currency {
    /// A currency by its code; none if that is no three capital letters.
    ///
    /// ```
    /// use fairdeal::Currency;
    /// assert_eq!(Currency::new("EUR").map(|own| own.to_string()).as_deref(), Some("EUR"));
    /// assert_eq!(Currency::new("eur"), None);
    /// ```
    #[must_use]
    pub fn new(code: &str) -> Option<Currency> {
        let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Currency(letters))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or("")
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Currency, D::Error> {
        let code = String::deserialize(deserializer)?;
        let wrong =
            || serde::de::Error::custom(format!("`{code}` is not three capital letters such as `EUR`"));
        Currency::new(&code).ok_or_else(wrong)
    }
}
