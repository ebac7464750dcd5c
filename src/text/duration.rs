//! Durations: seconds, or text such as `90`, `"10m"`, `"1h30m"`.

/// Seconds of a text: a number, or numbers with the units `s`, `m`, `h`, `d`.
///
/// # Errors
/// What is wrong with the text.
pub fn seconds(text: &str) -> Result<i64, String> {
    let wrong = || format!("`{text}` is no duration: write seconds, or text such as \"90s\", \"10m\", \"1h30m\".");
    if let Ok(seconds) = text.parse::<i64>() {
        return if seconds < 0 { Err(wrong()) } else { Ok(seconds) };
    }
    let mut rest = text;
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let number: i64 = rest[..digits].parse().map_err(|_| wrong())?;
        let unit = rest[digits..].chars().next().ok_or_else(wrong)?;
        let size = match unit {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => return Err(wrong()),
        };
        total = number.checked_mul(size).and_then(|part| total.checked_add(part)).ok_or_else(wrong)?;
        rest = &rest[digits + unit.len_utf8()..];
    }
    if text.is_empty() { Err(wrong()) } else { Ok(total) }
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations_add_up_their_units() {
        let rows = [("90", 90), ("90s", 90), ("10m", 600), ("1h30m", 5_400), ("2d", 172_800), ("0", 0)];
        for (text, wanted) in rows {
            assert_eq!(seconds(text), Ok(wanted), "{text}");
        }
        for text in ["", "m", "-5", "10x", "1h30", "1.5m", "99999999999999999999s"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
