//! JSON for terminals and programs, written without a copy of the document in memory.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};

use super::escape;

/// Writes one document, indented, with a line break at its end. The characters that act on a terminal are written as JSON
/// escapes.
pub(super) fn write(mut out: impl Write, document: &impl Serialize) -> io::Result<()> {
    let indented = Harmless(PrettyFormatter::new());
    document.serialize(&mut Serializer::with_formatter(&mut out, indented))?;
    out.write_all(b"\n")
}

struct Harmless(PrettyFormatter<'static>);

macro_rules! as_indented {
    ($($method:ident($($name:ident: $ty:ty),*)),+ $(,)?) => { $(
        fn $method<W: Write + ?Sized>(&mut self, out: &mut W, $($name: $ty),*) -> io::Result<()> {
            self.0.$method(out, $($name),*)
        }
    )+ };
}

impl Formatter for Harmless {
    as_indented!(
        begin_array(),
        end_array(),
        begin_array_value(first: bool),
        end_array_value(),
        begin_object(),
        end_object(),
        begin_object_key(first: bool),
        begin_object_value(),
        end_object_value(),
    );

    fn write_string_fragment<W: Write + ?Sized>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return out.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        for (at, c) in fragment.char_indices() {
            if escape::acts(c) {
                out.write_all(&fragment.as_bytes()[written..at])?;
                write!(out, "\\u{:04x}", u32::from(c))?;
                written = at + c.len_utf8();
            }
        }
        out.write_all(&fragment.as_bytes()[written..])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn written(value: &Value) -> String {
        let mut out = Vec::new();
        write(&mut out, value).expect("memory takes it");
        String::from_utf8(out).expect("JSON is text")
    }

    #[test]
    fn json_stays_the_same_value_and_does_nothing_to_a_terminal() {
        let value = json!({"a\u{9b}": "\u{1b}[2J\u{202e}x\u{7f}\n\t\"\\", "b": ["Grüße", "ok"], "c": {}, "d": []});
        let text = written(&value);
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), value);
        assert_eq!(escape::terminal(&text), text);
        assert!(text.contains("Grüße") && text.contains("\\u202e"), "{text}");
    }

    #[test]
    fn it_is_indented_as_people_expect() {
        let value = json!({"a": [1, {"b": null}], "c": {}, "d": [], "e": "x"});
        assert_eq!(written(&value), format!("{value:#}\n"));
    }
}
