//! What is tried again, and when.

use std::time::Duration;

/// The most that a request is tried.
pub const ATTEMPTS: u32 = 6;
/// The longest that a lost connection is waited for in the middle of a run.
pub const LOST: Duration = Duration::from_secs(10);

/// Whether an answer is worth another try: its status and the server's words. `asked_to_wait` is `Retry-After` in seconds.
pub fn wait(
    code: u16,
    message: &str,
    conflict_of_managers: bool,
    attempt: u32,
    asked_to_wait: Option<u64>,
) -> Option<Duration> {
    if attempt + 1 >= ATTEMPTS {
        return None;
    }
    let input = message.starts_with("failed to create typed patch object")
        || message.starts_with("failed to convert new object");
    let passing = match code {
        429 | 502 | 503 | 504 => true,
        500 => {
            !input
                && (message.contains("etcdserver:")
                    || message.contains("raft proposal dropped")
                    || message.contains("leader changed"))
        }
        // A race inside of the server: nobody else holds a field.
        409 => {
            !conflict_of_managers
                && message.contains("the object has been modified")
                && message.contains("Operation cannot be fulfilled")
        }
        _ => false,
    };
    passing.then(|| asked_to_wait.map_or_else(|| backoff(attempt), |seconds| Duration::from_secs(seconds.min(30))))
}

/// 200 ms, doubled each time, at most 10 s.
pub fn backoff(attempt: u32) -> Duration {
    Duration::from_millis(200 << attempt.min(6)).min(Duration::from_secs(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_passes_by_itself_is_tried_again() {
        let again = |code, message| wait(code, message, false, 0, None).is_some();
        for (code, message) in [
            (429, ""),
            (503, ""),
            (500, "etcdserver: leader changed"),
            (
                409,
                "Operation cannot be fulfilled on resourcequotas \"q\": the object has been modified; please apply your changes to the latest version and try again",
            ),
        ] {
            assert!(again(code, message), "{code} {message}");
        }
        for (code, message) in [
            (
                500,
                "failed to create typed patch object (t/x; apps/v1, Kind=Deployment): .spec.foo: field not declared in schema",
            ),
            (500, "failed calling webhook \"x\""),
            (422, ""),
            (403, ""),
            (404, ""),
        ] {
            assert!(!again(code, message), "{code} {message}");
        }
        assert_eq!(wait(409, "Operation cannot be fulfilled: the object has been modified", true, 0, None), None);
        assert_eq!(wait(503, "", false, ATTEMPTS, None), None);
        assert_eq!(wait(429, "", false, 0, Some(1_000)), Some(Duration::from_secs(30)));
    }
}
