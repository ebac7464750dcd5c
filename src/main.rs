#![allow(clippy::all, clippy::print_stdout, missing_docs, clippy::unwrap_used, clippy::print_stderr)]
#[global_allocator]
static ALLOCATOR: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);
fn main() -> std::process::ExitCode {
    let mut code = 0;
    for file in std::env::args().skip(1).filter(|a| a != "check") {
        let text = std::fs::read_to_string(&file).unwrap();
        let inputs = rhumb::script::Inputs { file: file.clone(), text, params: Default::default() };
        let limits = rhumb::script::Limits {
            memory: Some(rhumb::script::Memory { used: || ALLOCATOR.allocated(), limit: 64 << 20 }),
            ..Default::default()
        };
        match rhumb::workflow::evaluate(inputs, rhumb::workflow::Evaluate { limits, ..Default::default() }) {
            Ok(e) => {
                println!("OK {}", file);
                for w in e.warnings {
                    println!("{}", rhumb::diagnostic::draw(&w, &e.sources, false, 100));
                }
            }
            Err(f) => {
                code = 1;
                for d in &f.diagnostics {
                    eprintln!("{}", rhumb::text::escape::terminal(&rhumb::diagnostic::draw(d, &f.sources, false, 100)));
                }
            }
        }
    }
    std::process::ExitCode::from(code)
}
