//! A kind or a field of it, explained in Kubernetes' own words.

use serde::Serialize;
use serde_json::Value;

use super::cursor::{Cursor, ListKind};
use super::kinds::split;
use super::types::Types;
use crate::diagnostic::nearest;

/// What is known of a kind or a field.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explained {
    /// `apps/v1`.
    pub api_version: String,
    /// `StatefulSet.spec.updateStrategy`.
    pub path: String,
    /// `StatefulSetUpdateStrategy`, `list of Container`, `integer`.
    pub r#type: String,
    /// Whether what is around it needs it.
    pub required: bool,
    /// What the server fills in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The texts that are allowed, where not any is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// The least that a number may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// The most that a number may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// By which keys of its items a list is merged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub merged_by: Vec<String>,
    /// Kubernetes' words.
    pub description: String,
    /// Its fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ExplainedField>,
}

/// A field in a list of fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExplainedField {
    /// Its name.
    pub name: String,
    /// Its type.
    pub r#type: String,
    /// Whether what is around it needs it.
    pub required: bool,
    /// Kubernetes' words.
    pub description: String,
}

/// Why nothing can be explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotExplained {
    /// There is no such kind, with those that have a similar name.
    Kind(String, Vec<String>),
    /// There is no such field: where it was looked for, its name, and what is there instead.
    Field(String, String, Vec<String>),
}

/// `apps/v1/StatefulSet.spec` as what stands before the kind, the kind, and the names of fields. Keys of lists are passed
/// over, so that a path from a message can be asked for.
pub fn parts(question: &str) -> (Option<&str>, &str, Vec<String>) {
    // Slashes in a key of a list (`[mountPath=/tmp]`) divide nothing.
    let end = question.find('[').unwrap_or(question.len());
    let (version, rest) = match question[..end].rfind('/') {
        Some(at) => (Some(&question[..at]), &question[at + 1..]),
        None => (None, question),
    };
    let kind_end = rest.find(['.', '[']).unwrap_or(rest.len());
    let (mut fields, mut depth) = (vec![String::new()], 0_u32);
    for c in rest[kind_end..].chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '.' if depth == 0 => fields.push(String::new()),
            c if depth == 0 => fields.last_mut().expect("it is never empty").push(c),
            _ => {}
        }
    }
    fields.retain(|field| !field.is_empty());
    (version, &rest[..kind_end], fields)
}

impl Types {
    /// Explains `StatefulSet`, `sts.spec.updateStrategy`, `apps/v1/StatefulSet.spec`.
    ///
    /// # Errors
    /// There is no such kind or field.
    pub fn explain(&self, question: &str) -> Result<Explained, NotExplained> {
        let (version, word, fields) = parts(question);
        let Some((api_version, kind)) = self.find_kind(version, word) else {
            let mut names: Vec<&str> = self.kinds().map(|known| split(known).1).collect();
            names.dedup();
            let near = nearest(word, names).into_iter().map(str::to_owned).collect();
            return Err(NotExplained::Kind(word.to_owned(), near));
        };
        let mut cursor = Cursor::within(self, api_version, kind);
        let (mut path, mut required, mut said) = (kind.to_owned(), false, cursor.about());
        for field in &fields {
            let holder = through_lists(cursor);
            // Names are looked up as they are, then in any case.
            let known = holder.fields().find(|known| known == field);
            let known = known.or_else(|| holder.fields().find(|known| known.eq_ignore_ascii_case(field)));
            let next = known.map_or_else(|| holder.values(), |name| holder.field(name));
            if !next.is_known() {
                let names: Vec<&str> = holder.fields().collect();
                let near = nearest(field, names.iter().copied());
                let there = if near.is_empty() { names } else { near };
                let there = there.into_iter().map(str::to_owned).collect();
                return Err(NotExplained::Field(path, field.clone(), there));
            }
            let name = known.unwrap_or(field);
            required = holder.required().iter().any(|it| it == name);
            said = holder.about_fields().remove(name).unwrap_or_default();
            path.push('.');
            path.push_str(name);
            cursor = next;
        }
        let holder = innermost(cursor);
        let type_words = holder.about();
        let description = match (said.is_empty(), type_words.is_empty() || said == type_words) {
            (true, _) => type_words,
            (false, true) => said,
            (false, false) => format!("{said}\n\n{type_words}"),
        };
        let (minimum, maximum) = cursor.bounds();
        let mut about = holder.about_fields();
        Ok(Explained {
            api_version: api_version.to_owned(),
            path,
            r#type: type_name(cursor),
            required,
            default: cursor.default().cloned(),
            choices: cursor.choices().to_vec(),
            // What every integer of 32 bits has is no bound of the field.
            minimum: minimum.filter(|it| *it != i64::from(i32::MIN)),
            maximum: maximum.filter(|it| *it != i64::from(i32::MAX)),
            merged_by: match cursor.list() {
                ListKind::Keys(keys) => keys.to_vec(),
                _ => Vec::new(),
            },
            description,
            fields: holder
                .fields()
                .map(|name| {
                    let field = holder.field(name);
                    let own = about.remove(name).unwrap_or_default();
                    ExplainedField {
                        name: name.to_owned(),
                        r#type: type_name(field),
                        required: holder.required().iter().any(|it| it == name),
                        description: if own.is_empty() { innermost(field).about() } else { own },
                    }
                })
                .collect(),
        })
    }
}

/// The type of the items, where it is a list.
fn through_lists(mut cursor: Cursor<'_>) -> Cursor<'_> {
    while cursor.kind() == Some("array") && cursor.item().is_known() {
        cursor = cursor.item();
    }
    cursor
}

/// The type whose fields are meant: that of the items of a list, or of the values of a map.
fn innermost(mut cursor: Cursor<'_>) -> Cursor<'_> {
    for _ in 0..8 {
        let inner = if cursor.kind() == Some("array") {
            cursor.item()
        } else if cursor.kind() == Some("object") && cursor.fields().next().is_none() {
            cursor.values()
        } else {
            break;
        };
        if !inner.is_known() {
            break;
        }
        cursor = inner;
    }
    cursor
}

/// The type in words.
fn type_name(cursor: Cursor) -> String {
    if cursor.is_quantity() {
        return "quantity".to_owned();
    }
    if cursor.is_int_or_string() {
        return "integer or text".to_owned();
    }
    let named = cursor.fields().next().and(cursor.name());
    let word = match cursor.kind() {
        Some("array") => {
            let item = cursor.item();
            return if item.is_known() { format!("list of {}", type_name(item)) } else { "list".to_owned() };
        }
        Some("object") if cursor.fields().next().is_none() => {
            let value = cursor.values();
            return if value.is_known() { format!("map of {}", type_name(value)) } else { "map".to_owned() };
        }
        Some("string") => "text",
        Some("object") => named.unwrap_or("map"),
        Some(other) => other,
        None => named.unwrap_or("anything"),
    };
    match cursor.format() {
        Some("byte") => "text in base64".to_owned(),
        Some("date-time") => "date and time".to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(question: &str) -> Explained {
        Types::embedded().explain(question).unwrap_or_else(|not| panic!("{question}: {not:?}"))
    }

    #[test]
    fn a_path_is_followed_through_lists_and_maps() {
        for question in [
            "StatefulSet.spec.updateStrategy.type",
            "sts.spec.updateStrategy.type",
            "statefulsets.spec.updatestrategy.type",
            "apps/v1/StatefulSet.spec.updateStrategy.type",
            "apps/StatefulSet.spec.updateStrategy.type",
        ] {
            let found = explained(question);
            assert_eq!((&*found.path, &*found.r#type), ("StatefulSet.spec.updateStrategy.type", "text"), "{question}");
        }
        let port =
            explained("sts.spec.template.spec.containers[name=web].ports[containerPort=80,protocol=TCP].protocol");
        assert_eq!(port.path, "StatefulSet.spec.template.spec.containers.ports.protocol");
        assert_eq!(port.default, Some("TCP".into()));
        let mount = explained("Pod.spec.containers.volumeMounts[mountPath=/tmp].name");
        assert!(mount.required);
        let containers = explained("pod.spec.containers");
        assert_eq!((&*containers.r#type, &*containers.merged_by), ("list of Container", &["name".to_owned()][..]));
        let image = containers.fields.iter().find(|field| field.name == "image").expect("it has an image");
        assert!(image.description.starts_with("Container image name."));
        assert_eq!(explained("Pod.spec.containers.resources.limits").r#type, "map of quantity");
        assert_eq!(explained("Secret.data").r#type, "map of text in base64");
    }

    #[test]
    fn what_is_not_there_is_told_with_what_is_near() {
        let not = |question: &str| Types::embedded().explain(question).expect_err("it is not there");
        assert_eq!(not("Statfulset"), NotExplained::Kind("Statfulset".into(), vec!["StatefulSet".into()]));
        assert_eq!(
            not("sts.spec.updatStrategy"),
            NotExplained::Field("StatefulSet.spec".into(), "updatStrategy".into(), vec!["updateStrategy".into()])
        );
        let NotExplained::Field(.., there) = not("sts.spec.updateStrategy.type.x") else { panic!("it is a field") };
        assert!(there.is_empty());
    }
}
