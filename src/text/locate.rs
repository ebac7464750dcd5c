//! Where a key stands in a YAML or JSON file.

/// The line of a key by its dotted path, from 1, where the file has a key on each line: block YAML, and JSON as it is
/// usually written. Nothing where it does not stand so.
pub fn line(text: &str, path: &str) -> Option<usize> {
    let mut around: Vec<(usize, String)> = Vec::new();
    let mut found = None;
    for (number, line) in (1..).zip(text.lines()) {
        let content = line.trim_start_matches([' ', '\t', '{']);
        let indent = line.len() - content.len();
        let Some((key, _)) = content.split_once(':').filter(|_| !content.starts_with(['#', '-', '}', ']'])) else {
            continue;
        };
        let key = key.trim().trim_matches(['"', '\'']);
        around.retain(|(outer, _)| *outer < indent);
        around.push((indent, key.to_owned()));
        let keys: Vec<&str> = around.iter().map(|(_, key)| key.as_str()).collect();
        if keys.join(".") == path {
            found = Some(number);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_block_yaml_and_of_json_are_found_by_their_dotted_names() {
        let yaml = "# sizes\nreplicas: 3\ndb:\n  size: 20Gi\n  # class\n  \"class\": fast\nsize: 1\n";
        assert_eq!(line(yaml, "replicas"), Some(2));
        assert_eq!(line(yaml, "db.size"), Some(4));
        assert_eq!(line(yaml, "db.class"), Some(6));
        assert_eq!(line(yaml, "size"), Some(7));
        assert_eq!(line(yaml, "class"), None);
        let json = "{\n  \"db\": {\n    \"size\": \"20Gi\"\n  },\n  \"size\": 1\n}\n";
        assert_eq!(line(json, "db.size"), Some(3));
        assert_eq!(line(json, "size"), Some(5));
    }
}
