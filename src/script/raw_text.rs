//! Raw texts of a source, `#"…"#`. Rhai counts a line break that follows a quotation mark in one as a column instead of a
//! line, so that it names wrong lines from there on. Scripts for shells have many such lines.

/// The lines, from 1, whose ends Rhai does not count.
pub fn uncounted(text: &str) -> Vec<u32> {
    if !text.contains("#\"") {
        return Vec::new();
    }
    let mut scan = Scan { bytes: text.as_bytes(), at: 0, line: 1, found: Vec::new() };
    scan.code();
    scan.found
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
    found: Vec<u32>,
}

impl Scan<'_> {
    fn next(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        self.line += u32::from(byte == b'\n');
        Some(byte)
    }

    /// Goes on if this comes next.
    fn eat(&mut self, wanted: &[u8]) -> bool {
        let found = self.bytes[self.at..].starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    fn code(&mut self) {
        // Braces that are open in each `${…}` of a text that is itself in one.
        let mut open: Vec<u32> = Vec::new();
        while let Some(byte) = self.next() {
            match byte {
                b'/' if self.eat(b"/") => while self.next().is_some_and(|byte| byte != b'\n') {},
                b'/' if self.eat(b"*") => self.comment(),
                b'"' | b'\'' => self.quoted(byte),
                b'#' => self.raw(),
                b'`' if self.interpolated() => open.push(0),
                b'{' => open.iter_mut().last().into_iter().for_each(|braces| *braces += 1),
                b'}' => match open.pop() {
                    Some(0) if self.interpolated() => open.push(0),
                    Some(0) | None => {}
                    Some(braces) => open.push(braces - 1),
                },
                _ => {}
            }
        }
    }

    /// A comment in a comment is part of it.
    fn comment(&mut self) {
        let mut depth = 1;
        while depth > 0 {
            if self.eat(b"*/") {
                depth -= 1;
            } else if self.eat(b"/*") {
                depth += 1;
            } else if self.next().is_none() {
                return;
            }
        }
    }

    fn quoted(&mut self, end: u8) {
        while let Some(byte) = self.next() {
            match byte {
                b'\\' => _ = self.next(),
                _ if byte == end => return,
                _ => {}
            }
        }
    }

    /// The rest of a text in backticks; whether it stops at a `${`.
    fn interpolated(&mut self) -> bool {
        while let Some(byte) = self.next() {
            match byte {
                b'`' if !self.eat(b"`") => return false,
                b'$' if self.eat(b"{") => return true,
                _ => {}
            }
        }
        false
    }

    /// A raw text, behind its first `#`, or the beginning of a map.
    fn raw(&mut self) {
        let mut hashes = 1;
        while self.eat(b"#") {
            hashes += 1;
        }
        if !self.eat(b"\"") {
            return;
        }
        // Hashes behind the last quotation mark.
        let mut seen: Option<u32> = None;
        while let Some(byte) = self.next() {
            seen = match (byte, seen) {
                (b'"', _) => Some(0),
                (b'#', Some(count)) if count + 1 == hashes => return,
                (b'#', Some(count)) => Some(count + 1),
                (b'\n', Some(_)) => {
                    self.found.push(self.line - 1);
                    None
                }
                _ => None,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use rhai::Engine;

    use super::uncounted;
    use crate::diagnostic::{Origin, Sources};

    #[test]
    fn a_line_that_ends_in_a_quotation_mark_counts_within_raw_text_alone() {
        let cases: [(&str, &[u32]); 9] = [
            ("#\"\na \"b\"\nc\n\"#", &[2]),
            ("#\"a\"\nb\"\n\"#; \"x\"\ny", &[1, 2]),
            ("##\"a\"#\n\"##\n", &[1]),
            ("// #\"\n\"a\"\n#\"b\n\"#", &[]),
            ("/* /* */ #\"a\"\n*/ #\"a\"\n\"#", &[2]),
            ("`#\"a\"\n${ #{ a: #\"b\"\n\"# } }#\"c\"\n`", &[2]),
            ("\"\\\"#\"; #\"a\"\n\"#", &[1]),
            ("#{ a: \"b\"\n}", &[]),
            ("#\"a\"\n", &[1]),
        ];
        for (text, lines) in cases {
            assert_eq!(uncounted(text), lines, "{text}");
        }
    }

    #[test]
    fn places_behind_raw_texts_are_where_they_stand() {
        let text = "let a = #\"\n  x \"y\"\n  \"z\"\n\"#; let b = 1;\nlet c = #\"q\"\n\"# + 2 +* 3;\n";
        let error = Engine::new().compile(text).unwrap_err().1;
        let mut sources = Sources::default();
        sources.add("a.rhai", text).unwrap();
        sources.join(uncounted(text));
        let line = u16::try_from(error.line().unwrap()).unwrap();
        let origin = Origin { line, column: u16::try_from(error.position().unwrap()).unwrap() };
        assert_eq!(sources.place(origin).unwrap().to_string(), "a.rhai:6:9");
        let parsed = Engine::new().compile(text.replace("+*", "+")).unwrap();
        let places: Vec<String> = parsed
            .statements()
            .iter()
            .map(|statement| {
                let at = statement.position();
                let line = u16::try_from(at.line().unwrap()).unwrap();
                sources
                    .place(Origin { line, column: u16::try_from(at.position().unwrap()).unwrap() })
                    .unwrap()
                    .to_string()
            })
            .collect();
        assert_eq!(places, ["a.rhai:1:1", "a.rhai:4:5", "a.rhai:5:1"]);
    }
}
