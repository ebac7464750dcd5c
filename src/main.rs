#![allow(clippy::all, clippy::print_stdout, missing_docs)]
fn main() {
    for file in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&file).unwrap();
        let t = std::thread::Builder::new()
            .stack_size(rhumb::script::STACK)
            .spawn(move || {
                let inputs = rhumb::script::Inputs { file: file.clone(), text, params: Default::default() };
                match rhumb::script::evaluate(&inputs, &Default::default()) {
                    Ok(e) => {
                        println!("OK {} {}", file, format!("{:?}", e.app).len());
                        for w in e.warnings {
                            println!("{}", rhumb::diagnostic::draw(&w, &e.sources, false, 100));
                        }
                    }
                    Err(f) => {
                        for d in &f.diagnostics {
                            println!("{}", rhumb::diagnostic::draw(d, &f.sources, false, 100));
                        }
                    }
                }
            })
            .unwrap();
        t.join().unwrap();
    }
}
