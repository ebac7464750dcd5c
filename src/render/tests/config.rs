//! What render says of ConfigMaps and of what is generated.

use super::*;

fn config(name: &str, data: Vec<(&str, ConfigValue)>, line: u16) -> ConfigMap {
    let data = data.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    ConfigMap { said: made(line), name: name.to_owned(), data, ..ConfigMap::default() }
}

fn text(text: &str) -> ConfigValue {
    ConfigValue::Text(text.to_owned())
}

/// The ConfigMaps of an app that mounts this one.
fn mounted(part: ConfigMap) -> Vec<Value> {
    let mut app = small();
    container_of(&mut app).mounts = vec![mount("/etc/app", Volume::ConfigMap(part.into()), 21)];
    let rendered = rendered(&app, &SHOW);
    let web = object(&rendered, "Deployment/web").value();
    let found: Vec<Value> = objects(&rendered).into_iter().filter(|value| value["kind"] == "ConfigMap").collect();
    let volume = &web["spec"]["template"]["spec"]["volumes"][0];
    assert_eq!(volume["configMap"]["name"], found[0]["metadata"]["name"]);
    found
}

fn name(part: ConfigMap) -> String {
    mounted(part)[0]["metadata"]["name"].as_str().unwrap().to_owned()
}

#[test]
fn a_config_map_is_named_by_its_content_and_by_nothing_else() {
    let one = || config("settings", vec![("a", text("1"))], 20);
    let first = name(one());
    // The first ten digits of the SHA-256 of {"data":{"a":"1"}}.
    assert_eq!(first, "settings-3218bc4f76");
    assert_eq!(name(ConfigMap { said: made(30), labels: vec![("x".to_owned(), "y".to_owned())], ..one() }), first);
    assert_ne!(name(config("settings", vec![("a", text("2"))], 20)), first);
    assert_ne!(name(config("settings", vec![("a", ConfigValue::Bytes(b"1".to_vec()))], 20)), first);
    let patched = ConfigMap { patch: patch(json!({ "data": { "b": "2" } })), ..one() };
    assert_eq!(name(patched), name(config("settings", vec![("a", text("1")), ("b", text("2"))], 20)));
    assert_eq!(name(ConfigMap { fixed_name: true, ..one() }), "settings");
    let long = name(config(&"a".repeat(100), vec![("a", text("1"))], 20));
    assert_eq!((long.len(), long.split_once('-').unwrap().1), (63, "3218bc4f76"));
}

#[test]
fn one_named_by_content_cannot_be_changed_and_bytes_are_in_base64() {
    let part = config("settings", vec![("a", text("1")), ("b", ConfigValue::Bytes(vec![0, 255]))], 20);
    let value = |part| {
        let mut value = mounted(part).remove(0);
        value.as_object_mut().unwrap().retain(|key, _| !["apiVersion", "kind", "metadata"].contains(&key.as_str()));
        value
    };
    let content = json!({ "data": { "a": "1" }, "binaryData": { "b": "AP8=" } });
    let mut immutable = content.clone();
    immutable["immutable"] = true.into();
    assert_eq!(value(part.clone()), immutable);
    assert_eq!(value(ConfigMap { fixed_name: true, ..part }), content);
}

#[test]
fn a_part_that_workloads_of_several_apps_use_is_rendered_once() {
    let part = std::sync::Arc::new(config("settings", vec![("a", text("1"))], 20));
    let mut outer = App { said: made(1), name: "shop".to_owned(), ..App::default() };
    for (inner, line) in [("one", 30), ("two", 40)] {
        let mut set = workload(WorkloadKind::Deployment, inner, line);
        let mut only = container("web", "web:1", line + 1);
        only.mounts = vec![mount("/etc/app", Volume::ConfigMap(part.clone()), line + 2)];
        set.containers = vec![only.into()];
        outer.parts.push(Part::App(app_of(set).into()));
    }
    let names = names(&rendered(&outer, &SHOW));
    assert_eq!(names.iter().filter(|name| name.contains("ConfigMap")).count(), 1, "{names:?}");
}

#[test]
fn a_generated_value_is_masked_and_cannot_be_sent_yet() {
    let with = |lengths: [i64; 2]| {
        let value = |length| Source::Generated { name: "pw".to_owned(), length };
        let data = vec![("a".to_owned(), value(lengths[0])), ("b".to_owned(), value(lengths[1]))];
        let mut app = small();
        app.parts
            .push(Part::Secret(Secret { said: made(20), name: "db".to_owned(), data, ..Secret::default() }.into()));
        app
    };
    let hidden = object(&rendered(&with([16, 16]), &Options::default()), "Secret/db").value();
    assert_eq!(hidden["stringData"], json!({ "a": "(secret)", "b": "(secret)" }));
    assert_eq!(
        told(&with([16, 16]), &SHOW),
        ["error[not-carried-out] 20: Generated secret values cannot be carried out yet: pw."]
    );
    assert_eq!(
        told(&with([16, 17]), &Options::default()),
        ["error[same-name] 20: A generated value has two lengths, but the same name is the same value: pw."]
    );
}
