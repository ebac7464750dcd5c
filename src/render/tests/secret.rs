//! What render says of secrets.

use super::*;

#[test]
fn a_secret_that_is_used_is_part_of_the_app_also_when_it_was_not_added() {
    let mut app = wordpress(Source::Missing("RHUMB_SECRET_PASSWORD".into()));
    app.parts.retain(|part| !matches!(part, Part::Secret(_)));
    let rendered = rendered(&app, &Options::default());
    let secrets = names(&rendered).into_iter().filter(|name| name.contains("Secret"));
    assert_eq!(secrets.collect::<Vec<_>>(), ["0 Secret/db"]);
}

#[test]
fn secret_values_are_hidden_unless_they_are_to_be_shown_and_then_all_must_be_known() {
    let given = wordpress(Source::Given(SecretValue::new("hunter2")));
    let data = |app: &App, options: &Options<'_>| {
        let mut value = object(&rendered(app, options), "Secret/db").value();
        let map = value.as_object_mut().unwrap();
        map.retain(|key, _| key.ends_with("ata") && key != "metadata");
        value
    };
    let hidden = json!({ "stringData": { "password": "(secret)" } });
    assert_eq!(data(&given, &Options::default()), hidden);
    assert_eq!(data(&wordpress(Source::Missing("RHUMB_SECRET_PASSWORD".into())), &Options::default()), hidden);
    assert_eq!(data(&given, &SHOW), json!({ "data": { "password": "aHVudGVyMg==" } }));
    assert_eq!(
        told(&wordpress(Source::Missing("RHUMB_SECRET_PASSWORD".into())), &SHOW),
        ["error[secret-missing] 3: No value was given for a secret: `password` of `db`."]
    );
    assert_eq!(
        told(&wordpress(Source::Literal("hunter2".to_owned())), &SHOW),
        ["warning[literal-secret] 3: A secret value stands in the script, for everybody to read: \
             `password` of `db`."]
    );
}
