//! Rhai: the engine and its budgets, the function tables, what is found before anything runs, and errors in our words.
//! Values of Rhai do not leave their thread: the app and diagnostics come out.

mod api;
mod args;
mod book;
mod bounded;
mod builtin;
mod convert;
mod crowd;
mod declared;
mod direct;
mod engine;
mod explain;
mod fault;
mod given;
mod habits;
mod library;
mod lint;
mod listing;
mod load;
mod mends;
mod modules;
mod other_names;
mod params;
mod parsing;
mod part;
mod raw_text;
mod register;
mod say;
mod secret;
mod session;
mod table;
mod text_forms;
mod types;
mod unknown;
mod vocabulary;
mod weight;
mod written;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use rhai::{AST, Dynamic, Engine, Scope};

use crate::diagnostic::{Allow, Diagnostic, Severity, Sources, turn_off};
use crate::model::App;
use crate::project::Files;
use direct::Direct;
use fault::Fault;
use load::Loader;
use session::Session;
use vocabulary::Vocabulary;

pub use declared::{Asked, Bounds, Declared};
pub use engine::{Limits, Memory};
pub use library::{LibraryFunction, LibraryModule, library};
pub use listing::{Listed, list_params, schema};
pub use params::ParamInputs;

/// A script and what it is given.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// The file as the user named it.
    pub file: String,
    /// Its text.
    pub text: String,
    /// Values of parameters.
    pub params: ParamInputs,
    /// The project's files, for what it imports and reads. Without them it can do neither.
    pub files: Files,
}

/// What a script means.
#[derive(Debug)]
pub struct Evaluated {
    /// The app.
    pub app: App,
    /// The files, for places.
    pub sources: Sources,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
    /// What its files turn off, still to be applied to the warnings.
    pub allows: Vec<Allow>,
    /// What it printed.
    pub printed: String,
    /// The files that it imported and read, by name, with the SHA-256 of each.
    pub reads: BTreeMap<String, String>,
}

/// Why there is no app.
#[derive(Debug)]
pub struct Failure {
    /// Errors, and the warnings until then.
    pub diagnostics: Vec<Diagnostic>,
    /// The files, for places.
    pub sources: Sources,
    /// What it printed until then.
    pub printed: String,
}

/// Evaluates a script. To be called on a thread with a stack of [`STACK`] bytes.
///
/// # Errors
/// Everything that is wrong with the script or its parameters. Nothing panics on input.
pub fn evaluate(inputs: &Inputs, limits: &Limits) -> Result<Evaluated, Box<Failure>> {
    evaluate_as(inputs, limits, direct::lower)
}

/// Evaluates a script in the form that `lower` gives it.
fn evaluate_as(
    inputs: &Inputs,
    limits: &Limits,
    lower: fn(&AST, &Direct, &Vocabulary) -> Option<AST>,
) -> Result<Evaluated, Box<Failure>> {
    // Editors of some systems put a byte order mark in front, which nobody sees, and end lines with two characters.
    let plain = plain(&inputs.text).map(|text| Inputs { text, ..inputs.clone() });
    let inputs = plain.as_ref().unwrap_or(inputs);
    let params = match params::Params::read(&inputs.params) {
        Ok(params) => params,
        Err(diagnostics) => {
            return Err(Box::new(Failure { diagnostics, sources: Sources::default(), printed: String::new() }));
        }
    };
    let session = Rc::new(Session::new(params, inputs.files.clone()));
    let (engine, direct) = engine::engine(&session, limits);
    let outcome = compile(inputs, &engine, &session).and_then(|ast| {
        let lowered = lower(&ast, &direct, &session.book.borrow().vocabulary);
        run(&ast, lowered.as_ref().unwrap_or(&ast), &engine, &session)
    });
    drop((engine, direct));
    let printed = session.printed.take();
    let mut warnings: Vec<Diagnostic> = {
        let book = session.book.borrow();
        let faults = session.warnings.borrow();
        faults.iter().map(|(fault, at)| book.diagnostic(fault, *at, Severity::Warning)).collect()
    };
    warnings.extend(session.params.slips(&session.declared.borrow()));
    let sources = std::mem::take(&mut session.book.borrow_mut().sources);
    let allows = std::mem::take(&mut session.book.borrow_mut().allows);
    match outcome {
        Ok(app) => Ok(Evaluated { app, sources, warnings, allows, printed, reads: session.reads.take() }),
        Err(mut diagnostics) => {
            turn_off(&mut warnings, &allows);
            diagnostics.append(&mut warnings);
            Err(Box::new(Failure { diagnostics, sources, printed }))
        }
    }
}

/// The stack that an evaluation needs, in bytes: nested maps and calls up to the limits fit into it in debug builds too.
pub const STACK: usize = 256 * 1024 * 1024;

/// The text without a byte order mark and with `\n` at the end of lines, where it is not so already.
fn plain(text: &str) -> Option<String> {
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    (bare.len() < text.len() || bare.contains("\r\n")).then(|| bare.replace("\r\n", "\n"))
}

fn compile(inputs: &Inputs, engine: &Engine, session: &Rc<Session>) -> Result<AST, Vec<Diagnostic>> {
    let mut loader = Loader::new(engine, session);
    let ast = loader.file(&inputs.file, &inputs.text);
    let Loader { mut faults, params, .. } = loader;
    if ast.is_some() {
        faults.extend(session.params.unknown(&params));
        session.declared.replace(params);
    }
    ast.filter(|_| faults.is_empty()).ok_or(faults)
}

/// Runs a file as it was lowered; what its result should have been is told of it as it was written.
fn run(written: &AST, lowered: &AST, engine: &Engine, session: &Rc<Session>) -> Result<App, Vec<Diagnostic>> {
    // The last net: Rhai itself panics on some scripts.
    let result = catch_unwind(AssertUnwindSafe(|| engine.eval_ast_with_scope::<Dynamic>(&mut Scope::new(), lowered)));
    let book = &session.book;
    if let Some((fault, at)) = session.fault.take() {
        return Err(vec![book.borrow().diagnostic(&fault, at, Severity::Error)]);
    }
    let value =
        result.map_err(|_| vec![internal()])?.map_err(|error| vec![explain::explain(&error, &book.borrow())])?;
    let app = api::result(value.flatten(), written, session)
        .map_err(|(fault, at)| vec![book.borrow().diagnostic(&fault, at, Severity::Error)])?;
    note_params(session);
    Ok(app)
}

/// Remembers at each call which parameter its value comes from: a diff names it.
fn note_params(session: &Session) {
    let mut book = session.book.borrow_mut();
    let sites: BTreeMap<_, _> = book.sites.iter().filter_map(|(at, site)| Some((*at, site.param.clone()?))).collect();
    for (at, param) in sites {
        let from = session.params.origin(&param).unwrap_or("its default");
        book.sources.note(part::origin(at), format!("{param} from {from}"));
    }
}

fn internal() -> Diagnostic {
    let fault = Fault::new("internal", "The script engine gave up on this script, which is a defect of rhumb.");
    Diagnostic::error(fault.code, fault.text).help("report it with the script")
}

/// A method or function of the language, for references and completion.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// The type it is a method of; nothing for functions.
    pub receiver: Option<&'static str>,
    /// Its name.
    pub name: &'static str,
    /// As it is written: `port(name, number?, options?)`.
    pub shape: String,
    /// What it does, in one sentence.
    pub doc: &'static str,
    /// The type of part that it makes; nothing for methods, and functions that make none.
    pub makes: Option<&'static str>,
    /// Its arguments, in order.
    pub arguments: Vec<Argument>,
    /// How repeated calls add up; empty where that is no question.
    pub adds_up: &'static str,
    /// Names by which people look for it.
    pub other_names: &'static [&'static str],
}

/// An argument of a [`Word`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// What it may be, with its bounds.
    pub may_be: String,
    /// Whether it may be left out.
    pub optional: bool,
}

fn argument(arg: &table::Arg) -> Argument {
    Argument { name: arg.name, may_be: arg.ty.words(), optional: arg.optional }
}

/// Every function and method, by type and name.
pub fn words() -> Vec<Word> {
    let session = Rc::new(Session::default());
    engine::engine(&session, &Limits::default());
    let book = session.book.borrow();
    let mut words: Vec<Word> = book
        .vocabulary
        .signatures()
        .map(|(receiver, sig)| Word {
            receiver,
            name: sig.name,
            shape: sig.shape(),
            doc: sig.doc,
            makes: if receiver.is_none() { book.vocabulary.maker(sig.name).map(|(_, ty)| ty) } else { None },
            arguments: sig.args.iter().map(argument).collect(),
            adds_up: if receiver.is_some() { sig.key.words() } else { "" },
            other_names: sig.aka,
        })
        .collect();
    words.sort();
    words
}
