//! A script to what it renders: evaluate, render, check, on a thread with a stack that deep scripts fit into.

use std::thread;

use crate::check::check;
use crate::diagnostic::{Allow, Diagnostic, Severity, Sources, turn_off};
use crate::model::App;
use crate::object::Rendered;
use crate::parallel;
use crate::project::Settings;
use crate::render::{self, render};
use crate::script::{self, Inputs, Limits, Listed};
use crate::text::names;

/// What is done with secret values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    /// They are not asked for, and `(secret)` stands in their place.
    #[default]
    Hidden,
    /// They are needed, and written.
    Shown,
}

/// How a script is evaluated.
#[derive(Clone, Debug, Default)]
pub struct Evaluate {
    /// Namespace from outside of the script. A script that says another is an error.
    pub namespace: Option<String>,
    /// Who says that namespace, for messages: `rhumb.toml`. Empty for the command line.
    pub namespace_from: String,
    /// What is done with secret values.
    pub secrets: Secrets,
    /// Whether what cannot be carried out yet is an error: for everything but a look at the objects.
    pub carry_out: bool,
    /// Whether the process ends soon after: the app is then left to the system, which takes all memory back faster than it
    /// is freed part by part.
    pub ends: bool,
    /// Budgets.
    pub limits: Limits,
    /// What the project says.
    pub settings: Settings,
}

impl Evaluate {
    fn from(&self) -> &str {
        if self.namespace_from.is_empty() { "`-n`" } else { &self.namespace_from }
    }

    /// How it is rendered.
    pub(super) fn how(&self) -> render::Options<'_> {
        render::Options {
            namespace: self.namespace.as_deref(),
            namespace_from: &self.namespace_from,
            show_secrets: self.secrets == Secrets::Shown,
            settings: self.settings,
        }
    }
}

/// Why nothing was rendered.
#[derive(Debug)]
pub struct Failure {
    /// Errors and warnings, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
    /// The files, for places.
    pub sources: Sources,
    /// What the script printed until then.
    pub printed: String,
}

/// Evaluates, renders and checks a script. Warnings come with what is rendered.
///
/// # Errors
/// Everything that is wrong with the script.
pub fn evaluate(inputs: Inputs, options: Evaluate) -> Result<Rendered, Box<Failure>> {
    on_thread(move || script(&inputs, &options))
}

/// The parameters of a script, without running it.
///
/// # Errors
/// What is wrong with the script before it runs.
pub fn params(inputs: Inputs, limits: Limits) -> Result<Vec<Listed>, Box<Failure>> {
    on_thread(move || script::list_params(&inputs, &limits).map_err(|failure| Box::new(Failure::from(*failure))))
}

/// Does something on a thread with a stack that deep scripts and manifests fit into.
pub(super) fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Box<Failure>> + Send + 'static,
) -> Result<T, Box<Failure>> {
    let thread = thread::Builder::new().name("script".to_owned()).stack_size(script::STACK).spawn(work);
    thread.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(|| Err(Box::new(gave_up().into())))
}

impl From<script::Failure> for Failure {
    fn from(failure: script::Failure) -> Self {
        let script::Failure { diagnostics, sources, printed } = failure;
        Self { diagnostics, sources, printed }
    }
}

fn gave_up() -> script::Failure {
    let diagnostic = Diagnostic::error("internal", "The script could not be evaluated, which is a defect of rhumb.")
        .help("report it with the script");
    script::Failure { diagnostics: vec![diagnostic], sources: Sources::default(), printed: String::new() }
}

fn script(inputs: &Inputs, options: &Evaluate) -> Result<Rendered, Box<Failure>> {
    let evaluated = script::evaluate(inputs, &options.limits).map_err(|failure| Box::new(Failure::from(*failure)))?;
    let script::Evaluated { app, sources, mut warnings, allows, printed, reads } = evaluated;
    if let Some(told) = bad_namespace(options) {
        return Err(Box::new(Failure { diagnostics: vec![told], sources, printed }));
    }
    let mut rendered = render(&app, sources, &options.how()).map_err(|(mut diagnostics, sources)| {
        turn_off(&mut warnings, &allows);
        diagnostics.append(&mut warnings);
        Box::new(Failure { diagnostics, sources, printed: printed.clone() })
    })?;
    rendered.warnings.splice(0..0, warnings);
    rendered.printed = printed;
    rendered.reads = reads;
    let outcome = finished(rendered, Some((&app, &allows)), options);
    if options.ends {
        std::mem::forget(app);
    } else if app.parts.len() >= MANY {
        parallel::free(app);
    }
    outcome
}

/// Parts of an app that take longer to free than a thread takes to start.
const MANY: usize = 256;

/// What is wrong with the namespace from outside.
pub(super) fn bad_namespace(options: &Evaluate) -> Option<Diagnostic> {
    let reason = names::dns_label(options.namespace.as_ref()?, 63).err()?;
    let help = format!("this is the namespace that {} gives", options.from());
    Some(Diagnostic::error("name-form", reason).help(help))
}

/// Checks what is rendered. A manifest has no app, and turns nothing off.
pub(super) fn finished(
    mut rendered: Rendered,
    app: Option<(&App, &[Allow])>,
    options: &Evaluate,
) -> Result<Rendered, Box<Failure>> {
    let (app, allows) = app.map_or((None, &[][..]), |(app, allows)| (Some(app), allows));
    rendered.warnings.extend(check(app, &rendered, options.settings));
    for told in rendered.warnings.iter_mut().filter(|told| options.carry_out && told.code == "not-carried-out") {
        told.severity = Severity::Error;
    }
    let unused: Vec<Diagnostic> = turn_off(&mut rendered.warnings, allows).into_iter().map(Allow::unused).collect();
    rendered.warnings.extend(unused);
    rendered.warnings.sort_by(|a, b| a.place.cmp(&b.place));
    if rendered.warnings.iter().any(Diagnostic::is_error) {
        let Rendered { warnings: diagnostics, sources, printed, .. } = rendered;
        return Err(Box::new(Failure { diagnostics, sources, printed }));
    }
    Ok(rendered)
}
