//! The one way on which requests go: bounded in time, tried again where that helps, and with errors in our terms.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use http::{Method, Request};
use http_body_util::BodyExt as _;
use kube::client::Body;
use serde_json::Value;

use super::retry::{LOST, backoff, wait};
use super::{Cluster, ClusterError};
use crate::object::{MASK, is_secret};
use crate::observed::{Cause, Refusal};

/// The longest that one answer is waited for.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Content type of server-side apply; JSON is YAML.
const APPLY: &str = "application/apply-patch+yaml";

/// A request.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: Method,
    /// Path and query.
    pub path: String,
    pub body: Option<Value>,
    pub accept: &'static str,
    /// Whether it may be sent again when its answer was lost.
    pub repeatable: bool,
}

impl Call {
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: None, accept: "application/json", repeatable: true }
    }

    pub fn patch(path: impl Into<String>, body: Value) -> Self {
        Self { method: Method::PATCH, body: Some(body), ..Self::get(path) }
    }

    pub fn with_body(method: Method, path: impl Into<String>, body: Value) -> Self {
        Self { method, body: Some(body), repeatable: false, ..Self::get(path) }
    }

    fn words(&self) -> String {
        let path = self.path.split('?').next().unwrap_or_default();
        format!("{} {path}", self.method)
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub value: Value,
    /// The server's warnings.
    pub warnings: Vec<String>,
}

struct Raw {
    code: u16,
    body: Vec<u8>,
    warnings: Vec<String>,
    retry_after: Option<u64>,
}

impl Cluster {
    /// Sends a request and gives its answer.
    pub async fn ask(&self, call: &Call) -> Result<Answer, ClusterError> {
        let (mut attempt, started) = (0, Instant::now());
        loop {
            let raw = match tokio::time::timeout(TIMEOUT, self.send(call)).await {
                Err(_) => return Err(ClusterError::TimedOut { what: call.words(), seconds: TIMEOUT.as_secs() }),
                Ok(Err(error)) => {
                    let again = call.repeatable && self.reached.load(Ordering::SeqCst) && started.elapsed() < LOST;
                    if !again {
                        // What was given up is not waited for again by the next request.
                        self.reached.store(false, Ordering::SeqCst);
                        return Err(error);
                    }
                    self.notice(format!("{}: the connection was lost; trying again", call.words()));
                    tokio::time::sleep(backoff(attempt)).await;
                    attempt += 1;
                    continue;
                }
                Ok(Ok(raw)) => raw,
            };
            self.reached.store(true, Ordering::SeqCst);
            if raw.code < 300 {
                let value = serde_json::from_slice(&raw.body).unwrap_or(Value::Null);
                return Ok(Answer { value, warnings: raw.warnings });
            }
            let refusal = refusal(&raw, call.body.as_ref());
            let managers = refusal.causes.iter().any(|cause| cause.reason == "FieldManagerConflict");
            // A request with a guard must not be sent again: the conflict is its answer.
            let pause = if call.repeatable || raw.code != 409 {
                wait(raw.code, &refusal.message, managers, attempt, raw.retry_after)
            } else {
                None
            };
            let Some(pause) = pause else { return Err(self.error(call, refusal)) };
            self.notice(format!("{}: the server answered {}; trying again", call.words(), raw.code));
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    fn notice(&self, words: String) {
        if let Ok(mut notices) = self.notices.lock() {
            notices.push(words);
        }
    }

    async fn send(&self, call: &Call) -> Result<Raw, ClusterError> {
        let unreachable = |reason: String| ClusterError::Unreachable { server: self.facts.server.clone(), reason };
        let mut request = Request::builder().method(call.method.clone()).uri(&call.path).header("Accept", call.accept);
        let body = match &call.body {
            Some(body) => {
                let kind = if call.method == Method::PATCH { APPLY } else { "application/json" };
                request = request.header("Content-Type", kind);
                Body::from(body.to_string().into_bytes())
            }
            None => Body::empty(),
        };
        let request = request.body(body).map_err(|error| unreachable(error.to_string()))?;
        let response = self.client.send(request).await.map_err(|error| unreachable(root(&error)))?;
        let (parts, body) = response.into_parts();
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let warnings =
            parts.headers.get_all("warning").iter().filter_map(|value| warning(value.to_str().ok()?)).collect();
        let retry_after = text("retry-after").and_then(|seconds| seconds.parse().ok());
        let body = body.collect().await.map_err(|error| unreachable(root(&error)))?.to_bytes().to_vec();
        Ok(Raw { code: parts.status.as_u16(), body, warnings, retry_after })
    }

    fn error(&self, call: &Call, refusal: Refusal) -> ClusterError {
        let special = refusal.causes.iter().any(|cause| cause.reason == "NamespaceTerminating")
            || refusal.message.contains("exceeded quota");
        match refusal.code {
            401 => ClusterError::Unauthorized { server: self.facts.server.clone() },
            403 if !special && refusal.message.contains(" cannot ") => {
                ClusterError::Forbidden { message: refusal.message }
            }
            _ => ClusterError::Refused { what: call.words(), refusal },
        }
    }
}

/// The innermost cause of an error: what is around it says only that something went wrong.
fn root(error: &dyn std::error::Error) -> String {
    let mut current: &dyn std::error::Error = error;
    while let Some(next) = current.source() {
        current = next;
    }
    current.to_string().lines().next().unwrap_or_default().chars().take(300).collect()
}

/// `299 - "text"` as text.
fn warning(header: &str) -> Option<String> {
    let text = header.split_once('"')?.1;
    Some(text.strip_suffix('"').unwrap_or(text).replace("\\\"", "\""))
}

/// What the server said, without the secret values of the request.
fn refusal(raw: &Raw, body: Option<&Value>) -> Refusal {
    let hide = |text: &str| body.map_or_else(|| text.to_owned(), |body| without_secrets(text, body));
    let Ok(status) = serde_json::from_slice::<Value>(&raw.body) else {
        let text = String::from_utf8_lossy(&raw.body);
        let message = text.lines().next().unwrap_or_default().chars().take(300).collect::<String>();
        return Refusal { code: raw.code, reason: String::new(), message: hide(&message), causes: Vec::new() };
    };
    let text = |value: &Value, key: &str| hide(value[key].as_str().unwrap_or_default());
    let causes = status.pointer("/details/causes").and_then(Value::as_array).into_iter().flatten();
    Refusal {
        code: raw.code,
        reason: text(&status, "reason"),
        message: text(&status, "message"),
        causes: causes
            .map(|cause| Cause {
                reason: text(cause, "reason"),
                field: text(cause, "field"),
                message: text(cause, "message"),
            })
            .collect(),
    }
}

/// The text without the values of a Secret, in which the server may quote them.
fn without_secrets(text: &str, body: &Value) -> String {
    let group = body["apiVersion"].as_str().unwrap_or_default().split_once('/').map_or("", |(group, _)| group);
    if !is_secret(group, body["kind"].as_str().unwrap_or_default()) {
        return text.to_owned();
    }
    let values = ["data", "stringData"].into_iter().flat_map(|key| body[key].as_object().into_iter().flatten());
    let values = values.filter_map(|(_, value)| value.as_str()).filter(|value| !value.is_empty());
    values.fold(text.to_owned(), |text, value| text.replace(value, MASK))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn refusals_are_read_with_their_causes_and_without_secrets() {
        let body = json!({ "kind": "Status", "reason": "Invalid", "message": "Secret \"a\" is invalid: data[k]: Invalid value: \"c2VjcmV0\"",
            "details": { "causes": [{ "reason": "FieldValueInvalid", "field": "data[k]", "message": "Invalid value: \"c2VjcmV0\"" }] } });
        let raw = Raw { code: 422, body: body.to_string().into_bytes(), warnings: Vec::new(), retry_after: None };
        let sent = json!({ "apiVersion": "v1", "kind": "Secret", "data": { "k": "c2VjcmV0" } });
        let refusal = refusal(&raw, Some(&sent));
        assert_eq!(refusal.message, "Secret \"a\" is invalid: data[k]: Invalid value: \"(secret)\"");
        assert_eq!(refusal.causes[0].message, "Invalid value: \"(secret)\"");
    }

    #[test]
    fn warnings_are_read_out_of_their_header() {
        assert_eq!(warning("299 - \"unknown field \\\"spec.foo\\\"\"").as_deref(), Some("unknown field \"spec.foo\""));
    }
}
