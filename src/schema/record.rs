//! Makes the embedded files of what an API server serves under `/openapi/v3`.

use serde_json::Value;

use super::read::read;
use crate::text::pack::pack;

/// The two files: the types, and the words about them.
#[derive(Debug)]
pub struct Files {
    /// A line of kinds, and a line for each type.
    pub types: Vec<u8>,
    /// A line for each type.
    pub words: Vec<u8>,
}

/// Packs OpenAPI v3 documents.
///
/// # Errors
/// What the compressor says.
pub fn record(documents: &[Value]) -> Result<Files, String> {
    let types = read(documents);
    let line = |value: Result<String, serde_json::Error>| value.map(|text| text + "\n").map_err(|it| it.to_string());
    let mut lines = line(serde_json::to_string(types.numbers()))?;
    let mut words = String::new();
    for number in 0..types.len() {
        lines.push_str(&line(serde_json::to_string(&types.get(number)))?);
        words.push_str(&line(serde_json::to_string(&types.words(number)))?);
    }
    Ok(Files { types: pack(lines.as_bytes())?, words: pack(words.as_bytes())? })
}
