//! What people write who come from JavaScript, Python, YAML or the shell, and what to write here.

use rhai::Position;

use super::book::Book;

/// The word of another language.
pub fn word(name: &str) -> Option<&'static str> {
    Some(match name {
        "True" | "False" | "yes" | "no" | "TRUE" | "FALSE" => "write `true` or `false`",
        "var" => "a variable is made with `let`",
        "function" | "def" | "func" | "lambda" | "fun" => "a function is `fn name(x) { … }`, a closure `|x| …`",
        "elif" | "elsif" | "elseif" => "write `else if`",
        "not" => "write `!x`",
        "match" | "case" => {
            "choose with `switch x { 1 => …, _ => … }`; as a key write it in quotes: `#{ \"match\": … }`"
        }
        "new" => "a part is made without it: `container(\"web\", \"nginx:1.27\")`",
        "use" | "include" | "require" | "from" | "package" => "take a module in with `import \"lib/x\" as x;`",
        "spawn" | "go" | "thread" => "a script is pure: nothing runs beside it",
        "foreach" | "each" => "write `for x in list { … }`",
        "unless" => "write `if !x { … }`",
        "then" | "begin" | "end" | "do" | "done" | "fi" => "a block stands in `{ … }`",
        "println" | "echo" | "printf" => "write `print(…)`",
        "raise" => "end the script with `fail(\"…\")`",
        _ => return None,
    })
}

/// The symbol of another language.
pub fn symbol(found: &str) -> Option<&'static str> {
    Some(match found {
        "?" => "choose with `if a { 1 } else { 2 }`; a default for what is `()` is `x ?? 2`",
        "===" => "write `==`",
        "!==" => "write `!=`",
        "++" => "write `i += 1`",
        "--" => "write `i -= 1`",
        ":=" | "<-" => "a variable is made with `let x = …;` and set with `x = …;`",
        "->" => "a closure is `|x| …`; results have no type",
        "=>" => "a closure is `|x| …`",
        "$" => "a variable is written without `$`; in backticks it is `${x}`",
        "@" => "there are no decorators",
        "..." => "lists are joined with `a + b`, maps with `a + b`",
        "|>" => "methods are chained with a dot: `x.f()`, or `x.via(|x| f(x))`",
        "::<" => "values have no written types",
        "~" => "text is joined with `+` or in backticks: `${a}${b}`",
        _ => return None,
    })
}

/// What was meant, seen at the place where the parser gave up.
pub fn habit(position: Position, book: &Book, text: &str) -> Option<String> {
    let place = book.place(position)?;
    let line = text.lines().nth(place.line as usize - 1)?;
    let rest: String = line.chars().skip(place.column as usize - 1).collect();
    let before: String = line.chars().take(place.column as usize - 1).collect();
    if rest.starts_with('#') && !rest.starts_with("#{") {
        return Some("a comment begins with `//`".to_owned());
    }
    amount(&before, &rest)
        .or_else(|| closure(&rest))
        .or_else(|| operator(&rest))
        .or_else(|| head(line, &before, &rest))
        .or_else(|| argument(&before, &rest))
        .or_else(|| map(&before, &rest))
        .or_else(|| {
            let symbols = ["===", "!==", ":="].into_iter().find(|found| rest.contains(&format!(" {found} ")))?;
            symbol(symbols).map(str::to_owned)
        })
}

/// `250m` without quotes.
fn amount(before: &str, rest: &str) -> Option<String> {
    let digits = before.chars().rev().take_while(char::is_ascii_digit).count();
    if digits == 0 || !rest.starts_with(char::is_alphabetic) {
        return None;
    }
    let number: String = before.chars().skip(before.chars().count() - digits).collect();
    let unit: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
    Some(format!("an amount with a unit is text: \"{number}{unit}\""))
}

/// `(x) => …`.
fn closure(rest: &str) -> Option<String> {
    let (head, body) = rest.split_once("=>")?;
    let params = head.trim().trim_start_matches('(').trim_end_matches(')');
    let is_list = params.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ',' | ' ' | ')'));
    let body = body.trim().trim_end_matches(';');
    let short = if body.len() <= 40 && !body.is_empty() { body } else { "…" };
    is_list.then(|| format!("a closure is written `|{}| {short}`", params.trim_end_matches(')').trim()))
}

/// `and`, `or`, `is`, `f"…"`.
fn operator(rest: &str) -> Option<String> {
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    Some(match word.as_str() {
        "and" => "write `&&`".to_owned(),
        "or" => "write `||`".to_owned(),
        "is" | "eq" => "write `==`".to_owned(),
        "f" | "s" | "r" | "b" if rest[1..].starts_with(['"', '\'']) => {
            "text with values takes backticks: `…${x}…`; raw text is `#\"…\"#`".to_owned()
        }
        _ => return None,
    })
}

/// The beginnings of statements: `for (i = 0; …)`, `let x: int`, `if x:`.
fn head(line: &str, before: &str, rest: &str) -> Option<String> {
    let line = line.trim_start();
    if line.starts_with("for (") || line.starts_with("for(") {
        return Some("write `for i in 0..3 { … }`, or `for x in list { … }`".to_owned());
    }
    if rest.starts_with(':') {
        if before.trim_start().starts_with("let ") || line.starts_with("fn ") {
            return Some("types are not written: `let x = …;`, `fn f(x) { … }`".to_owned());
        }
        if ["if ", "else", "for ", "while "].iter().any(|word| line.starts_with(word)) {
            return Some("a block stands in `{ … }`".to_owned());
        }
    }
    None
}

/// `deployment(name: "web")` and `deployment(name = "web")`.
fn argument(before: &str, rest: &str) -> Option<String> {
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').filter(|end| *end > 0)?;
    let (name, after) = (&rest[..end], rest[end..].trim_start());
    let named = after.starts_with(':') || (after.starts_with('=') && !after.starts_with("=="));
    (named && before.trim_end().ends_with(['(', ',']) && !before.contains('{')).then(|| {
        format!("arguments have no names: write them in order, and options in a map `#{{ {name}: … }}` at the end")
    })
}

/// A map without `#`, and YAML.
fn map(before: &str, rest: &str) -> Option<String> {
    let opened = before.trim_end();
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    if word > 0 && rest[word..].trim_start().starts_with(':') && opened.ends_with('{') && !opened.ends_with("#{") {
        return Some("a map begins with `#{`: `#{ a: 1 }`".to_owned());
    }
    if (rest.starts_with(':') || rest.starts_with(',')) && before.contains('{') && !before.contains("#{") {
        return Some("a map begins with `#{`: `#{ a: 1 }`".to_owned());
    }
    (rest.starts_with("- ") || (opened.ends_with(':') && !opened.ends_with("::")))
        .then(|| "this is no YAML: lists are `[a, b]`, maps `#{ a: 1 }`".to_owned())
}
