//! The form of a schedule: five fields, or a word such as `@daily`.

/// Name of a field, its bounds, and words that stand for its numbers.
type Field = (&'static str, u32, u32, &'static [&'static str]);

const FIELDS: [Field; 5] = [
    ("minute", 0, 59, &[]),
    ("hour", 0, 23, &[]),
    ("day of the month", 1, 31, &[]),
    ("month", 1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    ("day of the week", 0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

const WORDS: [&str; 7] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/// A schedule as the API server reads it.
///
/// # Errors
/// What is wrong.
pub(super) fn form(schedule: &str) -> Result<(), String> {
    if schedule.starts_with("TZ=") || schedule.starts_with("CRON_TZ=") {
        return Err(format!("The time zone of a schedule is said by `.time_zone(…)`, not in it: {schedule}."));
    }
    if schedule.starts_with('@') {
        let every = schedule.strip_prefix("@every ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        return if every || WORDS.contains(&schedule) {
            Ok(())
        } else {
            Err(format!("There is no such schedule: {schedule}."))
        };
    }
    let parts: Vec<&str> = schedule.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        return Err(format!("A schedule has five fields, and this one has {}: {schedule}.", parts.len()));
    }
    for (part, field) in parts.iter().zip(&FIELDS) {
        if !part.split(',').all(|range| is_range(range, field)) {
            return Err(format!("This is no {} of a schedule, {} to {}: {part}.", field.0, field.1, field.2));
        }
    }
    Ok(())
}

/// `*`, a number, two with `-` between them, and each with a step behind `/`.
fn is_range(range: &str, field: &Field) -> bool {
    let (range, step) = range.split_once('/').map_or((range, None), |(range, step)| (range, Some(step)));
    if step.is_some_and(|step| step.parse::<u32>().map_or(true, |step| step == 0)) {
        return false;
    }
    if matches!(range, "*" | "?") {
        return true;
    }
    match range.split_once('-') {
        Some((first, last)) => match (number(first, field), number(last, field)) {
            (Some(first), Some(last)) => first <= last,
            _ => false,
        },
        None => number(range, field).is_some(),
    }
}

fn number(text: &str, (_, least, most, words): &Field) -> Option<u32> {
    if let Some(at) = words.iter().position(|word| text.eq_ignore_ascii_case(word)) {
        return Some(*least + u32::try_from(at).ok()?);
    }
    text.parse().ok().filter(|number| (*least..=*most).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_of_every_form_are_read() {
        for schedule in
            ["* * * * *", "*/5 0-6 1,15 jan-MAR sun", "0 3 ? * 1-5/2", "@daily", "@every 1h30m", " 0  0 * * * "]
        {
            assert_eq!(form(schedule), Ok(()), "{schedule}");
        }
    }

    #[test]
    fn what_is_no_schedule_is_told() {
        let rows = [
            ("0 0 3 * * *", "A schedule has five fields, and this one has 6: 0 0 3 * * *."),
            ("60 * * * *", "This is no minute of a schedule, 0 to 59: 60."),
            ("* * * * 7", "This is no day of the week of a schedule, 0 to 6: 7."),
            ("* 5-1 * * *", "This is no hour of a schedule, 0 to 23: 5-1."),
            ("*/0 * * * *", "This is no minute of a schedule, 0 to 59: */0."),
            ("@noon", "There is no such schedule: @noon."),
            (
                "TZ=UTC * * * * *",
                "The time zone of a schedule is said by `.time_zone(…)`, not in it: TZ=UTC * * * * *.",
            ),
            ("", "A schedule has five fields, and this one has 0: ."),
        ];
        for (schedule, wrong) in rows {
            assert_eq!(form(schedule), Err(wrong.to_owned()), "{schedule}");
        }
    }
}
