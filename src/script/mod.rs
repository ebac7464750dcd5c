//! Stand-in.

use std::collections::BTreeMap;

/// Stand-in.
#[derive(Clone, Debug, Default)]
pub struct ParamInputs {
    /// `--set`.
    pub sets: Vec<String>,
    /// `--values`.
    pub values: Vec<(String, String)>,
    /// `--secrets`.
    pub secrets: Vec<(String, String)>,
    /// `RHUMB_SECRET_*`.
    pub secret_env: BTreeMap<String, String>,
}

/// Stand-in.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// As the user named it.
    pub file: String,
    /// Text.
    pub text: String,
    /// Parameters.
    pub params: ParamInputs,
}
