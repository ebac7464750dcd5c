//! Where a key stands in a YAML or JSON file.

use std::collections::BTreeMap;

/// The line of each key by its dotted path, from 1, where the file has a key on each line: block YAML, and JSON as it is
/// usually written. Of a path that stands there twice the last.
pub fn lines(text: &str) -> BTreeMap<String, usize> {
    let mut around: Vec<(usize, &str)> = Vec::new();
    let mut found = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let content = line.trim_start_matches([' ', '\t', '{']);
        let indent = line.len() - content.len();
        let Some((key, _)) = content.split_once(':').filter(|_| !content.starts_with(['#', '-', '}', ']'])) else {
            continue;
        };
        around.retain(|(outer, _)| *outer < indent);
        around.push((indent, key.trim().trim_matches(['"', '\''])));
        let keys: Vec<&str> = around.iter().map(|(_, key)| *key).collect();
        found.insert(keys.join("."), number);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(lines: &BTreeMap<String, usize>, path: &str) -> Option<usize> {
        lines.get(path).copied()
    }

    #[test]
    fn keys_of_block_yaml_and_of_json_are_found_by_their_dotted_names() {
        let yaml = lines("# sizes\nreplicas: 3\ndb:\n  size: 20Gi\n  # class\n  \"class\": fast\nsize: 1\n");
        assert_eq!(line(&yaml, "replicas"), Some(2));
        assert_eq!(line(&yaml, "db.size"), Some(4));
        assert_eq!(line(&yaml, "db.class"), Some(6));
        assert_eq!(line(&yaml, "size"), Some(7));
        assert_eq!(line(&yaml, "class"), None);
        let json = lines("{\n  \"db\": {\n    \"size\": \"20Gi\"\n  },\n  \"size\": 1\n}\n");
        assert_eq!(line(&json, "db.size"), Some(3));
        assert_eq!(line(&json, "size"), Some(5));
    }
}
