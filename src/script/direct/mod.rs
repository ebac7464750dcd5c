//! Constructors and chains of our methods, called straight away: Rhai finds a function anew for each call, by hashes of its
//! name and of the types of its arguments, which takes longer than most of our calls do. What is called, in which order,
//! and what is told of it stay the same.

mod lower;
#[cfg(test)]
mod tests;

use std::any::TypeId;
use std::collections::HashMap;
use std::iter;
use std::rc::Rc;

use rhai::{Dynamic, Engine, EvalContext, Expression, NativeCallContext, Position};
use smallvec::SmallVec;

use super::engine::Meter;
use super::fault::Fail;
use super::register::Native;
use super::session::Session;
use super::table::Sig;

pub use lower::lower;

/// What stands for a chain in Rhai's syntax tree. No script can write it.
const KEY: &str = "~direct";

/// A function of the tables.
#[derive(Clone)]
struct Callable {
    /// The type of a method's receiver, or of what a constructor makes.
    ty: TypeId,
    native: Native,
    /// How many arguments it takes, the receiver not counted.
    least: usize,
    most: usize,
}

impl Callable {
    fn takes(&self, count: usize) -> bool {
        (self.least..=self.most).contains(&count)
    }
}

/// The functions of the tables by name.
pub struct Direct {
    meter: Meter,
    makers: HashMap<&'static str, Callable>,
    /// Of each name, the methods of every type that has one.
    methods: HashMap<&'static str, Vec<Callable>>,
}

impl Direct {
    /// No functions yet. `meter` says how large a file may be that is lowered.
    pub fn new(meter: Meter) -> Self {
        Self { meter, makers: HashMap::new(), methods: HashMap::new() }
    }

    /// Takes a constructor of a type in, which takes so many arguments.
    pub fn add_maker<T: 'static>(&mut self, sig: &Sig, counts: (usize, usize), native: Native) {
        self.makers.insert(sig.name, Callable { ty: TypeId::of::<T>(), native, least: counts.0, most: counts.1 });
    }

    /// Takes a method of a type in.
    pub fn add_method<T: 'static>(&mut self, sig: &Sig, counts: (usize, usize), native: Native) {
        let method = Callable { ty: TypeId::of::<T>(), native, least: counts.0, most: counts.1 };
        self.methods.entry(sig.name).or_default().push(method);
    }

    /// A constructor that takes so many arguments.
    fn maker(&self, name: &str, count: usize) -> Option<&Callable> {
        self.makers.get(name).filter(|maker| maker.takes(count))
    }

    /// The methods of a type that a chain calls, where it has all of them.
    fn methods(&self, ty: TypeId, links: &[Link]) -> Option<Vec<Native>> {
        let method = |link: &Link| {
            let methods = self.methods.get(link.name.as_str())?;
            let found = methods.iter().find(|method| method.ty == ty && method.takes(link.arguments))?;
            Some(found.native.clone())
        };
        links.iter().map(method).collect()
    }

    /// The types that have every method of a chain, with these methods.
    fn receivers(&self, links: &[Link]) -> Vec<(TypeId, Vec<Native>)> {
        let first = links.first().and_then(|link| self.methods.get(link.name.as_str()));
        let types = first.into_iter().flatten().map(|method| method.ty);
        types.filter_map(|ty| Some((ty, self.methods(ty, links)?))).collect()
    }
}

/// A call of a chain.
#[derive(Clone)]
struct Link {
    name: String,
    arguments: usize,
    at: Position,
}

/// A chain. Its expressions are the arguments of the links in order, then those of the root.
struct Chain {
    root: Root,
    links: Vec<Link>,
    /// The value of each expression that is a literal, as most are: Rhai is not asked for it.
    literals: Vec<Option<Dynamic>>,
}

enum Root {
    /// A constructor, and the methods of what it makes.
    Made { link: Link, maker: Native, methods: Vec<Native> },
    /// A variable, and the methods for each type that it may hold. Where it holds another, the chain as it was written
    /// tells what is wrong; it is the last expression.
    Variable(Vec<(TypeId, Vec<Native>)>),
}

/// Lets the engine evaluate lowered chains.
pub fn register(engine: &mut Engine, session: &Rc<Session>) {
    let session = session.clone();
    let run = move |context: &mut EvalContext, inputs: &[Expression], state: &Dynamic| {
        let chain = state.read_lock::<Rc<Chain>>().map(|chain| Rc::clone(&chain));
        // The walk that makes these nodes gives each its chain.
        chain.map_or(Ok(Dynamic::UNIT), |chain| run(context, inputs, &chain, &session))
    };
    engine.register_custom_syntax_handler(KEY, false, run).expect("refused only in builds without a syntax tree");
}

/// As Rhai does it: first the arguments of all links, then the root, then one call after the other.
fn run(context: &mut EvalContext, inputs: &[Expression], chain: &Chain, session: &Session) -> Result<Dynamic, Fail> {
    let of_links: usize = chain.links.iter().map(|link| link.arguments).sum();
    let inputs = Inputs { expressions: inputs, literals: &chain.literals };
    let (of_links, of_root) = inputs.split_at(of_links);
    session.spend(chain.links.len() + 1);
    let (mut value, methods, mut arguments) = match (&chain.root, of_root.expressions) {
        (Root::Made { link, maker, methods }, _) => {
            let arguments = of_links.values(context, session)?;
            let mut of_root = of_root.values(context, session)?;
            let mut of_root: SmallVec<[&mut Dynamic; 4]> = of_root.iter_mut().collect();
            (call(context, link, maker, &mut of_root)?, methods, arguments)
        }
        (Root::Variable(types), [variable, written, ..]) => {
            let ty = context.eval_expression_tree(variable)?.flatten().type_id();
            let Some((_, methods)) = types.iter().find(|(known, _)| *known == ty) else {
                return context.eval_expression_tree(written);
            };
            let arguments = of_links.values(context, session)?;
            let value = context.eval_expression_tree(variable)?.flatten();
            if value.type_id() != ty {
                // An argument was a block that gave the variable a value of another type.
                return context.eval_expression_tree(written);
            }
            (value, methods, arguments)
        }
        (Root::Variable(_), _) => return Ok(Dynamic::UNIT),
    };
    let mut rest = arguments.as_mut_slice();
    for (link, method) in chain.links.iter().zip(methods) {
        let (of_link, after) = rest.split_at_mut(link.arguments);
        rest = after;
        value = {
            let mut of_call: SmallVec<[&mut Dynamic; 4]> = iter::once(&mut value).chain(of_link).collect();
            call(context, link, method, &mut of_call)?
        };
    }
    Ok(value)
}

/// Expressions, and the values of those that are literals.
struct Inputs<'a> {
    expressions: &'a [Expression<'a>],
    literals: &'a [Option<Dynamic>],
}

impl Inputs<'_> {
    fn split_at(&self, count: usize) -> (Inputs<'_>, Inputs<'_>) {
        let (expressions, rest) = self.expressions.split_at(count);
        let (literals, of_rest) = self.literals.split_at(count);
        (Inputs { expressions, literals }, Inputs { expressions: rest, literals: of_rest })
    }

    /// All of them, in order. A literal counts as an operation, as it does with Rhai.
    fn values(&self, context: &mut EvalContext, session: &Session) -> Result<SmallVec<[Dynamic; 8]>, Fail> {
        let mut values = SmallVec::with_capacity(self.expressions.len());
        for (expression, literal) in self.expressions.iter().zip(self.literals) {
            values.push(match literal {
                Some(value) => {
                    session.spend(1);
                    value.clone()
                }
                None => context.eval_expression_tree(expression)?.flatten(),
            });
        }
        Ok(values)
    }
}

fn call(
    context: &mut EvalContext,
    link: &Link,
    native: &Native,
    arguments: &mut [&mut Dynamic],
) -> Result<Dynamic, Fail> {
    // What the call calls back counts as deeper.
    context.global_runtime_state_mut().level += 1;
    let global = context.global_runtime_state();
    let within = NativeCallContext::new_with_all_fields(context.engine(), &link.name, None, global, link.at);
    let result = native(Some(within), arguments);
    context.global_runtime_state_mut().level -= 1;
    result.map_err(|mut error| {
        if error.position().is_none() {
            error.set_position(link.at);
        }
        error
    })
}
