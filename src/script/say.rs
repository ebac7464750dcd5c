//! The one path on which something is said about a part, for chains and for option maps.

use rhai::{Array, Dynamic, Map};

use super::args::{Args, Base, Values};
use super::fault::{Fail, Fault, Spot};
use super::part::Part;
use super::table::{Act, Key, Kind, Row, Sig};
use super::types::Ty;

/// Says one thing about a part. Rows that call back into the script are no settings, and are not said so.
pub fn say<T: Kind>(part: &mut Part<T>, row: &'static Row<T>, args: &Args) -> Result<(), Fail> {
    args.check(&row.sig).map_err(|fault| fault.fail(args.position))?;
    let key = match row.sig.key {
        Key::Once => Some(String::new()),
        Key::First => Some(args.text(0)),
        Key::By(key) => Some(key(args)),
        Key::Each | Key::Never => None,
    };
    let value = part.change();
    match row.act {
        Act::Set(set) => set(value, args).map_err(|fault| fault.fail(args.position))?,
        Act::Int(field) => *field(value) = number(args, &row.sig.args[0].ty),
        Act::OptionalInt(field) => *field(value) = Some(number(args, &row.sig.args[0].ty)),
        Act::Text(field) => *field(value) = Some(args.text(0)),
        Act::Flag(field) => *field(value) = Some(args.flag(0)),
        Act::Whole(_) => unreachable!("a method, never a setting"),
    }
    if let Some(key) = key {
        let at = args.origin();
        if let Some(before) = value.said_mut().say(row.sig.name, &key, at) {
            let (at, before) = (args.session.position(at), args.session.position(before));
            args.session.said_twice(row.sig.name, &key, at, before);
        }
    }
    Ok(())
}

fn number(args: &Args, ty: &Ty) -> i64 {
    if matches!(ty, Ty::Seconds(_)) { args.seconds(0) } else { args.int(0) }
}

/// Says everything in a map of options about a part: each key is a row. `base` is where the map stands in the call.
pub fn say_map<T: Kind>(mut part: Part<T>, map: Map, at: &Args, base: &str) -> Result<Part<T>, Fail> {
    let keys: Vec<String> = map.keys().map(ToString::to_string).collect();
    for (key, value) in map {
        let path = format!("{base}.{key}");
        let row = settings::<T>().find(|row| row.sig.name == key.as_str());
        let Some(row) = row else {
            let book = at.session.book.borrow();
            let sigs: Vec<&Sig> = settings::<T>().map(|row| &row.sig).collect();
            let written = book.value_of(at.position, &path);
            let fault = book.vocabulary.unknown_key(T::NAME, &key, &sigs, written);
            return Err(fault.at(Spot::Path(path)).fail(at.position));
        };
        if let Some(other) = row.sig.overlaps.iter().find(|other| keys.iter().any(|key| key == *other)) {
            let text = format!("`{key}` and `{other}` overlap, and a map has no order.");
            let path = later(at, path, format!("{base}.{other}"));
            return Err(Fault::new("overlapping-keys", text)
                .help(format!("say one of them in the map, or both as calls: `.{other}(…).{key}(…)`"))
                .at(Spot::Path(path))
                .fail(at.position));
        }
        for (values, base) in spread(row, value, path) {
            let args =
                Args { context: at.context, session: at.session, position: at.position, values, base: Some(base) };
            say(&mut part, row, &args)?;
        }
    }
    Ok(part)
}

/// The one of two keys that stands later in the file.
fn later(args: &Args, one: String, other: String) -> String {
    let book = args.session.book.borrow();
    let place = |path: &str| book.position(args.position, &Spot::Path(path.to_owned()));
    if place(&one) >= place(&other) { one } else { other }
}

fn settings<T: Kind>() -> impl Iterator<Item = &'static Row<T>> {
    T::rows().filter(|row| row.sig.is_setting())
}

/// The text with a capital first letter.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
}

/// The calls that a key of an option map stands for (rule 4): a keyed row takes a map of entries, an each row a list of
/// entries, a list gives the arguments unless the first argument is itself a list, a flag takes `true` or `false`.
fn spread<T: Kind>(row: &'static Row<T>, value: Dynamic, path: String) -> Vec<(Values, Base)> {
    let sig = &row.sig;
    let takes_list = sig.args.first().is_some_and(|arg| arg.ty.takes(&value));
    if sig.is_keyed() && value.is_map() && sig.max() > 1 {
        let entries = value.cast::<Map>().into_iter();
        return entries.map(|(key, value)| entry(sig.max(), &key, value, format!("{path}.{key}"))).collect();
    }
    if !value.is_array() || takes_list {
        return vec![(one(value), Base::key(path))];
    }
    let items = value.cast::<Array>();
    if matches!(sig.key, Key::Each) && (sig.max() == 1 || items.iter().all(Dynamic::is_array)) {
        let items = items.into_iter().enumerate();
        return items
            .map(|(index, item)| {
                let path = format!("{path}[{index}]");
                if sig.max() == 1 {
                    return (one(item), Base::key(path));
                }
                (item.into_array().unwrap_or_default().into(), Base::list(path))
            })
            .collect();
    }
    vec![(items.into(), Base::list(path))]
}

fn one(value: Dynamic) -> Values {
    Values::from_iter([value])
}

/// One entry of a map that is given to a by-key method: its key, then its value or the list of its values.
pub fn entry(most: usize, key: &str, value: Dynamic, path: String) -> (Values, Base) {
    let mut values = one(Dynamic::from(rhai::ImmutableString::from(key)));
    if value.is_array() && most > 2 {
        values.extend(value.cast::<Array>());
        return (values, Base::entry(path, true));
    }
    values.push(value);
    (values, Base::entry(path, false))
}
