//! JSON for terminals and programs, written without a copy of the document in memory.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use super::escape;
use crate::parallel;

/// Writes one document, indented, with a line break at its end. The characters that act on a terminal are written as JSON
/// escapes.
pub(super) fn write(mut out: impl Write, document: &impl Serialize) -> io::Result<()> {
    document.serialize(&mut Serializer::with_formatter(&mut out, Harmless::default()))?;
    out.write_all(b"\n")
}

/// Writes a document whose `items` are many, as [`write`] would: each block of them on whatever core is free. `rest` is
/// the document without them, an object.
pub(super) fn write_list<T: Serialize + Sync>(
    mut out: impl Write,
    rest: &impl Serialize,
    items: &[T],
) -> io::Result<()> {
    let mut head = Vec::new();
    rest.serialize(&mut Serializer::with_formatter(&mut head, Harmless::default()))?;
    let head = head.strip_suffix(b"\n}").unwrap_or(&head);
    out.write_all(head)?;
    out.write_all(b",\n  \"items\": [")?;
    for (number, blocks) in items.chunks(AT_ONCE).enumerate() {
        let texts = parallel::map(blocks, BLOCK, |item| {
            let mut text = Vec::new();
            let inside = Harmless { depth: 2, filled: false };
            item.serialize(&mut Serializer::with_formatter(&mut text, inside)).map(|()| text)
        });
        for (index, text) in texts.into_iter().enumerate() {
            out.write_all(if number + index == 0 { b"\n    " } else { b",\n    " })?;
            out.write_all(&text?)?;
        }
    }
    out.write_all(if items.is_empty() { b"]\n}\n" } else { b"\n  ]\n}\n" })
}

/// Items whose texts are in memory at once.
const AT_ONCE: usize = 1_024;

/// Items that one core takes at once.
const BLOCK: usize = 64;

/// The indentation of each level is written at once, which is most of what there is to write.
#[derive(Default)]
struct Harmless {
    depth: usize,
    filled: bool,
}

/// A line break and the indentation of 32 levels.
const INDENT: &[u8] = b"\n                                                                ";

impl Harmless {
    fn begin(&mut self) {
        self.depth += 1;
        self.filled = false;
    }

    fn end<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        if self.filled { self.line(out) } else { Ok(()) }
    }

    fn next<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        self.line(out)
    }

    fn line<W: Write + ?Sized>(&self, out: &mut W) -> io::Result<()> {
        let mut left = 2 * self.depth;
        let most = INDENT.len() - 1;
        out.write_all(&INDENT[..=left.min(most)])?;
        while left > most {
            left -= most;
            out.write_all(&INDENT[1..=left.min(most)])?;
        }
        Ok(())
    }
}

impl Formatter for Harmless {
    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin();
        out.write_all(b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out)?;
        out.write_all(b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin();
        out.write_all(b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out)?;
        out.write_all(b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

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
    fn a_list_of_many_is_written_as_one_document_would_be() {
        for count in [0, 1, 2, 100, 2_500] {
            let items: Vec<Value> = (0..count).map(|i| json!({"a": [i], "b\u{9b}": {}, "c": {"d": "x"}})).collect();
            let mut out = Vec::new();
            write_list(&mut out, &json!({"kind": "List", "diagnostics": []}), &items).expect("memory takes it");
            let whole = json!({"kind": "List", "diagnostics": [], "items": items});
            assert_eq!(String::from_utf8(out).expect("JSON is text"), written(&whole), "{count}");
        }
    }

    #[test]
    fn it_is_indented_as_people_expect() {
        let value = json!({"a": [1, {"b": null}], "c": {}, "d": [], "e": "x"});
        assert_eq!(written(&value), format!("{value:#}\n"));
        let deep = (0..100).fold(value, |inner, _| json!([{ "in": inner }, {}, []]));
        assert_eq!(written(&deep), format!("{deep:#}\n"));
    }
}
