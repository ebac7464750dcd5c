//! The forms of names in Kubernetes (apimachinery `validation.go`). Each check says what is wrong and what would be right.

/// The result of a check: what is wrong, and a name that would do.
pub type Form = Result<(), String>;

/// The longest DNS label.
pub const MAX_LABEL: usize = 63;

/// The text as a DNS label: other characters become `-`, what is too long is cut, and nothing at all is `root`.
pub fn as_label(text: &str) -> String {
    let mut name = String::new();
    for char in text.chars().map(|char| char.to_ascii_lowercase()) {
        match char {
            'a'..='z' | '0'..='9' => name.push(char),
            _ if name.is_empty() || name.ends_with('-') => {}
            _ => name.push('-'),
        }
    }
    name.truncate(MAX_LABEL);
    match name.trim_end_matches('-') {
        "" => "root".to_owned(),
        name => name.to_owned(),
    }
}

/// A DNS label: 1 to `max` (at most 63) characters, lower-case letters, digits and `-`, letter or digit at both ends.
///
/// # Errors
/// What is wrong, and a name that would do.
pub fn dns_label(name: &str, max: usize) -> Form {
    let length = name.chars().count();
    if length > max {
        return Err(format!("The name {name:?} has {length} characters; at most {max} are allowed."));
    }
    let good = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    if !name.is_empty() && name.bytes().all(good) && !name.starts_with('-') && !name.ends_with('-') {
        return Ok(());
    }
    Err(format!("A name is made of lower-case letters, digits and `-`, not {name:?}{}", instead(name)))
}

/// The end of a sentence: a name near to this one that would do, where there is one.
fn instead(name: &str) -> String {
    let lower: String = name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let mended = lower.trim_matches('-');
    if mended.is_empty() { ".".to_owned() } else { format!(": write {mended:?}.") }
}

/// A DNS subdomain: labels with dots between them, at most 253 characters.
///
/// # Errors
/// What is wrong.
pub fn dns_subdomain(name: &str) -> Form {
    if name.len() > 253 {
        return Err(format!("The name has {} characters; at most 253 are allowed.", name.len()));
    }
    name.split('.').try_for_each(|label| dns_label(label, 253))
}

/// A host: a DNS subdomain, with `*.` in front where all its names are meant.
///
/// # Errors
/// What is wrong.
pub fn host(host: &str) -> Form {
    if host.contains("://") || host.contains('/') {
        return Err(format!("A host has no scheme and no path, but this is {host:?}."));
    }
    dns_subdomain(host.strip_prefix("*.").unwrap_or(host))
        .map_err(|reason| format!("The host is no DNS name. {reason}"))
}

/// The name of a port: 1 to 15 lower-case letters, digits and single `-`, with a letter among them.
///
/// # Errors
/// What is wrong.
pub fn port_name(name: &str) -> Form {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let letter = name.chars().any(|c| c.is_ascii_lowercase());
    let ends = !name.starts_with('-') && !name.ends_with('-') && !name.contains("--");
    if (1..=15).contains(&name.len()) && name.chars().all(good) && letter && ends {
        return Ok(());
    }
    Err(format!(
        "The name of a port has 1 to 15 lower-case letters, digits and `-`, with a letter among them, not {name:?}."
    ))
}

/// The key of a label: at most 63 characters, with a DNS subdomain and `/` in front where it belongs to somebody.
///
/// # Errors
/// What is wrong.
pub fn label_key(key: &str) -> Form {
    let (prefix, name) = key.split_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    if let Some(prefix) = prefix {
        dns_subdomain(prefix)
            .map_err(|reason| format!("The part before `/` of the key {key:?} is no DNS name. {reason}"))?;
    }
    if (1..=63).contains(&name.len()) && is_word(name) {
        return Ok(());
    }
    Err(format!(
        "The key of a label or annotation has 1 to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends, not {name:?}."
    ))
}

/// The value of a label: empty, or at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends.
///
/// # Errors
/// What is wrong.
pub fn label_value(value: &str) -> Form {
    if value.is_empty() || (value.len() <= 63 && is_word(value)) {
        return Ok(());
    }
    Err(format!(
        "The value of a label has at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends, not {value:?}. An annotation takes any text."
    ))
}

/// The key of an annotation: as that of a label.
///
/// # Errors
/// What is wrong.
pub fn annotation_key(key: &str) -> Form {
    label_key(key)
}

fn is_word(text: &str) -> bool {
    let inside = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.');
    let end = |c: Option<&u8>| c.is_some_and(u8::is_ascii_alphanumeric);
    text.bytes().all(inside) && end(text.as_bytes().first()) && end(text.as_bytes().last())
}

/// The name of a variable: printable ASCII without `=` (Kubernetes 1.34).
///
/// # Errors
/// What is wrong.
pub fn env_name(name: &str) -> Form {
    if !name.is_empty() && name.chars().all(|c| (' '..='~').contains(&c) && c != '=') {
        return Ok(());
    }
    Err(format!("The name of a variable is printable ASCII without `=`, not {name:?}."))
}

/// The key of a Secret or ConfigMap: at most 253 letters, digits, `-`, `_` and `.`.
///
/// # Errors
/// What is wrong.
pub fn secret_key(key: &str) -> Form {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if (1..=253).contains(&key.len()) && key.chars().all(good) && key != "." && !key.starts_with("..") {
        return Ok(());
    }
    Err(format!("A key has at most 253 letters, digits, `-`, `_` and `.`, not {key:?}."))
}

/// An absolute path in a container, without `:`.
///
/// # Errors
/// What is wrong.
pub fn absolute_path(path: &str) -> Form {
    if path.contains(':') {
        return Err(format!("The path of a mount has no `:`, but this is {path:?}."));
    }
    if path.starts_with('/') {
        Ok(())
    } else {
        Err(format!("The path of a mount begins with a slash: write \"/{path}\"."))
    }
}

/// A path below another: it does not begin with a slash and has no `..`.
///
/// # Errors
/// What is wrong.
pub fn relative_path(path: &str) -> Form {
    if path.is_empty() || path.starts_with('/') || path.split('/').any(|step| step == "..") {
        return Err(format!("A path inside of a volume is relative and has no `..`, but this is {path:?}."));
    }
    Ok(())
}

/// What an image reference says of its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageParts {
    /// Whether it has a tag.
    pub has_tag: bool,
    /// Whether it has a digest.
    pub has_digest: bool,
}

/// An image reference: registry with port, path of any depth, tag, digest.
///
/// # Errors
/// What is wrong.
pub fn image_reference(reference: &str) -> Result<ImageParts, String> {
    let wrong = |why: &str| format!("{reference:?} is no image reference: {why}.");
    if reference.is_empty() || reference.chars().any(char::is_whitespace) || reference.chars().any(char::is_control) {
        return Err(wrong("it is empty or has spaces"));
    }
    if reference.contains("://") {
        return Err(wrong("it has no scheme, write it without `https://`"));
    }
    let (name, digest) = reference.split_once('@').map_or((reference, None), |(name, digest)| (name, Some(digest)));
    if digest.is_some_and(|digest| {
        !digest.split_once(':').is_some_and(|(_, hex)| hex.len() >= 32 && hex.chars().all(|c| c.is_ascii_hexdigit()))
    }) {
        return Err(wrong("the digest after `@` is `sha256:` and 64 hex digits"));
    }
    let last = name.rsplit('/').next().unwrap_or(name);
    let (base, tag) = last.split_once(':').map_or((last, None), |(base, tag)| (base, Some(tag)));
    let tag_good = |tag: &str| {
        (1..=128).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
    };
    if tag.is_some_and(|tag| !tag_good(tag)) {
        return Err(wrong("the tag after `:` has 1 to 128 letters, digits, `_`, `.` and `-`"));
    }
    let path_good = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.' | '-'))
    };
    let mut parts: Vec<&str> = name.split('/').collect();
    parts.pop();
    // The first part may be a registry, with a port and capital letters.
    let folders = parts
        .iter()
        .enumerate()
        .all(|(index, part)| path_good(part) || (index == 0 && part.contains(['.', ':'])) || *part == "localhost");
    if !folders || !path_good(base) {
        return Err(wrong("names have lower-case letters, digits, `_`, `.` and `-`"));
    }
    Ok(ImageParts { has_tag: tag.is_some(), has_digest: digest.is_some() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_wrong_come_with_one_that_is_right() {
        assert_eq!(dns_label("web-1", 63), Ok(()));
        assert_eq!(
            dns_label("Web_Server", 63),
            Err("A name is made of lower-case letters, digits and `-`, not \"Web_Server\": write \"web-server\"."
                .to_owned())
        );
        for name in ["", "-a", "a-", "a.b", "ä", "a b"] {
            assert!(dns_label(name, 63).is_err(), "{name}");
        }
        assert!(dns_label("abcdef", 5).is_err());
    }

    #[test]
    fn image_references_of_every_form_are_read() {
        let digest = format!("sha256:{}", "a".repeat(64));
        let rows = [
            ("nginx", false, false),
            ("nginx:1.27", true, false),
            ("registry.example.com:5000/a/b/c:v1", true, false),
            ("localhost/nginx", false, false),
        ];
        for (reference, has_tag, has_digest) in rows {
            assert_eq!(image_reference(reference), Ok(ImageParts { has_tag, has_digest }), "{reference}");
        }
        assert_eq!(image_reference(&format!("a/b@{digest}")), Ok(ImageParts { has_tag: false, has_digest: true }));
        for reference in ["", "Nginx", "a b", "https://a/b", "nginx:", "a@sha256:12", "a//b"] {
            assert!(image_reference(reference).is_err(), "{reference}");
        }
    }

    #[test]
    fn keys_and_values_of_labels_have_their_forms() {
        for key in ["app", "app.kubernetes.io/name", "a_b.c-d"] {
            assert_eq!(label_key(key), Ok(()), "{key}");
        }
        for key in ["", "/a", "a/", "A_/b", "-a", "a b", "a\t"] {
            assert!(label_key(key).is_err(), "{key}");
        }
        assert_eq!(label_value(""), Ok(()));
        assert!(label_value("a b").is_err());
        assert!(port_name("1234").is_err() && port_name("http-metrics-ports").is_err() && port_name("a--b").is_err());
        assert_eq!(port_name("http"), Ok(()));
    }
}
