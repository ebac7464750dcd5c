//! Text goes through unchanged: what a script says is what every reader gets, from YAML and from JSON.

mod awkward;

use std::collections::BTreeSet;

use rhumb::text::yaml;
use serde_json::{Map, Value, json};

use crate::support::control_plane::{available, control_plane};
use crate::support::rhumb::User;

/// The file that [`script`] makes, for a user to render.
const FILE: &str = "texts.rhai";

/// Text as a literal of the language, with every character written out that is not a plain one.
fn literal(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match u32::from(c) {
            code @ (0x23..=0x5b | 0x5d..=0x7e | 0x20 | 0x21) => out.extend(char::from_u32(code)),
            code @ 0..=0xffff => out.push_str(&format!("\\u{code:04x}")),
            code => out.push_str(&format!("\\U{code:08x}")),
        }
    }
    out.push('"');
    out
}

/// Whether Kubernetes takes a text as the key of a ConfigMap.
fn is_config_key(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && text.len() <= 253 && text != "." && !text.starts_with("..") && text.chars().all(plain)
}

/// Every text under a made-up name.
fn named(texts: &[String]) -> Vec<(String, &str)> {
    texts.iter().enumerate().map(|(number, text)| (format!("t{number:03}"), text.as_str())).collect()
}

/// A script that says every text wherever the language takes any: as a value of a file, a variable, an argument, an
/// annotation, and as a key.
fn script(texts: &[String]) -> String {
    let values: Vec<(String, String)> = named(texts).into_iter().map(|(name, text)| (name, literal(text))).collect();
    let map = |form: &dyn Fn(&str, &str) -> String| {
        let entries: Vec<String> = values.iter().map(|(name, text)| form(name, text)).collect();
        format!("#{{\n{}\n}}", entries.join(",\n"))
    };
    let config_keys: Vec<String> = texts.iter().filter(|text| is_config_key(text)).map(|text| literal(text)).collect();
    let config_keys: Vec<String> = config_keys.iter().map(|text| format!("{text}: {text}")).collect();
    let calls = |form: &dyn Fn(&str, &str) -> String| {
        values.iter().map(|(name, text)| format!("c = c.{};\n", form(name, text))).collect::<String>()
    };
    format!(
        "let c = container(\"c\", \"nginx:1.27\").args([\n{}\n]);\n{}\n\
         app(\"texts\").add([\n\
         object(#{{ apiVersion: \"v1\", kind: \"ConfigMap\", metadata: #{{ name: \"values\" }}, data: {} }}),\n\
         object(#{{ apiVersion: \"v1\", kind: \"ConfigMap\", metadata: #{{ name: \"keys\" }}, data: #{{ {} }} }}),\n\
         object(#{{ apiVersion: \"text.rhumb.dev/v1\", kind: \"Text\", metadata: #{{ name: \"any\" }}, spec: {} }}),\n\
         deployment(\"web\").replicas(0).container(c).annotation({})\n\
         ])\n",
        values.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(",\n"),
        calls(&|name, text| format!("env(\"{name}\", {text})")),
        map(&|name, text| format!("{name}: {text}")),
        config_keys.join(",\n"),
        map(&|_, text| format!("{text}:\n[{text},\n#{{ a: {text} }}]")),
        map(&|name, text| format!("{name}: {text}")),
    )
}

/// What has to arrive of [`script`], by the kind and name of the object.
fn expected(texts: &[String]) -> Value {
    let by_name = |form: &dyn Fn(&str) -> Value| -> Map<String, Value> {
        named(texts).into_iter().map(|(name, text)| (name, form(text))).collect()
    };
    let env: Vec<Value> = named(texts).iter().map(|(name, text)| json!({ "name": name, "value": text })).collect();
    let keys: Map<String, Value> =
        texts.iter().filter(|text| is_config_key(text)).map(|text| (text.clone(), json!(text))).collect();
    let any: Map<String, Value> = texts.iter().map(|text| (text.clone(), json!([text, { "a": text }]))).collect();
    json!({
        "ConfigMap/values": by_name(&|text| json!(text)),
        "ConfigMap/keys": keys,
        "Text/any": any,
        "args": texts,
        "env": env,
        "annotations": by_name(&|text| json!(text)),
    })
}

/// The texts in objects that somebody has read, in the form of [`expected`].
fn found(objects: &[Value]) -> Value {
    let object = |name: &str| objects.iter().find(|object| object["metadata"]["name"] == name).unwrap_or(&Value::Null);
    let container = &object("web")["spec"]["template"]["spec"]["containers"][0];
    let mut annotations = object("web")["metadata"]["annotations"].clone();
    if let Some(annotations) = annotations.as_object_mut() {
        annotations.retain(|key, _| key.starts_with('t'));
    }
    // A variable that is empty comes without a value.
    let mut env = container["env"].clone();
    for variable in env.as_array_mut().into_iter().flatten() {
        if variable.get("value").is_none() {
            variable["value"] = json!("");
        }
    }
    json!({
        "ConfigMap/values": object("values")["data"],
        "ConfigMap/keys": object("keys")["data"],
        "Text/any": object("any")["spec"],
        "args": container["args"],
        "env": env,
        "annotations": annotations,
    })
}

/// Every text that came otherwise than it went, or not.
fn changed(wanted: &Value, found: &Value, path: &str, faults: &mut Vec<String>) {
    match (wanted, found) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
                let (a, b) = (a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null));
                changed(a, b, &format!("{path}/{key:?}"), faults);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                changed(a, b, &format!("{path}/{index}"), faults);
            }
        }
        (a, b) if a == b => {}
        (a, b) => faults.push(format!("{path}: {a:?} became {b:?}")),
    }
}

#[track_caller]
fn assert_unchanged(reader: &str, texts: &[String], objects: &[Value]) {
    let mut faults = Vec::new();
    changed(&expected(texts), &found(objects), "", &mut faults);
    assert!(faults.is_empty(), "{reader}: {} changed:\n{}", faults.len(), faults.join("\n"));
}

/// The objects that kubectl and we print as JSON: one after the other, or in a list.
fn items(text: &str) -> Vec<Value> {
    let documents = serde_json::Deserializer::from_str(text).into_iter::<Value>().map(Result::unwrap);
    let objects = documents.flat_map(|document| match document["items"].as_array() {
        Some(items) => items.clone(),
        None => vec![document],
    });
    objects.collect()
}

#[test]
fn awkward_texts_are_rendered_unchanged_as_yaml_and_json() {
    let texts = awkward::texts();
    assert!(texts.len() >= 160, "{}", texts.len());
    assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len(), "a text stands there twice");
    let user = User::without_cluster();
    user.write(FILE, &script(&texts));
    let written = user.expect(0, &["render", FILE]);
    assert_unchanged("our reader of YAML", &texts, &yaml::documents(&written).unwrap());
    let written = user.expect(0, &["render", FILE, "-o", "json"]);
    assert_unchanged("JSON", &texts, &items(&written));
}

#[test]
fn awkward_texts_go_through_kubectl_and_the_api_server_unchanged() {
    if !available() {
        return;
    }
    let (cluster, texts) = (control_plane(), awkward::texts());
    let user = User::new("texts");
    cluster.kubectl_with(&["create", "-f", "-"], KIND_OF_TEXTS);
    user.kubectl(&["wait", "--for=condition=Established", "crd/texts.text.rhumb.dev"]);
    user.write(FILE, &script(&texts));
    let read = |arguments: &[&str], input: &str| {
        let all = [&["-n", user.namespace()], arguments].concat();
        let output = cluster.kubectl_with(&all, input);
        assert!(output.status.success(), "kubectl {all:?}: {}", output.stderr);
        output.stdout
    };
    // kubectl reads the file and prints what it understood; then the server keeps it, and gives it back.
    let written = user.expect(0, &["render", FILE]);
    let create = ["create", "-f", "-", "-o", "json"];
    let local = [&create[..], &["--dry-run=client", "--validate=false"]].concat();
    assert_unchanged("kubectl, YAML", &texts, &items(&read(&local, &written)));
    let as_json = user.expect(0, &["render", FILE, "-o", "json"]);
    assert_unchanged("kubectl, JSON", &texts, &items(&read(&local, &as_json)));
    read(&create, &written);
    let kept = ["configmap/values", "configmap/keys", "deployment/web", "text/any"];
    let kept: Vec<Value> = kept.iter().map(|object| user.get(object).unwrap()).collect();
    assert_unchanged("the API server", &texts, &kept);
}

/// A kind whose objects may hold anything.
const KIND_OF_TEXTS: &str = "
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: texts.text.rhumb.dev}
spec:
  group: text.rhumb.dev
  scope: Namespaced
  names: {kind: Text, plural: texts, singular: text}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
";
