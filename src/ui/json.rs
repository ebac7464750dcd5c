//! JSON for terminals and programs, written without a copy of the document in memory.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use super::escape;
use crate::object::{Key, Node, NodeValue, Scalar};
use crate::parallel;

/// Writes one document, indented, with a line break at its end. The characters that act on a terminal are written as JSON
/// escapes.
pub(super) fn write(mut out: impl Write, document: &impl Serialize) -> io::Result<()> {
    document.serialize(&mut Serializer::with_formatter(&mut out, Harmless::default()))?;
    out.write_all(b"\n")
}

/// Writes a document whose `items` are many objects, as [`write`] would: each block of them on whatever core is free.
/// `rest` is the document without them, an object.
pub(super) fn write_list(mut out: impl Write + Send, rest: &impl Serialize, items: &[&Node]) -> io::Result<()> {
    let mut head = Vec::new();
    rest.serialize(&mut Serializer::with_formatter(&mut head, Harmless::default()))?;
    let head = head.strip_suffix(b"\n}").unwrap_or(&head);
    out.write_all(head)?;
    out.write_all(b",\n  \"items\": [")?;
    parallel::write(&mut out, items, BLOCK, |first, items, text| {
        // What objects of Kubernetes often take, so that the text grows once.
        text.reserve(items.len() * USUAL);
        items.iter().enumerate().try_for_each(|(index, item)| {
            text.extend_from_slice(if first + index == 0 { b"\n    " } else { b",\n    " });
            write_node(text, item, 2)
        })
    })?;
    out.write_all(if items.is_empty() { b"]\n}\n" } else { b"\n  ]\n}\n" })
}

/// Items that one core takes at once.
const BLOCK: usize = 32;

/// Bytes that an object of Kubernetes often takes.
const USUAL: usize = 2_560;

/// Writes a node as [`write`] would, which goes through it several times slower: an app has some sixty nodes for each
/// object, nearly all of them short plain text.
fn write_node(out: &mut Vec<u8>, node: &Node, depth: usize) -> io::Result<()> {
    let inside = Harmless { depth: depth + 1, filled: true };
    match &node.value {
        NodeValue::Leaf(Scalar::Text(text)) => write_text(out, text),
        NodeValue::Leaf(value) => Ok(serde_json::to_writer(out, value)?),
        NodeValue::List(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                inside.next(out, index == 0)?;
                write_node(out, item, depth + 1)?;
            }
            Harmless { filled: !items.is_empty(), ..inside }.end(out)?;
            out.push(b']');
            Ok(())
        }
        NodeValue::Map(entries) => {
            out.push(b'{');
            for (index, (key, value)) in entries.iter().enumerate() {
                inside.next(out, index == 0)?;
                match key {
                    // Keys that are in the program are plain words of Kubernetes.
                    Key::Borrowed(key) => write_plain(out, key),
                    Key::Owned(key) => write_text(out, key)?,
                }
                out.extend_from_slice(b": ");
                write_node(out, value, depth + 1)?;
            }
            Harmless { filled: !entries.is_empty(), ..inside }.end(out)?;
            out.push(b'}');
            Ok(())
        }
    }
}

fn write_text(out: &mut Vec<u8>, text: &str) -> io::Result<()> {
    let special = |byte: u8| !matches!(byte, b' '..=b'~') | (byte == b'"') | (byte == b'\\');
    // Without an early end, so that many bytes are looked at in one step.
    if text.bytes().fold(false, |found, byte| found | special(byte)) {
        return Ok(text.serialize(&mut Serializer::with_formatter(out, Harmless::default()))?);
    }
    write_plain(out, text);
    Ok(())
}

fn write_plain(out: &mut Vec<u8>, text: &str) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

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

    fn next<W: Write + ?Sized>(&self, out: &mut W, first: bool) -> io::Result<()> {
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
    use crate::diagnostic::Origin;

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
            let item = |i| json!({"a": [i, -1.5, [], [{}]], "b\u{9b}": {}, "c": {"d": "\"x\\é\n"}, "e": [null, true]});
            let items: Vec<Value> = (0..count).map(item).collect();
            let nodes: Vec<Node> = items.iter().map(|item| Node::from_value(item, Origin::NONE)).collect();
            let nodes: Vec<&Node> = nodes.iter().collect();
            let mut out = Vec::new();
            write_list(&mut out, &json!({"kind": "List", "diagnostics": []}), &nodes).expect("memory takes it");
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
