//! The order of the leads that wait and the pull of a random queue.

use serde_json::{Value as Json, json};

use super::*;

/// Says of a queue in which order its leads wait, how many may, and where those stand that come back.
pub(super) fn order(rng: &mut Rng, queue: &mut Json) {
    let discipline = match rng.below(10) {
        0 | 1 => json!("fifo"),
        2 => json!("lifo"),
        3 => json!({"lifo_then_fifo": {"fresh_for_s": rng.of(&[60, 600, 7_200]),
            "oldest_share_bp": rng.of(&[0, 500, 3_333, 5_000, 10_000])}}),
        4 => json!({"priority": {"attribute": "score"}}),
        5 | 6 => json!({"earliest_deadline": {"within_s": rng.of(&[0, 300, 3_600]), "by": deadlines(rng)}}),
        7 | 8 => json!({"decay": {"attribute": "score", "half_life_s": rng.of(&[1, 60, 600, 7_200])}}),
        _ => json!({"priority": {"attribute": "score", "point_per_s": rng.of(&[1, 60, 600])}}),
    };
    let mut apart = Rng(rng.0 ^ 0x9u64);
    let then = apart.of(&["oldest", "newest"]);
    let by_pulls =
        apart.of(&[json!({"fewest_pulls": {"then": then}}), json!({"most_pulls": {"then": then}})]);
    let discipline = if apart.chance(15) { by_pulls } else { discipline };
    let own = discipline["lifo_then_fifo"]["oldest_share_bp"].as_u64().unwrap_or(0);
    let share = if own > 0 || rng.chance(60) { 0 } else { rng.of(&[500, 3_333, 5_000, 10_000]) };
    queue["discipline"] = discipline;
    queue["oldest_share_bp"] = json!(share);
    let place = |rng: &mut Rng| json!(if rng.chance(35) { "as_new" } else { "keeps" });
    queue["requeue"] = json!({"declined": place(rng), "timed_out": place(rng), "returned": place(rng),
        "redistributed": place(rng), "reopened": place(rng)});
    for field in ["max_waiting", "max_pooled"] {
        if rng.chance(30) {
            let (most, goes) = (rng.of(&[0, 1, 1, 2, 3, 5]), rng.of(&["last", "oldest", "newest"]));
            queue[field] = json!({"leads": most, "push_out": goes});
        }
    }
}

fn deadlines(rng: &mut Rng) -> Json {
    if rng.chance(20) {
        return Json::Null;
    }
    json!({"attribute": "source", "values": [{"value": "web", "within_s": rng.of(&[0, 60, 900])},
        {"value": "fax", "within_s": rng.of(&[600, 86_400])}]})
}

pub(super) fn pull_json(rng: &mut Rng) -> Json {
    let limits = if rng.chance(35) { rng.below(2) + 1 } else { 0 };
    let limits: Vec<Json> = (0..limits)
        .map(|_| {
            json!({"of_claims": rng.below(4) + 1, "most_bp": rng.of(&[0, 2_500, 5_000, 5_000, 10_000]),
                "when": if rng.chance(40) { condition(rng, 1) } else { Json::Null }, "filtered": rng.chance(50)})
        })
        .collect();
    json!({
        "lease_s": seconds(rng), "undisposed_limit": rng.of(&[None, None, Some(1), Some(3)]),
        "max_claimed": rng.of(&[None, Some(2)]), "cooldown_s": rng.of(&[0, 60, 3_600]),
        "ways": {"blind": rng.chance(80), "filtered": rng.chance(60), "list": rng.chance(60)},
        "visible_by_tier": if rng.chance(20) { json!([{"tier": 2, "visible": []}]) } else { json!([]) },
        "pick_limits": limits, "visible": ["source"], "filter_by": ["source", "score"],
    })
}

pub(super) fn roll_out(rng: &mut Rng) -> Json {
    if rng.chance(30) {
        return Json::Null;
    }
    let mut offsets: Vec<u64> = (0..rng.below(3) + 1).map(|_| rng.of(&[0, 60, 7_200, 86_400])).collect();
    offsets.push(rng.of(&[0, 300, 86_400, 200_000]));
    offsets.sort();
    json!({"offsets_s": offsets})
}
