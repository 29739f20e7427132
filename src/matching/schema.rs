//! The attributes a policy declares, by name, and the symbols of the texts it compares with.

use core::cmp::Ordering;

use super::encode::{AttributeFault, Encoded};
use super::symbol::Symbols;
use crate::attribute::{AttributeType, Value};
use crate::id::Name;
use crate::lead::{Lead, MAX_ATTRIBUTES, MAX_TEXT_BYTES, NameKey};

/// The declared attributes, sorted by name, and the policy's symbols.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schema {
    declared: Vec<Declared>,
    symbols: Symbols,
}

/// One attribute.
#[derive(Clone, Debug)]
struct Declared {
    key: NameKey,
    name: Name,
    attribute_type: AttributeType,
}

impl Schema {
    /// A schema of these attributes; of attributes with the same name the first counts.
    pub(crate) fn new(mut attributes: Vec<(Name, AttributeType)>, symbols: Symbols) -> Schema {
        attributes.sort_by(|a, b| a.0.cmp(&b.0));
        attributes.dedup_by(|a, b| a.0 == b.0);
        let declared = attributes.into_iter().map(|(name, attribute_type)| Declared {
            key: NameKey::of(name.as_str()),
            name,
            attribute_type,
        });
        Schema { declared: declared.collect(), symbols }
    }

    /// The same, knowing further texts.
    pub(crate) fn with_texts<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Schema {
        Schema { declared: self.declared.clone(), symbols: self.symbols.with(texts) }
    }

    /// Where an attribute stands.
    pub(crate) fn index_of(&self, name: &str) -> Option<usize> {
        self.declared.binary_search_by(|other| other.name.as_str().cmp(name)).ok()
    }

    /// An attribute's name.
    pub(crate) fn name(&self, index: usize) -> Option<&Name> {
        self.declared.get(index).map(|own| &own.name)
    }

    /// An attribute's type.
    pub(crate) fn attribute_type(&self, index: usize) -> Option<AttributeType> {
        self.declared.get(index).map(|own| own.attribute_type)
    }

    /// How many attributes are declared.
    pub(crate) fn len(&self) -> usize {
        self.declared.len()
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
    /// One pass over both sorted lists; nothing is allocated for up to 16 declared attributes and 4 texts in lists. Symbols are looked up when a condition asks for them.
    pub(crate) fn encode_into<'a>(
        &'a self,
        lead: &'a Lead,
        encoded: &mut Encoded<'a>,
    ) -> Result<(), AttributeFault> {
        let strangers = self.read(lead, encoded);
        if !strangers && lead.attribute_count() <= MAX_ATTRIBUTES && lead.longest_text() <= MAX_TEXT_BYTES {
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
            let bytes = value.longest();
            (bytes > MAX_TEXT_BYTES).then(|| AttributeFault::TooLong { attribute: name.to_owned(), bytes })
        };
        let wrong_type = |(name, value): (&str, &Value)| {
            let own = self.declared.get(self.index_of(name)?)?;
            let (expected, found) = (own.attribute_type, value.attribute_type());
            let attribute = || own.name.clone();
            (expected != found).then(|| AttributeFault::WrongType { attribute: attribute(), expected, found })
        };
        lead.attributes().find_map(too_long).or_else(|| lead.attributes().find_map(wrong_type))
    }

    /// Like [`Schema::encode_into`], for a lead taken in under an earlier policy: an attribute whose type has changed since
    /// counts as absent.
    pub(crate) fn encode_kept<'a>(&'a self, lead: &'a Lead, encoded: &mut Encoded<'a>) {
        self.read(lead, encoded);
    }

    /// Whether a value has another type than declared.
    fn read<'a>(&'a self, lead: &'a Lead, encoded: &mut Encoded<'a>) -> bool {
        encoded.look_up_in(&self.symbols);
        let mut strangers = false;
        // Both lists are by name.
        let mut left = lead.kept();
        for declared in &self.declared {
            let mut found = None;
            while let [own, rest @ ..] = left {
                let order = declared.key.order(own.key, declared.name.as_str(), &own.name);
                if order == Ordering::Less {
                    break;
                }
                left = rest;
                if order == Ordering::Equal {
                    found = (declared.attribute_type == own.attribute_type).then_some(own);
                    strangers |= found.is_none();
                    break;
                }
            }
            encoded.push(found);
        }
        strangers
    }
}
