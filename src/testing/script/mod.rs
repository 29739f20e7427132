//! Scenarios as JSON lines: commands, presence, ticks and what is expected of them.
