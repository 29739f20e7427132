//! What the scenarios cannot ask: the list an agent sees, and what explanations say of orders and pools.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a panic here is a failed test

mod desk;

use desk::Desk;
use fairdeal::{AgentId, Command, LeadStanding, Name};
use serde_json::{Value, json};

fn pond(queue: Value, pool: Value) -> Value {
    let mut web = json!({"id": "web", "pull": {"lease_s": 600, "ways": {"list": true}, "visible": ["class"],
        "visible_by_tier": [{"tier": 2, "visible": []}, {"tier": 3, "visible": ["score", "class"]}]}});
    let mut action = json!({"queue": "web", "wait": {"wall_s": 86_400}});
    for (into, more) in [(&mut web, queue), (&mut action, pool)] {
        for (key, value) in more.as_object().unwrap() {
            into[key] = value.clone();
        }
    }
    let agent = |id: &str, tier: u32| json!({"id": id, "queues": [{"queue": "web", "tier": tier}]});
    desk::policy(
        json!([agent("ann", 1), agent("bob", 2), agent("cyd", 3)]),
        json!({
            "attributes": [{"id": "class", "type": "text"}, {"id": "score", "type": "integer"}],
            "queues": [web],
            "plans": [{"id": "d", "stages": [
                {"id": "pool", "action": {"pool": action}}, {"id": "end", "action": {"archive": {"reason": "cold"}}}]}],
        }),
    )
}

fn submit(desk: &mut Desk, id: &str, score: i64) {
    desk.run(json!({"submit": {"id": id, "attributes": {"class": "gold", "score": score}}}));
}

fn list(desk: &Desk, agent: &str) -> Vec<(String, Vec<String>)> {
    let (agent, queue) = (AgentId::new(agent).unwrap(), Name::new("web").unwrap());
    let listed = desk.floor.list(desk.now, &agent, &queue, 10).unwrap();
    let names =
        |visible: &[(Name, fairdeal::Value)]| visible.iter().map(|(name, _)| name.to_string()).collect();
    listed.iter().map(|seen| (seen.lead.to_string(), names(&seen.visible))).collect()
}

fn why(desk: &Desk, command: Value) -> String {
    let command: Command = serde_json::from_value(command).unwrap();
    desk.floor.explain(desk.now, &command).1.to_string()
}

fn claim(agent: &str) -> Value {
    json!({"claim": {"agent": agent, "queue": "web", "way": {"next": {}}}})
}

#[test]
fn the_list_is_in_order_and_shows_what_the_tier_may_see() {
    let decay = json!({"discipline": {"decay": {"attribute": "score", "half_life_s": 60}}});
    let mut desk = Desk::open(pond(decay, json!({})));
    submit(&mut desk, "old", 100);
    desk.wait(60);
    submit(&mut desk, "low", 49);
    submit(&mut desk, "high", 51);
    let of = |names: &[&str]| -> Vec<(String, Vec<String>)> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        ["high", "old", "low"].iter().map(|lead| ((*lead).to_owned(), names.clone())).collect()
    };
    assert_eq!(list(&desk, "ann"), of(&["class"]));
    assert_eq!(list(&desk, "bob"), of(&[]));
    assert_eq!(list(&desk, "cyd"), of(&["score", "class"]));
}

#[test]
fn the_list_shows_what_is_open_to_the_agent_by_now() {
    let mut desk = Desk::open(pond(json!({}), json!({"roll_out": {"offsets_s": [0, 60]}})));
    submit(&mut desk, "L", 1);
    assert_eq!((list(&desk, "ann").len(), list(&desk, "bob").len()), (1, 0));
    desk.wait(60);
    assert_eq!((list(&desk, "ann").len(), list(&desk, "bob").len()), (1, 1));
}

#[test]
fn explanations_say_where_a_place_comes_from() {
    let said = |discipline: Value, words: &str| {
        let mut desk = Desk::open(pond(json!({"discipline": discipline}), json!({})));
        submit(&mut desk, "L", 7);
        desk.wait(60);
        let why = why(&desk, claim("ann"));
        assert!(why.contains(&format!("next in queue `web`: lead `L`, {words}\n")), "{why}");
    };
    said(json!("fifo"), "by age, of 2026-03-02T14:00:00Z");
    said(json!("lifo"), "the newest first, of 2026-03-02T14:00:00Z");
    said(json!({"priority": {"attribute": "score"}}), "with 7 point(s), of 2026-03-02T14:00:00Z");
    said(
        json!({"priority": {"attribute": "score", "point_per_s": 90}}),
        "with 7 point(s) and one more every 1m 30s since 2026-03-02T14:00:00Z",
    );
    let by = json!({"attribute": "class", "values": [{"value": "gold", "within_s": 300}]});
    said(json!({"earliest_deadline": {"within_s": 9, "by": by}}), "due at 2026-03-02T14:05:00Z");
    said(
        json!({"decay": {"attribute": "score", "half_life_s": 60}}),
        "worth 7, halved every 1m since 2026-03-02T14:00:00Z",
    );
    said(json!({"lifo_then_fifo": {"fresh_for_s": 61}}), "the newest first, of 2026-03-02T14:00:00Z");
    said(json!({"lifo_then_fifo": {"fresh_for_s": 60}}), "by age, of 2026-03-02T14:00:00Z");
    let share = json!({"lifo_then_fifo": {"fresh_for_s": 60, "oldest_share_bp": 10_000}});
    let words = "of 2026-03-02T14:00:00Z: pick 1 belongs to the oldest, whose share is 10000 basis points";
    said(share, words);
}

#[test]
fn explanations_say_who_may_claim_when_and_who_is_pushed_out() {
    let bound = json!({"max_pooled": {"leads": 1, "push_out": "newest"}});
    let desk = Desk::open(pond(bound, json!({"roll_out": {"offsets_s": [0, 60, 90]}})));
    let lead = json!({"submit": {"id": "L"}});
    let opens = "lead `L` in the pool of queue `web` opens to `ann` at 2026-03-02T14:00:00Z, `bob` at \
                 2026-03-02T14:01:00Z, everybody at 2026-03-02T14:01:30Z\n";
    assert!(why(&desk, lead).contains(opens));

    let mut desk = desk;
    desk.run(json!({"submit": {"id": "L-1"}}));
    let command: Command = serde_json::from_value(json!({"submit": {"id": "L-2"}})).unwrap();
    let mut floor = desk.floor.clone();
    floor.apply(&floor.decide(desk.now, &command).recorded.unwrap()).unwrap();
    let (_, why) = floor.explain(desk.now, &Command::Tick {});
    let goes = "2 leads lie in the pool of queue `web`, 1 may: the newest goes, lead `L-2`\n";
    assert!(why.to_string().contains(goes), "{why}");
}

#[test]
fn a_refused_pick_says_how_many_and_what_clears_it() {
    let mut policy = pond(json!({}), json!({}));
    policy["queues"][0]["pull"]["pick_limits"] = json!([{"of_claims": 10, "most_bp": 1_000,
        "when": {"equals": {"attribute": "class", "value": "gold"}}}]);
    let mut desk = Desk::open(policy);
    submit(&mut desk, "L-1", 1);
    submit(&mut desk, "L-2", 1);
    let pick = |lead: &str| json!({"claim": {"agent": "ann", "queue": "web", "way": {"pick": lead}}});
    desk.run(pick("L-1"));
    assert_eq!(
        desk.run(pick("L-2")).to_string(),
        "refused: `ann` has picked 1 of the last 9 claim(s) from queue `web` where class is `gold`, and of 10 in a row 1 \
         may be; after 9 other claim(s) one may be again"
    );
    assert_eq!(list(&desk, "ann"), [], "what she may not pick she is not shown");
    assert!(matches!(desk.standing("L-2"), LeadStanding::Waiting { .. }));
}
