//! What was meant where the parser gave up. Each rule knows one habit and looks at the tokens around the place.

use super::seen::Seen;
use super::statements::{block, chained, compared, imported, looped, mutable};
use super::tokens::Kind;
use super::words::{Foreign, operator, sign, word};

/// What was meant.
pub struct Slip {
    /// The token that is wrong.
    pub at: usize,
    /// What is wrong with it.
    pub text: String,
    /// What to write instead.
    pub help: String,
}

/// A slip at a token.
pub fn slip(at: usize, text: impl Into<String>, help: impl Into<String>) -> Option<Slip> {
    Some(Slip { at, text: text.into(), help: help.into() })
}

/// A rule.
pub type Rule = fn(&Seen) -> Option<Slip>;

/// What people bring from other languages. The first that fits counts.
pub const FOREIGN: &[Rule] = &[
    comment,
    amount,
    template,
    map_entry,
    arrow,
    typed,
    mutable,
    macros,
    made_new,
    imported,
    prefixed,
    looped,
    block,
    hashless,
    named,
    yaml,
    foreign_word,
    choice,
    negated,
    foreign_sign,
    borrowed,
    compared,
    chained,
];

/// `# note`.
fn comment(seen: &Seen) -> Option<Slip> {
    let token = seen.tokens.get(seen.at).filter(|token| token.text == "#")?;
    let note = seen.text[token.end()..].lines().next().unwrap_or_default().trim();
    let note = if note.chars().count() > 60 { "…" } else { note };
    slip(seen.at, "A comment does not begin with `#`.", format!("write `// {note}`"))
}

/// `250m` without quotes.
fn amount(seen: &Seen) -> Option<Slip> {
    let at = seen.around(1, 0).rev().find(|at| seen.is(*at, Kind::Number))?;
    let number = seen.sign(at);
    let unit = number.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '_'));
    let is_other = number.starts_with("0x") || number.starts_with("0o") || number.starts_with("0b");
    if !unit.starts_with(char::is_alphabetic) || is_other || number.parse::<f64>().is_ok() {
        return None;
    }
    slip(at, format!("`{number}` is no number."), format!("an amount with a unit is text: write \"{number}\""))
}

/// `{{ .Values.tag }}`.
fn template(seen: &Seen) -> Option<Slip> {
    let at = seen.around(4, 0).find(|at| seen.sign(*at) == "{" && seen.sign(at + 1) == "{" && seen.touches(at + 1))?;
    let line = seen.tokens[at].line;
    let behind: Vec<usize> = (at + 2..seen.tokens.len()).take_while(|next| seen.tokens[*next].line == line).collect();
    behind.iter().find(|next| seen.sign(**next) == "}" && seen.sign(*next + 1) == "}")?;
    let values = behind.iter().position(|next| seen.sign(*next) == "Values");
    let path: Vec<&str> = behind[values.map_or(0, |at| at + 1)..]
        .iter()
        .take_while(|next| seen.sign(**next) == "." || seen.is(**next, Kind::Word))
        .filter(|next| seen.is(**next, Kind::Word))
        .map(|next| seen.sign(*next))
        .collect();
    let help = match values {
        Some(_) => super::parameter(&path.join(".")),
        None => "text with values takes backticks: `…${x}…`".to_owned(),
    };
    slip(at, "A script is no template: `{{ … }}` has no meaning here.", help)
}

/// `#{ a = 1 }` and `#{ a => 1 }`.
fn map_entry(seen: &Seen) -> Option<Slip> {
    let at = seen.around(0, 1).find(|at| matches!(seen.sign(*at), "=" | "=>"))?;
    let key = at.checked_sub(1)?;
    if seen.inside(at) != "#{" || seen.is(key, Kind::Sign) || !matches!(seen.sign(key.checked_sub(1)?), "#{" | ",") {
        return None;
    }
    let help = format!("write `{}: {}`", seen.sign(key), seen.value(at + 1));
    slip(at, format!("A key of a map is followed by `:`, not by `{}`.", seen.sign(at)), help)
}

/// `(x) => …`.
fn arrow(seen: &Seen) -> Option<Slip> {
    let at = (seen.at..seen.tokens.len().min(seen.at + 12))
        .take_while(|at| {
            *at == seen.at || seen.is(*at, Kind::Word) || matches!(seen.sign(*at), "(" | ")" | "," | "=>" | "->")
        })
        .find(|at| seen.sign(*at) == "=>" || (seen.sign(*at) == "->" && seen.inside(*at) == "("))?;
    let last = at.checked_sub(1)?;
    let first = if seen.sign(last) == ")" {
        (0..last).rev().find(|first| seen.sign(*first) == "(" && seen.closer(*first) == Some(last))?
    } else {
        last
    };
    let named = (first..=last).all(|at| seen.is(at, Kind::Word) || matches!(seen.sign(at), "(" | ")" | ","));
    if !named || (seen.inside(first) == "{" && seen.sign(first.wrapping_sub(1)) != "=") {
        return None;
    }
    let params = seen.written(first, last)?.trim_start_matches('(').trim_end_matches(')');
    let help = format!("write `|{params}| {}`", seen.value(at + 1));
    slip(at, format!("A closure is not written with `{}`.", seen.sign(at)), help)
}

/// `let x: int`, `fn f(x: int) -> int`, `|x: int|`.
fn typed(seen: &Seen) -> Option<Slip> {
    let at = seen.around(1, 0).rev().find(|at| matches!(seen.sign(*at), ":" | "->"))?;
    let text = "Types are not written.";
    let line = seen.tokens[at].line;
    let begins = (0..at).rev().take_while(|before| seen.tokens[*before].line == line);
    let start =
        begins.into_iter().find(|before| matches!(seen.sign(*before), "let" | "const" | "fn" | "|" | ";" | "{"))?;
    match seen.sign(start) {
        "let" | "const" if start + 2 == at => {
            let set = (at..seen.tokens.len()).find(|next| matches!(seen.sign(*next), "=" | ";"))?;
            let rest = if seen.sign(set) == "=" { format!(" = {}", seen.value(set + 1)) } else { String::new() };
            slip(at, text, format!("write `{} {}{rest};`", seen.sign(start), seen.sign(start + 1)))
        }
        "fn" => {
            let opener = (start..seen.tokens.len()).find(|next| seen.sign(*next) == "(")?;
            let params = params(seen, opener + 1, ")");
            slip(at, text, format!("write `fn {}({params}) {{ … }}`", seen.sign(start + 1)))
        }
        "|" if (start + 1..at).all(|at| seen.is(at, Kind::Word) || matches!(seen.sign(at), "," | ":")) => {
            let params = params(seen, start + 1, "|");
            slip(at, text, format!("write `|{params}| …`"))
        }
        _ => None,
    }
}

/// The names of parameters, without their types.
fn params(seen: &Seen, first: usize, end: &str) -> String {
    let all = (first..seen.tokens.len()).take_while(|at| seen.sign(*at) != end);
    let names = all.filter(|at| *at == first || seen.sign(at - 1) == ",").map(|at| seen.sign(at));
    names.collect::<Vec<_>>().join(", ")
}

/// `vec![…]`.
fn macros(seen: &Seen) -> Option<Slip> {
    let at =
        seen.around(2, 0).find(|at| seen.is(*at, Kind::Word) && seen.sign(at + 1) == "!" && seen.touches(at + 1))?;
    let opener = at + 2;
    let list = seen.closer(opener).and_then(|closer| seen.written(opener, closer));
    let help = match seen.sign(opener) {
        "[" => format!("write `{}`", list.unwrap_or("[…]")),
        _ => "call a function without `!`".to_owned(),
    };
    slip(at, format!("There are no macros such as `{}!`.", seen.sign(at)), help)
}

/// `new Container(…)` and `Container::new(…)`.
fn made_new(seen: &Seen) -> Option<Slip> {
    let at = Some(seen.at).filter(|at| seen.sign(*at) == "new")?;
    let (place, name, opener) =
        if seen.sign(at.wrapping_sub(1)) == "::" { (at.checked_sub(2)?, at - 2, at + 1) } else { (at, at + 1, at + 2) };
    let maker = seen.vocabulary.maker_like(seen.sign(name)).unwrap_or("container");
    let arguments = seen.closer(opener).and_then(|closer| seen.written(opener, closer)).unwrap_or("(…)");
    slip(place, "There is no `new`: a function makes a part.", format!("write `{maker}{arguments}`"))
}

/// `f"…"`.
fn prefixed(seen: &Seen) -> Option<Slip> {
    let at = seen.around(1, 1).find(|at| {
        let prefix = at.checked_sub(1).is_some_and(|prefix| matches!(seen.sign(prefix), "f" | "s" | "r" | "b"));
        seen.is(*at, Kind::Text) && prefix && seen.touches(*at)
    })?;
    let inner = seen.sign(at).trim_matches(['"', '\'']);
    let help = if seen.sign(at - 1) == "r" {
        format!("raw text is `#\"{inner}\"#`")
    } else {
        format!("text with values takes backticks: write `` `{}` ``", inner.replace('{', "${"))
    };
    slip(at - 1, format!("Text has no `{}` in front.", seen.sign(at - 1)), help)
}

/// `{ a: 1 }` without `#`.
fn hashless(seen: &Seen) -> Option<Slip> {
    let keyed = |at: usize| !seen.is(at + 1, Kind::Sign) && seen.sign(at + 2) == ":";
    let mut around = seen.opener(seen.at).into_iter().chain(seen.around(0, 0));
    let at = around.rfind(|at| seen.sign(*at) == "{" && keyed(*at))?;
    let before = at.checked_sub(1).map_or("", |before| seen.sign(before));
    // Behind the bars of a closure stands its block, as a rule over several lines.
    let in_closure = before == "|" && seen.tokens[at].line == seen.tokens[at + 1].line;
    if !in_closure && !matches!(before, "" | "=" | "(" | "," | "[" | ":" | "=>" | "??" | "+" | "return") {
        return None;
    }
    let whole = seen.closer(at).filter(|closer| seen.written(at, *closer).is_some());
    let map = whole.map_or_else(|| "#{ … }".to_owned(), |closer| mapped(seen, at, closer));
    slip(at, "A map begins with `#{`.", format!("write `{map}`"))
}

/// The source of a map with `#` in front of it, and of those in it.
fn mapped(seen: &Seen, first: usize, last: usize) -> String {
    let mut out = String::new();
    for index in first..=last {
        let token = seen.tokens[index];
        if index > first {
            out.push_str(&seen.text[seen.tokens[index - 1].end()..token.start]);
        }
        if token.text == "{" {
            out.push('#');
        }
        out.push_str(token.text);
    }
    out
}

/// `deployment(name: "web")` and `deployment(name = "web")`.
fn named(seen: &Seen) -> Option<Slip> {
    let at = seen.around(1, 0).find(|at| !seen.is(*at, Kind::Sign) && matches!(seen.sign(at + 1), ":" | "="))?;
    let opener = seen.opener(at).filter(|opener| seen.sign(*opener) == "(")?;
    let called = opener.checked_sub(1).filter(|called| seen.is(*called, Kind::Word))?;
    if !matches!(seen.sign(at.checked_sub(1)?), "(" | ",") || matches!(seen.sign(called), "if" | "while" | "for" | "fn")
    {
        return None;
    }
    let help = unnamed(seen, called, opener).map_or_else(
        || format!("write them in order, and options in a map at the end: `#{{ {}: … }}`", seen.sign(at)),
        |call| format!("write `{call}`"),
    );
    slip(at, "Arguments have no names.", help)
}

/// A call without the names of its arguments: those that the signature knows in its order, the others as options.
fn unnamed(seen: &Seen, called: usize, opener: usize) -> Option<String> {
    let closer = seen.closer(opener)?;
    let first = seen.sign(opener + 1);
    let sig = seen.vocabulary.signature_with(seen.sign(called), first);
    let (mut ordered, mut options): (Vec<(usize, &str)>, Vec<String>) = (Vec::new(), Vec::new());
    let mut index = opener + 1;
    while index < closer {
        let is_named = !seen.is(index, Kind::Sign) && matches!(seen.sign(index + 1), ":" | "=");
        let first = if is_named { index + 2 } else { index };
        let last = seen.last(first);
        let value = seen.written(first, last)?;
        let slot = sig.and_then(|sig| sig.args.iter().position(|arg| arg.name == seen.sign(index)));
        match (is_named, slot) {
            (true, Some(slot)) => ordered.push((slot, value)),
            (true, None) if sig.is_some() => options.push(format!("{}: {value}", seen.sign(index))),
            _ => ordered.push((ordered.len(), value)),
        }
        index = last + 2;
    }
    ordered.sort_by_key(|(slot, _)| *slot);
    let mut all: Vec<String> = ordered.into_iter().map(|(_, value)| value.to_owned()).collect();
    if !options.is_empty() {
        all.push(format!("#{{ {} }}", options.join(", ")));
    }
    Some(format!("{}({})", seen.sign(called), all.join(", ")))
}

/// `replicas: 3`, `- item` and `---` at the beginning of a line.
fn yaml(seen: &Seen) -> Option<Slip> {
    let line = seen.tokens.get(seen.at)?.line;
    let first = seen.around(3, 0).find(|at| seen.tokens[*at].line == line)?;
    if (first > 0 && seen.tokens[first - 1].line == line) || !matches!(seen.inside(first), "" | "{") {
        return None;
    }
    let keyed = !seen.is(first, Kind::Sign) && seen.sign(first + 1) == ":";
    let listed = seen.sign(first) == "-" && !seen.touches(first + 1);
    if !(keyed || listed || (seen.sign(first) == "--" && seen.sign(first + 1) == "-")) {
        return None;
    }
    let text = "This is YAML, and a script is not.";
    if seen.text.lines().any(|line| line.starts_with("apiVersion:")) {
        let help = "name the file `….yaml`, or take its objects in with `objects(\"FILE.yaml\")`";
        return slip(first, text, help);
    }
    let plain = "write lists as `[a, b]`, maps as `#{ a: 1 }`, and settings as calls: `x.replicas(3)`";
    let value = seen.text[seen.tokens[first + 1].end()..].lines().next().unwrap_or_default().trim();
    let setting = seen.vocabulary.setting_like(seen.sign(first)).filter(|_| keyed && !value.is_empty());
    let Some(setting) = setting else {
        return slip(first, text, plain);
    };
    let literal = value.parse::<f64>().is_ok() || matches!(value, "true" | "false") || value.starts_with(['"', '[']);
    let value = if literal { value.to_owned() } else { format!("{:?}", value.trim_matches('\'')) };
    slip(first, text, format!("a setting is a call: `x.{setting}({value})`"))
}

/// `var`, `elif`, `function`.
fn foreign_word(seen: &Seen) -> Option<Slip> {
    let at = seen.around(1, 0).rev().find(|at| seen.is(*at, Kind::Word) && word(seen.sign(*at)).is_some())?;
    let line = seen.tokens.get(seen.at).map_or(u32::MAX, |token| token.line);
    if at != seen.at && seen.tokens[at].line != line {
        return None;
    }
    let name = seen.sign(at);
    if seen.sign(at + 1) == ":" && seen.inside(at) == "#{" {
        return slip(at, format!("`{name}` is a reserved word."), format!("as a key it takes quotes: `\"{name}\": …`"));
    }
    slip(at, format!("There is no `{name}` in this language."), foreign_help(seen, at, word(name)?))
}

fn foreign_help(seen: &Seen, at: usize, foreign: &Foreign) -> String {
    match foreign.instead {
        Some("fn") if !seen.is(at + 1, Kind::Word) => {
            let params = seen.closer(at + 1).and_then(|closer| seen.written(at + 1, closer)).unwrap_or("(x)");
            format!("write a closure: `|{}| {{ … }}`", params.trim_matches(['(', ')']))
        }
        Some(instead) => format!("write `{instead} {}`", seen.rest(at)),
        None => foreign.help.to_owned(),
    }
}

/// `a ? b : c`.
fn choice(seen: &Seen) -> Option<Slip> {
    let at = seen.around(2, 1).find(|at| seen.sign(*at) == "?")?;
    let text = "There is no `? :`.";
    let built = || {
        let (first, last) = (seen.first(at), seen.last(at + 1));
        let colon = (at + 1..last).find(|next| seen.sign(*next) == ":")?;
        let (asked, then) = (seen.written(first, at.checked_sub(1)?)?, seen.written(at + 1, colon - 1)?);
        Some(format!("write `if {asked} {{ {then} }} else {{ {} }}`", seen.written(colon + 1, last)?))
    };
    slip(at, text, built().or_else(|| sign("?").map(str::to_owned))?)
}

/// `and`, `or`, `is`.
fn negated(seen: &Seen) -> Option<Slip> {
    let instead = operator(seen.near(0))?;
    slip(seen.at, format!("There is no `{}` in this language.", seen.near(0)), format!("write `{instead}`"))
}

/// `===`, `++`, `...`.
fn foreign_sign(seen: &Seen) -> Option<Slip> {
    let is_foreign = |at: &usize| seen.is(*at, Kind::Sign) && sign(seen.sign(*at)).is_some();
    // An arm of a `switch` has its arrow by right.
    let at = seen.around(1, 1).find(|at| is_foreign(at) && (seen.sign(*at) != "=>" || *at == seen.at))?;
    let found = seen.sign(at);
    let name = at.checked_sub(1).filter(|name| seen.is(*name, Kind::Word)).map(|name| seen.sign(name));
    let help = match (found, name) {
        ("++", Some(name)) => format!("write `{name} += 1`"),
        ("--", Some(name)) => format!("write `{name} -= 1`"),
        (":=", Some(name)) => format!("write `let {name} = {};`", seen.value(at + 1)),
        _ => sign(found)?.to_owned(),
    };
    slip(at, format!("`{found}` has no meaning here."), help)
}

/// `&x`.
fn borrowed(seen: &Seen) -> Option<Slip> {
    let at = seen.around(1, 0).rev().find(|at| seen.sign(*at) == "&" && seen.touches(at + 1))?;
    slip(at, "There are no references.", format!("write `{}`", seen.value(at + 1)))
}
