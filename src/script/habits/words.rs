//! Words and signs that people bring from JavaScript, Python, Rust, YAML, Helm or the shell, and what to write here.

/// A word of another language.
pub struct Foreign {
    /// How it is written there.
    pub names: &'static [&'static str],
    /// What stands in its place here, where the rest of the statement can stay as it is.
    pub instead: Option<&'static str>,
    /// What to do.
    pub help: &'static str,
}

const fn instead(names: &'static [&'static str], instead: &'static str) -> Foreign {
    Foreign { names, instead: Some(instead), help: "" }
}

const fn told(names: &'static [&'static str], help: &'static str) -> Foreign {
    Foreign { names, instead: None, help }
}

const WORDS: &[Foreign] = &[
    instead(&["var", "val"], "let"),
    instead(&["static", "final"], "const"),
    instead(&["elif", "elsif", "elseif"], "else if"),
    instead(&["foreach"], "for"),
    instead(&["match"], "switch"),
    instead(&["function", "def", "func", "fun"], "fn"),
    told(&["lambda"], "a closure is `|x| …`"),
    told(&["True", "TRUE", "yes"], "write `true`"),
    told(&["False", "FALSE", "no"], "write `false`"),
    told(&["null", "nil", "None", "undefined"], "leave the setting out; what is absent is `()`"),
    told(&["console", "println", "echo", "printf"], "write `print(…)`"),
    told(&["not"], "write `!x`"),
    told(&["case"], "choose with `switch x { 1 => …, _ => … }`"),
    told(&["use", "include", "require", "from", "package", "mod"], "take a module in with `import \"lib/x\" as x;`"),
    told(&["pub"], "leave it out: other files can use the functions of this one"),
    told(&["struct", "enum", "impl", "class", "trait", "interface", "type"], "data is a map: `#{ name: \"web\" }`"),
    told(&["async", "await", "spawn", "go", "thread"], "leave it out: a script is pure, and nothing runs beside it"),
    told(&["unless"], "write `if !x { … }`"),
    told(&["then", "begin", "end", "do", "done", "fi"], "a block stands in `{ … }`"),
    told(&["raise", "throws", "panic"], "end the script with `fail(\"…\")`"),
    told(&["self"], "write `this`"),
    told(&["each"], "write `for x in list { … }`"),
];

/// The word of another language.
pub fn word(name: &str) -> Option<&'static Foreign> {
    WORDS.iter().find(|foreign| foreign.names.contains(&name))
}

/// The sign of another language: what it stands for there, to be written so here.
pub fn sign(found: &str) -> Option<&'static str> {
    Some(match found {
        "===" => "write `==`",
        "!==" => "write `!=`",
        "?" => "choose with `if a { 1 } else { 2 }`; a default for what is `()` is `x ?? 2`",
        "++" => "write `i += 1`",
        "--" => "write `i -= 1`",
        ":=" | "<-" => "a variable is made with `let x = …;` and set with `x = …;`",
        "->" => "results have no type: leave it out",
        "=>" => "a closure is `|x| …`",
        "$" => "a variable is written without `$`; in backticks it is `${x}`",
        "@" => "there are no decorators: leave it out",
        "..." => "lists and maps are joined with `+`: `a + b`",
        "|>" => "methods are chained with a dot: `x.f()`, or `x.via(|x| f(x))`",
        "::<" => "values have no written types: leave it out",
        "~" => "text is joined with `+` or in backticks: `${a}${b}`",
        _ => return None,
    })
}

/// The word for an operator.
pub fn operator(word: &str) -> Option<&'static str> {
    Some(match word {
        "and" => "&&",
        "or" => "||",
        "is" | "eq" => "==",
        _ => return None,
    })
}
