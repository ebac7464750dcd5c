//! Whose fields are taken or left where somebody else owns them, too.

use super::shared::{form, take};
use crate::model::{OnConflict, Said, Workload, spoken};
use crate::script::args::Args;
use crate::script::table::{Kind, Maker, Row, arg, opt, row, text};
use crate::script::types::{Ty, text as as_text};

/// Options of `on_conflict`.
#[derive(Clone, Debug, Default)]
pub(super) struct ConflictOptions {
    said: Said,
    manager: Option<String>,
}
spoken!(ConflictOptions);

impl Kind for ConflictOptions {
    const NAME: &'static str = "conflict option";
    const MAKERS: &'static [Maker<Self>] = &[];
    const ROWS: &'static [&'static [Row<Self>]] = &[&[text(
        "manager",
        &[arg("name", Ty::Text)],
        "Only where this manager owns the field, as `kubectl get --show-managed-fields` names it.",
        |options| &mut options.manager,
    )]];
}

fn key(args: &Args) -> String {
    let manager = args.values.get(2).and_then(|options| {
        let map = options.as_map_ref().ok()?;
        map.get("manager").and_then(as_text)
    });
    format!("{} {}", args.text(0), manager.unwrap_or_default())
}

/// Whether it is a path of fields such as `spec.template.spec.containers[name=web].image`.
fn path(text: &str) -> Result<(), String> {
    let wrong = || format!("A field is named from the top of the object, such as \"spec.replicas\", not {text:?}.");
    let good = |c: char| c.is_ascii_alphanumeric() || "-_./[]=:,".contains(c);
    let first = text.split(['.', '[']).next().unwrap_or_default();
    if text.chars().all(good) && matches!(first, "spec" | "metadata" | "data") && text.len() > first.len() {
        return Ok(());
    }
    Err(wrong())
}

/// Methods of a workload.
pub const ROWS: &[Row<Workload>] = &[row(
    "on_conflict",
    &[
        arg("field", Ty::Text),
        arg("action", Ty::OneOf(&["take", "yield", "fail"])),
        opt("options", Ty::Options(ConflictOptions::sigs)),
    ],
    "What apply does with a field that somebody else owns: takes it, leaves it to them, or fails. Not carried out yet: \
     check, diff and apply refuse it.",
    |workload: &mut Workload, args| {
        let (field, action) = (args.text(0), args.text(1));
        form(args, 0, path(&field))?;
        let manager = args.options::<ConflictOptions>(2)?.manager;
        let conflict = OnConflict { field, action, manager, origin: args.origin() };
        let same = |other: &&mut OnConflict| other.field == conflict.field && other.manager == conflict.manager;
        match workload.on_conflict.iter_mut().find(same) {
            Some(other) => *other = conflict,
            None => workload.on_conflict.push(conflict),
        }
        Ok(())
    },
)
.keyed_by(key)
.takes_away(|workload, key| take(&mut workload.on_conflict, |conflict| conflict.field == key))];
