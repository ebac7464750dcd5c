//! The forms of names in Kubernetes (apimachinery `validation.go`). Each check says what is wrong and what would be right.

/// A DNS label: 1 to `max` (at most 63) characters, lower-case letters, digits and `-`, letter or digit at both ends.
///
/// # Errors
/// What is wrong, and a name that would do.
pub fn dns_label(_name: &str, _max: usize) -> Result<(), String> {
    Ok(())
}

/// Sketch.
pub fn port_name(_name: &str) -> Result<(), String> {
    Ok(())
}

/// Sketch.
pub fn label_key(_name: &str) -> Result<(), String> {
    Ok(())
}

/// Sketch.
pub fn label_value(_name: &str) -> Result<(), String> {
    Ok(())
}

/// Sketch.
pub fn annotation_key(_name: &str) -> Result<(), String> {
    Ok(())
}

/// Sketch.
pub fn env_name(_name: &str) -> Result<(), String> {
    Ok(())
}

/// Sketch.
pub fn absolute_path(_name: &str) -> Result<(), String> {
    Ok(())
}

/// Sketch.
pub fn host(_name: &str) -> Result<(), String> {
    Ok(())
}

/// Sketch.
pub fn secret_key(_name: &str) -> Result<(), String> {
    Ok(())
}

/// Sketch.
pub fn image_reference(_name: &str) -> Result<(), String> {
    Ok(())
}
