//! What a project says about how scripts are rendered and checked.

use std::fmt;

/// A version of Kubernetes: rules that depend on the server's version look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// `1` of `1.36`.
    pub major: u16,
    /// `36` of `1.36`.
    pub minor: u16,
}

impl Version {
    /// The version of the embedded schema.
    pub const EMBEDDED: Self = Self { major: 1, minor: 36 };

    /// Reads `1.36`, `v1.36` or `1.36.3`; anything behind the minor number is left out.
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.strip_prefix('v').unwrap_or(text).split('.');
        let major = numbers.next()?.parse().ok()?;
        let minor = numbers.next()?;
        let digits = minor.find(|c: char| !c.is_ascii_digit()).unwrap_or(minor.len());
        Some(Self { major, minor: minor[..digits].parse().ok()? })
    }
}

impl Default for Version {
    fn default() -> Self {
        Self::EMBEDDED
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// Whose load balancers `.internal()` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cloud {
    /// Alibaba Cloud.
    Alibaba,
    /// Amazon Web Services.
    Aws,
    /// Microsoft Azure.
    Azure,
    /// Google Cloud.
    Google,
}

impl Cloud {
    /// Every cloud by its name in `rhumb.toml`.
    pub const NAMES: [(&'static str, Self); 4] =
        [("alibaba", Self::Alibaba), ("aws", Self::Aws), ("azure", Self::Azure), ("google", Self::Google)];

    /// The cloud of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, cloud)| *cloud)
    }
}

/// Who collects what `.collect_logs` names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogBackend {
    /// Nobody: only an annotation tells of it.
    #[default]
    None,
    /// The log service of Alibaba Cloud: variables of the container, and a volume where none covers the folder.
    Sls,
}

/// A level of the Pod Security Standards that all pods have to keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PodSecurity {
    /// No known escalation of privileges.
    Baseline,
    /// Hardened.
    Restricted,
}

/// What a project says about rendering and checking; the defaults are those without a `rhumb.toml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The version of Kubernetes that rules are checked against.
    pub kubernetes: Version,
    /// The cloud, where one is named.
    pub cloud: Option<Cloud>,
    /// Who collects logs.
    pub logs: LogBackend,
    /// The Pod Security level that is checked, where one is asked for.
    pub pod_security: Option<PodSecurity>,
}

impl Settings {
    /// Those without a `rhumb.toml`.
    pub const DEFAULT: Self =
        Self { kubernetes: Version::EMBEDDED, cloud: None, logs: LogBackend::None, pod_security: None };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_servers_write_them() {
        let version = |major, minor| Some(Version { major, minor });
        assert_eq!(Version::parse("1.36"), version(1, 36));
        assert_eq!(Version::parse("v1.36.3"), version(1, 36));
        assert_eq!(Version::parse("1.29+"), version(1, 29));
        assert_eq!(Version::parse("1"), None);
        assert_eq!(Version::parse("new"), None);
        assert!(Version::parse("1.9") < Version::parse("1.10"));
        assert_eq!(Version::EMBEDDED.to_string(), "1.36");
    }
}
