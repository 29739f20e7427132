//! What the reports are made of: tables, headings, remarks, lines no wider than the page.

use std::fmt::Write;

use comfy_table::{Cell, CellAlignment, Table, presets};

/// The width everything is written for.
pub(crate) const WIDTH: usize = 100;

/// An empty table. The columns named in `left` hold texts, the others numbers.
pub(crate) fn table(head: &[&str], left: &[usize]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(head.iter().map(Cell::new));
    for (at, column) in table.column_iter_mut().enumerate() {
        let side = if left.contains(&at) { CellAlignment::Left } else { CellAlignment::Right };
        column.set_cell_alignment(side);
        column.set_padding((1, u16::from(head.len() < 9)));
    }
    table
}

/// The table as text, with lines only around it, under its head and above the rows that begin at the margin.
pub(crate) fn drawn(table: &Table, groups: bool) -> String {
    let text = table.to_string();
    let mut lines = text.lines().map(str::trim_end).peekable();
    let mut kept: Vec<&str> = Vec::new();
    let rule = |line: &str| line.starts_with('─');
    while let Some(line) = lines.next() {
        let group = groups && lines.peek().is_some_and(|next| !next.starts_with("   "));
        let under_head = kept.last().is_some_and(|last| last.starts_with('═'));
        if !rule(line) || kept.is_empty() || lines.peek().is_none() || (group && !under_head) {
            kept.push(line);
        }
    }
    kept.join("\n")
}

/// A number, a dot for none.
pub(crate) fn number(count: u64) -> String {
    if count == 0 { "·".to_owned() } else { count.to_string() }
}

/// A heading and what stands under it.
pub(crate) fn section(text: &mut String, title: &str, body: &str) {
    let _ = writeln!(text, "\n{title}\n{body}");
}

/// A remark.
pub(crate) fn note(text: &mut String, note: &str) {
    for line in wrapped(note, WIDTH) {
        let _ = writeln!(text, "{line}");
    }
}

/// Lines no wider than this, broken at spaces; what follows the first of an indented line is indented more.
pub(crate) fn wrapped(line: &str, width: usize) -> Vec<String> {
    if line.chars().count() <= width {
        return vec![line.to_owned()];
    }
    let indent = line.chars().take_while(|letter| *letter == ' ').count();
    let mut lines = vec![" ".repeat(indent)];
    let hang = " ".repeat(if indent > 0 { indent + 5 } else { 0 });
    for word in line.split_whitespace() {
        let Some(last) = lines.last_mut() else { break };
        let fresh = last.trim().is_empty();
        if fresh || last.chars().count() + 1 + word.chars().count() <= width {
            let space = if fresh { "" } else { " " };
            last.push_str(space);
            last.push_str(word);
        } else {
            lines.push(format!("{hang}{word}"));
        }
    }
    lines
}
