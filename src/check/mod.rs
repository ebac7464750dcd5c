//! What can be known without a cluster: rules over what is rendered, patches included, a file for each.

mod autoscaler;
mod budget;
mod claims;
mod containers;
mod context;
mod dns;
mod env;
mod image;
mod ingress;
mod jobs;
mod labels;
mod lifecycle;
mod matching;
mod names;
mod node_ports;
mod nodes;
mod pod_security;
mod pods;
mod ports;
mod probes;
mod refused;
mod replicas;
mod resources;
mod security;
mod selector;
mod service;
mod tolerations;
mod types;
mod unions;
mod update;
mod view;
mod volumes;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::model::App;
use crate::object::{Object, Rendered};
use crate::parallel;
use crate::project::Settings;

pub use pods::{Pod, pod};
pub use types::of_object;
pub use view::View;

use context::{Context, Whole};

type Rule = fn(&Context<'_>) -> Vec<Diagnostic>;

/// What one core does at once.
enum Task<'a> {
    /// One rule on everything.
    All(&'a Rule),
    /// Every other rule on some objects.
    Each(&'a [Object]),
}

/// Objects that are looked at together.
const BLOCK: usize = 32;

/// Rules that compare objects with each other, or look at the app: each looks at everything at once.
const OF_ALL: &[Rule] = &[names::of_app, node_ports::ports, ingress::routes, replicas::by_default, selector::overlaps];

/// Rules that look at one object after the other, and may look others up. The types come after them.
const OF_EACH: &[Rule] = &[
    names::forms,
    containers::names,
    containers::init_probes,
    containers::terminals,
    image::tags,
    labels::forms,
    env::names,
    unions::one_of,
    ports::unknown,
    ports::clashes,
    probes::probes,
    lifecycle::hooks,
    security::contexts,
    pod_security::level,
    resources::requests_over_limits,
    resources::whole,
    volumes::mounts,
    dns::rules,
    nodes::affinity,
    nodes::pod_terms,
    nodes::deprecated,
    matching::spread,
    matching::nothing,
    tolerations::forms,
    jobs::schedules,
    jobs::removed,
    jobs::restarts,
    jobs::fields,
    service::forms,
    service::targets,
    autoscaler::bounds,
    autoscaler::requests,
    autoscaler::over_requests,
    budget::bounds,
    claims::shared,
    selector::matches_its_pods,
    update::kinds,
    update::surge,
    update::partition,
    update::rolling,
    refused::refused,
    update::deadline,
];

/// Everything that is wrong or doubtful, by place. `app` is missing where a manifest was rendered.
///
/// Warnings of rendering itself (`rendered.warnings`) are not repeated.
pub fn check(app: Option<&App>, rendered: &Rendered, settings: Settings) -> Vec<Diagnostic> {
    let whole = Whole::new(app, rendered, settings);
    let mut found: Vec<Diagnostic> = Vec::new();
    // The same may be told of very many values that have no place, in a file of more lines than have places.
    let mut told: HashSet<Diagnostic> = HashSet::new();
    let mut places: HashMap<Place, Vec<usize>> = HashMap::new();
    let all = Context::of_all(&whole);
    let blocks = rendered.objects.chunks(BLOCK).map(Task::Each);
    let tasks: Vec<Task<'_>> = OF_ALL.iter().map(Task::All).chain(blocks).collect();
    // A few objects are looked at before a thread has begun.
    let at_once = if rendered.objects.len() <= BLOCK { tasks.len() } else { 1 };
    let of_tasks = parallel::map(&tasks, at_once, |task| match task {
        Task::All(rule) => (rule(&all), Vec::new()),
        Task::Each(objects) => {
            let context = Context::of(&whole, objects);
            let of_rules = OF_EACH.iter().flat_map(|rule| rule(&context)).collect();
            let of_types = objects.iter().flat_map(|object| types::findings(&context, object)).collect();
            (of_rules, of_types)
        }
    });
    let (of_rules, of_types): (Vec<Vec<Diagnostic>>, Vec<Vec<Diagnostic>>) = of_tasks.unzip();
    // What the types say comes last: it says again, in other words, what a rule has found.
    for diagnostics in of_rules.into_iter().chain(of_types) {
        for diagnostic in diagnostics {
            if !told.insert(diagnostic.clone()) {
                continue;
            }
            if let Some(place) = &diagnostic.place {
                let here = places.entry(place.clone()).or_default();
                if here.iter().any(|known| says(&found[*known], &diagnostic)) {
                    continue;
                }
                here.push(found.len());
            }
            found.push(diagnostic);
        }
    }
    found.sort_by(|one, two| (&one.place, one.code).cmp(&(&two.place, two.code)));
    found
}

/// Whether what is known at a place says the new already: an error where a fault of types lies. The types of the embedded
/// version do not know the strategy of a later one.
fn says(known: &Diagnostic, new: &Diagnostic) -> bool {
    types::CODES.contains(&new.code)
        && !types::CODES.contains(&known.code)
        && (known.severity == Severity::Error || known.code == "recreate-on-statefulset")
}
