//! What render says of volumes.

use super::*;

#[test]
fn a_constructor_call_is_one_volume_and_unnamed_ones_are_named_by_their_first_path() {
    let mut app = small();
    let shared = Volume::EmptyDir(empty_dir(20).into());
    let other = Volume::EmptyDir(empty_dir(21).into());
    let named =
        Volume::ExistingClaim(ExistingClaim { said: made(22), name: "tmp-x".to_owned(), volume_name: None }.into());
    let config = Volume::Existing(
        Items {
            said: made(23),
            name: "my.conf".to_owned(),
            usage: Usage { items: vec![("a".to_owned(), "b".to_owned())], mode: Some(0o640), ..Usage::default() },
            ..Items::default()
        }
        .into(),
    );
    container_of(&mut app).mounts = vec![
        mount("/tmp/X", shared.clone(), 20),
        mount("/tmp_x", other, 21),
        mount("/", Volume::EmptyDir(empty_dir(24).into()), 24),
    ];
    let mut second = container("second", "x:1", 30);
    second.mounts = vec![mount("/b", shared, 31), mount("/c", named, 32), mount("/d", config, 33)];
    workload_of(&mut app).containers.push(second.into());
    let value = object(&rendered(&app, &SHOW), "Deployment/web").value();
    let pod = &value["spec"]["template"]["spec"];
    let mounted = |at: usize| {
        let mounts = pod["containers"][at]["volumeMounts"].as_array().unwrap();
        let of = |mount: &Value| format!("{} {}", mount["name"], mount["mountPath"]).replace('"', "");
        mounts.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(mounted(0), ["tmp-x-2 /tmp/X", "tmp-x-3 /tmp_x", "root /"]);
    assert_eq!(mounted(1), ["tmp-x-2 /b", "tmp-x /c", "my-conf /d"]);
    assert_eq!(
        pod["volumes"],
        json!([
            { "name": "tmp-x-2", "emptyDir": {} },
            { "name": "tmp-x-3", "emptyDir": {} },
            { "name": "root", "emptyDir": {} },
            { "name": "tmp-x", "persistentVolumeClaim": { "claimName": "tmp-x" } },
            {
                "name": "my-conf",
                "configMap": { "name": "my.conf", "items": [{ "key": "a", "path": "b" }], "defaultMode": 416 },
            },
        ])
    );
}

#[test]
fn two_contents_under_one_name_or_of_one_call_clash() {
    let both = |one: Volume, two: Volume| {
        let mut app = small();
        container_of(&mut app).mounts = vec![mount("/a", one, 20), mount("/b", two, 21)];
        told(&app, &SHOW)
    };
    let none: [&str; 0] = [];
    let size = |line| EmptyDir { size_limit: Some("1Gi".to_owned()), ..empty_dir(line) };
    assert_eq!(both(Volume::Claim(claim("data", "1Gi", 20)), Volume::Claim(claim("data", "1Gi", 21))), none);
    assert_eq!(
        both(Volume::Claim(claim("data", "1Gi", 20)), Volume::Claim(claim("data", "2Gi", 21))),
        ["error[volume-clash] 21: Two volumes of a pod have the same name but differ: data. (the other one 20)"]
    );
    assert_eq!(
        both(Volume::EmptyDir(empty_dir(20).into()), Volume::EmptyDir(size(20).into())),
        ["error[volume-clash] 21: One volume is mounted twice with different contents. (the other one 20)"]
    );
}

#[test]
fn a_claim_is_a_template_or_owned_by_its_workload_or_by_the_app() {
    let with = |kind, for_all_pods, added: bool| {
        let mut part = claim("data", "1Gi", 20);
        std::sync::Arc::make_mut(&mut part).for_all_pods = for_all_pods;
        let mut web = workload(kind, "web", 10);
        let mut only = container("web", "web:1", 11);
        only.mounts = vec![mount("/data", Volume::Claim(part.clone()), 21)];
        web.containers = vec![only.into()];
        let mut app = app_of(web);
        app.name = "shop".to_owned();
        if added {
            app.parts.push(Part::Claim(part));
        }
        let rendered = rendered(&app, &SHOW);
        let set = object(&rendered, &format!("{}/web", kind.kind())).value();
        let templates = set["spec"]["volumeClaimTemplates"].as_array().map_or(0, Vec::len);
        let claim = &set["spec"]["template"]["spec"]["volumes"][0]["persistentVolumeClaim"]["claimName"];
        let kept = rendered.objects.iter().filter(|object| object.intents.keep);
        let kept: Vec<String> = kept.map(|object| object.name.clone()).collect();
        (templates, claim.as_str().map(str::to_owned), kept.join(" "))
    };
    let some = |name: &str| Some(name.to_owned());
    let owned = || (0, some("web-data"), "web-data".to_owned());
    let shared = || (0, some("shop-data"), "shop-data".to_owned());
    assert_eq!(with(WorkloadKind::StatefulSet, false, false), (1, None, String::new()));
    assert_eq!(with(WorkloadKind::StatefulSet, true, false), owned());
    assert_eq!(with(WorkloadKind::Deployment, false, false), owned());
    assert_eq!(with(WorkloadKind::DaemonSet, false, false), owned());
    assert_eq!(with(WorkloadKind::StatefulSet, false, true), shared());
    assert_eq!(with(WorkloadKind::Deployment, false, true), shared());
}
