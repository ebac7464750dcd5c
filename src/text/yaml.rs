//! YAML, written so that every reader gets the same text back, and read as kubectl reads it.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_yaml::budget::BudgetBreach;

/// Why a text is no YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// What is wrong.
    pub message: String,
    /// Line, from 1; 0 where it is not known.
    pub line: u64,
    /// Column, from 1; 0 where it is not known.
    pub column: u64,
}

impl YamlError {
    /// Without advice for programmers, and without a full stop.
    #[must_use]
    pub fn plain(self) -> Self {
        let words = self.message.split(", set DuplicateKeyPolicy").next().unwrap_or_default();
        Self { message: words.trim_end_matches('.').to_owned(), ..self }
    }
}

/// One document.
pub fn write(value: &Value) -> String {
    let options = serde_yaml::ser_options! {
        folded_wrap_chars: 1_000_000,
        min_fold_chars: 1_000_000,
        compact_list_indent: true,
    };
    let mut out = String::new();
    match serde_yaml::to_fmt_writer_with_options(&mut out, &Safe(value), options) {
        Ok(()) => out,
        // JSON is YAML: whatever the writer cannot say, this says.
        Err(_) => format!("{value}\n"),
    }
}

/// Several documents, with `---` between them.
pub fn write_all(values: &[Value]) -> String {
    values.iter().map(write).collect::<Vec<_>>().join("---\n")
}

/// One document. An empty text is null.
///
/// # Errors
/// What is wrong with the text, and where.
pub fn parse(text: &str) -> Result<Value, YamlError> {
    let mut documents = documents(text)?;
    match documents.len() {
        0 => Ok(Value::Null),
        1 => Ok(documents.remove(0)),
        _ => Err(YamlError {
            message: "there are several documents where one is expected".to_owned(),
            line: 0,
            column: 0,
        }),
    }
}

/// All documents; empty ones are left out.
///
/// # Errors
/// What is wrong with the text, and where.
pub fn documents(text: &str) -> Result<Vec<Value>, YamlError> {
    read_all(text)
}

/// What may be read by alias in a document: aliases of aliases grow without end, and nobody writes so much by hand.
const REPLAYED: usize = 100_000;

/// All documents as values of any type.
pub(super) fn read_all<T: serde::de::DeserializeOwned>(text: &str) -> Result<Vec<T>, YamlError> {
    let limits = serde_yaml::alias_limits! { max_total_replayed_events: REPLAYED };
    let options = serde_yaml::options! { legacy_octal_numbers: true, alias_limits: limits };
    serde_yaml::from_multiple_with_options::<T>(text, options).map_err(|error| {
        let location = error.location();
        let (line, column) = location.map_or((0, 0), |location| (location.line(), location.column()));
        // The rest of the words is a drawing of the text, which may hold secrets.
        let mut error = error.without_snippet();
        while let serde_yaml::Error::AliasError { error: inner, .. } = error {
            error = inner;
        }
        let message = match error {
            serde_yaml::Error::Budget { breach, .. } => too_much(breach),
            other => other.to_string().lines().next().unwrap_or_default().to_owned(),
        };
        // The scanner has a limit of its own, in its own words.
        let is_deep = message.starts_with("recursion limit exceeded");
        let message = if is_deep { "it is nested too deep".to_owned() } else { message };
        YamlError { message, line, column }
    })
}

/// What of a text is more than is read.
fn too_much(breach: &BudgetBreach) -> String {
    let words = match breach {
        BudgetBreach::Documents { .. } => "there are more than 1024 documents; put them into several files",
        BudgetBreach::Depth { .. } => "it is nested too deep",
        BudgetBreach::Aliases { .. }
        | BudgetBreach::Anchors { .. }
        | BudgetBreach::MergeKeys { .. }
        | BudgetBreach::AliasAnchorRatio { .. }
        | BudgetBreach::RecordedAnchorEvents { .. } => "its anchors and aliases make it too large",
        _ => "it is too large",
    };
    words.to_owned()
}

/// A value of which no text is read back as another one: a block that begins with a tab is no block.
struct Safe<'a>(&'a Value);

impl Serialize for Safe<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::String(text) if text.contains('\n') && text.trim_start_matches('\n').starts_with('\t') => {
                serde_yaml::DoubleQuoted(text).serialize(serializer)
            }
            Value::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(&Safe(item)))?;
                list.end()
            }
            Value::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries.iter().try_for_each(|(key, value)| map.serialize_entry(key, &Safe(value)))?;
                map.end()
            }
            leaf => leaf.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn awkward_texts_come_back_as_they_went() {
        let texts = [
            "on",
            "off",
            "yes",
            "no",
            "y",
            "n",
            "Y",
            "N",
            "On",
            "NO",
            "true",
            "null",
            "~",
            "",
            " ",
            "a ",
            " a",
            "0x1F",
            "012",
            "0o17",
            "1e3",
            "1_000",
            "12:30",
            "2026-11-20",
            "2026-11-20T10:00:00Z",
            ".5",
            "+1",
            "-",
            "--",
            "---",
            "...",
            "=",
            "<<",
            "*a",
            "&a",
            "!x",
            "%x",
            "@x",
            "`x`",
            "#x",
            "a #b",
            "a: b",
            ":",
            "? x",
            "[a]",
            "{a}",
            "a,b",
            "'",
            "\"",
            "\\",
            "\t",
            "\ta",
            "a\tb",
            "\n",
            "a\n",
            "a\nb",
            "a\n\nb\n\n",
            "\ta\nb",
            "\n\ta\nb\n",
            "  a\nb",
            "a\r\nb",
            "🚀",
            "Grüße",
            "\u{7f}",
            "\u{1b}[0m",
            "NaN",
            ".inf",
            "0b1",
            "1.0",
            "0.1e-7",
            "18446744073709551616",
            "\u{feff}x",
            "x\u{2028}y",
        ];
        for text in texts {
            let value = json!({ "k": text, "l": [text], text: { "x": text } });
            let written = write(&value);
            assert_eq!(parse(&written), Ok(value), "{text:?} as\n{written}");
        }
        let long = "word ".repeat(100);
        assert_eq!(parse(&write(&json!({ "k": long }))), Ok(json!({ "k": long })));
    }

    #[test]
    fn it_is_read_as_kubectl_reads_it() {
        let text = "a: 0644\nb: on\n---\n\n---\nc: [1, '2']\n";
        assert_eq!(documents(text), Ok(vec![json!({ "a": 420, "b": true }), json!({ "c": [1, "2"] })]));
        assert_eq!(parse(""), Ok(Value::Null));
        let error = parse("a: b: c\n").unwrap_err();
        assert_eq!(error.line, 1);
        assert!(parse("a: 1\na: 2\n").is_err());
    }

    #[test]
    fn it_looks_as_kubectl_writes_it() {
        let value = json!({ "kind": "X", "list": [{ "a": 1, "b": "x\ny\n" }], "empty": {}, "none": [] });
        assert_eq!(write(&value), "kind: X\nlist:\n- a: 1\n  b: |\n    x\n    y\nempty: {}\nnone: []\n");
    }
}
