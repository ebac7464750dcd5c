//! A manifest as an app: its objects as they stand, with the same checks, order and namespaces as those of a script.

use std::collections::HashSet;
use std::sync::Arc;

use super::raw::lies_in_namespace;
use super::{Options, render};
use crate::diagnostic::{Diagnostic, Origin, Sources};
use crate::model::{App, Part, RawObject, Said};
use crate::object::{Node, Rendered};

/// Renders the objects of a manifest as an app of this name, which is a DNS label.
///
/// The namespace of the app is that in which all of its objects say they lie; else that from outside.
///
/// # Errors
/// As [`render`](super::render()).
pub fn manifest(
    name: &str,
    objects: Vec<Node>,
    sources: Sources,
    options: &Options<'_>,
) -> Result<Rendered, (Vec<Diagnostic>, Sources)> {
    let common = common_namespace(&objects);
    let parts = (1..).zip(objects).map(|(serial, node)| {
        let said = Said::new(node.origin, serial);
        Part::Object(Arc::new(RawObject { said, node, keep: false, patch: Vec::new() }))
    });
    let mut app = App { name: name.to_owned(), ..App::default() };
    parts.for_each(|part| app.parts.push(part));
    if let Some((namespace, at)) = common {
        app.said.say("namespace", "", at);
        app.namespace = Some(namespace);
    }
    let mut rendered = render(&app, sources, options)?;
    // A Secret of a manifest cannot be said in another way.
    rendered.warnings.retain(|told| told.code != "literal-secret");
    Ok(rendered)
}

/// The namespace in which all objects say they lie, and where the first one says it. Objects of the whole cluster do not
/// count.
fn common_namespace(objects: &[Node]) -> Option<(String, Origin)> {
    let said = |node: &Node| {
        let said = node.at(&["metadata", "namespace"])?;
        Some((said.as_str()?.to_owned(), said.origin))
    };
    let inside = objects.iter().filter(|node| said(node).is_some() || lies_in_namespace(node));
    let said: Vec<(String, Origin)> = inside.map(said).collect::<Option<_>>()?;
    let names: HashSet<&String> = said.iter().map(|(name, _)| name).collect();
    (names.len() == 1).then(|| said.first().cloned()).flatten()
}
