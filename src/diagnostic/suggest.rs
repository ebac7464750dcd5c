//! Did you mean.

/// A longer name is no slip, and comparing it would take long.
const LONGEST: usize = 100;

/// The names that are near to `wrong`, best first, at most three.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if wrong.len() > LONGEST {
        return Vec::new();
    }
    let lower = wrong.to_lowercase();
    let mut near: Vec<(usize, &str)> = names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= 1 + wrong.len().min(name.len()) / 4)
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().map(|(_, name)| name).take(3).collect()
}

/// A help line: "did you mean `x`?", or the whole list behind `otherwise` where nothing is near.
pub fn suggestion<'a>(wrong: &str, names: &[&'a str], otherwise: &str) -> String {
    let near = nearest(wrong, names.iter().copied());
    if near.is_empty() {
        let mut all: Vec<&'a str> = names.to_vec();
        all.sort_unstable();
        all.dedup();
        return if all.is_empty() { String::new() } else { format!("{otherwise}: {}.", all.join(", ")) };
    }
    format!("did you mean `{}`?", near.join("` or `"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_two_letters_finds_its_name() {
        assert_eq!(nearest("prot", ["port", "env", "command"]), ["port"]);
        assert_eq!(nearest("contianer", ["container", "ingress"]), ["container"]);
        assert_eq!(nearest("xyz", ["container", "ingress"]), Vec::<&str>::new());
    }
}
