//! What was meant by statements of other languages. Each rule knows one habit.

use super::rules::{Slip, slip};
use super::seen::Seen;
use super::tokens::Kind;

/// `let mut x`.
pub fn mutable(seen: &Seen) -> Option<Slip> {
    let at = seen.around(1, 0).find(|at| seen.sign(*at) == "mut" && seen.sign(at.wrapping_sub(1)) == "let")?;
    slip(at, "There is no `mut`: every variable can be set anew.", format!("write `let {}`", seen.rest(at)))
}

/// `for (i = 0; …)` and `for (const x of list)`.
pub fn looped(seen: &Seen) -> Option<Slip> {
    let at = seen.around(6, 0).find(|at| seen.sign(*at) == "for" && seen.sign(at + 1) == "(")? + 1;
    let of = (at..seen.tokens.len().min(at + 5)).find(|next| matches!(seen.sign(*next), "of" | "in"));
    let help = match of {
        Some(of) => {
            let list = seen.closer(at).and_then(|closer| seen.written(of + 1, closer - 1)).unwrap_or("list");
            format!("write `for {} in {list} {{ … }}`", seen.sign(of - 1))
        }
        None => "write `for i in 0..3 { … }`, or `for x in list { … }`".to_owned(),
    };
    slip(at, "What a `for` goes over stands in no brackets.", help)
}

/// `if x:`.
pub fn block(seen: &Seen) -> Option<Slip> {
    let at = Some(seen.at).filter(|at| seen.sign(*at) == ":")?;
    let line = seen.tokens[at].line;
    let first = (0..at).find(|before| seen.tokens[*before].line == line)?;
    if !matches!(seen.sign(first), "if" | "else" | "for" | "while") || seen.inside(at) == "#{" {
        return None;
    }
    let head = seen.written(first, at - 1).unwrap_or("…");
    slip(at, "A block does not begin with `:`.", format!("write `{head} {{ … }}`"))
}

/// `if x = 1 { … }`.
pub fn compared(seen: &Seen) -> Option<Slip> {
    let at = seen.around(0, 1).find(|at| seen.sign(*at) == "=")?;
    let line = seen.tokens[at].line;
    let mut before = (0..at).rev().take_while(|before| seen.tokens[*before].line == line);
    before
        .find(|before| matches!(seen.sign(*before), "if" | "while" | ";" | "let"))
        .filter(|before| matches!(seen.sign(*before), "if" | "while"))?;
    slip(at, "`=` sets a variable and compares nothing.", "write `==`")
}

/// `import x from "lib/x"`.
pub fn imported(seen: &Seen) -> Option<Slip> {
    let start = seen.around(3, 0).rev().find(|at| seen.sign(*at) == "import")?;
    let line = seen.tokens[start].line;
    let path = (start + 1..seen.tokens.len()).take_while(|at| seen.tokens[*at].line == line);
    let path = path.into_iter().find(|at| seen.is(*at, Kind::Text)).filter(|path| *path > start + 1)?;
    let path = seen.sign(path).trim_matches(['"', '\'']).trim_start_matches("./");
    let name = path.rsplit('/').next().unwrap_or(path);
    slip(start + 1, "An import names its file first.", format!("write `import \"{path}\" as {name};`"))
}

/// `x.a();` and `.b()` on the next line.
pub fn chained(seen: &Seen) -> Option<Slip> {
    let at = seen.around(1, 0).find(|at| seen.sign(*at) == ";" && seen.sign(at + 1) == ".")?;
    slip(at, "The statement ends at this `;`, and its chain goes on behind it.", "take this `;` away")
}
