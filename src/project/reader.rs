//! Values of a TOML file with their places.

use std::ops::Range;
use std::str::FromStr;

use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Place, suggestion};

/// A TOML file while it is read: collects what is wrong.
pub(super) struct Reader<'a> {
    /// The file as the user would name it.
    pub(super) name: &'a str,
    /// Its text.
    pub(super) text: &'a str,
    /// What is wrong so far.
    pub(super) faults: Vec<Diagnostic>,
}

/// A value and where it stands.
pub(super) type Entry<'t> = &'t Spanned<DeValue<'t>>;

impl Reader<'_> {
    /// The place of a byte.
    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        let before = &self.text[..span.start.min(self.text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place { file: self.name.into(), line: number(line), column: number(column) }
    }

    /// Tells a fault.
    pub(super) fn fault(&mut self, span: &Range<usize>, code: &'static str, message: String, help: impl Into<String>) {
        let place = self.place(span);
        self.faults.push(Diagnostic::error(code, message).help(help).at(Some(place)));
    }

    /// Tells a value of the wrong type or form.
    pub(super) fn wrong(&mut self, key: &str, value: Entry<'_>, wanted: &str, help: impl Into<String>) {
        let message = format!("`{key}` must be {wanted}, not {}.", shown(value.get_ref()));
        self.fault(&value.span(), "project-file", message, help);
    }

    /// Tells the keys of a table that are none of these.
    pub(super) fn unknown(&mut self, table: &DeTable<'_>, known: &[&str], within: &str) {
        for (key, _) in table.iter().filter(|(key, _)| !known.contains(&key.get_ref().as_ref())) {
            let name = key.get_ref();
            let message = if within.is_empty() {
                format!("There is no key `{name}` here.")
            } else {
                format!("`[{within}]` has no key `{name}`.")
            };
            self.fault(&key.span(), "unknown-key", message, suggestion(name, known, "there are"));
        }
    }

    /// The table under a key.
    pub(super) fn table<'t>(&mut self, table: &'t DeTable<'t>, key: &str) -> Option<&'t DeTable<'t>> {
        let value = table.get(key)?;
        let found = value.get_ref().as_table();
        if found.is_none() {
            self.wrong(key, value, "a table", format!("write `[{key}]` on a line of its own"));
        }
        found
    }

    /// The text under a key.
    pub(super) fn string<'t>(&mut self, table: &'t DeTable<'t>, key: &str) -> Option<(&'t str, Entry<'t>)> {
        let value = table.get(key)?;
        let found = value.get_ref().as_str();
        if found.is_none() {
            self.wrong(key, value, "text", "text takes double quotes");
        }
        found.map(|text| (text, value))
    }

    /// A value as JSON. What JSON does not have (dates, infinities) is told.
    pub(super) fn json(&mut self, key: &str, value: Entry<'_>) -> Value {
        match value.get_ref() {
            DeValue::String(text) => text.as_ref().into(),
            DeValue::Boolean(flag) => (*flag).into(),
            DeValue::Integer(_) => match integer(value.get_ref()) {
                Some(number) => number.into(),
                None => {
                    self.wrong(key, value, "a number of 64 bits", "write it in double quotes to have text");
                    Value::Null
                }
            },
            DeValue::Float(float) => {
                let number = f64::from_str(float.as_str()).ok().and_then(serde_json::Number::from_f64);
                number.map_or_else(
                    || {
                        self.wrong(key, value, "a finite number", "");
                        Value::Null
                    },
                    Value::Number,
                )
            }
            DeValue::Datetime(_) => {
                self.wrong(
                    key,
                    value,
                    "text, a number, true, false, a list or a table",
                    "write a date in double quotes",
                );
                Value::Null
            }
            DeValue::Array(items) => items.iter().map(|item| self.json(key, item)).collect(),
            DeValue::Table(table) => Value::Object(self.json_map(table)),
        }
    }

    /// A table as JSON.
    pub(super) fn json_map(&mut self, table: &DeTable<'_>) -> Map<String, Value> {
        table.iter().map(|(key, value)| (key.get_ref().to_string(), self.json(key.get_ref(), value))).collect()
    }
}

/// The number of an integer, where it fits.
pub(super) fn integer(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("{:?}", text.chars().take(60).collect::<String>()),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(_) => "a date".to_owned(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}
