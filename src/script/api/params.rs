//! Functions that make no part: parameters and text.

use rhai::Dynamic;
use serde_json::Value;

use crate::diagnostic::suggestion;
use crate::model::{Said, spoken};
use crate::script::args::Args;
use crate::script::convert::{dynamic, value};
use crate::script::fault::{Fault, Spot};
use crate::script::params::Given;
use crate::script::secret::SecretText;
use crate::script::table::{Function, Kind, Maker, Row, arg, function, opt, row, text};
use crate::script::types::{Ty, named};

/// Options of a parameter.
#[derive(Clone, Debug, Default)]
struct ParamOptions {
    said: Said,
    min: Option<f64>,
    max: Option<f64>,
    choices: Option<Vec<Value>>,
    help: Option<String>,
}
spoken!(ParamOptions);

const NUMBER: Ty = Ty::Scalar;

impl Kind for ParamOptions {
    const NAME: &'static str = "parameter option";
    const MAKERS: &'static [Maker<Self>] = &[];
    const ROWS: &'static [&'static [Row<Self>]] = &[&[
        row("min", &[arg("number", NUMBER)], "The least number.", |options: &mut Self, args| {
            options.min = Some(number(args)?);
            Ok(())
        }),
        row("max", &[arg("number", NUMBER)], "The greatest number.", |options: &mut Self, args| {
            options.max = Some(number(args)?);
            Ok(())
        }),
        row("choices", &[arg("values", Ty::List)], "The values that are allowed.", |options: &mut Self, args| {
            options.choices = Some(args.list(0).iter().map(value).collect::<Result<_, _>>()?);
            Ok(())
        }),
        text("help", &[arg("text", Ty::Text)], "What it is for.", |options| &mut options.help),
    ]];
}

fn number(args: &Args) -> Result<f64, Fault> {
    let value = &args.values[0];
    #[allow(clippy::cast_precision_loss, reason = "bounds are small; comparison beyond 2^53 may round")]
    let int = value.as_int().map(|int| int as f64);
    int.or_else(|_| value.as_float()).map_err(|_| {
        let text = format!("A bound is a number, not {}.", args.named(0));
        args.refuse(0, "argument", text)
    })
}

const TYPES: Ty = Ty::OneOf(&["string", "int", "float", "bool", "list", "map"]);
const OPTIONS: Ty = Ty::Options(ParamOptions::sigs);
const DATA: Ty = Ty::Any(&[Ty::Scalar, Ty::List, Ty::Map]);

/// Every function that makes no part.
pub const FUNCTIONS: &[Function] = &[
    function(
        "param",
        &[arg("name", Ty::Text), arg("default", DATA), opt("options", OPTIONS)],
        "The given value, else the default; its type is the default's.",
        |args| {
            let default = value(&args.values[1]).map_err(|fault| fault.at(args.spot(1)))?;
            let options = args.options::<ParamOptions>(2)?;
            let given = given(args, kind(&default))?;
            let (found, from) = given.unwrap_or((default, "the script".to_owned()));
            bounds(args, &found, &options, &from)?;
            Ok(dynamic(&found))
        },
    ),
    function(
        "required_param",
        &[arg("name", Ty::Text), arg("type", TYPES), opt("options", OPTIONS)],
        "The given value; an error without it.",
        |args| {
            let options = args.options::<ParamOptions>(2)?;
            let Some((found, from)) = given(args, &args.text(1))? else {
                let name = args.text(0);
                let fault = args.refuse(0, "missing-param", format!("The parameter `{name}` was not given."));
                return Err(fault.help(format!("give it with `--set {name}=…`, or in a file with `--values FILE`")));
            };
            bounds(args, &found, &options, &from)?;
            Ok(dynamic(&found))
        },
    ),
    function(
        "optional_param",
        &[arg("name", Ty::Text), arg("type", TYPES), opt("options", OPTIONS)],
        "The given value, or `()`.",
        |args| {
            let options = args.options::<ParamOptions>(2)?;
            let Some((found, from)) = given(args, &args.text(1))? else {
                return Ok(Dynamic::UNIT);
            };
            bounds(args, &found, &options, &from)?;
            Ok(dynamic(&found))
        },
    ),
    function(
        "secret_param",
        &[arg("name", Ty::Text)],
        "A secret value: it can be joined to text and given to `secret(…)`.",
        |args| Ok(Dynamic::from(SecretText(args.session.params.secret(&args.text(0))))),
    ),
    function(
        "join",
        &[arg("list", Ty::List), arg("separator", Ty::Text)],
        "The items of a list as one text.",
        |args| {
            let items = args.list(0);
            for (index, item) in items.iter().enumerate() {
                if !Ty::Scalar.takes(item) {
                    let fault =
                        Fault::new("argument", format!("An item must be text or a number, not {}.", named(item)));
                    return Err(fault.at(Spot::Path(format!("0[{index}]"))));
                }
            }
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            Ok(items.join(&args.text(1)).into())
        },
    ),
    function("fail", &[arg("text", Ty::Text)], "Ends the script with an error of your own.", |args| {
        Err(Fault::new("failed", args.text(0)))
    }),
];

/// The type of a value, as scripts name it.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_i64() => "int",
        Value::Number(_) => "float",
        Value::Array(_) => "list",
        Value::Object(_) => "map",
        Value::String(_) | Value::Null => "string",
    }
}

/// The given value of the parameter in argument 0, as the wanted type, and where it came from.
fn given(args: &Args, wanted: &str) -> Result<Option<(Value, String)>, Fault> {
    let name = args.text(0);
    let Some((given, from)) = args.session.params.get(&name) else {
        return Ok(None);
    };
    let found = match &given {
        Given::Text(text) => read(text, wanted),
        Given::Value(value) if kind(value) == wanted => Some(value.clone()),
        Given::Value(Value::Number(number)) if wanted == "float" => number.as_f64().map(Value::from),
        Given::Value(_) => None,
    };
    let Some(found) = found else {
        let shown = match given {
            Given::Text(text) => format!("{text:?}"),
            Given::Value(value) => value.to_string(),
        };
        let text = format!("The parameter `{name}` is {}, but {from} gives {shown}.", crate::script::types::a(wanted));
        return Err(args.refuse(0, "param-type", text).help(format!("give it as {}", crate::script::types::a(wanted))));
    };
    Ok(Some((found, from)))
}

/// The text of `--set` as a type.
fn read(text: &str, wanted: &str) -> Option<Value> {
    match wanted {
        "string" => Some(text.into()),
        "int" => text.parse::<i64>().ok().map(Value::from),
        "float" => text.parse::<f64>().ok().filter(|float| float.is_finite()).map(Value::from),
        "bool" => text.parse::<bool>().ok().map(Value::from),
        _ => serde_json::from_str(text).ok().filter(|value| kind(value) == wanted),
    }
}

/// What a parameter is for, as a help line.
fn purpose(options: &ParamOptions) -> String {
    options.help.as_ref().map_or_else(String::new, |help| format!("it is for: {help}"))
}

fn bounds(args: &Args, found: &Value, options: &ParamOptions, from: &str) -> Result<(), Fault> {
    let name = args.text(0);
    if let Some(number) = found.as_f64() {
        let (low, high) = (options.min.filter(|min| number < *min), options.max.filter(|max| number > *max));
        if low.is_some() || high.is_some() {
            let bound = match (options.min, options.max) {
                (Some(min), Some(max)) => format!("{min} to {max}"),
                (Some(min), None) => format!("at least {min}"),
                (None, max) => format!("at most {}", max.unwrap_or_default()),
            };
            let text = format!("The parameter `{name}` must be {bound}, but {from} gives {found}.");
            return Err(args.refuse(0, "param-bounds", text).help(purpose(options)));
        }
    }
    if let Some(choices) = options.choices.as_ref().filter(|choices| !choices.contains(found)) {
        let names: Vec<String> =
            choices.iter().map(|choice| choice.as_str().map_or_else(|| choice.to_string(), str::to_owned)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let text = format!("The parameter `{name}` cannot be {found}, given by {from}.");
        let help = suggestion(found.as_str().unwrap_or_default(), &names, "it may be");
        return Err(args.refuse(0, "param-choice", text).help(help));
    }
    Ok(())
}
