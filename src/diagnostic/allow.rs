//! `allow("code");` at the top of a script: what it turns off in that file.

use super::{Allowable, Diagnostic, Place, Severity, entry};

/// One `allow` of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The code.
    pub code: &'static str,
    /// Where the code stands.
    pub place: Place,
}

impl Allow {
    /// Whether it turns this off: a warning of its code in its file, and an error that Kubernetes itself would accept.
    /// What has no place belongs to every file.
    fn covers(&self, diagnostic: &Diagnostic) -> bool {
        let allow = entry(self.code).map_or(Allowable::No, |entry| entry.allow);
        diagnostic.code == self.code
            && diagnostic.place.as_ref().is_none_or(|place| place.file == self.place.file)
            && match diagnostic.severity {
                Severity::Error => allow == Allowable::Errors,
                Severity::Warning | Severity::Note => allow != Allowable::No,
            }
    }

    /// The warning about one that turns nothing off.
    pub fn unused(&self) -> Diagnostic {
        Diagnostic::warning("unused-allow", format!("Nothing here is told as `{}`.", self.code))
            .help("take the line away")
            .at(Some(self.place.clone()))
    }
}

/// Takes away what is allowed. Gives those that turned nothing off.
pub fn turn_off<'a>(diagnostics: &mut Vec<Diagnostic>, allows: &'a [Allow]) -> Vec<&'a Allow> {
    let unused = allows.iter().filter(|allow| !diagnostics.iter().any(|diagnostic| allow.covers(diagnostic))).collect();
    diagnostics.retain(|diagnostic| !allows.iter().any(|allow| allow.covers(diagnostic)));
    unused
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(file: &str, line: u32) -> Place {
        Place { file: file.into(), line, column: 1 }
    }

    #[test]
    fn a_warning_is_turned_off_in_its_own_file_alone() {
        let here = Diagnostic::warning("no-tag", "The image has no tag.").at(Some(place("a.rhai", 3)));
        let elsewhere = Diagnostic::warning("no-tag", "The image has no tag.").at(Some(place("b.rhai", 3)));
        let nowhere = Diagnostic::warning("no-tag", "The image has no tag.");
        let other = Diagnostic::warning("set-twice", "It is said twice.").at(Some(place("a.rhai", 3)));
        let mut diagnostics = vec![here, elsewhere.clone(), nowhere, other.clone()];
        let allows = [Allow { code: "no-tag", place: place("a.rhai", 1) }];
        assert_eq!(turn_off(&mut diagnostics, &allows), Vec::<&Allow>::new());
        assert_eq!(diagnostics, [elsewhere, other]);
    }

    #[test]
    fn of_errors_only_those_are_turned_off_that_kubernetes_accepts() {
        let clash = Diagnostic::error("port-clash", "Two containers open one port.").at(Some(place("a.rhai", 3)));
        let form = Diagnostic::error("name-form", "A name has capitals.").at(Some(place("a.rhai", 4)));
        let mut diagnostics = vec![clash, form.clone()];
        let allow = |code| Allow { code, place: place("a.rhai", 1) };
        let allows = [allow("port-clash"), allow("name-form")];
        assert_eq!(turn_off(&mut diagnostics, &allows), [&allows[1]]);
        assert_eq!(diagnostics, [form]);
        assert_eq!(allows[1].unused().message, "Nothing here is told as `name-form`.");
    }
}
