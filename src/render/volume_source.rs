//! What a volume of a pod is made of.

use super::build::{pairs, put_filled, set_some};
use super::config_map;
use crate::diagnostic::Origin;
use crate::model::{
    Csi, Downward, EmptyDir, EphemeralClaim, HostPath, ImageVolume, Keyed, Nfs, Projected, Projection, Said, Usage,
    Volume,
};
use crate::object::Node;

/// The source of a volume, without its name. A claim of the app stands where it is known who owns it.
pub(super) fn of(volume: &Volume) -> Node {
    match volume {
        Volume::Claim(part) => of_claim(&part.name, part.said.made),
        Volume::ExistingClaim(part) => of_claim(&part.name, part.said.made),
        Volume::EmptyDir(part) => empty_dir(part),
        Volume::ConfigMap(part) => keyed("configMap", "name", &config_map::name(part), &part.usage, &part.said),
        Volume::Secret(part) => keyed("secret", "secretName", &part.name, &part.usage, &part.said),
        Volume::Existing(part) if part.secret => keyed("secret", "secretName", &part.name, &part.usage, &part.said),
        Volume::Existing(part) => keyed("configMap", "name", &part.name, &part.usage, &part.said),
        Volume::HostPath(part) => host_path(part),
        Volume::Image(part) => image(part),
        Volume::Nfs(part) => nfs(part),
        Volume::Csi(part) => csi(part),
        Volume::EphemeralClaim(part) => ephemeral(part),
        Volume::Projected(part) => projected(part),
        Volume::Downward(part) => downward(part),
    }
}

/// What is merged over a volume. The patches of a ConfigMap or Secret are those of the object.
pub(super) fn patches(volume: &Volume) -> &[Node] {
    match volume {
        Volume::EmptyDir(part) => &part.patch,
        Volume::HostPath(part) => &part.patch,
        Volume::Image(part) => &part.patch,
        Volume::Nfs(part) => &part.patch,
        Volume::Csi(part) => &part.patch,
        Volume::EphemeralClaim(part) => &part.patch,
        Volume::Projected(part) => &part.patch,
        Volume::Downward(part) => &part.patch,
        _ => &[],
    }
}

/// A claim by its name.
pub(super) fn of_claim(name: &str, at: Origin) -> Node {
    let mut source = Node::map(at);
    source.child("persistentVolumeClaim", at).set("claimName", name, at);
    source
}

fn empty_dir(part: &EmptyDir) -> Node {
    let said = &part.said;
    let mut source = Node::map(said.made);
    let dir = source.child("emptyDir", said.made);
    set_some(dir, "medium", part.medium.as_deref(), || said.of("medium"));
    set_some(dir, "sizeLimit", part.size_limit.as_deref(), || said.of("size_limit"));
    source
}

fn keyed(field: &'static str, key: &'static str, name: &str, usage: &Usage, said: &Said) -> Node {
    let mut source = Node::map(said.made);
    let node = source.child(field, said.made);
    node.set(key, name, said.made);
    put_filled(node, "items", items(usage, said));
    set_some(node, "defaultMode", usage.mode, || said.of("mode"));
    if usage.optional {
        node.set("optional", true, said.of("optional"));
    }
    source
}

fn items(usage: &Usage, said: &Said) -> Node {
    let at = said.of("items");
    let item = |key: &str, path: &str, at: Origin| {
        let mut item = Node::map(at);
        item.set("key", key, at).set("path", path, at);
        item
    };
    Node::list(usage.items.iter().map(|(key, path)| item(key, path, at)).collect(), at)
}

fn host_path(part: &HostPath) -> Node {
    let said = &part.said;
    let mut source = Node::map(said.made);
    let node = source.child("hostPath", said.made);
    node.set("path", part.path.as_str(), said.made);
    set_some(node, "type", part.kind.as_deref(), || said.of("type"));
    source
}

fn image(part: &ImageVolume) -> Node {
    let said = &part.said;
    let mut source = Node::map(said.made);
    let node = source.child("image", said.made);
    node.set("reference", part.reference.as_str(), said.made);
    set_some(node, "pullPolicy", part.pull_policy.as_deref(), || said.of("pull_policy"));
    source
}

fn nfs(part: &Nfs) -> Node {
    let said = &part.said;
    let mut source = Node::map(said.made);
    let node = source.child("nfs", said.made);
    node.set("server", part.server.as_str(), said.made).set("path", part.path.as_str(), said.made);
    read_only(node, part.read_only, said);
    source
}

fn csi(part: &Csi) -> Node {
    let said = &part.said;
    let mut source = Node::map(said.made);
    let node = source.child("csi", said.made);
    node.set("driver", part.driver.as_str(), said.made);
    set_some(node, "fsType", part.fs_type.as_deref(), || said.of("fs_type"));
    read_only(node, part.read_only, said);
    let attributes = pairs(&part.attributes, said.made, |key| said.of_key("attributes", key));
    put_filled(node, "volumeAttributes", attributes);
    if let Some(secret) = &part.secret {
        let at = said.of("secret");
        node.child("nodePublishSecretRef", at).set("name", secret.name.as_str(), at);
    }
    source
}

/// `false` is what the API server leaves out.
fn read_only(node: &mut Node, value: Option<bool>, said: &Said) {
    if value == Some(true) {
        node.set("readOnly", true, said.of("read_only"));
    }
}

fn ephemeral(part: &EphemeralClaim) -> Node {
    let said = &part.said;
    let mut source = Node::map(said.made);
    let template = source.child("ephemeral", said.made).child("volumeClaimTemplate", said.made);
    let mut metadata = Node::map(said.made);
    put_filled(&mut metadata, "labels", pairs(&part.labels, said.made, |key| said.of_key("label", key)));
    put_filled(&mut metadata, "annotations", pairs(&part.annotations, said.made, |key| said.of_key("annotation", key)));
    put_filled(template, "metadata", metadata);
    let spec = template.child("spec", said.made);
    let at = said.of("access_mode");
    let mode = part.access_mode.as_deref().unwrap_or("ReadWriteOnce");
    spec.put("accessModes", Node::list(vec![Node::leaf(mode, at)], at));
    set_some(spec, "storageClassName", part.class.as_deref(), || said.of("class"));
    spec.set("volumeMode", "Filesystem", said.made);
    spec.child("resources", said.made).child("requests", said.made).set("storage", part.size.as_str(), said.made);
    source
}

fn projected(part: &Projected) -> Node {
    let said = &part.said;
    let mut source = Node::map(said.made);
    let node = source.child("projected", said.made);
    node.put("sources", Node::list(part.parts.iter().map(projection).collect(), said.made));
    set_some(node, "defaultMode", part.mode, || said.of("mode"));
    source
}

/// One source of a projected volume.
fn projection(part: &Projection) -> Node {
    let object = match part {
        Projection::Downward(part) => {
            let mut source = Node::map(part.said.made);
            source.child("downwardAPI", part.said.made).put("items", files(part));
            return source;
        }
        Projection::Keyed(object) => object,
    };
    let (field, name) = match object {
        Keyed::ConfigMap(part) => ("configMap", config_map::name(part)),
        Keyed::Secret(part) => ("secret", part.name.clone()),
        Keyed::Existing(part) if part.secret => ("secret", part.name.clone()),
        Keyed::Existing(part) => ("configMap", part.name.clone()),
    };
    let (said, mut usage) = (object.said(), object.usage().clone());
    // A key alone is a file of its own name here.
    usage.items.extend(usage.key.take().map(|key| (key.clone(), key)));
    let mut source = Node::map(said.made);
    let node = source.child(field, said.made);
    node.set("name", name, said.made);
    put_filled(node, "items", items(&usage, said));
    if usage.optional {
        node.set("optional", true, said.of("optional"));
    }
    source
}

fn downward(part: &Downward) -> Node {
    let said = &part.said;
    let mut source = Node::map(said.made);
    let node = source.child("downwardAPI", said.made);
    node.put("items", files(part));
    set_some(node, "defaultMode", part.mode, || said.of("mode"));
    source
}

fn files(part: &Downward) -> Node {
    let said = &part.said;
    let items = part.files.iter().map(|(file, field)| {
        let at = said.of_key("files", file);
        let mut item = Node::map(at);
        item.set("path", file.as_str(), at);
        item.child("fieldRef", at).set("fieldPath", field.as_str(), at);
        item
    });
    Node::list(items.collect(), said.made)
}
