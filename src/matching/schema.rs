//! The attributes a policy declares, by name, and the symbols of the texts it compares with.

use smallvec::SmallVec;

use super::encode::{AttributeFault, Encoded, Stored, TextCell};
use super::symbol::Symbols;
use crate::attribute::{AttributeType, Value};
use crate::id::Name;
use crate::lead::{Attribute, Lead, MAX_ATTRIBUTES, MAX_TEXT_BYTES, NameKey};

/// The declared attributes, sorted by name, and the policy's symbols.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schema {
    attributes: Vec<(Name, AttributeType)>,
    /// The key of each attribute's name.
    keys: Vec<NameKey>,
    symbols: Symbols,
}

impl Schema {
    /// A schema of these attributes; of attributes with the same name the first counts.
    pub(crate) fn new(mut attributes: Vec<(Name, AttributeType)>, symbols: Symbols) -> Schema {
        attributes.sort_by(|a, b| a.0.cmp(&b.0));
        attributes.dedup_by(|a, b| a.0 == b.0);
        let keys = attributes.iter().map(|(name, _)| NameKey::of(name.as_str())).collect();
        Schema { attributes, keys, symbols }
    }

    /// Where an attribute stands.
    pub(crate) fn index_of(&self, name: &str) -> Option<usize> {
        self.attributes.binary_search_by(|(other, _)| other.as_str().cmp(name)).ok()
    }

    /// An attribute's name.
    pub(crate) fn name(&self, index: usize) -> Option<&Name> {
        self.attributes.get(index).map(|(name, _)| name)
    }

    /// An attribute's type.
    pub(crate) fn attribute_type(&self, index: usize) -> Option<AttributeType> {
        self.attributes.get(index).map(|(_, attribute_type)| *attribute_type)
    }

    /// How many attributes are declared.
    pub(crate) fn len(&self) -> usize {
        self.attributes.len()
    }

    pub(crate) fn symbols(&self) -> &Symbols {
        &self.symbols
    }

    /// Reads the lead's declared attributes as cells, by index, into an empty `encoded`. Attributes the policy does not
    /// declare play no part.
    ///
    /// # Errors
    /// [`AttributeFault`] for the first attribute, by name, whose value has another type than declared, for a text
    /// longer than [`MAX_TEXT_BYTES`], declared or not, and for more than [`MAX_ATTRIBUTES`] attributes.
    ///
    /// # Complexity
    /// One pass over both sorted lists and one hash a text; nothing is allocated for up to 16 declared attributes
    /// and 4 texts in lists.
    pub(crate) fn encode_into<'a>(
        &'a self,
        lead: &'a Lead,
        encoded: &mut Encoded<'a>,
    ) -> Result<(), AttributeFault> {
        if self.read(lead, encoded) == (Read { strangers: false, long: false }) && lead.kept().len() <= MAX_ATTRIBUTES
        {
            return Ok(());
        }
        self.fault(lead).map_or(Ok(()), Err)
    }

    /// [`Schema::encode_into`] something new.
    pub(crate) fn encode<'a>(&'a self, lead: &'a Lead) -> Result<Encoded<'a>, AttributeFault> {
        let mut encoded = Encoded::default();
        self.encode_into(lead, &mut encoded)?;
        Ok(encoded)
    }

    /// What is wrong with a lead's attributes, the first by name.
    #[cold]
    fn fault(&self, lead: &Lead) -> Option<AttributeFault> {
        if lead.attribute_count() > MAX_ATTRIBUTES {
            return Some(AttributeFault::TooMany { count: lead.attribute_count() });
        }
        let too_long = |(name, value): (&str, &Value)| {
            let bytes = longest(value);
            (bytes > MAX_TEXT_BYTES).then(|| AttributeFault::TooLong { attribute: name.to_owned(), bytes })
        };
        let wrong_type = |(name, value): (&str, &Value)| {
            let (own, expected) = self.attributes.get(self.index_of(name)?)?;
            let (expected, found) = (*expected, value.attribute_type());
            (expected != found).then(|| AttributeFault::WrongType { attribute: own.clone(), expected, found })
        };
        lead.attributes().find_map(too_long).or_else(|| lead.attributes().find_map(wrong_type))
    }

    /// Like [`Schema::encode_into`], for a lead taken in under an earlier policy: an attribute whose type has changed since
    /// counts as absent.
    pub(crate) fn encode_kept<'a>(&'a self, lead: &'a Lead, encoded: &mut Encoded<'a>) {
        self.read(lead, encoded);
    }

    fn read<'a>(&'a self, lead: &'a Lead, encoded: &mut Encoded<'a>) -> Read {
        let mut read = Read { strangers: false, long: false };
        let mut declared = self.keys.iter().zip(&self.attributes);
        let mut next = declared.next();
        for Attribute { key, name, value } in lead.kept() {
            read.long |= longest(value) > MAX_TEXT_BYTES;
            while let Some((own_key, (own, attribute_type))) = next {
                match own_key.order(*key, own.as_str(), name) {
                    core::cmp::Ordering::Greater => break,
                    core::cmp::Ordering::Less => encoded.cells.push(Stored::Absent),
                    core::cmp::Ordering::Equal => {
                        let cell = self.store(*attribute_type, value, &mut encoded.texts);
                        read.strangers |= cell.is_none();
                        encoded.cells.push(cell.unwrap_or(Stored::Absent));
                        next = declared.next();
                        break;
                    }
                }
                next = declared.next();
            }
        }
        read
    }

    /// The cell of a value; none if it has another type than expected.
    #[inline]
    fn store<'a>(
        &self,
        expected: AttributeType,
        value: &'a Value,
        texts: &mut SmallVec<[TextCell<'a>; 4]>,
    ) -> Option<Stored<'a>> {
        match (expected, value) {
            (AttributeType::Text, Value::Text(text)) => Some(Stored::Text(self.text_cell(text))),
            (AttributeType::Integer, Value::Integer(number)) => Some(Stored::Integer(*number)),
            (AttributeType::Boolean, Value::Boolean(yes)) => Some(Stored::Boolean(*yes)),
            (AttributeType::Texts, Value::Texts(list)) => {
                let start = texts.len();
                texts.extend(list.iter().map(|text| self.text_cell(text)));
                Some(Stored::Texts { start, len: list.len() })
            }
            _ => None,
        }
    }

    #[inline]
    fn text_cell<'a>(&self, text: &'a str) -> TextCell<'a> {
        TextCell { symbol: self.symbols.find(text), text }
    }
}

/// What was met on the way.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Read {
    /// A value of another type than declared.
    strangers: bool,
    /// A text too long.
    long: bool,
}

/// The length of the longest text of a value, in bytes.
#[inline]
fn longest(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Texts(texts) => texts.iter().map(|text| text.len()).max().unwrap_or(0),
        Value::Integer(_) | Value::Boolean(_) => 0,
    }
}
