//! Rank keys in words.

use crate::meter::tally::{SCALE, round_of, taken_of};
use crate::policy::RankKeyDoc;
use crate::rank::AFTER_POINTER;
use crate::time::{Span, Timestamp};

/// What `most_free` says of a member without a limit.
const NO_LIMIT: i64 = -4_294_967_295;

fn span(millis: i64) -> Span {
    Span::millis(millis.unsigned_abs())
}

pub(super) fn key_words(key: RankKeyDoc, value: i64) -> String {
    let since = || Timestamp::clamped(value);
    match key {
        RankKeyDoc::Tier => format!("tier {value}"),
        RankKeyDoc::Turns => format!("turns {value}"),
        RankKeyDoc::LeastRecent if value == 0 => "never offered one".to_owned(),
        RankKeyDoc::LeastRecent => format!("last offer no. {value}"),
        RankKeyDoc::LongestIdle => format!("idle since {}", since()),
        RankKeyDoc::LeastLoaded => format!("{value} unit(s) of open work"),
        RankKeyDoc::Priority => format!("priority {}", value.saturating_neg()),
        RankKeyDoc::CumulativeIdle => format!("{} idle in all", span(value.saturating_neg())),
        RankKeyDoc::Fewest => format!("{value} open lead(s)"),
        RankKeyDoc::MostFree if value == NO_LIMIT => "no limit".to_owned(),
        RankKeyDoc::MostFree => format!("{} unit(s) free", value.saturating_neg()),
        RankKeyDoc::Fastest => format!("{} to a first attempt on average", span(value)),
        RankKeyDoc::PowerOfTwo => format!("{value} unit(s) of open work"),
        RankKeyDoc::Pointer if value >= AFTER_POINTER / 2 => {
            let priority = value.saturating_sub(AFTER_POINTER).saturating_neg();
            format!("not after the pointer, priority {priority}")
        }
        RankKeyDoc::Pointer => format!("after the pointer, priority {}", value.saturating_neg()),
        RankKeyDoc::LowestCount => format!("total {value}"),
        RankKeyDoc::Stride => format!("pass {}", strides(value)),
        RankKeyDoc::SmoothWeighted => format!("credit {}", value.saturating_neg()),
        RankKeyDoc::Quota => {
            format!("{} turn(s) taken in round {}", taken_of(value), round_of(value).saturating_add(1))
        }
        RankKeyDoc::Random => format!("lot {value}"),
        RankKeyDoc::MeritDraw if value == 0 => "no draw, the turns decide".to_owned(),
        RankKeyDoc::MeritDraw => format!("drew a rate of {} basis points", drawn_bp(value)),
        RankKeyDoc::Affinity => format!("affinity step {} %", percent(value.saturating_neg())),
    }
}

fn percent(bp: i64) -> i64 {
    bp.checked_div(100).unwrap_or(0)
}

/// A rate drawn, of 2⁶³, in basis points.
fn drawn_bp(value: i64) -> u64 {
    let upper = u128::from(value.unsigned_abs()).saturating_mul(10_000);
    u64::try_from(upper >> 63).unwrap_or(10_000)
}

/// A number of strides of weight 1, rounded down to hundredths.
fn strides(pass: i64) -> String {
    let sign = if pass < 0 { "-" } else { "" };
    let hundredths = pass.saturating_abs().saturating_mul(100).checked_div(SCALE).unwrap_or(0);
    format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
}

/// What told two members apart.
pub(super) fn margin_words(key: RankKeyDoc, margin: i64) -> String {
    match key {
        RankKeyDoc::Tier => "a lower tier".to_owned(),
        RankKeyDoc::Turns => "the turns".to_owned(),
        RankKeyDoc::LeastRecent => "a less recent offer".to_owned(),
        RankKeyDoc::LongestIdle | RankKeyDoc::CumulativeIdle => {
            format!("{} more idle time", span(margin))
        }
        RankKeyDoc::Fewest => format!("{margin} open lead(s) fewer"),
        RankKeyDoc::MostFree => "more capacity left".to_owned(),
        RankKeyDoc::Fastest => format!("{} less to a first attempt", span(margin)),
        RankKeyDoc::PowerOfTwo => "the lot".to_owned(),
        RankKeyDoc::LeastLoaded => format!("{margin} unit(s) less open work"),
        RankKeyDoc::Priority => "a higher priority".to_owned(),
        RankKeyDoc::Pointer => "the next place after the pointer".to_owned(),
        RankKeyDoc::LowestCount => format!("{margin} turn(s) fewer in all"),
        RankKeyDoc::Stride => format!("a pass lower by {}", strides(margin)),
        RankKeyDoc::SmoothWeighted => format!("{margin} more credit"),
        RankKeyDoc::Quota => "turns left in an earlier round, or fewer taken in this one".to_owned(),
        RankKeyDoc::Random => "the lesser lot".to_owned(),
        RankKeyDoc::MeritDraw => "the higher rate drawn".to_owned(),
        RankKeyDoc::Affinity => format!("{} % more affinity", percent(margin)),
    }
}
