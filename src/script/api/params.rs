//! Parameters.

use rhai::Dynamic;
use serde_json::Value;

use crate::model::{Said, spoken};
use crate::script::args::Args;
use crate::script::convert::{dynamic, value};
use crate::script::declared::{Bounds, kind};
use crate::script::fault::Fault;
use crate::script::given::Found;
use crate::script::secret::SecretText;
use crate::script::table::{Function, Kind, Maker, Row, arg, function, opt, row, text};
use crate::script::types::{Ty, a};

/// Options of a parameter.
#[derive(Clone, Debug, Default)]
struct ParamOptions {
    said: Said,
    bounds: Bounds,
}
spoken!(ParamOptions);

const NUMBER: Ty = Ty::Scalar;

impl Kind for ParamOptions {
    const NAME: &'static str = "parameter option";
    const MAKERS: &'static [Maker<Self>] = &[];
    const ROWS: &'static [&'static [Row<Self>]] = &[&[
        row(
            "min",
            &[arg("number", NUMBER)],
            "The least number; of text the least characters, of a list the least items.",
            |options: &mut Self, args| {
                options.bounds.min = Some(number(args)?);
                Ok(())
            },
        ),
        row(
            "max",
            &[arg("number", NUMBER)],
            "The greatest number; of text the most characters, of a list the most items.",
            |options: &mut Self, args| {
                options.bounds.max = Some(number(args)?);
                Ok(())
            },
        ),
        row(
            "choices",
            &[arg("values", Ty::List)],
            "The values that are allowed, of a list its items.",
            |options: &mut Self, args| {
                options.bounds.choices = Some(args.list(0).iter().map(value).collect::<Result<_, _>>()?);
                Ok(())
            },
        ),
        text(
            "pattern",
            &[arg("expression", Ty::Text)],
            "A regular expression that the whole text matches.",
            |options| &mut options.bounds.pattern,
        ),
        text("help", &[arg("text", Ty::Text)], "What it is for.", |options| &mut options.bounds.help),
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
            match given(args, kind(&default), Some(&default))? {
                Some((found, from)) => held(args, &found, &options, Some(&from)),
                None => held(args, &default, &options, None),
            }
        },
    ),
    function(
        "required_param",
        &[arg("name", Ty::Text), arg("type", TYPES), opt("options", OPTIONS)],
        "The given value; an error without it.",
        |args| {
            let options = args.options::<ParamOptions>(2)?;
            let Some((found, from)) = given(args, &args.text(1), None)? else {
                let name = args.text(0);
                let fault = args.refuse(0, "missing-param", format!("The parameter `{name}` was not given."));
                return Err(fault.help(format!("give it with `--set {name}=…`, or in a file with `--values FILE`")));
            };
            held(args, &found, &options, Some(&from))
        },
    ),
    function(
        "optional_param",
        &[arg("name", Ty::Text), arg("type", TYPES), opt("options", OPTIONS)],
        "The given value, or `()`.",
        |args| {
            let options = args.options::<ParamOptions>(2)?;
            let Some((found, from)) = given(args, &args.text(1), None)? else {
                return Ok(Dynamic::UNIT);
            };
            held(args, &found, &options, Some(&from))
        },
    ),
    function(
        "secret_param",
        &[arg("name", Ty::Text)],
        "A secret value: it can be joined to text and given to `secret(…)`.",
        |args| Ok(Dynamic::from(SecretText(args.session.params.secret(&args.text(0))))),
    ),
];

/// The given value of the parameter in argument 0, as the wanted type, and where it came from.
fn given(args: &Args, wanted: &str, default: Option<&Value>) -> Result<Option<Found>, Fault> {
    let found = args.session.params.typed(&args.text(0), wanted, default);
    found.map_err(|words| args.refuse(0, "param-type", words).help(format!("give it as {}", a(wanted))))
}

/// Holds a value to the options: a default that breaks them is told where it stands.
fn held(args: &Args, found: &Value, options: &ParamOptions, from: Option<&str>) -> Result<Dynamic, Fault> {
    let name = args.text(0);
    match (options.bounds.hold(found), from) {
        (Ok(()), _) => Ok(dynamic(found)),
        (Err((code, words, help)), Some(from)) => {
            let shown: String = found.to_string().chars().take(80).collect();
            let text = format!("The parameter `{name}` {words}, but {from} gives {shown}.");
            Err(args.refuse(0, code, text).help(help))
        }
        (Err((code, words, help)), None) => {
            let text = format!("The parameter `{name}` {words}, which its default is not.");
            Err(args.refuse(1, code, text).help(help))
        }
    }
}
