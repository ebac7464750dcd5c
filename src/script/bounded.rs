//! Functions of Rhai that make many values of one: their input is bounded, as nothing interrupts them.

use rhai::{Array, Blob, Dynamic, Engine, ImmutableString, NativeCallContext};

use super::fault::{Fail, Fault};

type Text = ImmutableString;

/// The longest text or bytes that are taken to pieces.
const MOST: usize = 1 << 20;

/// Registers them over Rhai's own.
pub fn register(engine: &mut Engine) {
    engine.register_fn("split", |c: NativeCallContext, text: Text| pieces(&c, &text, text.split_whitespace()));
    engine
        .register_fn("split", |c: NativeCallContext, text: Text, at: Text| pieces(&c, &text, text.split(at.as_str())));
    engine.register_fn("split", |c: NativeCallContext, text: Text, at: char| pieces(&c, &text, text.split(at)));
    engine.register_fn("split", |c: NativeCallContext, text: Text, at: Text, most: i64| {
        pieces(&c, &text, text.splitn(count(most), at.as_str()))
    });
    engine.register_fn("split", |c: NativeCallContext, text: Text, at: char, most: i64| {
        pieces(&c, &text, text.splitn(count(most), at))
    });
    engine.register_fn("split_rev", |c: NativeCallContext, text: Text, at: Text| {
        pieces(&c, &text, text.rsplit(at.as_str()))
    });
    engine.register_fn("split_rev", |c: NativeCallContext, text: Text, at: char| pieces(&c, &text, text.rsplit(at)));
    engine.register_fn("split_rev", |c: NativeCallContext, text: Text, at: Text, most: i64| {
        pieces(&c, &text, text.rsplitn(count(most), at.as_str()))
    });
    engine.register_fn("split_rev", |c: NativeCallContext, text: Text, at: char, most: i64| {
        pieces(&c, &text, text.rsplitn(count(most), at))
    });
    engine.register_fn("to_chars", |c: NativeCallContext, text: Text| -> Result<Array, Fail> {
        small(&c, text.len())?;
        Ok(text.chars().map(Dynamic::from).collect())
    });
    engine.register_fn("to_array", |c: NativeCallContext, bytes: Blob| -> Result<Array, Fail> {
        small(&c, bytes.len())?;
        Ok(bytes.into_iter().map(|byte| Dynamic::from(i64::from(byte))).collect())
    });
}

fn pieces<'a>(context: &NativeCallContext, text: &str, pieces: impl Iterator<Item = &'a str>) -> Result<Array, Fail> {
    small(context, text.len())?;
    Ok(pieces.map(|piece| Dynamic::from(Text::from(piece))).collect())
}

/// At least one, as Rhai has it.
fn count(most: i64) -> usize {
    usize::try_from(most.max(1)).unwrap_or(usize::MAX)
}

fn small(context: &NativeCallContext, length: usize) -> Result<(), Fail> {
    if length <= MOST {
        return Ok(());
    }
    Err(Fault::new("budget", format!("A text of {} MiB cannot be taken to pieces.", length >> 20))
        .help(format!("at most {} MiB can; configuration does not need texts of that size", MOST >> 20))
        .fail(context.call_position()))
}
