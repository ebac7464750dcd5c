//! `rhumb params`.

use clap::Args;

use super::Session;
use super::failure::Failure;
use super::inputs::ScriptArgs;
use crate::script::{Asked, Listed, schema};
use crate::ui::{self, Exit};

/// List the parameters of a script, those of branches not taken too; as JSON, a JSON Schema for values files
#[derive(Debug, Args)]
pub(super) struct ParamsArgs {
    #[command(flatten)]
    script: ScriptArgs,
}

pub(super) fn params(session: &Session, args: &ParamsArgs) -> Result<Exit, Failure> {
    let listed = args.script.params_of(session)?;
    let ui = &session.ui;
    if ui.is_text() {
        ui.raw(&table(&listed));
    } else {
        ui.document(&schema(&listed));
    }
    Ok(Exit::Done)
}

fn table(listed: &[Listed]) -> String {
    if listed.is_empty() {
        return "The script has no parameters.\n".to_owned();
    }
    let heads = ["name", "type", "default", "bounds", "value", "from", "help"].map(str::to_owned).to_vec();
    let cells: Vec<Vec<String>> = std::iter::once(heads).chain(listed.iter().map(cells)).collect();
    ui::columns(&cells).concat()
}

fn cells(Listed { declared, value, from }: &Listed) -> Vec<String> {
    let dash = || "-".to_owned();
    let short = |text: String| {
        let line = text.replace('\n', "\\n");
        if line.chars().count() > 40 { line.chars().take(39).chain(['…']).collect() } else { line }
    };
    let default = match (declared.asked, &declared.default) {
        (Asked::Required, _) => "(required)".to_owned(),
        (Asked::Optional | Asked::Secret, _) => dash(),
        (Asked::Default, Some(default)) => short(default.to_string()),
        (Asked::Default, None) => "(calculated)".to_owned(),
    };
    let (ty, value) = if declared.secret {
        ("secret".to_owned(), if from.is_some() { "(given)".to_owned() } else { dash() })
    } else {
        (declared.ty.clone().unwrap_or_else(dash), value.clone().map_or_else(dash, short))
    };
    vec![
        declared.name.clone(),
        ty,
        default,
        bounds(declared),
        value,
        from.clone().unwrap_or_else(dash),
        declared.bounds.help.clone().map_or_else(dash, short),
    ]
}

/// The bounds in one cell: `1 to 9`, `"a" or "b"`, `/[a-z]+/`.
fn bounds(declared: &crate::script::Declared) -> String {
    let bounds = &declared.bounds;
    let unit = match declared.ty.as_deref() {
        Some("string") => "characters",
        Some("list") => "items",
        _ => "",
    };
    let choices = bounds.choices.as_ref().map(|choices| {
        let choices: Vec<String> = choices.iter().map(ToString::to_string).collect();
        choices.join(" or ")
    });
    let parts = [Some(bounds.range(unit)), choices, bounds.pattern.as_ref().map(|pattern| format!("/{pattern}/"))];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "-".to_owned() } else { parts.join(", ") }
}
