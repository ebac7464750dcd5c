//! How much a value holds. Texts are shared in a script, so that a list of a million times the same megabyte is small
//! there, and would be a terabyte once written out: native calls, which no budget interrupts, look here first.

use rhai::Dynamic;

use super::fault::Fault;

/// The most text that one value may come to, in bytes.
pub const MOST_TEXT: usize = 16 << 20;

/// The most levels of lists and maps: readers of JSON and YAML give up not far beyond.
pub const MOST_DEPTH: usize = 100;

/// What an item takes beside its text, in bytes.
const ITEM: usize = 4;

/// Refuses a value that comes to more text, or is nested deeper, than an app can need.
///
/// # Errors
/// Code `budget`.
pub fn check(value: &Dynamic) -> Result<(), Fault> {
    let mut left = MOST_TEXT;
    weigh(value, MOST_DEPTH, &mut left)
}

/// Refuses a text of so many bytes before it is made.
///
/// # Errors
/// Code `budget`.
pub fn check_length(bytes: usize) -> Result<(), Fault> {
    if bytes > MOST_TEXT { Err(too_much()) } else { Ok(()) }
}

fn weigh(value: &Dynamic, depth: usize, left: &mut usize) -> Result<(), Fault> {
    let mut take = |bytes: usize| {
        *left = left.checked_sub(bytes).ok_or_else(too_much)?;
        Ok(())
    };
    if let Ok(text) = value.as_immutable_string_ref() {
        return take(text.len());
    }
    let deeper = || depth.checked_sub(1).ok_or_else(too_deep);
    if let Ok(list) = value.as_array_ref() {
        take(list.len().saturating_mul(ITEM))?;
        let depth = deeper()?;
        return list.iter().try_for_each(|item| weigh(item, depth, left));
    }
    if let Ok(map) = value.as_map_ref() {
        let depth = deeper()?;
        return map.iter().try_for_each(|(key, item)| {
            *left = left.checked_sub(key.len() + ITEM).ok_or_else(too_much)?;
            weigh(item, depth, left)
        });
    }
    if let Ok(bytes) = value.as_blob_ref() {
        return take(bytes.len().saturating_mul(ITEM));
    }
    Ok(())
}

fn too_much() -> Fault {
    Fault::new("budget", format!("This comes to more than {} MiB of text.", MOST_TEXT >> 20))
        .help("look for a text that is repeated; an object of Kubernetes holds about 1 MiB")
}

fn too_deep() -> Fault {
    Fault::new("budget", format!("This is nested deeper than {MOST_DEPTH} levels."))
        .help("look for a list or map that is put into itself in a loop")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_text_counts_as_often_as_it_stands_there() {
        let text: Dynamic = "x".repeat(1 << 20).into();
        let list = |count: usize| Dynamic::from_array(vec![text.clone(); count]);
        assert!(check(&list(15)).is_ok());
        assert_eq!(check(&list(16)).map_err(|fault| fault.code), Err("budget"));
    }

    #[test]
    fn values_are_nested_only_so_deep() {
        let nested =
            |levels: usize| (0..levels).fold(Dynamic::from(1_i64), |inner, _| Dynamic::from_array(vec![inner]));
        assert!(check(&nested(MOST_DEPTH)).is_ok());
        assert_eq!(check(&nested(MOST_DEPTH + 1)).map_err(|fault| fault.code), Err("budget"));
    }
}
