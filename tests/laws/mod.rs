//! Reads the crate's own sources: what is code, without comments, texts and unit tests.

use std::fs;
use std::path::{Path, PathBuf};

/// One source file: its path below `src`, its room and its text.
pub struct Source {
    pub path: String,
    pub room: String,
    pub text: String,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Source {
        let room = path.split('/').next().unwrap_or(path).trim_end_matches(".rs");
        Source { path: path.to_owned(), room: room.to_owned(), text: text.to_owned() }
    }
}

/// Every source file below `src`, by path.
pub fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        Source::new(&name, &fs::read_to_string(&path).unwrap())
    };
    rust_files(&root).into_iter().map(read).collect()
}

/// Every Rust file below a folder, by path; none if there is no such folder.
pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The code of a source: no comments, texts emptied, and nothing from its unit tests on.
pub fn code(source: &Source) -> String {
    if source.path.ends_with("tests.rs") {
        return String::new();
    }
    let code = without_comments_and_texts(&source.text);
    match code.find("#[cfg(test)]\nmod tests {") {
        Some(at) => code[..at].to_owned(),
        None => code,
    }
}

fn without_comments_and_texts(text: &str) -> String {
    let all: Vec<char> = text.chars().collect();
    let at = |i: usize| all.get(i).copied().unwrap_or('\0');
    let mut out = String::new();
    let mut i = 0;
    while i < all.len() {
        match (at(i), at(i + 1)) {
            ('/', '/') => {
                while i < all.len() && at(i) != '\n' {
                    i += 1;
                }
            }
            ('/', '*') => {
                let mut depth = 1;
                i += 2;
                while i < all.len() && depth > 0 {
                    match (at(i), at(i + 1)) {
                        ('/', '*') => (depth, i) = (depth + 1, i + 2),
                        ('*', '/') => (depth, i) = (depth - 1, i + 2),
                        _ => i += 1,
                    }
                }
            }
            ('r', '"' | '#') if !part_of_a_name(&out) => {
                let hashes = (i + 1..).take_while(|k| at(*k) == '#').count();
                if at(i + 1 + hashes) == '"' {
                    i += 2 + hashes;
                    while i < all.len() && !(at(i) == '"' && (1..=hashes).all(|k| at(i + k) == '#')) {
                        i += 1;
                    }
                    i += 1 + hashes;
                    out.push_str("\"\"");
                } else {
                    out.push('r');
                    i += 1;
                }
            }
            ('"', _) => {
                i += 1;
                while i < all.len() && at(i) != '"' {
                    i += if at(i) == '\\' { 2 } else { 1 };
                }
                i += 1;
                out.push_str("\"\"");
            }
            // A character, not a lifetime.
            ('\'', '\\') => {
                i += 3;
                while i < all.len() && at(i) != '\'' {
                    i += 1;
                }
                i += 1;
            }
            ('\'', _) if at(i + 2) == '\'' => i += 3,
            (other, _) => {
                out.push(other);
                i += 1;
            }
        }
    }
    out
}

fn part_of_a_name(before: &str) -> bool {
    before.chars().last().is_some_and(|last| last.is_alphanumeric() || last == '_')
}

#[test]
fn comments_and_texts_are_not_code() {
    let text = "a // HashMap\n/* f64 /* x */ */ b r#\"std::env \"# \"\\\"fs\" c '\"' d 'x e\n#[cfg(test)]\nmod tests { f64 }";
    assert_eq!(
        code(&Source::new("x.rs", text)).split_whitespace().collect::<Vec<_>>().join(" "),
        "a b \"\" \"\" c d 'x e"
    );
}
