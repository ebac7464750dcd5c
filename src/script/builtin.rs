//! Functions of Rhai that change their receiver in place and give nothing: ours give the new value and leave the old one
//! as it was, as everything else in the language does.

use std::cmp::Ordering;
use std::ops::{Range, RangeInclusive};

use rhai::{Array, Dynamic, Engine, FnPtr, ImmutableString, NativeCallContext};

use super::fault::{Fail, Fault};
use super::types::named;
use super::weight;

/// Functions that give a new value: called as a statement, they do nothing.
pub const VALUES: [&str; 13] = [
    "trim",
    "replace",
    "crop",
    "make_upper",
    "make_lower",
    "sort",
    "sort_by",
    "sort_desc",
    "reverse",
    "dedup",
    "truncate",
    "chop",
    "pad",
];

/// Functions that do change a list or map in place, and give nothing.
pub const IN_PLACE: [&str; 8] = ["push", "append", "insert", "set", "clear", "splice", "mixin", "fill_with"];

/// The most that a native call makes in one go, in elements or characters: it is not interrupted by the budgets.
const MOST: i64 = 1_000_000;

/// The longest list that is sorted: the comparisons of one sort are not interrupted.
const MOST_SORTED: usize = 100_000;

/// Registers them over Rhai's own.
pub fn register(engine: &mut Engine) {
    text(engine);
    list(engine);
    engine.register_fn("blob", |context: NativeCallContext, length: i64| -> Result<rhai::Blob, Fail> {
        Ok(vec![0; bounded(&context, length)?])
    });
    engine.register_fn("blob", |context: NativeCallContext, length: i64, byte: i64| -> Result<rhai::Blob, Fail> {
        Ok(vec![u8::try_from(byte & 0xff).unwrap_or(0); bounded(&context, length)?])
    });
}

fn text(engine: &mut Engine) {
    type Text = ImmutableString;
    engine.register_fn("trim", |text: Text| Text::from(text.trim()));
    engine.register_fn("make_upper", |text: Text| Text::from(text.to_uppercase()));
    engine.register_fn("make_lower", |text: Text| Text::from(text.to_lowercase()));
    engine.register_fn("replace", |c: NativeCallContext, text: Text, old: Text, new: Text| {
        replaced(&c, &text, &old, &new)
    });
    engine.register_fn("replace", |c: NativeCallContext, text: Text, old: char, new: Text| {
        replaced(&c, &text, &old.to_string(), &new)
    });
    engine.register_fn("replace", |c: NativeCallContext, text: Text, old: Text, new: char| {
        replaced(&c, &text, &old, &new.to_string())
    });
    engine.register_fn("replace", |c: NativeCallContext, text: Text, old: char, new: char| {
        replaced(&c, &text, &old.to_string(), &new.to_string())
    });
    engine.register_fn("remove", |c: NativeCallContext, text: Text, part: Text| replaced(&c, &text, &part, ""));
    engine.register_fn("remove", |c: NativeCallContext, text: Text, part: char| {
        replaced(&c, &text, &part.to_string(), "")
    });
    engine.register_fn("truncate", |text: Text, length: i64| cut(&text, 0, length));
    engine.register_fn("crop", |text: Text, start: i64| cut(&text, start, i64::MAX));
    engine.register_fn("crop", |text: Text, start: i64, length: i64| cut(&text, start, length));
    engine.register_fn("crop", |text: Text, range: Range<i64>| {
        cut(&text, range.start, range.end.saturating_sub(range.start))
    });
    engine.register_fn("crop", |text: Text, range: RangeInclusive<i64>| {
        cut(&text, *range.start(), range.end().saturating_sub(*range.start()).saturating_add(1))
    });
    engine.register_fn("pad", |context: NativeCallContext, text: Text, length: i64, with: Text| {
        padded(&context, &text, length, &with)
    });
    engine.register_fn("pad", |context: NativeCallContext, text: Text, length: i64, with: char| {
        padded(&context, &text, length, &with.to_string())
    });
}

fn replaced(context: &NativeCallContext, text: &str, old: &str, new: &str) -> Result<ImmutableString, Fail> {
    // Rust would put the new text between all characters.
    if old.is_empty() {
        return Ok(text.into());
    }
    let more = text.matches(old).count().saturating_mul(new.len());
    weight::check_length(text.len().saturating_add(more)).map_err(|fault| fault.fail(context.call_position()))?;
    Ok(text.replace(old, new).into())
}

/// So many characters from a start that counts from the end where it is negative.
fn cut(text: &str, start: i64, length: i64) -> ImmutableString {
    let have = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let start = if start < 0 { have.saturating_add(start).max(0) } else { start };
    let (start, length) = (usize::try_from(start).unwrap_or(0), usize::try_from(length.max(0)).unwrap_or(usize::MAX));
    text.chars().skip(start).take(length).collect::<String>().into()
}

fn padded(context: &NativeCallContext, text: &str, length: i64, with: &str) -> Result<ImmutableString, Fail> {
    let length = bounded(context, length)?;
    let filler: String = with.chars().cycle().take(length.saturating_sub(text.chars().count())).collect();
    Ok(format!("{text}{filler}").into())
}

fn bounded(context: &NativeCallContext, length: i64) -> Result<usize, Fail> {
    if length > MOST {
        return Err(Fault::new("budget", format!("A length of {length} is over the limit of {MOST}."))
            .help("configuration does not need lists and texts of that size")
            .fail(context.call_position()));
    }
    Ok(usize::try_from(length).unwrap_or(0))
}

fn list(engine: &mut Engine) {
    engine.register_fn("reverse", |mut list: Array| -> Array {
        list.reverse();
        list
    });
    engine.register_fn("truncate", |mut list: Array, length: i64| -> Array {
        list.truncate(usize::try_from(length.max(0)).unwrap_or(usize::MAX));
        list
    });
    engine.register_fn("chop", |mut list: Array, length: i64| -> Array {
        let length = usize::try_from(length.max(0)).unwrap_or(usize::MAX);
        list.split_off(list.len().saturating_sub(length))
    });
    engine.register_fn(
        "pad",
        |context: NativeCallContext, mut list: Array, length: i64, item: Dynamic| -> Result<Array, Fail> {
            let length = bounded(&context, length)?.max(list.len());
            list.resize(length, item);
            Ok(list)
        },
    );
    engine.register_fn("dedup", |context: NativeCallContext, list: Array| -> Result<Array, Fail> {
        dedup(list, |a, b| context.call_native_fn::<bool>("==", (a.clone(), b.clone())))
    });
    engine.register_fn("dedup", |context: NativeCallContext, list: Array, same: FnPtr| -> Result<Array, Fail> {
        dedup(list, |a, b| Ok(same.call_raw(&context, None, [a.clone(), b.clone()])?.as_bool().unwrap_or(false)))
    });
    engine.register_fn("sort", |context: NativeCallContext, list: Array| {
        sorted(&context, list, &mut |a, b| order(&context, a, b))
    });
    engine.register_fn("sort_desc", |context: NativeCallContext, list: Array| {
        sorted(&context, list, &mut |a, b| order(&context, b, a))
    });
    for name in ["sort", "sort_by"] {
        engine.register_fn(name, |context: NativeCallContext, list: Array, compare: FnPtr| {
            sorted(&context, list, &mut |a, b| {
                let answer = compare.call_raw(&context, None, [a.clone(), b.clone()])?;
                match (answer.as_int(), answer.as_bool()) {
                    (Ok(number), _) => Ok(number.cmp(&0)),
                    (_, Ok(before)) => Ok(if before { Ordering::Less } else { Ordering::Greater }),
                    _ => Err(Fault::new("closure-result", format!("The closure of `sort` gave {}.", named(&answer)))
                        .help(
                            "it gives a number below, at or above 0, or `true` where the first comes before the second",
                        )
                        .fail(context.call_position())),
                }
            })
        });
    }
}

/// Neighbours that are the same become one.
fn dedup(list: Array, mut same: impl FnMut(&Dynamic, &Dynamic) -> Result<bool, Fail>) -> Result<Array, Fail> {
    let mut kept: Array = Array::new();
    for item in list {
        let again = match kept.last() {
            Some(last) => same(last, &item)?,
            None => false,
        };
        if !again {
            kept.push(item);
        }
    }
    Ok(kept)
}

/// The order of numbers, texts, characters and booleans among themselves.
fn order(context: &NativeCallContext, a: &Dynamic, b: &Dynamic) -> Result<Ordering, Fail> {
    let by = match (a.as_int(), b.as_int()) {
        (Ok(a), Ok(b)) => Some(a.cmp(&b)),
        _ => None,
    };
    let by = by.or_else(|| match (a.as_float(), b.as_float()) {
        (Ok(a), Ok(b)) => Some(a.total_cmp(&b)),
        _ => None,
    });
    let by = by.or_else(|| match (a.as_immutable_string_ref(), b.as_immutable_string_ref()) {
        (Ok(a), Ok(b)) => Some(a.as_str().cmp(b.as_str())),
        _ => None,
    });
    let by = by.or_else(|| match (a.as_char(), b.as_char()) {
        (Ok(a), Ok(b)) => Some(a.cmp(&b)),
        _ => None,
    });
    let by = by.or_else(|| match (a.as_bool(), b.as_bool()) {
        (Ok(a), Ok(b)) => Some(a.cmp(&b)),
        _ => None,
    });
    by.ok_or_else(|| {
        Fault::new("argument", format!("There is no order between {} and {}.", named(a), named(b)))
            .help("give a closure: `.sort(|a, b| a.name < b.name)`")
            .fail(context.call_position())
    })
}

/// The list sorted, if it is not too long for it.
fn sorted(
    context: &NativeCallContext,
    list: Array,
    compare: &mut dyn FnMut(&Dynamic, &Dynamic) -> Result<Ordering, Fail>,
) -> Result<Array, Fail> {
    if list.len() > MOST_SORTED {
        let words = format!("A list of {} items cannot be sorted: the limit is {MOST_SORTED}.", list.len());
        return Err(Fault::new("budget", words)
            .help("configuration does not need lists of that size")
            .fail(context.call_position()));
    }
    // Long texts that begin alike take long to compare, in each of very many comparisons.
    let list = Dynamic::from_array(list);
    weight::check(&list).map_err(|fault| fault.fail(context.call_position()))?;
    merged(list.into_array().unwrap_or_default(), compare)
}

/// Sorted, equal items in their old order. Any closure will do: where it contradicts itself, the order is just some order.
fn merged(
    mut list: Array,
    compare: &mut dyn FnMut(&Dynamic, &Dynamic) -> Result<Ordering, Fail>,
) -> Result<Array, Fail> {
    if list.len() < 2 {
        return Ok(list);
    }
    let right = list.split_off(list.len() / 2);
    let (mut left, mut right) =
        (merged(list, compare)?.into_iter().peekable(), merged(right, compare)?.into_iter().peekable());
    let mut items = Array::new();
    loop {
        let from_right = match (left.peek(), right.peek()) {
            (Some(a), Some(b)) => compare(b, a)? == Ordering::Less,
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (None, None) => return Ok(items),
        };
        items.extend(if from_right { right.next() } else { left.next() });
    }
}
