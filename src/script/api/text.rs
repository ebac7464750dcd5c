//! Functions on text: `join`, `dedent`, `to_yaml`, `to_json`, `fail`, and `allow`, which the lint reads.

use rhai::Dynamic;

use crate::script::args::Args;
use crate::script::fault::{Fault, Spot};
use crate::script::table::{Function, arg, function};
use crate::script::types::{Ty, named};
use crate::script::weight;
use crate::text::yaml;

const DATA: Ty = Ty::Any(&[Ty::Scalar, Ty::List, Ty::Map]);

/// Every function on text.
pub const FUNCTIONS: &[Function] = &[
    function("join", &[arg("list", Ty::List), arg("separator", Ty::Text)], "The items of a list as one text.", join),
    function(
        "dedent",
        &[arg("text", Ty::Text)],
        "The text without the indentation that all its lines share, and without an empty first line.",
        |args| Ok(dedent(&args.text(0)).into()),
    ),
    function("to_yaml", &[arg("value", DATA)], "The value as YAML text; map keys in alphabetical order.", |args| {
        Ok(yaml::write(&args.node(0)?.to_value()).into())
    }),
    function("to_json", &[arg("value", DATA)], "The value as JSON text; map keys in alphabetical order.", |args| {
        Ok(args.node(0)?.to_value().to_string().into())
    }),
    function("fail", &[arg("text", Ty::Text)], "Ends the script with an error of your own.", |args| {
        Err(Fault::new("failed", args.text(0)))
    }),
    function(
        "allow",
        &[arg("code", Ty::Text)],
        "At the top of a file: turns a warning off in that file, or an error that Kubernetes itself would accept.",
        |_| Ok(Dynamic::UNIT),
    ),
];

/// The longest text of a number, in bytes.
const MOST_NUMBER: usize = 32;

fn join(args: &Args) -> Result<Dynamic, Fault> {
    let items = args.list(0);
    for (index, item) in items.iter().enumerate() {
        if !Ty::Scalar.takes(item) {
            let fault = Fault::new("argument", format!("An item must be text or a number, not {}.", named(item)));
            return Err(fault.at(Spot::Path(format!("0[{index}]"))));
        }
    }
    let separator = args.text(1);
    let texts = items.iter().map(|item| item.as_immutable_string_ref().map_or(MOST_NUMBER, |text| text.len()));
    weight::check_length(texts.map(|length| length + separator.len()).sum())?;
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    Ok(items.join(&separator).into())
}

/// Spaces and tabs alone are indentation. A last line of nothing else becomes the final line break.
fn dedent(text: &str) -> String {
    let indented = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let is_blank = |line: &str| indented(line) == line.len();
    let mut lines: Vec<&str> = text.split('\n').collect();
    if lines.len() > 1 && is_blank(lines[0]) {
        lines.remove(0);
    }
    let shared = lines.iter().filter(|line| !is_blank(line)).map(|line| indented(line)).min().unwrap_or(0);
    let lines: Vec<&str> = lines.iter().map(|line| if is_blank(line) { "" } else { &line[shared..] }).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_indentation_and_an_empty_first_line_go_and_all_else_stays() {
        let cases = [
            ("plain", "plain"),
            ("\n    a\n      b\n    ", "a\n  b\n"),
            ("\n    a\n\n    b", "a\n\nb"),
            ("  a\n b", " a\nb"),
            ("\n\ta\n\t\tb\n", "a\n\tb\n"),
            ("", ""),
            ("\n    é\n     ü\n", "é\n ü\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(dedent(text), expected, "{text:?}");
        }
    }
}
