//! A slow, obvious engine to hold the fast one against.
