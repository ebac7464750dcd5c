//! Quantities of Kubernetes: `250m`, `1`, `512Mi`, `1.5Gi`, `1e3` (apimachinery `resource.Quantity`).

use serde_json::Value;

/// A quantity in billionths, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(pub i128);

/// Billionths in one.
const ONE: i128 = 1_000_000_000;

/// Reads a quantity: sign, decimal number, and a suffix (`n u m k M G T P E`, `Ki Mi Gi Ti Pi Ei`, `e3`).
///
/// # Errors
/// What is wrong with the text.
pub fn parse(text: &str) -> Result<Quantity, String> {
    let wrong =
        || format!("`{text}` is no quantity: write a number and a unit, such as \"250m\", \"1.5\" or \"512Mi\".");
    let (negative, unsigned) = match text.as_bytes() {
        [sign @ (b'+' | b'-'), ..] => (*sign == b'-', &text[1..]),
        _ => (false, text),
    };
    let (whole, rest) = digits(unsigned);
    let (fraction, suffix) = rest.strip_prefix('.').map_or(("", rest), digits);
    // With more digits the amount would not fit into its number.
    if (whole.is_empty() && fraction.is_empty()) || whole.len() > 19 || fraction.len() > 12 {
        return Err(wrong());
    }
    let digits = whole.bytes().chain(fraction.bytes()).fold(0, |sum: i128, digit| sum * 10 + i128::from(digit - b'0'));
    let (multiplier, divisor) = scale(suffix).ok_or_else(wrong)?;
    let places = TENS[fraction.len()];
    let scaled = digits.checked_mul(ONE).and_then(|n| n.checked_mul(multiplier)).ok_or_else(wrong)?;
    // What is below a billionth is rounded up, as the API server does.
    let parts = divisor * places;
    let amount = if parts == 1 { scaled } else { scaled / parts + i128::from(scaled % parts != 0) };
    Ok(Quantity(if negative { -amount } else { amount }))
}

/// The digits at the beginning of a text, and the rest.
fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len()))
}

/// The powers of ten up to that of `E`.
const TENS: [i128; 19] = {
    let mut tens = [1; 19];
    let mut power = 1;
    while power < tens.len() {
        tens[power] = tens[power - 1] * 10;
        power += 1;
    }
    tens
};

/// Multiplier and divisor of a suffix.
fn scale(suffix: &str) -> Option<(i128, i128)> {
    let decimal = |power: usize| TENS[power];
    Some(match suffix {
        "" => (1, 1),
        "n" => (1, decimal(9)),
        "u" => (1, decimal(6)),
        "m" => (1, decimal(3)),
        "k" => (decimal(3), 1),
        "M" => (decimal(6), 1),
        "G" => (decimal(9), 1),
        "T" => (decimal(12), 1),
        "P" => (decimal(15), 1),
        "E" => (decimal(18), 1),
        "Ki" => (1 << 10, 1),
        "Mi" => (1 << 20, 1),
        "Gi" => (1 << 30, 1),
        "Ti" => (1 << 40, 1),
        "Pi" => (1 << 50, 1),
        "Ei" => (1 << 60, 1),
        exponent => {
            let power: i32 = exponent.strip_prefix(['e', 'E'])?.parse().ok()?;
            let size = *TENS.get(usize::try_from(power.unsigned_abs()).ok()?)?;
            if power < 0 { (1, size) } else { (size, 1) }
        }
    })
}

/// The quantity as the API server writes it: the largest unit of its family that leaves a whole number. `1000m` is `1`,
/// `1024Mi` is `1Gi`, `1.5` is `1500m`, `0.5Gi` is `512Mi`.
pub fn canonical(text: &str) -> Option<String> {
    let amount = parse(text).ok()?.0;
    let binary = text.ends_with('i');
    if amount == 0 {
        return Some("0".to_owned());
    }
    let units: &[(&str, i128)] = if binary {
        &[
            ("Ei", ONE << 60),
            ("Pi", ONE << 50),
            ("Ti", ONE << 40),
            ("Gi", ONE << 30),
            ("Mi", ONE << 20),
            ("Ki", ONE << 10),
            ("", ONE),
        ]
    } else {
        &[
            ("E", ONE * 1_000_000_000_000_000_000),
            ("P", ONE * 1_000_000_000_000_000),
            ("T", ONE * 1_000_000_000_000),
            ("G", ONE * 1_000_000_000),
            ("M", ONE * 1_000_000),
            ("k", ONE * 1_000),
            ("", ONE),
            ("m", ONE / 1_000),
            ("u", ONE / 1_000_000),
            ("n", 1),
        ]
    };
    let fits = units.iter().find(|(_, size)| amount % size == 0);
    let (unit, size) = fits.copied().unwrap_or(("n", 1));
    Some(format!("{}{unit}", amount / size))
}

/// Whether two values are the same quantity, as text or as number.
pub fn same(one: &Value, other: &Value) -> bool {
    match (of(one), of(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

fn of(value: &Value) -> Option<Quantity> {
    match value {
        Value::String(text) => parse(text).ok(),
        Value::Number(number) => parse(&number.to_string()).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_api_server_writes_them() {
        let rows = [
            ("1000m", "1"),
            ("1024Mi", "1Gi"),
            ("1.5", "1500m"),
            ("1.5Gi", "1536Mi"),
            ("0.5", "500m"),
            ("0.10", "100m"),
            ("0.5Gi", "512Mi"),
            ("1.0Gi", "1Gi"),
            ("1000000000", "1G"),
            ("1e3", "1k"),
            ("0", "0"),
            ("-1500m", "-1500m"),
        ];
        for (text, wanted) in rows {
            assert_eq!(canonical(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn amounts_are_compared_across_units() {
        assert!(parse("250m") < parse("0.3"));
        assert_eq!(parse("128974848"), parse("123Mi"));
        assert!(parse("1Gi") > parse("1G"));
        assert!(same(&"0.25".into(), &"250m".into()));
        assert!(same(&1.into(), &"1000m".into()));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "m", "1.2.3", "1 Gi", "abc", "1Gb", "0x10", "1e99", "--1", "99999999999999999999"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
