//! Draws a diagnostic with the lines it speaks of.

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report};

use super::{Diagnostic, Place, Severity, Sources};

/// The diagnostic as text: head, frame, help. `colour` adds terminal colours, `width` wraps (in columns).
///
/// Everything that comes from outside must have been escaped for terminals already; see `text::escape`.
pub fn draw(diagnostic: &Diagnostic, sources: &Sources, colour: bool, width: usize) -> String {
    let head = format!("{}[{}]: {}", diagnostic.severity.word(), diagnostic.code, diagnostic.message);
    let mut text = head;
    text.push('\n');
    if let Some(place) = &diagnostic.place {
        text.push_str(&frame(diagnostic, place, sources, colour, width));
    }
    if let Some(help) = &diagnostic.help {
        text.push_str("  help: ");
        text.push_str(help);
        text.push('\n');
    }
    text
}

/// A line of more characters is not drawn: it would flood the terminal.
const LONGEST_LINE: usize = 400;

fn frame(diagnostic: &Diagnostic, place: &Place, sources: &Sources, colour: bool, width: usize) -> String {
    let Some(source) = sources.text(&place.file) else {
        return format!("  at {place}\n");
    };
    let around = (place.line as usize).saturating_sub(2);
    if source.lines().skip(around).take(3).any(|line| line.len() > LONGEST_LINE) {
        let line = source.lines().nth(place.line as usize - 1).unwrap_or_default();
        let from = (place.column as usize).saturating_sub(40);
        let excerpt: String = line.chars().skip(from).take(80).collect();
        return format!("  at {place}: …{excerpt}…\n");
    }
    // The primary label is the one whose place stands above the frame.
    let at = (offset(source, place), length(source, place));
    let mut labels = vec![LabeledSpan::new_primary_with_span(None, at)];
    let mut elsewhere = String::new();
    for related in &diagnostic.related {
        if related.place.file == place.file {
            let words = Some(related.message.clone());
            labels.push(LabeledSpan::new(words, offset(source, &related.place), length(source, &related.place)));
        } else {
            elsewhere.push_str(&format!("  {}: {}\n", related.message, related.place));
        }
    }
    let drawn = MietteDiagnostic::new("").with_labels(labels).with_severity(match diagnostic.severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Note => miette::Severity::Advice,
    });
    let name = place.file.as_ref().to_owned();
    let report = Report::new(drawn).with_source_code(NamedSource::new(name, source.to_string()));
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(width.max(40)).with_links(false);
    let mut out = String::new();
    if handler.render_report(&mut out, report.as_ref()).is_err() {
        return format!("  at {place}\n");
    }
    // The handler writes an empty head of its own: the message stands above, in our words.
    let body: Vec<&str> = out.lines().skip_while(|line| !line.contains('╭')).map(str::trim_end).collect();
    format!("{}\n{elsewhere}", body.join("\n"))
}

/// Byte offset of a place. Beyond the end it is the end.
fn offset(text: &str, place: &Place) -> usize {
    let mut at = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if number == place.line {
            let column = place.column.saturating_sub(1) as usize;
            let inside = line.trim_end_matches(['\n', '\r']);
            return at + inside.char_indices().nth(column).map_or(inside.len(), |(byte, _)| byte);
        }
        at += line.len();
    }
    text.len()
}

/// How many bytes to underline: the identifier, number, text or symbol that begins there.
fn length(text: &str, place: &Place) -> usize {
    let rest = &text[offset(text, place)..];
    let rest = rest.lines().next().unwrap_or_default();
    let Some(first) = rest.chars().next() else {
        return 0;
    };
    if matches!(first, '"' | '\'' | '`') {
        return quoted(rest, first);
    }
    let signs = rest.len() - rest.trim_start_matches('#').len();
    if signs > 0 && rest[signs..].starts_with('"') {
        let end = format!("\"{}", &rest[..signs]);
        return rest[signs + 1..].find(&end).map_or(rest.trim_end().len(), |at| signs + 1 + at + end.len());
    }
    if rest.starts_with("#{") || rest.starts_with("()") || rest.starts_with("{{") {
        return 2;
    }
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let symbol = |c: char| "=<>!+*/%&|?:.-".contains(c);
    let run = |is: &dyn Fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
    match run(&word) {
        0 if symbol(first) => {
            let sign = run(&symbol);
            let digits = rest[sign..].chars().take_while(char::is_ascii_digit).count();
            // A sign belongs to its number.
            if &rest[..sign] == "-" { sign + digits } else { sign }
        }
        0 => first.len_utf8(),
        end => end,
    }
}

/// The length of a text in quotes, which end on its line or not at all.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.trim_end().len().max(1)
}
