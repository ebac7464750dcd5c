//! Hands the tables to Rhai: arguments as they come, the receiver typed, one function for each arity, so that a wrong type
//! reaches our own words.

use std::any::TypeId;
use std::rc::Rc;
use std::sync::Arc;

use rhai::{Dynamic, Engine, EvalAltResult, FuncRegistration, Map, Module, NativeCallContext, RhaiFunc};

use super::args::{Args, Values};
use super::direct::Direct;
use super::fault::{Fail, Fault, Spot};
use super::part::{Part, name_type, type_name};
use super::say::{entry, say, say_map};
use super::session::Session;
use super::table::{Act, Function, Kind, Maker, Row, Sig};
use super::types::named;
use super::written::items;

/// A function as Rhai calls it.
pub type Native = Rc<dyn Fn(Option<NativeCallContext>, &mut [&mut Dynamic]) -> Result<Dynamic, Fail>>;

/// Where the tables are registered.
pub struct Registry<'a> {
    /// The engine.
    pub engine: &'a mut Engine,
    /// Its functions.
    pub module: &'a mut Module,
    /// The same functions by name.
    pub direct: &'a mut Direct,
    /// The evaluation that they belong to.
    pub session: &'a Rc<Session>,
}

/// Registers a type with its constructors and methods.
pub fn kind<T: Kind>(registry: &mut Registry<'_>) {
    let Registry { engine, module, direct, session } = registry;
    engine.register_type_with_name::<Part<T>>(T::NAME);
    name_type::<Part<T>>(T::NAME);
    session.book.borrow_mut().vocabulary.add_kind::<T>();
    engine.register_get("name", |part: &mut Part<T>| -> Result<Dynamic, Fail> {
        match part.0.name() {
            Some(name) => Ok(name.into()),
            None => Err(EvalAltResult::ErrorDotExpr(format!("no name of {}", T::NAME), rhai::Position::NONE).into()),
        }
    });
    for row in T::rows() {
        let least = if row.sig.is_keyed() { 1 } else { row.sig.min() };
        let native = method::<T>(row, Rc::clone(session));
        for count in least..=row.sig.max() {
            let mut types = vec![TypeId::of::<Part<T>>()];
            types.resize(count + 1, TypeId::of::<Dynamic>());
            put(module, &row.sig, types, native.clone());
        }
        direct.add_method::<Part<T>>(&row.sig, (least, row.sig.max()), native);
    }
    for maker in T::MAKERS {
        let native = constructor::<T>(maker, Rc::clone(session));
        let counts = (maker.sig.min(), maker.sig.max() + 1);
        for count in counts.0..=counts.1 {
            put(module, &maker.sig, vec![TypeId::of::<Dynamic>(); count], native.clone());
        }
        direct.add_maker::<Part<T>>(&maker.sig, counts, native);
    }
}

/// Registers a function that makes no part.
pub fn function(registry: &mut Registry<'_>, function: &'static Function) {
    let Registry { module, session, .. } = registry;
    session.book.borrow_mut().vocabulary.add_function(function);
    for count in function.sig.min()..=function.sig.max() {
        let session = Rc::clone(session);
        let native: Native = Rc::new(move |context, values| {
            let Some(context) = context else {
                return Ok(Dynamic::UNIT);
            };
            let values = taken(values);
            let position = context.call_position();
            let args = Args { context: &context, session: &session, position, values, base: None };
            args.check(&function.sig).map_err(|fault| fault.fail(position))?;
            (function.call)(&args).map_err(|fault| fault.fail(position))
        });
        if function.sig.name == "to_json" {
            // Rhai's own of that name takes maps, and writes parts as the names of their types.
            put(module, &function.sig, vec![TypeId::of::<Map>()], native.clone());
        }
        put(module, &function.sig, vec![TypeId::of::<Dynamic>(); count], native);
    }
}

fn put(module: &mut Module, sig: &'static Sig, types: Vec<TypeId>, func: Native) {
    FuncRegistration::new(sig.name)
        .in_global_namespace()
        // `Pure`, as methods return new values: `Method` would take the receiver out of the caller's variable.
        .set_into_module_raw(
            module,
            types,
            RhaiFunc::Pure { func, has_context: true, is_pure: true, is_volatile: true },
        );
}

/// The values that Rhai hands over.
fn taken(values: &mut [&mut Dynamic]) -> Values {
    values.iter_mut().map(|value| value.take().flatten()).collect()
}

fn method<T: Kind>(row: &'static Row<T>, session: Rc<Session>) -> Native {
    Rc::new(move |context, values| {
        let (Some(context), Some((receiver, rest))) = (context, values.split_first_mut()) else {
            return Ok(Dynamic::UNIT);
        };
        let mut receiver = receiver.take().flatten();
        let values = taken(rest);
        let position = context.call_position();
        let args = Args { context: &context, session: &session, position, values, base: None };
        if let Act::Whole(act) = row.act {
            args.check(&row.sig).map_err(|fault| fault.fail(position))?;
            return act(receiver.cast::<Part<T>>(), &args).map(Dynamic::from);
        }
        // Changed where it lies: taking it out and wrapping it again would cost each link of a chain two trips for memory.
        if let Some(mut part) = receiver.write_lock::<Part<T>>() {
            if row.sig.is_keyed() && row.sig.max() > 1 && args.len() == 1 && args.values[0].is_map() {
                each_entry(&mut part, row, &args)?;
            } else {
                say(&mut part, row, &args)?;
            }
        }
        Ok(receiver)
    })
}

/// A by-key method that was given one map: one call for each entry.
fn each_entry<T: Kind>(part: &mut Part<T>, row: &'static Row<T>, args: &Args) -> Result<(), Fail> {
    for (key, value) in args.map(0) {
        let (values, base) = entry(row.sig.max(), &key, value, format!("0.{key}"));
        let one =
            Args { context: args.context, session: args.session, position: args.position, values, base: Some(base) };
        say(part, row, &one)?;
    }
    Ok(())
}

fn constructor<T: Kind>(maker: &'static Maker<T>, session: Rc<Session>) -> Native {
    Rc::new(move |context, values| {
        let Some(context) = context else {
            return Ok(Dynamic::UNIT);
        };
        let mut values = taken(values);
        let position = context.call_position();
        let sig = &maker.sig;
        if let Some(first) = values.first().and_then(type_name)
            && !sig.args.first().is_some_and(|arg| arg.ty.takes(&values[0]))
        {
            let book = session.book.borrow();
            let is_argument = book.sites.get(&position).is_some_and(|site| site.args.len() == values.len());
            let fault = match book.arguments(position) {
                Some(written) if is_argument => book.vocabulary.part_given(sig, first, written).at(Spot::Arg(0)),
                // `x.container(…)` reaches the constructor of that name when the type of `x` has no such method.
                written => book.vocabulary.unknown_method(first, sig.name, written),
            };
            return Err(fault.fail(position));
        }
        let options = take_options(sig, &mut values);
        if values.len() > sig.max() {
            let index = values.len() - 1;
            let text = format!("After `{}` only an option map may follow, not {}.", sig.shape(), named(&values[index]));
            let book = session.book.borrow();
            let part = type_name(&values[index]).and_then(|part| book.vocabulary.method_for(T::NAME, part));
            let given = book.arguments(position).map(items).unwrap_or_default();
            let help = match (part, given.split_last()) {
                (Some(method), Some((last, first))) => {
                    format!("write `{}({}).{method}({last})`", sig.name, first.join(", "))
                }
                (Some(method), None) => format!("write `{}.{method}(…)`", sig.shape()),
                _ => format!("all else is said by methods: `{}.…`", sig.shape()),
            };
            return Err(Fault::new("argument", text).help(help).at(Spot::Arg(index)).fail(position));
        }
        let map_at = values.len().to_string();
        let args = Args { context: &context, session: &session, position, values, base: None };
        args.check(sig).map_err(|fault| fault.fail(position))?;
        let mut value = (maker.make)(&args).map_err(|fault| fault.fail(position))?;
        // What the constructor said, as the places of data, stays.
        value.said_mut().made_by(session.origin(position), session.serial());
        let part = Part(Arc::new(value));
        match options {
            Some(map) => say_map(part, map, &args, &map_at).map(Dynamic::from),
            None => Ok(Dynamic::from(part)),
        }
    })
}

/// Takes the option map off the end: a map that comes after all arguments, or where the last argument is no map.
fn take_options(sig: &Sig, values: &mut Values) -> Option<Map> {
    let last = values.last()?;
    let is_argument = values.len() <= sig.max() && sig.args[values.len() - 1].ty.takes(last);
    if !last.is_map() || is_argument || values.len() <= sig.min() {
        return None;
    }
    values.pop()?.try_cast::<Map>()
}
