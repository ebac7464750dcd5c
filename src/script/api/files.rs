//! Files of the project: as text, as data, and as Kubernetes objects that keep their places.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rhai::Dynamic;

use super::shared::Common;
use crate::diagnostic::suggestion;
use crate::model::{Objects, RawObject, Said};
use crate::object::{LACKING, ManifestError, Node, manifest};
use crate::script::args::Args;
use crate::script::convert::dynamic;
use crate::script::fault::Fault;
use crate::script::part::{Part, call_back};
use crate::script::table::{Function, Kind, Maker, Row, arg, function, maker, whole};
use crate::script::types::Ty;
use crate::text::yaml::{self, YamlError};

/// The largest file that a script reads, in bytes.
const LARGEST: u64 = 4 << 20;

/// How many bytes are read and understood in the time of an operation, about.
const PER_OPERATION: usize = 2;

const PATH: &[crate::script::table::Arg] = &[arg("path", Ty::Text)];

/// Every function that reads a file. What was read is recorded with its digest.
pub const FUNCTIONS: &[Function] = &[
    function("read_text", PATH, "The text of a file of the project.", |args| Ok(text(args)?.1.into())),
    function("read_yaml", PATH, "The value of a YAML file of the project.", |args| {
        let (name, text) = text(args)?;
        yaml::parse(&text).map(|value| dynamic(&value)).map_err(|error| unreadable(args, &name, "YAML", &error))
    }),
    function("read_json", PATH, "The value of a JSON file of the project.", |args| {
        let (name, text) = text(args)?;
        let strict: Result<serde::de::IgnoredAny, _> = serde_json::from_str(&text);
        strict
            .map_err(|error| YamlError {
                message: "it is no JSON".to_owned(),
                line: error.line() as u64,
                column: error.column() as u64,
            })
            // JSON is YAML, whose reader also tells duplicate keys and has budgets.
            .and_then(|_| yaml::parse(&text))
            .map(|value| dynamic(&value))
            .map_err(|error| unreadable(args, &name, "JSON", &error))
    }),
    function("read_base64", PATH, "The bytes of a file of the project, in base64.", |args| {
        Ok(Dynamic::from(STANDARD.encode(bytes(args)?.1)))
    }),
];

/// The bytes of the file in argument 0, and its name.
fn bytes(args: &Args) -> Result<(String, Vec<u8>), Fault> {
    let (path, files) = (args.text(0), &args.session.files);
    let refuse =
        |refusal: crate::project::Refusal| args.refuse(0, refusal.kind.code(), refusal.message).help(refusal.help);
    let bytes = files.bytes(&path, LARGEST).map_err(refuse)?;
    let name = files.name(&crate::project::Files::normal(&path).map_err(refuse)?);
    args.session.has_read(&name, &bytes);
    args.session.spend(bytes.len() / PER_OPERATION);
    Ok((name, bytes))
}

/// The text of the file in argument 0, and its name.
fn text(args: &Args) -> Result<(String, String), Fault> {
    let (name, bytes) = bytes(args)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let text = format!("The file is no text: {name}: it is not UTF-8.");
        args.refuse(0, "unreadable-file", text).help("`read_base64` reads bytes")
    })?;
    Ok((name, text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned)))
}

fn unreadable(args: &Args, name: &str, form: &str, error: &YamlError) -> Fault {
    let at = if error.line > 0 { format!("{name}:{}:{}", error.line, error.column) } else { name.to_owned() };
    let words = error.clone().plain().message;
    let text = format!("The file cannot be read as {form}: {at}: {words}.");
    args.refuse(0, "unreadable-file", text)
}

impl Kind for Objects {
    const NAME: &'static str = "Objects";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "objects",
        PATH,
        "The Kubernetes objects of a YAML or JSON file of the project, each with its place there.",
        |args| {
            let (name, text) = text(args)?;
            let found = manifest(&name, &text, &mut args.session.book.borrow_mut().sources);
            let nodes = found.map_err(|error| match error {
                ManifestError::Unreadable(error) => unreadable(args, &name, "YAML", &error),
                ManifestError::Incomplete(lacking) => {
                    let (line, _, field) = lacking[0];
                    let text = format!("The object at {name}:{line} has no `{field}`.");
                    args.refuse(0, "missing-field", text).help(LACKING)
                }
            })?;
            if nodes.is_empty() {
                let fault = args.refuse(0, "object-incomplete", format!("The file holds no objects: {name}."));
                return Err(fault.help("`read_yaml` reads data"));
            }
            let objects = nodes.into_iter().map(|node| raw(args, node)).collect();
            Ok(Self { said: Said::default(), objects })
        },
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            whole(
                "change",
                &[arg("object", Ty::Text), arg("change", Ty::Change(RawObject::NAME))],
                "Changes the object of this kind and name, as in \"Deployment/web\".",
                |mut part, args| {
                    let wanted = args.text(0);
                    let fits = fitting(&part.0, &wanted, args).map_err(|fault| fault.fail(args.position))?;
                    for index in fits {
                        let changed = call_back(args, 1, Part(part.0.objects[index].clone()))?;
                        part.change().objects[index] = changed.0;
                    }
                    Ok(part)
                },
            ),
            whole(
                "without",
                &[arg("object", Ty::Text)],
                "Leaves out the object of this kind and name, as in \"Namespace/shop\".",
                |mut part, args| {
                    let fits = fitting(&part.0, &args.text(0), args).map_err(|fault| fault.fail(args.position))?;
                    let mut index = 0;
                    part.change().objects.retain(|_| {
                        index += 1;
                        !fits.contains(&(index - 1))
                    });
                    Ok(part)
                },
            ),
        ],
        Common::<Self>::ROWS,
    ];
}

/// Where the objects of this kind and name are.
fn fitting(objects: &Objects, wanted: &str, args: &Args) -> Result<Vec<usize>, Fault> {
    let names: Vec<String> = objects.objects.iter().map(|object| identity(object)).collect();
    let fits: Vec<usize> = (0..names.len()).filter(|index| names[*index] == wanted).collect();
    if fits.is_empty() {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let fault = args.refuse(0, "unknown-object", format!("The file has no such object: {wanted}."));
        return Err(fault.help(suggestion(wanted, &names, "it has")));
    }
    Ok(fits)
}

fn identity(object: &RawObject) -> String {
    let text = |keys: &[&str]| object.node.at(keys).and_then(Node::as_str).unwrap_or_default().to_owned();
    format!("{}/{}", text(&["kind"]), text(&["metadata", "name"]))
}

/// Where the line space is full, an object has the place of the call.
fn raw(args: &Args, node: Node) -> Arc<RawObject> {
    let made = node.origin.or(args.session.origin(args.position));
    let said = Said::new(made, args.session.serial());
    Arc::new(RawObject { said, node, keep: false, patch: Vec::new() })
}
