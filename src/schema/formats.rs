//! Formats of texts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Whether a text is of a format; else what is wrong with it, without the text itself, and what to write. Formats that only
/// describe (`int-or-string`) fit.
pub(super) fn check(format: &str, text: &str) -> Result<(), (&'static str, &'static str)> {
    match format {
        "byte" if STANDARD.decode(text.replace(['\n', '\r'], "")).is_err() => {
            Err(("is not base64.", "clear text goes below `data`, or below `stringData` in a Secret"))
        }
        "date-time" if !is_date_time(text) => Err(("is no date with time.", "write it like \"2026-11-20T08:00:00Z\"")),
        _ => Ok(()),
    }
}

/// Whether a text is a date with time as RFC 3339 writes it, as far as its form goes.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else { return false };
    let (clock, zone) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => return false,
    };
    let zone_fits = match zone.strip_prefix(['+', '-']) {
        Some(offset) => numbers(offset, ':', &[(2, 0, 23), (2, 0, 59)]),
        None => zone.len() == 1,
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    numbers(date, '-', &[(4, 0, 9999), (2, 1, 12), (2, 1, 31)])
        && numbers(clock, ':', &[(2, 0, 23), (2, 0, 59), (2, 0, 60)])
        && !fraction.is_empty()
        && fraction.chars().all(|c| c.is_ascii_digit())
        && zone_fits
}

/// Whether a text is numbers of so many digits within bounds, with a character between them.
fn numbers(text: &str, between: char, forms: &[(usize, u32, u32)]) -> bool {
    let parts: Vec<&str> = text.split(between).collect();
    parts.len() == forms.len()
        && parts.iter().zip(forms).all(|(part, (digits, least, most))| {
            part.len() == *digits
                && part.chars().all(|c| c.is_ascii_digit())
                && part.parse().is_ok_and(|number: u32| (*least..=*most).contains(&number))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_with_time_are_those_of_rfc_3339() {
        for good in ["2026-11-20T08:00:00Z", "2026-11-20T08:00:00.123456Z", "2026-11-20t08:00:00+01:00"] {
            assert!(is_date_time(good), "{good}");
        }
        for bad in ["2026-11-20", "today", "2026-13-20T08:00:00Z", "2026-11-20T08:00Z", "2026-11-20T08:00:00", ""] {
            assert!(!is_date_time(bad), "{bad}");
        }
    }

    #[test]
    fn bytes_are_base64() {
        assert!(check("byte", "aGVsbG8=").is_ok() && check("byte", "").is_ok() && check("other", "!").is_ok());
        assert!(check("byte", "hello!").is_err());
    }
}
