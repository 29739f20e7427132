//! What a lead says of itself: typed values under names.

use core::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The type of an attribute, as a policy declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum AttributeType {
    /// A text, compared byte by byte: `web`, `55401`.
    Text,
    /// A whole number: a score, a value in minor units.
    Integer,
    /// Yes or no.
    Boolean,
    /// Several texts, such as the products asked for; a condition holds if it holds for one of them.
    Texts,
}

impl fmt::Display for AttributeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AttributeType::Text => "text",
            AttributeType::Integer => "integer",
            AttributeType::Boolean => "boolean",
            AttributeType::Texts => "texts",
        })
    }
}

/// The value of an attribute. In JSON simply `"web"`, `7`, `true` or `["solar", "roof"]`.
///
/// ```
/// use fairdeal::{AttributeType, Value};
/// let value: Value = serde_json::from_str(r#"["solar", "roof"]"#)?;
/// assert_eq!(value.attribute_type(), AttributeType::Texts);
/// assert!(serde_json::from_str::<Value>("1.5").is_err(), "no fractions in a decision");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A text.
    Text(Box<str>),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// Several texts.
    Texts(Vec<Box<str>>),
}

impl Value {
    /// The type this value has.
    #[must_use]
    pub const fn attribute_type(&self) -> AttributeType {
        match self {
            Value::Text(_) => AttributeType::Text,
            Value::Integer(_) => AttributeType::Integer,
            Value::Boolean(_) => AttributeType::Boolean,
            Value::Texts(_) => AttributeType::Texts,
        }
    }

    /// The length of the longest text, in bytes.
    pub(crate) fn longest(&self) -> usize {
        match self {
            Value::Text(text) => text.len(),
            Value::Texts(texts) => texts.iter().map(|text| text.len()).max().unwrap_or(0),
            Value::Integer(_) | Value::Boolean(_) => 0,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text.into())
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Value::Integer(i64::from(number))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Value::Boolean(yes)
    }
}

impl<const N: usize> From<[&str; N]> for Value {
    fn from(texts: [&str; N]) -> Self {
        Value::Texts(texts.iter().map(|text| Box::from(*text)).collect())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Integer(number) => write!(f, "{number}"),
            Value::Boolean(yes) => write!(f, "{yes}"),
            Value::Texts(texts) => f.write_str(&texts.join(", ")),
        }
    }
}

/// The same four cases with their tags, for formats that do not describe themselves.
#[derive(Serialize, Deserialize)]
enum Tagged {
    Text(Box<str>),
    Integer(i64),
    Boolean(bool),
    Texts(Vec<Box<str>>),
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            let tagged = match self.clone() {
                Value::Text(text) => Tagged::Text(text),
                Value::Integer(number) => Tagged::Integer(number),
                Value::Boolean(yes) => Tagged::Boolean(yes),
                Value::Texts(texts) => Tagged::Texts(texts),
            };
            return tagged.serialize(serializer);
        }
        match self {
            Value::Text(text) => serializer.serialize_str(text),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Boolean(yes) => serializer.serialize_bool(*yes),
            Value::Texts(texts) => texts.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return deserializer.deserialize_any(PlainValue);
        }
        Ok(match Tagged::deserialize(deserializer)? {
            Tagged::Text(text) => Value::Text(text),
            Tagged::Integer(number) => Value::Integer(number),
            Tagged::Boolean(yes) => Value::Boolean(yes),
            Tagged::Texts(texts) => Value::Texts(texts),
        })
    }
}

struct PlainValue;

impl<'de> Visitor<'de> for PlainValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a whole number, true, false or a list of texts")
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Value, E> {
        i64::try_from(number)
            .map(Value::Integer)
            .map_err(|_| E::custom(format!("{number} is larger than {}", i64::MAX)))
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Boolean(yes))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element::<Box<str>>()? {
            texts.push(text);
        }
        Ok(Value::Texts(texts))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Value {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Value".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [
                {"type": "string"},
                {"type": "integer"},
                {"type": "boolean"},
                {"type": "array", "items": {"type": "string"}}
            ]
        })
    }
}
