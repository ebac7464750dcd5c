//! Text forms and comparisons: only data has them. Rhai would silently give a type's name for a part or a secret value.

use std::any::TypeId;
use std::rc::Rc;

use rhai::{Array, Dynamic, Engine, ImmutableString, Map, NativeCallContext};

use super::fault::{Fail, Fault};
use super::part::name_type;
use super::secret::SecretText;
use super::session::Session;
use super::types::named;
use super::weight;

/// Overrides everything that would make text of, or compare, what is no data.
pub fn register(engine: &mut Engine, session: &Rc<Session>) {
    engine.register_type_with_name::<SecretText>("Secret value");
    name_type::<SecretText>("secret value");
    for name in ["to_string", "to_debug", "print", "debug"] {
        // Rhai has forms of its own for lists, maps and `()`, which would be found before that for any value.
        let of = session.clone();
        engine.register_fn(name, move |c: NativeCallContext, list: Array| form(&c, name, &list.into(), &of));
        let of = session.clone();
        engine.register_fn(name, move |c: NativeCallContext, map: Map| form(&c, name, &map.into(), &of));
        let of = session.clone();
        engine.register_fn(name, move |c: NativeCallContext, value: Dynamic| form(&c, name, &value, &of));
    }
    {
        let session = session.clone();
        engine.register_fn("to_string", move |context: NativeCallContext, (): ()| {
            session.stop(nothing(), context.call_position());
            ImmutableString::new()
        });
    }
    engine.register_fn(
        "+",
        |context: NativeCallContext, left: ImmutableString, right: Dynamic| -> Result<Dynamic, Fail> {
            if let Some(secret) = right.read_lock::<SecretText>() {
                return Ok(Dynamic::from(secret.join(&left, "")));
            }
            Ok(joined(&context, left, text(&context, &right)?)?.into())
        },
    );
    engine.register_fn(
        "+",
        |context: NativeCallContext, left: Dynamic, right: ImmutableString| -> Result<Dynamic, Fail> {
            if let Some(secret) = left.read_lock::<SecretText>() {
                return Ok(Dynamic::from(secret.join("", &right)));
            }
            Ok(joined(&context, text(&context, &left)?, right)?.into())
        },
    );
    // Rhai's own for two texts has no bound: one that doubles in a loop would take all memory before anybody looks.
    engine.register_fn("+", |context: NativeCallContext, left: ImmutableString, right: ImmutableString| {
        joined(&context, left, right)
    });
    engine.register_fn("+", |left: SecretText, right: SecretText| left.join_secret(&right));
    engine.register_fn("+", |context: NativeCallContext, _: ImmutableString, (): ()| -> Result<Dynamic, Fail> {
        Err(nothing().fail(context.call_position()))
    });
    engine.register_fn("+", |context: NativeCallContext, (): (), _: ImmutableString| -> Result<Dynamic, Fail> {
        Err(nothing().fail(context.call_position()))
    });
    register_appending(engine);
    for operator in ["==", "!=", "<", ">", "<=", ">="] {
        let refuse = move |context: NativeCallContext| -> Result<bool, Fail> {
            Err(Fault::new("secret-use", "A secret value cannot be compared.")
                .help("a secret value can only be joined to text and given to `secret(…)`")
                .fail(context.call_position()))
        };
        engine.register_fn(operator, move |c: NativeCallContext, _: SecretText, _: Dynamic| refuse(c));
        engine.register_fn(operator, move |c: NativeCallContext, _: Dynamic, _: SecretText| refuse(c));
        engine.register_fn(operator, move |c: NativeCallContext, _: SecretText, _: SecretText| refuse(c));
    }
    // Names of closures differ in each run.
    engine.register_get("name", |closure: &mut rhai::FnPtr| -> Result<ImmutableString, Fail> {
        let _ = closure;
        Err(Fault::new("no-text-form", "A closure has no name.").fail(rhai::Position::NONE))
    });
}

/// `+=` on text. On everything else Rhai makes it of `+`, or appends to a list: a function for any value on the left would
/// stand before that, and what it gives back would be dropped.
fn register_appending(engine: &mut Engine) {
    engine.register_fn(
        "+=",
        |context: NativeCallContext, left: &mut ImmutableString, right: Dynamic| -> Result<(), Fail> {
            *left = joined(&context, left.clone(), text(&context, &right)?)?;
            Ok(())
        },
    );
    engine.register_fn(
        "+=",
        |context: NativeCallContext, left: &mut ImmutableString, right: ImmutableString| -> Result<(), Fail> {
            weight::check_length(left.len() + right.len()).map_err(|fault| fault.fail(context.call_position()))?;
            *left += right;
            Ok(())
        },
    );
    engine.register_fn("+=", |context: NativeCallContext, _: &mut ImmutableString, (): ()| -> Result<(), Fail> {
        Err(nothing().fail(context.call_position()))
    });
    // What was text is a secret value afterwards.
    let types = [TypeId::of::<ImmutableString>(), TypeId::of::<SecretText>()];
    engine.register_raw_fn("+=", types, |_, values| {
        let (left, right) = values.split_at_mut(1);
        let secret = right[0].clone_cast::<SecretText>().join(&left[0].clone_cast::<ImmutableString>(), "");
        *left[0] = Dynamic::from(secret);
        Ok(())
    });
}

/// `()` where text is made, which would leave a gap that nobody sees.
fn nothing() -> Fault {
    Fault::new("no-value", "There is no value to make text of.").help(
        "an `if` without `else`, a function without a result, or an optional parameter that is absent gives nothing: ask first, or write `x ?? \"…\"`",
    )
}

/// The text of a value for one of the functions that make text. A fault ends the evaluation through the progress callback:
/// of an error inside of `${}` Rhai would take no notice, but write the whole value out.
fn form(context: &NativeCallContext, function: &str, value: &Dynamic, session: &Session) -> ImmutableString {
    match plain(value) {
        Ok(()) if function.ends_with("debug") => format!("{value:?}").into(),
        Ok(()) => value.to_string().into(),
        Err(fault) => {
            session.stop(fault, context.call_position());
            ImmutableString::new()
        }
    }
}

fn text(context: &NativeCallContext, value: &Dynamic) -> Result<ImmutableString, Fail> {
    match plain(value) {
        Ok(()) => Ok(value.to_string().into()),
        Err(fault) => Err(fault.fail(context.call_position())),
    }
}

fn joined(context: &NativeCallContext, left: ImmutableString, right: ImmutableString) -> Result<ImmutableString, Fail> {
    match weight::check_length(left.len() + right.len()) {
        Ok(()) => Ok(left + right),
        Err(fault) => Err(fault.fail(context.call_position())),
    }
}

/// Whether a value is data through and through, and no more than can be written out.
fn plain(value: &Dynamic) -> Result<(), Fault> {
    weight::check(value)?;
    all_data(value)
}

fn all_data(value: &Dynamic) -> Result<(), Fault> {
    if let Ok(list) = value.as_array_ref() {
        return list.iter().try_for_each(all_data);
    }
    if let Ok(map) = value.as_map_ref() {
        return map.values().try_for_each(all_data);
    }
    if value.is::<SecretText>() {
        return Err(Fault::new("secret-use", "A secret value has no text form.")
            .help("join it with `+`, and give the result to `secret(…)`: `\"postgres://u:\" + secret_param(\"pw\")`"));
    }
    match value.type_name() {
        "()" | "bool" | "i64" | "f64" | "char" | "string" => Ok(()),
        _ => Err(Fault::new("no-text-form", format!("{} has no text form.", super::say::capital(&named(value))))
            .help("pass the value itself, or use its `name`")),
    }
}
