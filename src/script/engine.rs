//! The engine: what of Rhai is in the language, and the budgets that hold scripts back.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use rhai::packages::{Package, StandardPackage};
use rhai::{Dynamic, Engine, Module, OptimizationLevel};

use super::direct::Direct;
use super::fault::Fault;
use super::modules::Resolver;
use super::register::Registry;
use super::session::Session;
use super::vocabulary::IMPURE;
use super::{api, bounded, builtin, crowd, direct, text_forms};
use crate::project::GivenLimits;

/// How much a script may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Operations, those in closures too.
    pub operations: u64,
    /// Calls within calls.
    pub depth: usize,
    /// Processor time of the evaluation, so that a busy machine fails no script; wall-clock time where the system does not
    /// tell it.
    pub time: Duration,
    /// Memory, where somebody counts it.
    pub memory: Option<Memory>,
}

/// Counts the memory of the process. The library has no allocator of its own: whoever embeds it brings the meter.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Bytes in use now.
    pub used: fn() -> usize,
    /// Bytes that an evaluation may add.
    pub limit: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { operations: Self::OPERATIONS, depth: Self::DEPTH, time: Self::TIME_HERE, memory: None }
    }
}

impl Limits {
    /// Native calls are not interrupted, only counted afterwards: the clock is what ends those that take long. Builds for
    /// debugging are that much slower.
    const TIME_HERE: Duration = if cfg!(debug_assertions) { Duration::from_secs(10) } else { Self::TIME };
    /// The default of the time in builds that are not for debugging.
    pub const TIME: Duration = GivenLimits::TIME;
    /// The default of the operations.
    pub const OPERATIONS: u64 = GivenLimits::OPERATIONS;
    /// The default of the calls within calls.
    pub const DEPTH: usize = GivenLimits::DEPTH;
    /// The default of the memory where it is counted, in bytes.
    pub const MEMORY: usize = GivenLimits::MEBIBYTES << 20;
    /// The longest file, in bytes.
    pub const MAX_SOURCE: usize = 4 * 1024 * 1024;
    /// The longest line, in characters.
    pub const MAX_LINE: usize = 60_000;
}

/// Makes the engine of one evaluation, and its functions of the tables by name.
pub fn engine(session: &Rc<Session>, limits: &Limits) -> (Engine, Direct) {
    let mut engine = Engine::new_raw();
    engine.register_global_module(StandardPackage::new().as_shared_module());
    // `Full` would run our functions while compiling; the others hide the places of map keys.
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_strict_variables(true);
    engine.set_fail_on_invalid_map_property(true);
    // The size limits of arrays, maps and strings stay off: each makes `push` quadratic. Memory is counted instead.
    engine.set_max_call_levels(limits.depth).set_max_expr_depths(256, 256).set_max_variables(10_000);
    engine.set_max_functions(2_000).set_max_modules(64);
    engine.set_max_operations(0);
    engine.set_module_resolver(Resolver(session.clone()));
    // Fast operators would join text and `()` without asking us.
    engine.set_fast_operators(false);
    engine.disable_symbol("eval");
    let names = engine.collect_fn_metadata(
        None,
        |info| Some(format!("{}/{}", info.metadata.name, info.metadata.num_params)),
        true,
    );
    {
        let builtin = &mut session.book.borrow_mut().vocabulary.builtin;
        for name in names {
            if let Some((bare, _)) = name.rsplit_once('/')
                && !IMPURE.contains(&bare)
            {
                builtin.insert(bare.to_owned());
                builtin.insert(name);
            }
        }
    }
    bounded::register(&mut engine);
    text_forms::register(&mut engine, session);
    builtin::register(&mut engine);
    let mut module = Module::new();
    let meter = Meter::start(limits.memory);
    let mut direct_functions = Direct::new(meter);
    api::register(&mut Registry { engine: &mut engine, module: &mut module, direct: &mut direct_functions, session });
    engine.register_global_module(module.into());
    direct::register(&mut engine, session);
    crowd::bound(&mut engine, meter);
    watch(&mut engine, session, limits, meter);
    let printer = session.clone();
    engine.on_print(move |text| printer.print(text));
    let printer = session.clone();
    engine.on_debug(move |text, _, _| printer.print(text));
    (engine, direct_functions)
}

/// How much memory an evaluation has added.
#[derive(Clone, Copy, Default)]
pub struct Meter {
    memory: Option<Memory>,
    before: usize,
}

impl Meter {
    fn start(memory: Option<Memory>) -> Self {
        Self { memory, before: memory.map_or(0, |memory| (memory.used)()) }
    }

    /// Whether it is more than this share of what may be added: 1 for all of it, 4 for a quarter.
    pub fn is_beyond(&self, share: usize) -> bool {
        self.memory.is_some_and(|memory| (memory.used)().saturating_sub(self.before) > memory.limit / share)
    }

    /// Whether it is more than may be added.
    pub fn is_over(&self) -> bool {
        self.is_beyond(1)
    }
}

/// The time that this thread may work.
struct Clock {
    limit: Duration,
    before: Duration,
    wall: Instant,
    /// The time since `wall` before which the limit cannot be reached: a thread works no longer than time goes by.
    /// Processor time is asked of the kernel, which takes many times as long as a look at the wall clock.
    next: Cell<Duration>,
}

impl Clock {
    fn start(limit: Duration) -> Self {
        Self { limit, before: worked().unwrap_or_default(), wall: Instant::now(), next: Cell::new(limit) }
    }

    fn is_over(&self) -> bool {
        let wall = self.wall.elapsed();
        if wall < self.next.get() {
            return false;
        }
        let worked = worked().map_or(wall, |now| now.saturating_sub(self.before));
        self.next.set(wall + self.limit.saturating_sub(worked));
        worked > self.limit
    }
}

#[cfg(unix)]
fn worked() -> Option<Duration> {
    use rustix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::ThreadCPUTime).try_into().ok()
}

#[cfg(not(unix))]
fn worked() -> Option<Duration> {
    None
}

/// Ends the evaluation over budget, or with a fault that Rhai would have swallowed. Rhai's own count does not reach into
/// closures that native functions call.
fn watch(engine: &mut Engine, session: &Rc<Session>, limits: &Limits, meter: Meter) {
    let (session, limits) = (session.clone(), *limits);
    let (operations, next_look) = (Cell::new(0_u64), Cell::new(0));
    let clock = Clock::start(limits.time);
    engine.on_progress(move |_| {
        operations.set(operations.get() + 1 + session.spent.take());
        let over = |what: String, help: &str| Some(Dynamic::from(Fault::new("budget", what).help(help)));
        if session.fault.borrow().is_some() {
            return Some(Dynamic::UNIT);
        }
        if operations.get() > limits.operations {
            let words = format!("The script did more than {} operations.", limits.operations);
            return over(words, "look for a loop without end");
        }
        if let Some(memory) = limits.memory
            && meter.is_over()
        {
            let words = format!("The script used more than {} MiB of memory.", memory.limit >> 20);
            return over(words, "look for a text or list that doubles in a loop");
        }
        // Native calls between two looks at the clock may take long.
        if operations.get() >= next_look.get() {
            next_look.set(operations.get() + 16);
            if clock.is_over() {
                let words = format!("The script ran longer than {:.1} s.", limits.time.as_secs_f64());
                return over(words, "look for work that repeats in a loop");
            }
        }
        None
    });
}
