//! Columns.

use super::escape::line;

/// How many columns of a terminal a text takes, near enough: one for each character.
fn width(text: &str) -> usize {
    text.chars().count()
}

/// The text, filled up with spaces.
pub(super) fn pad(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

/// Rows with their cells under each other, two spaces between columns, each behind `indent`. A column is never wider
/// than `most`: a longer cell pushes the rest of its own line only. No line ends in a space.
pub(super) fn rows(cells: &[Vec<String>], indent: &str, most: usize) -> Vec<String> {
    let columns = cells.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = cells.iter().filter_map(|row| row.get(column)).map(|cell| width(cell));
            cells.filter(|width| *width <= most).max().unwrap_or(0)
        })
        .collect();
    cells
        .iter()
        .map(|row| {
            let line: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| pad(cell, *width)).collect();
            format!("{indent}{}", line.join("  ")).trim_end().to_owned()
        })
        .collect()
}

/// Rows of cells as lines under each other, escaped for terminals.
pub fn columns(cells: &[Vec<String>]) -> Vec<String> {
    let cells: Vec<Vec<String>> = cells.iter().map(|row| row.iter().map(|cell| line(cell)).collect()).collect();
    rows(&cells, "", 40).into_iter().map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_and_a_long_cell_moves_its_own_line_only() {
        let cells = [["a", "bb", "c"], ["long", "b", ""], ["a cell that is too long", "b", "c"]];
        let cells: Vec<Vec<String>> = cells.iter().map(|row| row.map(str::to_owned).to_vec()).collect();
        assert_eq!(rows(&cells, " ", 10), [" a     bb  c", " long  b", " a cell that is too long  b   c"]);
    }
}
