//! The API server's audit log: what was asked of it, and by whom.

use std::collections::HashSet;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use serde_json::Value;

/// One request, as the API server saw it. Absent fields are empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`.
    pub verb: String,
    /// Path and query.
    pub uri: String,
    /// The name of the user.
    pub user: String,
    /// The client's `User-Agent`.
    pub user_agent: String,
    /// The namespace of the object.
    pub namespace: String,
    /// The plural of the kind, as in `statefulsets`.
    pub resource: String,
    /// As in `scale`, `status`, `exec`.
    pub subresource: String,
    /// The name of the object.
    pub name: String,
    /// The HTTP status of the answer.
    pub code: u16,
}

impl AuditEntry {
    /// Whether the request could change the cluster: a dry run cannot.
    pub fn mutating(&self) -> bool {
        let verbs = ["create", "update", "patch", "delete", "deletecollection"];
        verbs.contains(&self.verb.as_str()) && !self.uri.contains("dryRun=All")
    }

    fn parse(event: &Value) -> Self {
        let text = |pointer: &str| {
            let value = event.pointer(pointer).and_then(Value::as_str);
            value.unwrap_or_default().to_owned()
        };
        Self {
            verb: text("/verb"),
            uri: text("/requestURI"),
            user: text("/user/username"),
            user_agent: text("/userAgent"),
            namespace: text("/objectRef/namespace"),
            resource: text("/objectRef/resource"),
            subresource: text("/objectRef/subresource"),
            name: text("/objectRef/name"),
            code: event
                .pointer("/responseStatus/code")
                .and_then(Value::as_u64)
                .and_then(|code| u16::try_from(code).ok())
                .unwrap_or_default(),
        }
    }
}

/// The requests in the log from a byte on, each once.
pub(super) fn read(log: &Path, offset: u64) -> std::io::Result<Vec<AuditEntry>> {
    let mut file = std::fs::File::open(log)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    // A watch is told twice, when it starts and when it ends.
    let mut seen = HashSet::new();
    let entries = text
        .split_inclusive('\n')
        // The last line may still be on its way.
        .filter(|line| line.ends_with('\n'))
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|event| seen.insert(event["auditID"].to_string()))
        .map(|event| AuditEntry::parse(&event))
        .collect();
    Ok(entries)
}
