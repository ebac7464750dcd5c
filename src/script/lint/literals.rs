//! Literals as they stand in the source: Rhai's tokenizer loses how a number was written, and whether quotes were double.

use rhai::{Expr, Position};

use super::Walk;
use crate::diagnostic::Severity;
use crate::script::fault::Fault;
use crate::script::habits::parameter;
use crate::script::written::expression;

impl Walk<'_> {
    /// The rest of the line from a place on.
    pub(super) fn rest(&self, position: Position) -> &str {
        self.book.line(position).map_or("", |(_, rest)| rest)
    }

    /// The expression at a place as it is written, where it is short and ends on its line.
    pub(super) fn written(&self, position: Position) -> Option<&str> {
        expression(self.rest(position))
    }

    /// Numbers that Rhai reads as others than they look, and `${x}` in double quotes.
    pub(super) fn literal(&mut self, expression: &Expr) {
        match expression {
            Expr::IntegerConstant(value, position) if *value != 0 => self.leading_zero(*position),
            Expr::FloatConstant(_, position) => self.too_large(*position),
            Expr::StringConstant(text, position) if text.contains("${") => self.dollar(text, *position),
            Expr::StringConstant(text, position) if text.contains("{{") => self.template(text, *position),
            _ => {}
        }
    }

    fn leading_zero(&mut self, position: Position) {
        let rest = self.rest(position).trim_start_matches('-').trim_start();
        let digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '_').collect();
        let bare = digits.trim_start_matches(['0', '_']);
        if !digits.starts_with('0') || bare.is_empty() || rest[1..].starts_with(['x', 'o', 'b', 'X', 'O', 'B']) {
            return;
        }
        let octal = bare.chars().all(|c| ('0'..='7').contains(&c));
        let help = if octal {
            format!("write `0o{bare}` for the octal number, `{bare}` for the decimal one, or \"{digits}\" as text")
        } else {
            format!("write `{bare}`, or \"{digits}\" as text")
        };
        let text = format!("`{digits}` is read as the decimal number {bare}: a leading zero means nothing here.");
        self.fault(Fault::new("number-form", text).help(help), position);
    }

    fn too_large(&mut self, position: Position) {
        let rest = self.rest(position).trim_start_matches('-').trim_start();
        let number: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')).collect();
        if number.is_empty() || !number.chars().all(|c| c.is_ascii_digit() || c == '_') {
            return;
        }
        let text = format!("`{number}` is too large for an integer: at most {}.", i64::MAX);
        self.fault(Fault::new("number-form", text).help(format!("write it as text: \"{number}\"")), position);
    }

    /// Warns where the name in `${…}` is a variable of the script, or written like one: `${HOME}` is meant for a shell.
    fn dollar(&mut self, text: &str, position: Position) {
        if !self.rest(position).starts_with('"') {
            return;
        }
        let inside = text.split("${").skip(1).filter_map(|rest| rest.split_once('}').map(|(inside, _)| inside));
        let meant = |inside: &str| {
            let name: String = inside.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let known = self.scopes.iter().any(|scope| scope.contains_key(&name));
            known || name.starts_with(|c: char| c.is_lowercase() || c == '_')
        };
        let Some(found) = inside.into_iter().find(|inside| meant(inside)) else {
            return;
        };
        let fault = Fault::new("double-quotes", format!("`${{{found}}}` stays as it is in double quotes."))
            .help(format!("{}; for a shell write `#\"…\"#`", backticks(text, found)));
        self.found.push((fault, position, Severity::Warning));
    }

    /// Warns where a text holds a placeholder of Helm, which nobody fills in here.
    fn template(&mut self, text: &str, position: Position) {
        let inside = text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}").map(|(inside, _)| inside));
        let of_helm =
            |inside: &&str| [".Values.", ".Release.", ".Chart.", "include \""].iter().any(|word| inside.contains(word));
        let Some(found) = inside.into_iter().find(of_helm) else {
            return;
        };
        let path = found.split_once(".Values.").map_or("name", |(_, path)| path);
        let path: String = path.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.')).collect();
        let fault = Fault::new("helm-template", format!("`{{{{{found}}}}}` stays as it is: a script is no template."))
            .help(parameter(&path));
        self.found.push((fault, position, Severity::Warning));
    }
}

/// The text in backticks, where it is short; else what it is about.
fn backticks(text: &str, found: &str) -> String {
    let is_short = text.chars().count() <= 60 && !text.contains(['`', '\n']);
    let whole = if is_short { text.to_owned() } else { format!("…${{{found}}}…") };
    format!("text with values takes backticks: `` `{whole}` ``")
}
