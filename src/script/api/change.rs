//! What changes a part inside of an app, and what takes it away.

use std::sync::Arc;

use crate::diagnostic::suggestion;
use crate::model::{App, Part as AppPart};
use crate::script::args::Args;
use crate::script::fault::{Fail, Fault};
use crate::script::part::{Part, call_back};
use crate::script::table::{Row, arg, row, whole};
use crate::script::types::Ty;

/// Methods of an app.
pub const ROWS: &[Row<App>] = &[
    whole(
        "change",
        &[arg("name", Ty::Text), arg("change", Ty::Change("?"))],
        "Changes the part of this name, or of this kind and name: `\"Deployment/web\"`.",
        |mut app, args| {
            let path = find(&app.0, args).map_err(|fault| fault.fail(args.position))?;
            change(app.change(), &path, args)?;
            Ok(app)
        },
    ),
    row(
        "without",
        &[arg("name", Ty::Text)],
        "Takes away the part of this name, or of this kind and name: `\"Deployment/web\"`.",
        |app: &mut App, args| {
            let path = find(app, args)?;
            take(app, &path);
            Ok(())
        },
    )
    .never(),
];

/// Where a part lies: its index in the app, and in the apps in it.
type Path = Vec<usize>;

/// Kind and name of a part, as far as it has a name before it is rendered.
fn names(part: &AppPart) -> (String, String) {
    let (kind, name) = match part {
        AppPart::Workload(part) => (part.kind.kind(), part.name.as_str()),
        AppPart::Service(part) => ("Service", part.name.as_deref().unwrap_or_default()),
        AppPart::Ingress(part) => ("Ingress", part.name.as_deref().unwrap_or_default()),
        AppPart::Route(part) => ("HTTPRoute", part.name.as_deref().unwrap_or_default()),
        AppPart::Secret(part) => ("Secret", part.name.as_str()),
        AppPart::Claim(part) => ("PersistentVolumeClaim", part.name.as_str()),
        AppPart::Account(part) => ("ServiceAccount", part.name.as_str()),
        AppPart::Namespace(part) => ("Namespace", part.name.as_str()),
        AppPart::Object(part) => {
            let text = |keys: &[&str]| part.node.at(keys).and_then(|node| node.as_str()).unwrap_or_default();
            (text(&["kind"]), text(&["metadata", "name"]))
        }
        AppPart::ConfigMap(part) => ("ConfigMap", part.name.as_str()),
        AppPart::App(part) => ("App", part.name.as_str()),
    };
    (kind.to_owned(), name.to_owned())
}

fn all(app: &App, path: &mut Path, out: &mut Vec<(Path, String, String)>) {
    for (index, part) in app.parts.iter().enumerate() {
        path.push(index);
        let (kind, name) = names(part);
        out.push((path.clone(), kind, name));
        if let AppPart::App(app) = part {
            all(app, path, out);
        }
        path.pop();
    }
}

/// The one part that is meant.
fn find(app: &App, args: &Args) -> Result<Path, Fault> {
    let wanted = args.text(0);
    let mut parts = Vec::new();
    all(app, &mut Vec::new(), &mut parts);
    let is = |kind: &str, name: &str| name == wanted || wanted.split_once('/') == Some((kind, name));
    let mut found: Vec<&(Path, String, String)> = parts.iter().filter(|(_, kind, name)| is(kind, name)).collect();
    // The nearest counts: the app's own parts before those of apps in it.
    let nearest = found.iter().map(|(path, ..)| path.len()).min();
    found.retain(|(path, ..)| Some(path.len()) == nearest);
    match found.as_slice() {
        [(path, ..)] => Ok(path.clone()),
        [] => {
            let known: Vec<String> = parts
                .iter()
                .filter(|(.., name)| !name.is_empty())
                .map(|(_, kind, name)| format!("{kind}/{name}"))
                .collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let fault = args.refuse(0, "no-such-part", format!("The app has no part {wanted:?}."));
            let help = match known.iter().find(|known| known.rsplit('/').next() == wanted.rsplit('/').next()) {
                Some(near) => format!("did you mean {near:?}?"),
                None => suggestion(&wanted, &known, "it has"),
            };
            Err(fault.help(help))
        }
        several => {
            let shown: Vec<String> = several.iter().map(|(_, kind, name)| format!("\"{kind}/{name}\"")).collect();
            let fault = args.refuse(0, "argument", format!("Several parts of the app are called {wanted:?}."));
            Err(fault.help(format!("write {}", shown.join(" or "))))
        }
    }
}

fn take(app: &mut App, path: &[usize]) {
    match path {
        [index] => {
            let part = app.parts.remove(*index);
            app.sequence.retain(|other| !other.is(&part));
        }
        [index, rest @ ..] => {
            if let Some(AppPart::App(inner)) = app.parts.get_mut(*index) {
                take(Arc::make_mut(inner), rest);
            }
        }
        [] => {}
    }
}

fn change(app: &mut App, path: &[usize], args: &Args) -> Result<(), Fail> {
    let Some((index, rest)) = path.split_first() else {
        return Ok(());
    };
    let Some(slot) = app.parts.get_mut(*index) else {
        return Ok(());
    };
    if let (AppPart::App(inner), false) = (&mut *slot, rest.is_empty()) {
        return change(Arc::make_mut(inner), rest, args);
    }
    let changed = changed(slot, args)?;
    for other in &mut app.sequence {
        if other.is(&changed) {
            other.clone_from(&changed);
        }
    }
    app.parts.replace(*index, changed);
    Ok(())
}

fn changed(part: &AppPart, args: &Args) -> Result<AppPart, Fail> {
    macro_rules! call {
        ($part:expr, $wrap:path) => {
            $wrap(call_back(args, 1, Part($part.clone()))?.0)
        };
    }
    Ok(match part {
        AppPart::Workload(part) => call!(part, AppPart::Workload),
        AppPart::Service(part) => call!(part, AppPart::Service),
        AppPart::Ingress(part) => call!(part, AppPart::Ingress),
        AppPart::Route(part) => call!(part, AppPart::Route),
        AppPart::Secret(part) => call!(part, AppPart::Secret),
        AppPart::Claim(part) => call!(part, AppPart::Claim),
        AppPart::Account(part) => call!(part, AppPart::Account),
        AppPart::Namespace(part) => call!(part, AppPart::Namespace),
        AppPart::Object(part) => call!(part, AppPart::Object),
        AppPart::ConfigMap(part) => call!(part, AppPart::ConfigMap),
        AppPart::App(part) => call!(part, AppPart::App),
    })
}
