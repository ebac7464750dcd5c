//! What can be known without a cluster: rules over what is rendered, patches included, a file for each.

mod autoscaler;
mod budget;
mod claims;
mod containers;
mod context;
mod image;
mod names;
mod pods;
mod ports;
mod probes;
mod replicas;
mod resources;
mod selector;
mod types;
mod update;
mod view;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Place, Severity, Told};
use crate::model::App;
use crate::object::Rendered;
use crate::project::Settings;

pub use pods::{Pod, pod};
pub use types::of_object;
pub use view::View;

use context::Context;

type Rule = fn(&Context<'_>) -> Vec<Diagnostic>;

/// Every rule. That of the types comes last: it says again, in other words, what another has found.
const RULES: &[Rule] = &[
    names::forms,
    containers::names,
    containers::init_probes,
    containers::terminals,
    image::tags,
    ports::unknown,
    ports::clashes,
    probes::success,
    resources::requests_over_limits,
    autoscaler::bounds,
    autoscaler::requests,
    budget::bounds,
    claims::shared,
    replicas::by_default,
    selector::matches_its_pods,
    update::surge,
    update::partition,
    types::findings,
];

/// Everything that is wrong or doubtful, by place. `app` is missing where a manifest was rendered.
///
/// Warnings of rendering itself (`rendered.warnings`) are not repeated.
pub fn check(app: Option<&App>, rendered: &Rendered, settings: Settings) -> Vec<Diagnostic> {
    let context = Context::new(app, rendered, settings);
    let mut told = Told::default();
    let mut faulty: HashSet<Place> = HashSet::new();
    for rule in RULES {
        for diagnostic in rule(&context) {
            // A fault of types that lies where another rule has found an error says it again.
            let of_types = types::CODES.contains(&diagnostic.code);
            let place = diagnostic.place.as_ref();
            if of_types && place.is_some_and(|place| faulty.contains(place)) {
                continue;
            }
            if let (Some(place), false, Severity::Error) = (place, of_types, diagnostic.severity) {
                faulty.insert(place.clone());
            }
            told.tell(diagnostic);
        }
    }
    let mut found = told.into_list();
    found.sort_by(|one, two| (&one.place, one.code).cmp(&(&two.place, two.code)));
    found
}
