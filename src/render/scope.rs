//! What surrounds a part: the apps it belongs to, its workload, its namespace, its step.

use smallvec::{SmallVec, smallvec};

use crate::diagnostic::Origin;
use crate::model::{App, Part, Workload};

/// Positions in the sequences of the apps around a part, outermost first. Few apps lie in others.
pub(super) type Steps = SmallVec<[usize; 2]>;

/// The surroundings of a part.
#[derive(Clone, Debug)]
pub(super) struct Scope<'a> {
    /// The apps, outermost first; never empty.
    apps: SmallVec<[&'a App; 2]>,
    /// The workload it belongs to.
    pub(super) workload: Option<&'a Workload>,
    /// The namespace and where it was said.
    pub(super) namespace: Option<(&'a str, Origin)>,
    /// Position in the sequence of each app around it, outermost first.
    pub(super) steps: Steps,
    /// Number of the part in the order of mention.
    pub(super) mention: usize,
}

impl<'a> Scope<'a> {
    /// Directly in the outermost app.
    pub(super) fn new(app: &'a App, namespace: Option<&'a str>) -> Self {
        Self {
            apps: smallvec![app],
            workload: None,
            namespace: app
                .namespace
                .as_deref()
                .map(|name| (name, app.said.of("namespace")))
                .or(namespace.map(|name| (name, Origin::NONE))),
            steps: Steps::new(),
            mention: 0,
        }
    }

    /// The surroundings of a part of the innermost app, which is the step at this position of its sequence.
    pub(super) fn of(&self, step: usize, mention: usize) -> Self {
        let mut scope = self.clone();
        scope.steps.push(step);
        scope.mention = mention;
        scope
    }

    /// The surroundings inside of an app.
    pub(super) fn inside(&self, app: &'a App) -> Self {
        let mut scope = self.clone();
        scope.apps.push(app);
        if let Some(name) = &app.namespace {
            scope.namespace = Some((name, app.said.of("namespace")));
        }
        scope
    }

    /// The surroundings of what belongs to a workload.
    pub(super) fn belonging_to(&self, workload: &'a Workload) -> Self {
        let mut scope = self.clone();
        scope.workload = Some(workload);
        if let Some(name) = &workload.namespace {
            scope.namespace = Some((name, workload.said.of("namespace")));
        }
        scope
    }

    /// The surroundings of what a workload uses and others may use as well: it lies beside the workload.
    pub(super) fn beside(&self) -> Self {
        Self { workload: None, ..self.clone() }
    }

    /// The innermost app.
    pub(super) fn owner(&self) -> &'a App {
        self.apps.last().expect("a scope begins with an app")
    }

    /// The name of the outermost app, which is the unit that is applied.
    pub(super) fn instance(&self) -> &'a str {
        &self.apps[0].name
    }

    /// The name of the workload or, outside of one, of the app.
    pub(super) fn name(&self) -> &'a str {
        self.workload.map_or(&self.owner().name, |workload| &workload.name)
    }

    /// The apps, outermost first.
    pub(super) fn apps(&self) -> &[&'a App] {
        &self.apps
    }

    /// The app around it to which a part of this serial number was added.
    pub(super) fn app_with(&self, serial: u32, is: impl Fn(&Part) -> bool) -> Option<&'a App> {
        self.apps.iter().rev().find(|app| app.parts.of_serial(serial).any(&is)).copied()
    }
}
