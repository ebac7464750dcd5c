//! YAML and JSON with the place of every value.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use serde_yaml::Spanned;

use super::yaml::{YamlError, read_all};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Located {
    /// The value.
    pub value: LocatedValue,
    /// Line, from 1; 0 where it is not known.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
}

/// The value of a [`Located`].
#[derive(Clone, Debug)]
pub enum LocatedValue {
    /// Null, a boolean, a number or text.
    Leaf(Value),
    /// A list.
    List(Vec<Located>),
    /// A map in its order; the place of an entry is that of its key.
    Map(Vec<(String, Located)>),
}

impl Located {
    /// The value alone.
    pub fn to_value(&self) -> Value {
        match &self.value {
            LocatedValue::Leaf(leaf) => leaf.clone(),
            LocatedValue::List(items) => items.iter().map(Self::to_value).collect(),
            LocatedValue::Map(entries) => {
                Value::Object(entries.iter().map(|(key, item)| (key.clone(), item.to_value())).collect::<Map<_, _>>())
            }
        }
    }

    /// The entry of a map.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            LocatedValue::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, item)| item),
            _ => None,
        }
    }

    /// Text of a leaf.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            LocatedValue::Leaf(leaf) => leaf.as_str(),
            _ => None,
        }
    }
}

/// All documents with their places; empty ones are left out. JSON is read as the YAML that it is.
///
/// # Errors
/// What is wrong with the text, and where: duplicate keys, too many aliases or values, and too deep ones too.
pub fn documents(text: &str) -> Result<Vec<Located>, YamlError> {
    let found: Vec<Spanned<Raw>> = read_all(text)?;
    let documents = found.into_iter().map(located);
    Ok(documents.filter(|document| !matches!(document.value, LocatedValue::Leaf(Value::Null))).collect())
}

enum Raw {
    Leaf(Value),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

fn located(raw: Spanned<Raw>) -> Located {
    let value = match raw.value {
        Raw::Leaf(leaf) => LocatedValue::Leaf(leaf),
        Raw::List(items) => LocatedValue::List(items.into_iter().map(located).collect()),
        Raw::Map(entries) => {
            let entries = entries.into_iter().map(|(key, item)| {
                let (line, column) = (key.referenced.line(), key.referenced.column());
                (key.value, Located { line, column, ..located(item) })
            });
            LocatedValue::Map(entries.collect())
        }
    };
    Located { value, line: raw.referenced.line(), column: raw.referenced.column() }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Leaf(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Leaf(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Leaf(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Leaf(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Leaf(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Leaf(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Leaf(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_knows_its_place_and_is_what_the_plain_reader_gives() {
        let text = "# note\nkind: A\nspec:\n  list:\n  - x: 0644\n  - on\n---\n---\n{\"kind\": \"B\", \"n\": [1, 2.5, null]}\n";
        let found = documents(text).expect("it is YAML");
        let values: Vec<Value> = found.iter().map(Located::to_value).collect();
        assert_eq!(Ok(values), super::super::yaml::documents(text));
        let spec = found[0].get("spec").expect("there is one");
        assert_eq!((spec.line, spec.column), (3, 1));
        let LocatedValue::List(items) = &spec.get("list").expect("there is one").value else { panic!("no list") };
        assert_eq!((items[0].get("x").map(|x| (x.line, x.column)), items[1].line), (Some((5, 5)), 6));
        assert_eq!(found[1].get("kind").map(|kind| (kind.line, kind.column)), Some((9, 2)));
        assert_eq!(documents("a: 1\nb: 2\na: 3\n").expect_err("twice").line, 3);
    }
}
