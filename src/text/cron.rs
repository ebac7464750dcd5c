//! Schedules in five fields, as Kubernetes reads them.

/// One field: its name, its bounds, and the words that stand for numbers from the lower bound on.
struct Field {
    name: &'static str,
    min: u32,
    max: u32,
    words: &'static [&'static str],
}

const FIELDS: [Field; 5] = [
    Field { name: "minute", min: 0, max: 59, words: &[] },
    Field { name: "hour", min: 0, max: 23, words: &[] },
    Field { name: "day of the month", min: 1, max: 31, words: &[] },
    Field {
        name: "month",
        min: 1,
        max: 12,
        words: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    },
    Field { name: "day of the week", min: 0, max: 6, words: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

const SHORTHANDS: [&str; 7] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/// Checks a schedule: five fields of numbers, ranges, steps and lists, or a word such as `@daily`.
///
/// # Errors
/// What is wrong with it.
pub fn check(schedule: &str) -> Result<(), String> {
    if SHORTHANDS.contains(&schedule) {
        return Ok(());
    }
    if schedule.starts_with("TZ=") || schedule.starts_with("CRON_TZ=") {
        return Err("A schedule names no time zone: say it with `.time_zone(…)`.".to_owned());
    }
    let parts: Vec<&str> = schedule.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        let seconds = if parts.len() > FIELDS.len() { " Kubernetes knows neither seconds nor years." } else { "" };
        return Err(format!("A schedule has five fields, not {}: {schedule:?}.{seconds}", parts.len()));
    }
    parts.iter().zip(&FIELDS).try_for_each(|(part, field)| part.split(',').try_for_each(|item| check_item(item, field)))
}

fn check_item(item: &str, field: &Field) -> Result<(), String> {
    let wrong = || {
        format!(
            "The {} of a schedule is {}..{}, `*`, a range or a step, not {item:?}.",
            field.name, field.min, field.max
        )
    };
    let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
    if step.is_some_and(|step| step.parse::<u32>().map_or(true, |step| step == 0)) {
        return Err(wrong());
    }
    if range == "*" || range == "?" {
        return Ok(());
    }
    let (low, high) = range.split_once('-').unwrap_or((range, range));
    match (number(low, field), number(high, field)) {
        (Some(low), Some(high)) if low <= high => Ok(()),
        _ => Err(wrong()),
    }
}

fn number(text: &str, field: &Field) -> Option<u32> {
    let word = field.words.iter().position(|word| word.eq_ignore_ascii_case(text));
    let number = match word {
        Some(at) => field.min + u32::try_from(at).ok()?,
        None if text.chars().all(|c| c.is_ascii_digit()) => text.parse().ok()?,
        None => return None,
    };
    (field.min..=field.max).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn schedules_have_five_fields_within_their_bounds() {
        for good in ["* * * * *", "*/5 0-6 1,15 JAN-mar MON-FRI", "30 3 * * 0", "@daily", "0 0 ? * *", "1-59/2 * * * *"]
        {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "* * * *",
            "0 0 0 * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 7",
            "*/0 * * * *",
            "5-1 * * * *",
            "+1 * * * *",
            "TZ=UTC 0 0 * * *",
            "@reboot",
            "a * * * *",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
