//! Names that a program has garbled on their way: `AT&amp;T`, `NestlÃ©`.

use std::borrow::Cow;

/// What stands for a character in a page of the web.
const ENTITIES: &[(&str, &str)] = &[
    ("&amp;", "&"),
    ("&#38;", "&"),
    ("&#39;", "'"),
    ("&#039;", "'"),
    ("&apos;", "'"),
    ("&rsquo;", "'"),
    ("&quot;", "\""),
    ("&nbsp;", " "),
];

/// What the bytes from 0x80 are in the Windows code page 1252, where they are no control characters.
const WINDOWS: &[(char, u8)] = &[
    ('€', 0x80),
    ('‚', 0x82),
    ('ƒ', 0x83),
    ('„', 0x84),
    ('…', 0x85),
    ('†', 0x86),
    ('‡', 0x87),
    ('ˆ', 0x88),
    ('‰', 0x89),
    ('Š', 0x8a),
    ('‹', 0x8b),
    ('Œ', 0x8c),
    ('Ž', 0x8e),
    ('‘', 0x91),
    ('’', 0x92),
    ('“', 0x93),
    ('”', 0x94),
    ('•', 0x95),
    ('–', 0x96),
    ('—', 0x97),
    ('˜', 0x98),
    ('™', 0x99),
    ('š', 0x9a),
    ('›', 0x9b),
    ('œ', 0x9c),
    ('ž', 0x9e),
    ('Ÿ', 0x9f),
];

/// The name as it was before: entities of HTML and UTF-8 that was read as Latin-1 undone.
pub(super) fn restored(name: &str) -> Cow<'_, str> {
    let mut name = Cow::Borrowed(name);
    if name.is_ascii() && !name.as_bytes().contains(&b';') {
        return name;
    }
    if !name.is_ascii()
        && let Some(own) = read_again(&name)
    {
        name = Cow::Owned(own);
    }
    if name.contains('&') && name.contains(';') {
        for (entity, letter) in ENTITIES {
            if name.contains(entity) {
                name = Cow::Owned(name.replace(entity, letter));
            }
        }
    }
    name
}

/// The text whose UTF-8 was taken for one byte a letter, if it was.
fn read_again(name: &str) -> Option<String> {
    if !name.contains(['Ã', 'Â', 'Ä', 'Å', 'â', 'Ð', 'Ñ']) {
        return None;
    }
    let byte = |letter: char| {
        let special = WINDOWS.iter().find(|own| own.0 == letter).map(|own| own.1);
        special.or_else(|| u8::try_from(u32::from(letter)).ok())
    };
    let bytes: Option<Vec<u8>> = name.chars().map(byte).collect();
    String::from_utf8(bytes?).ok()
}
