//! The path of a field as people read it: `spec.template.spec.containers[name=web].env[name=TZ].value`.

use std::fmt;

use serde_json::Value;

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The key of a map.
    Field(String),
    /// The item of a list that Kubernetes merges by key.
    Key(Vec<(String, Value)>),
    /// The item of a list without keys.
    Index(usize),
}

/// A path from the top of an object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldPath(pub Vec<Step>);

impl FieldPath {
    /// This path and one step more.
    #[must_use]
    pub fn then(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// This path and the key of a map.
    #[must_use]
    pub fn field(&self, key: &str) -> Self {
        self.then(Step::Field(key.to_owned()))
    }

    /// Whether it begins with these keys of maps.
    pub fn starts_with(&self, keys: &[&str]) -> bool {
        self.0.len() >= keys.len()
            && self.0.iter().zip(keys).all(|(step, key)| matches!(step, Step::Field(name) if name == key))
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(key) if key.contains(['.', '/', '[']) => write!(f, "[{key}]")?,
                Step::Field(key) if index == 0 => write!(f, "{key}")?,
                Step::Field(key) => write!(f, ".{key}")?,
                Step::Index(at) => write!(f, "[{at}]")?,
                Step::Key(keys) => {
                    write!(f, "[")?;
                    for (n, (key, value)) in keys.iter().enumerate() {
                        let comma = if n == 0 { "" } else { "," };
                        match value {
                            Value::String(text) => write!(f, "{comma}{key}={text}")?,
                            other => write!(f, "{comma}{key}={other}")?,
                        }
                    }
                    write!(f, "]")?;
                }
            }
        }
        Ok(())
    }
}
