//! The suite that an implementer of a store runs.
