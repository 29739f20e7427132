//! The attributes a policy declares, by name, and the symbols of the texts it compares with.

use smallvec::SmallVec;

use super::encode::{AttributeFault, Encoded, Stored, TextCell};
use super::symbol::Symbols;
use crate::attribute::{AttributeType, Value};
use crate::id::Name;
use crate::lead::{Lead, MAX_ATTRIBUTES, MAX_TEXT_BYTES};

/// The declared attributes, sorted by name, and the policy's symbols.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schema {
    attributes: Vec<(Name, AttributeType)>,
    symbols: Symbols,
}

impl Schema {
    /// A schema of these attributes; of attributes with the same name the first counts.
    pub(crate) fn new(mut attributes: Vec<(Name, AttributeType)>, symbols: Symbols) -> Schema {
        attributes.sort_by(|a, b| a.0.cmp(&b.0));
        attributes.dedup_by(|a, b| a.0 == b.0);
        Schema { attributes, symbols }
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

    /// The lead's declared attributes as cells, by index. Attributes the policy does not declare play no part.
    ///
    /// # Errors
    /// [`AttributeFault`] for the first attribute, by name, whose value has another type than declared, for a text
    /// longer than [`MAX_TEXT_BYTES`], declared or not, and for more than [`MAX_ATTRIBUTES`] attributes.
    ///
    /// # Complexity
    /// One pass over both sorted lists and one hash a text; nothing is allocated for up to 16 declared attributes
    /// and 4 texts in lists.
    pub(crate) fn encode<'a>(&'a self, lead: &'a Lead) -> Result<Encoded<'a>, AttributeFault> {
        if lead.attribute_count() > MAX_ATTRIBUTES {
            return Err(AttributeFault::TooMany { count: lead.attribute_count() });
        }
        lead.attributes().try_for_each(|(name, value)| check_length(name, value))?;
        self.read(lead, Err)
    }

    /// Like [`Schema::encode`], for a lead taken in under an earlier policy: an attribute whose type has changed since
    /// counts as absent.
    pub(crate) fn encode_kept<'a>(&'a self, lead: &'a Lead) -> Encoded<'a> {
        let absent = |_| Ok::<_, core::convert::Infallible>(Stored::Absent);
        match self.read(lead, absent) {
            Ok(encoded) => encoded,
            Err(never) => match never {},
        }
    }

    fn read<'a, E>(
        &'a self,
        lead: &'a Lead,
        fault: impl Fn(AttributeFault) -> Result<Stored<'a>, E>,
    ) -> Result<Encoded<'a>, E> {
        let mut encoded = Encoded { cells: SmallVec::new(), texts: SmallVec::new() };
        let mut declared = self.attributes.iter();
        let mut next = declared.next();
        for (name, value) in lead.attributes() {
            while let Some((own, attribute_type)) = next {
                match own.as_str().cmp(name) {
                    core::cmp::Ordering::Greater => break,
                    core::cmp::Ordering::Less => encoded.cells.push(Stored::Absent),
                    core::cmp::Ordering::Equal => {
                        let cell = match self.store(*attribute_type, value, &mut encoded.texts) {
                            Some(cell) => cell,
                            None => fault(wrong_type(own, *attribute_type, value))?,
                        };
                        encoded.cells.push(cell);
                        next = declared.next();
                        break;
                    }
                }
                next = declared.next();
            }
        }
        Ok(encoded)
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

#[cold]
fn wrong_type(name: &Name, expected: AttributeType, value: &Value) -> AttributeFault {
    AttributeFault::WrongType { attribute: name.clone(), expected, found: value.attribute_type() }
}

#[inline]
fn check_length(name: &str, value: &Value) -> Result<(), AttributeFault> {
    let longest = match value {
        Value::Text(text) => text.len(),
        Value::Texts(texts) => texts.iter().map(|text| text.len()).max().unwrap_or(0),
        Value::Integer(_) | Value::Boolean(_) => 0,
    };
    if longest > MAX_TEXT_BYTES {
        return Err(AttributeFault::TooLong { attribute: name.to_owned(), bytes: longest });
    }
    Ok(())
}
