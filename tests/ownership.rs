//! Objects and fields of somebody else: each help line leads to the end that it promises.

use crate::support::control_plane::available;
use crate::support::rhumb::User;

#[test]
fn an_object_moves_to_another_app_as_the_help_line_says() {
    if !available() {
        return;
    }
    let user = User::new("move");
    let map = |name: &str| format!("config_map(\"{name}\", #{{ a: \"1\" }}).fixed_name()");
    user.write("one.rhai", &format!("app(\"one\").add([{}, {}])", map("moves"), map("stays")));
    user.write("two.rhai", &format!("app(\"two\").add({})", map("moves")));
    user.expect(0, &["apply", "one.rhai", "--yes"]);
    user.write("one.rhai", &format!("app(\"one\").add({})", map("stays")));
    let left = user.expect(0, &["apply", "one.rhai", "--yes"]);
    let delete = format!("kubectl delete configmap moves -n {}", user.namespace());
    assert!(left.contains(&format!("\n  to delete it now: {delete}\n")), "{left}");
    let plan = user.expect(3, &["diff", "two.rhai"]);
    assert!(plan.contains("! ConfigMap/moves") && plan.ends_with("\n1 refused.\n"), "{plan}");
    let told = user.expect_err(3, &["diff", "two.rhai"]);
    assert!(told.contains(&format!("take it out of the other, run `{delete}`, and apply yours.")), "{told}");
    let words: Vec<&str> = delete.split(' ').skip(1).collect();
    user.cluster().kubectl_ok(&words);
    user.expect(0, &["apply", "two.rhai", "--yes"]);
    assert!(user.expect(0, &["status", "one"]).contains("\nrunning\n"));
}

#[test]
fn a_field_that_was_changed_by_hand_becomes_ours_again_as_the_help_line_says() {
    if !available() {
        return;
    }
    let user = User::new("release");
    user.write(
        "web.rhai",
        "deployment(\"web\").replicas(1).container(container(\"web\", \"nginx:1.27\").port(\"http\", 80))\n",
    );
    user.expect(0, &["apply", "web.rhai", "--yes"]);
    user.kubectl(&["set", "image", "deployment/web", "web=nginx:1.28"]);
    user.kubectl(&["scale", "deployment/web", "--replicas=3"]);
    // The mend names a position among the managers, which moves while the controller still writes the status.
    user.kubectl(&["rollout", "status", "deployment/web", "--timeout=120s"]);
    let told = user.expect_err(3, &["apply", "web.rhai", "--yes"]);
    let patch = told.split("-p '").nth(1).and_then(|rest| rest.split("'`").next()).expect("a command");
    let patch: String = patch.split_whitespace().collect();
    user.kubectl(&["patch", "deployment", "web", "--type=json", "-p", &patch]);
    user.expect(0, &["apply", "web.rhai", "--yes"]);
    let image = user.get("deployment/web").expect("it is there");
    assert_eq!(image["spec"]["template"]["spec"]["containers"][0]["image"], "nginx:1.27");
}
