//! `println!` and `print!` of the examples. Where nobody reads on, as after `| head -1`, the example ends; the ones of the
//! standard library panic there.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write, stdout};

#[allow(unused_macros, reason = "not every example prints in both ways")]
macro_rules! println {
    () => { $crate::print::text(format_args!("\n")) };
    ($($text:tt)*) => { $crate::print::text(format_args!("{}\n", format_args!($($text)*))) };
}

#[allow(unused_macros, reason = "not every example prints in both ways")]
macro_rules! print {
    ($($text:tt)*) => { $crate::print::text(format_args!($($text)*)) };
}

pub(crate) fn text(text: Arguments<'_>) {
    let code = match stdout().write_fmt(text).map_err(|error| error.kind()) {
        Ok(()) => return,
        Err(ErrorKind::BrokenPipe) => 0,
        Err(_) => 1,
    };
    std::process::exit(code)
}
