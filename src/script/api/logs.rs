//! Which output of a container is collected.

use super::shared::{set_key, take, take_key};
use crate::model::{Container, LogSource};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Row, arg, row};
use crate::script::types::Ty;

/// Output that is no file.
const STREAMS: [&str; 3] = ["stdout", "stdout-only", "stderr-only"];

/// The name of a store: the log services that take it from a variable split that at `_`.
fn store(args: &Args) -> Result<String, Fault> {
    let store = args.text(0);
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if (3..=63).contains(&store.len()) && store.chars().all(good) && !store.starts_with('-') && !store.ends_with('-') {
        return Ok(store);
    }
    let text = format!("The name of a store has 3 to 63 lower-case letters, digits and `-`, not {store:?}.");
    let mended: String = store.to_lowercase().chars().map(|c| if good(c) { c } else { '-' }).collect();
    let mended = mended.trim_matches('-');
    let fault = args.refuse(0, "name-form", text);
    Err(if mended.len() >= 3 && mended != store { fault.help(format!("write {mended:?}")) } else { fault })
}

fn path(args: &Args) -> Result<String, Fault> {
    let path = args.text(1);
    if STREAMS.contains(&path.as_str()) {
        return Ok(path);
    }
    let refuse = |text: String, help: String| Err(args.refuse(1, "log-path", text).help(help));
    if !path.starts_with('/') {
        let near = crate::diagnostic::nearest(&path, STREAMS).first().map(|near| format!("did you mean {near:?}?"));
        return refuse(
            format!("What is collected is \"stdout\" or an absolute path, not {path:?}."),
            near.unwrap_or_else(|| "write \"stdout\", or a path such as \"/var/log/nginx/*.log\"".to_owned()),
        );
    }
    let file = path.rsplit('/').next().unwrap_or_default();
    if file.contains(['.', '*', '?']) && !matches!(file, "." | "..") {
        return Ok(path);
    }
    let folder = path.trim_end_matches('/');
    refuse(
        format!("A path of logs names files, and this looks like a folder: {path}."),
        format!("write \"{folder}/*\" for the files in it, or \"{folder}*\" if it is a file itself"),
    )
}

fn tag(args: &Args) -> Result<(String, String), Fault> {
    let (key, value) = (args.text(0), args.text(1));
    if key.is_empty() || key.contains(['=', ',']) || key.chars().any(char::is_whitespace) {
        return Err(args.refuse(0, "argument", format!("The key of a mark has no spaces, `=` and `,`, not {key:?}.")));
    }
    if value.contains(',') || value.chars().any(char::is_control) {
        return Err(args.refuse(
            1,
            "argument",
            format!("The value of a mark has no `,` and fits in a line, not {value:?}."),
        ));
    }
    Ok((key, value))
}

/// Methods of a container.
pub const ROWS: &[Row<Container>] = &[
    row(
        "collect_logs",
        &[arg("store", Ty::Text), arg("path", Ty::Text)],
        "Collects \"stdout\" or files of a path into a store; who does it is said in `rhumb.toml`.",
        |container: &mut Container, args| {
            let source = LogSource { store: store(args)?, path: path(args)? };
            match container.logs.iter_mut().find(|other| other.store == source.store) {
                Some(other) => *other = source,
                None => container.logs.push(source),
            }
            Ok(())
        },
    )
    .keyed()
    .takes_away(|container, key| take(&mut container.logs, |source| source.store == key)),
    row(
        "log_tag",
        &[arg("key", Ty::Text), arg("value", Ty::Scalar)],
        "Marks every line that is collected of this container.",
        |container: &mut Container, args| {
            let (key, value) = tag(args)?;
            set_key(&mut container.log_tags, key, value);
            Ok(())
        },
    )
    .keyed()
    .takes_away(|container, key| take_key(&mut container.log_tags, key)),
];
