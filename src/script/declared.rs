//! What a script asks for: parameters as they stand in the syntax tree, in branches not taken too, and their bounds.

use serde_json::Value;

use crate::diagnostic::{Place, suggestion};

/// How a parameter is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// With a default.
    #[default]
    Default,
    /// It has to be given.
    Required,
    /// It may be absent.
    Optional,
    /// A secret.
    Secret,
}

/// A call in the script that asks for a parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Declared {
    /// The parameter's name, with dots.
    pub name: String,
    /// Whether it is a secret, which only secrets files and variables give.
    pub secret: bool,
    /// How it is asked for.
    pub asked: Asked,
    /// `string`, `int`, `float`, `bool`, `list`, `map`; nothing where the default is calculated.
    pub ty: Option<String>,
    /// The default, where it is a literal.
    pub default: Option<Value>,
    /// What its values are held to.
    pub bounds: Bounds,
    /// Where its name stands.
    pub place: Option<Place>,
}

impl Declared {
    /// The functions that ask for a parameter.
    pub const KINDS: [&'static str; 4] = ["param", "required_param", "optional_param", "secret_param"];

    /// How a function asks.
    pub fn asked(function: &str) -> Asked {
        match function {
            "required_param" => Asked::Required,
            "optional_param" => Asked::Optional,
            "secret_param" => Asked::Secret,
            _ => Asked::Default,
        }
    }
}

/// The options of a parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounds {
    /// The least number, characters or items.
    pub min: Option<f64>,
    /// The most.
    pub max: Option<f64>,
    /// The values that are allowed.
    pub choices: Option<Vec<Value>>,
    /// A regular expression that the whole text matches.
    pub pattern: Option<String>,
    /// What it is for.
    pub help: Option<String>,
}

/// Why a value is refused: a code, the words that follow "the parameter `x`", help.
pub type Refusal = (&'static str, String, String);

impl Bounds {
    /// What is wrong with the options themselves: the key that is at fault, and the words.
    pub fn contradiction(&self, ty: Option<&str>) -> Option<(&'static str, String)> {
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min > max
        {
            return Some(("min", format!("The least is more than the most: {min} > {max}.")));
        }
        if let Some(pattern) = &self.pattern {
            if let Err(reason) = expression(pattern) {
                return Some(("pattern", format!("The pattern cannot be read: {reason}.")));
            }
            if ty.is_some_and(|ty| !matches!(ty, "string" | "list")) {
                return Some(("pattern", format!("A pattern is for text, not for {}.", super::types::a(ty?))));
            }
        }
        let bounded = if self.min.is_some() { "min" } else { "max" };
        if (self.min.is_some() || self.max.is_some()) && ty.is_some_and(|ty| matches!(ty, "bool" | "map")) {
            return Some((
                bounded,
                format!("{} has no least and no most.", super::say::capital(&super::types::a(ty?))),
            ));
        }
        let choices = self.choices.as_ref()?;
        if choices.is_empty() {
            return Some(("choices", "There is nothing to choose from.".to_owned()));
        }
        let ty = ty.filter(|ty| *ty != "list")?;
        let odd = choices.iter().find(|choice| kind(choice) != ty && !(ty == "float" && choice.is_number()))?;
        Some(("choices", format!("{odd} is no {ty}.")))
    }

    /// Whether a value may be.
    ///
    /// # Errors
    /// The words that say why not: "must be 1 to 9".
    pub fn hold(&self, value: &Value) -> Result<(), Refusal> {
        self.size(value)?;
        let items: &[Value] = match value {
            Value::Array(items) => items,
            one => std::slice::from_ref(one),
        };
        for item in items {
            if let Some(choices) = self.choices.as_ref().filter(|choices| !choices.contains(item)) {
                let names: Vec<String> = choices.iter().map(shown).collect();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let help = suggestion(&shown(item), &names, "it may be");
                return Err(("param-choice", format!("cannot be {item}"), help));
            }
            if let (Some(pattern), Some(text)) = (&self.pattern, item.as_str())
                && expression(pattern).is_ok_and(|expression| !expression.is_match(text))
            {
                return Err(("param-pattern", format!("must match `{pattern}`"), self.purpose()));
            }
        }
        Ok(())
    }

    fn size(&self, value: &Value) -> Result<(), Refusal> {
        #[allow(clippy::cast_precision_loss, reason = "lengths are small")]
        let (size, unit) = match value {
            Value::Number(number) => (number.as_f64().unwrap_or_default(), ""),
            Value::String(text) => (text.chars().count() as f64, "characters"),
            Value::Array(items) => (items.len() as f64, "items"),
            _ => return Ok(()),
        };
        if self.min.is_none_or(|min| size >= min) && self.max.is_none_or(|max| size <= max) {
            return Ok(());
        }
        let verb = if unit.is_empty() { "must be" } else { "must have" };
        Err(("param-bounds", format!("{verb} {}", self.range(unit)), self.purpose()))
    }

    /// The least and the most in words: "1 to 9", "at least 3 characters".
    pub fn range(&self, unit: &str) -> String {
        let words = match (self.min, self.max) {
            (Some(min), Some(max)) => format!("{min} to {max}"),
            (Some(min), None) => format!("at least {min}"),
            (None, Some(max)) => format!("at most {max}"),
            (None, None) => return String::new(),
        };
        if unit.is_empty() { words } else { format!("{words} {unit}") }
    }

    /// What it is for, as a help line.
    fn purpose(&self) -> String {
        self.help.as_ref().map_or_else(String::new, |help| format!("it is for: {help}"))
    }
}

/// A pattern as an expression that the whole text has to match. Its size is bounded, and it takes linear time.
fn expression(pattern: &str) -> Result<regex::Regex, String> {
    let whole = format!(r"\A(?:{pattern})\z");
    regex::RegexBuilder::new(&whole).size_limit(1 << 20).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
        other => {
            let words = other.to_string();
            let last = words.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").trim_end_matches('.').to_owned()
        }
    })
}

/// The type of a value, as scripts name it.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_i64() => "int",
        Value::Number(_) => "float",
        Value::Array(_) => "list",
        Value::Object(_) => "map",
        Value::String(_) | Value::Null => "string",
    }
}

/// A value as people read it: text without quotes.
pub fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(bounds: &Bounds, value: &Value) -> String {
        bounds.hold(value).err().map_or_else(String::new, |(_, words, _)| words)
    }

    #[test]
    fn bounds_hold_numbers_and_the_lengths_of_texts_and_lists() {
        let bounds = Bounds { min: Some(2.0), max: Some(3.0), ..Bounds::default() };
        for fits in [json!(2), json!(3.0), json!("äöü"), json!([1, 2]), json!(true)] {
            assert_eq!(told(&bounds, &fits), "", "{fits}");
        }
        assert_eq!(told(&bounds, &json!(1)), "must be 2 to 3");
        assert_eq!(told(&bounds, &json!("äöüß")), "must have 2 to 3 characters");
        assert_eq!(told(&bounds, &json!([1])), "must have 2 to 3 items");
    }

    #[test]
    fn a_pattern_is_held_against_the_whole_text_and_choices_against_each_item() {
        let bounds = Bounds { pattern: Some("a|bc".into()), ..Bounds::default() };
        assert_eq!(told(&bounds, &json!("bc")), "");
        assert_eq!(told(&bounds, &json!("bcd")), "must match `a|bc`");
        assert_eq!(told(&bounds, &json!("a\n")), "must match `a|bc`");
        let bounds = Bounds { choices: Some(vec![json!("a"), json!("b")]), ..Bounds::default() };
        assert_eq!(told(&bounds, &json!(["a", "b"])), "");
        assert_eq!(told(&bounds, &json!(["a", "c"])), "cannot be \"c\"");
    }

    #[test]
    fn options_that_contradict_themselves_or_the_type_are_told() {
        let told = |bounds: Bounds, ty| bounds.contradiction(Some(ty)).map(|(key, words)| format!("{key}: {words}"));
        let bounds = |min: f64, max: f64| Bounds { min: Some(min), max: Some(max), ..Bounds::default() };
        let pattern = |pattern: &str| Bounds { pattern: Some(pattern.into()), ..Bounds::default() };
        assert_eq!(told(bounds(1.0, 2.0), "int"), None);
        assert_eq!(told(bounds(3.0, 2.0), "int").as_deref(), Some("min: The least is more than the most: 3 > 2."));
        assert_eq!(told(bounds(1.0, 2.0), "bool").as_deref(), Some("min: A bool has no least and no most."));
        assert_eq!(
            told(pattern("(a"), "string").as_deref(),
            Some("pattern: The pattern cannot be read: unclosed group.")
        );
        assert_eq!(told(pattern("a"), "int").as_deref(), Some("pattern: A pattern is for text, not for an int."));
        let huge = told(pattern("(((a{100}){100}){100}){100}"), "string");
        assert_eq!(huge.as_deref(), Some("pattern: The pattern cannot be read: it is too large."));
        let choices = Bounds { choices: Some(vec![json!(1), json!("b")]), ..Bounds::default() };
        assert_eq!(told(choices, "int").as_deref(), Some("choices: \"b\" is no int."));
    }
}
