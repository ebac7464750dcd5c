//! Calls that ask for a parameter: their names, types and options are literals, so that they are known without running.

use rhai::{Expr, FnCallExpr, Position};
use serde_json::Value;

use super::Walk;
use super::tree::literal;
use crate::script::convert;
use crate::script::declared::{Asked, Bounds, Declared, kind};
use crate::script::fault::{Fault, Spot};

impl Walk<'_> {
    pub(super) fn declare(&mut self, call: &FnCallExpr, position: Position) {
        let function = call.name.as_str();
        let Some(first) = call.args.first() else {
            return;
        };
        let Some(name) = literal(first) else {
            let help = "write the name in double quotes, so that it can be found without running the script";
            let text = format!("The name in `{function}` must be a literal text.");
            return self.not_literal(text, help, first.start_position(), position);
        };
        if name.is_empty() || name.split('.').any(str::is_empty) {
            let fault = Fault::new("argument", format!("A parameter cannot be called {name:?}."));
            let fault = fault.help("names are words, joined by dots: `db.size`").at(Spot::At(first.start_position()));
            return self.fault(fault, position);
        }
        let asked = Declared::asked(function);
        let place = self.book.place(first.start_position());
        let mut declared = Declared { name, secret: asked == Asked::Secret, asked, place, ..Declared::default() };
        match asked {
            Asked::Default => {
                declared.default = call.args.get(1).and_then(value);
                declared.ty = declared.default.as_ref().map(|default| kind(default).to_owned());
            }
            Asked::Required | Asked::Optional => {
                let Some(ty) = call.args.get(1) else {
                    return;
                };
                declared.ty = literal(ty);
                if declared.ty.is_none() {
                    let help = "write \"string\", \"int\", \"float\", \"bool\", \"list\" or \"map\"";
                    let text = format!("The type in `{function}` must be a literal text.");
                    return self.not_literal(text, help, ty.start_position(), position);
                }
            }
            Asked::Secret => {}
        }
        if let Some(options) = call.args.get(2) {
            let Some(Value::Object(map)) = value(options) else {
                let text = format!("The options of `{function}` must be literal.");
                let help = "write them as `#{ min: 1, max: 9 }`, so that they can be found without running the script";
                return self.not_literal(text, help, options.start_position(), position);
            };
            declared.bounds = bounds(&map);
            if let Some((key, words)) = declared.bounds.contradiction(declared.ty.as_deref()) {
                let fault =
                    Fault::new("param-options", words).help(format!("it is the `{key}` of `{}`", declared.name));
                self.fault(fault.at(Spot::Path(format!("2.{key}"))), position);
            }
        }
        self.params.push(declared);
    }

    fn not_literal(&mut self, text: String, help: &str, at: Position, call: Position) {
        self.fault(Fault::new("param-literal", text).help(help).at(Spot::At(at)), call);
    }
}

/// A literal as data.
fn value(expression: &Expr) -> Option<Value> {
    convert::value(&expression.get_literal_value(None)?).ok()
}

/// Options of the wrong type are told when the call runs.
fn bounds(map: &serde_json::Map<String, Value>) -> Bounds {
    let text = |key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
    Bounds {
        min: map.get("min").and_then(Value::as_f64),
        max: map.get("max").and_then(Value::as_f64),
        choices: map.get("choices").and_then(Value::as_array).cloned(),
        pattern: text("pattern"),
        help: text("help"),
    }
}
