//! Equal totals: the number is how many turns a member has taken, and what it was put level with on joining.

pub(super) fn taken(mark: i64) -> i64 {
    mark.saturating_add(1)
}

pub(super) fn given_back(mark: i64) -> i64 {
    mark.saturating_sub(1)
}
