//! Whether files hold the same objects, in a process of its own.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::process::ExitCode;

use rhumb::text::yaml;
use serde_json::Value;

/// The first argument of that process; the number of objects and the files follow.
pub const COMMAND: &str = "--same";

/// Above this many objects only files of the same form are compared, byte by byte: as trees they take gigabytes.
const AS_TREES: usize = 10_000;

/// Fails where one of the files is not like the first.
pub fn main(arguments: &[String]) -> ExitCode {
    let Some((count, files)) = arguments.split_first() else {
        return ExitCode::FAILURE;
    };
    let count: usize = count.parse().unwrap_or_default();
    let same = if count > AS_TREES { as_bytes(files) } else { as_trees(count, files) };
    if same { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn as_trees(count: usize, files: &[String]) -> bool {
    let mut first: Option<Vec<Value>> = None;
    files.iter().all(|file| {
        let Some(mut objects) = objects(file) else {
            return false;
        };
        objects.sort_by_cached_key(|object| object["metadata"]["name"].to_string());
        match &first {
            Some(first) => *first == objects,
            None => {
                let whole = objects.len() == count;
                first = Some(objects);
                whole
            }
        }
    })
}

fn objects(file: &str) -> Option<Vec<Value>> {
    let text = fs::read_to_string(file).ok()?;
    if file.ends_with("yaml") {
        // A reader takes no file of thousands of documents at once.
        let documents: Option<Vec<Vec<Value>>> = text.split("\n---\n").map(|one| yaml::documents(one).ok()).collect();
        return documents.map(|documents| documents.concat());
    }
    match serde_json::from_str::<Value>(&text).ok()?["items"].take() {
        Value::Array(items) => Some(items),
        _ => None,
    }
}

fn as_bytes(files: &[String]) -> bool {
    let json: Vec<&String> = files.iter().filter(|file| file.ends_with("json")).collect();
    json.windows(2).all(|pair| {
        let open = |path: &str| File::open(path).map(|file| BufReader::new(file).bytes());
        match (open(pair[0]), open(pair[1])) {
            (Ok(one), Ok(two)) => one.map(Result::ok).eq(two.map(Result::ok)),
            _ => false,
        }
    })
}
