//! What hosts write by hand: who has been idle longest of those below the cap, in SQL.

/// The most leads an agent may have.
pub const CAP: i64 = 1_000_000;

pub const TABLES: [&str; 2] = [
    "create table agent (id text primary key, last_at bigint not null, given bigint not null)",
    "create table lead (id text primary key, agent text not null, at bigint not null)",
];
