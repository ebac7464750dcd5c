//! The volumes of a pod: one for each constructor call, however often it is mounted.

use super::build::patch;
use super::notes::Notes;
use super::scope::Scope;
use super::stage::Stage;
use super::{claim, volume_source};
use crate::diagnostic::{Diagnostic, Origin};
use crate::model::{Container, Part, Volume, VolumeClaim, Workload, WorkloadKind};
use crate::object::Node;
use crate::schema::Cursor;
use crate::text::names;

/// What a volume is made of.
#[derive(Debug)]
enum Content<'a> {
    /// A claim for each pod of a StatefulSet.
    Template(&'a VolumeClaim),
    /// A claim for all pods of the workload.
    Owned(&'a VolumeClaim, Node),
    /// Anything that stands in the pod alone: its source and the patches of its part.
    Pod(Node, &'a [Node]),
}

impl Content<'_> {
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Template(one), Self::Template(two)) | (Self::Owned(one, _), Self::Owned(two, _)) => same(one, two),
            (Self::Pod(one, patch), Self::Pod(two, other)) => {
                one.to_value() == two.to_value()
                    && patch.iter().map(Node::to_value).eq(other.iter().map(Node::to_value))
            }
            _ => false,
        }
    }
}

#[derive(Debug)]
struct Entry<'a> {
    /// Empty until the names that were said are known.
    name: String,
    /// The name that it has before it is mounted: one call with two names is two volumes.
    own: Option<String>,
    /// Where the name was said.
    named: Origin,
    /// The calls that made it.
    serials: Vec<u32>,
    /// Where it is mounted first.
    path: &'a str,
    at: Origin,
    content: Content<'a>,
}

/// The volumes of a workload's pods.
#[derive(Debug)]
pub(super) struct Volumes<'a> {
    entries: Vec<Entry<'a>>,
    made: Origin,
}

/// Every volume that a container mounts or the pod has for others, each once.
pub(super) fn collect<'a>(notes: &mut Notes<'_>, scope: &Scope<'_>, workload: &'a Workload) -> Volumes<'a> {
    let mut volumes = Volumes { entries: Vec::new(), made: workload.said.made };
    let unmounted = workload.pod.volumes.iter().map(|(volume, at)| ("", volume, *at));
    for (path, volume, at) in workload.all_containers().flat_map(used).chain(unmounted) {
        let said = volume.said();
        let name = volume.own_name();
        if let Volume::Claim(part) = volume
            && let Some(added) = added(scope, part)
            && !added.said.follows(&part.said)
            && !same(part, added)
        {
            let message = format!("The app has this claim with another content: {}.", part.name);
            notes.tell(
                Diagnostic::error("volume-clash", message)
                    .help("mount the claim as it was added to the app.")
                    .at(notes.place(at))
                    .and("the claim of the app", notes.place(added.said.made)),
            );
        }
        let content = content(scope, workload, volume);
        let known = volumes.entries.iter_mut().find(|entry| {
            let same_call = entry.serials.contains(&said.serial) && entry.own == name;
            same_call || name.as_ref().is_some_and(|name| *name == entry.name)
        });
        let Some(known) = known else {
            volumes.entries.push(Entry {
                name: name.clone().unwrap_or_default(),
                own: name,
                named: said.of("volume_name"),
                serials: vec![said.serial],
                path,
                at,
                content,
            });
            continue;
        };
        if !known.content.is(&content) {
            let what = match &name {
                Some(name) => {
                    format!("Two volumes of a pod have the same name but differ: {name}.")
                }
                None => "One volume is mounted twice with different contents.".to_owned(),
            };
            notes.tell(
                Diagnostic::error("volume-clash", what)
                    .help("give one of them another name, or mount the same value twice.")
                    .at(notes.place(at))
                    .and("the other one", notes.place(known.at)),
            );
        }
        known.serials.push(said.serial);
    }
    volumes.name_the_rest();
    volumes
}

/// What a container mounts or takes as a device: path, volume, place.
fn used(part: &Container) -> impl Iterator<Item = (&str, &Volume, Origin)> {
    let mounts = part.mounts.iter().map(|mount| (mount.path.as_str(), &mount.volume, mount.origin));
    mounts.chain(part.devices.iter().map(|device| (device.path.as_str(), &device.volume, device.origin)))
}

impl<'a> Volumes<'a> {
    /// The name of a volume that was collected.
    pub(super) fn name(&self, volume: &Volume) -> &str {
        let (serial, own) = (volume.said().serial, volume.own_name());
        let found = self.entries.iter().find(|entry| entry.serials.contains(&serial) && entry.own == own);
        found.map_or("", |entry| &entry.name)
    }

    /// `volumes` of the pod; `cursor` stands at an item.
    pub(super) fn node(&self, cursor: Cursor) -> Node {
        let items = self.entries.iter().filter_map(|entry| {
            let (source, patches) = match &entry.content {
                Content::Template(_) => return None,
                Content::Owned(_, source) => (source, &[][..]),
                Content::Pod(source, patches) => (source, *patches),
            };
            let mut item = Node::map(source.origin);
            item.set("name", entry.name.as_str(), entry.named);
            for (key, value) in source.entries() {
                item.put(key.clone(), value.clone());
            }
            patch(&mut item, patches, cursor);
            Some(item)
        });
        Node::list(items.collect(), self.made)
    }

    /// `volumeClaimTemplates`.
    pub(super) fn templates(&self) -> Node {
        let items = self.entries.iter().filter_map(|entry| match &entry.content {
            Content::Template(part) => Some(claim::template(part)),
            _ => None,
        });
        Node::list(items.collect(), self.made)
    }

    /// Renders the claims that all pods of the workload share.
    pub(super) fn add_claims(&self, stage: &mut Stage<'_>, scope: &Scope<'_>) {
        for entry in &self.entries {
            if let Content::Owned(part, _) = entry.content {
                claim::render(stage, scope, part);
            }
        }
    }

    /// Volumes without a name of their own are named by their first mount path, and give way to those that have one.
    fn name_the_rest(&mut self) {
        for at in 0..self.entries.len() {
            if !self.entries[at].name.is_empty() {
                continue;
            }
            let base = names::as_label(self.entries[at].path.trim_matches('/'));
            let mut name = base.clone();
            let mut number = 2;
            while self.entries.iter().any(|entry| entry.name == name) {
                let end = format!("-{number}");
                name = format!("{}{end}", &base[..base.len().min(names::MAX_LABEL - end.len())]);
                number += 1;
            }
            self.entries[at].name = name;
        }
    }
}

fn content<'a>(scope: &Scope<'_>, workload: &Workload, volume: &'a Volume) -> Content<'a> {
    match volume {
        Volume::Claim(part) => of_claim(scope, workload, part),
        other => Content::Pod(volume_source::of(other), volume_source::patches(other)),
    }
}

fn of_claim<'a>(scope: &Scope<'_>, workload: &Workload, part: &'a VolumeClaim) -> Content<'a> {
    if let Some(app) = scope.app_with(part.said.serial, is_claim) {
        let name = claim::name(&app.name, part);
        return Content::Pod(volume_source::of_claim(&name, part.said.made), &[]);
    }
    if workload.kind == WorkloadKind::StatefulSet && !part.for_all_pods {
        return Content::Template(part);
    }
    let name = claim::name(&workload.name, part);
    Content::Owned(part, volume_source::of_claim(&name, part.said.made))
}

fn is_claim(part: &Part) -> bool {
    matches!(part, Part::Claim(_))
}

/// The claim of this call that was added to an app around.
fn added<'a>(scope: &Scope<'a>, part: &VolumeClaim) -> Option<&'a VolumeClaim> {
    let app = scope.app_with(part.said.serial, is_claim)?;
    app.parts.of_serial(part.said.serial).find_map(|part| match part {
        Part::Claim(claim) => Some(claim.as_ref()),
        _ => None,
    })
}

fn same(one: &VolumeClaim, two: &VolumeClaim) -> bool {
    claim::template(one).to_value() == claim::template(two).to_value()
}
