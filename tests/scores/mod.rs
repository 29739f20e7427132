//! Issues of scores and traits: what to replace in the sound document, with what, and the line that must be among the issues.

#[rustfmt::skip]
pub(crate) const TABLE: &[(&str, &str, &str)] = &[
    (r#""strategy": {"keys": ["tier", "turns"]}"#, r#""strategy": "scored""#, "error: queues[1].score: `score` needs to know what to add up: give the queue a `score` with `terms`"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "score": {"terms": [{"id": "a", "weight": 1, "measure": {"open_leads": {}}}]}, "strategy""#, "warning: queues[1].score: the strategy of this queue does not look at `score`"),
    (r#""strategy": {"keys": ["tier", "turns"]}"#, r#""strategy": "scored", "score": {"terms": []}"#, "error: queues[1].score.terms: a score adds up at least one term"),
    (r#""strategy": {"keys": ["tier", "turns"]}"#, r#""strategy": "scored", "score": {"terms": [{"id": "a", "weight": 1, "measure": {"open_leads": {}}}, {"id": "a", "weight": 1, "measure": {"units_held": {}}}]}"#, "error: queues[1].score.terms[1].id: term `a` is already there, at queues[1].score.terms[0]"),
    (r#""strategy": {"keys": ["tier", "turns"]}"#, r#""strategy": "scored", "score": {"terms": [{"id": "a", "weight": 0, "measure": {"open_leads": {}}}]}"#, "warning: queues[1].score.terms[0].weight: a weight of 0 counts nothing"),
    (r#""strategy": {"keys": ["tier", "turns"]}"#, r#""strategy": "scored", "score": {"terms": [{"id": "a", "weight": -1000001, "measure": {"open_leads": {}}}]}"#, "error: queues[1].score.terms[0].weight: -1000001 is beyond the largest weight, 1000000"),
    (r#""sets": ["#, r#""traits": [{"id": "years", "type": "integer"}, {"id": "years", "type": "text"}], "sets": ["#, "error: traits[1].id: trait `years` is already there, at traits[0]"),
    (r#""sets": ["#, r#""traits": [{"id": "years", "type": "integer"}], "sets": ["#, "warning: traits[0]: trait `years` is never used"),
    (r#""sets": ["#, r#""teams": [{"id": "red"}, {"id": "red"}], "sets": ["#, "error: teams[1].id: team `red` is already there, at teams[0]"),
    (r#""sets": ["#, r#""traits": [{"id": "years", "type": "integer"}], "teams": [{"id": "red", "traits": [{"id": "yaers", "value": 3}]}], "sets": ["#, "error: teams[0].traits[0].id: unknown trait `yaers`, did you mean `years`?"),
    (r#""sets": ["#, r#""traits": [{"id": "years", "type": "integer"}], "teams": [{"id": "red", "traits": [{"id": "years", "value": "three"}]}], "sets": ["#, "error: teams[0].traits[0].value: trait `years` is declared as integer, this is text"),
    (r#""sets": ["#, r#""traits": [{"id": "years", "type": "integer"}], "teams": [{"id": "red", "traits": [{"id": "years", "value": 1000000001}]}], "sets": ["#, "error: teams[0].traits[0].value: 1000000001 is beyond what a score adds up, 1000000000"),
    (r#""strategy": {"keys": ["tier", "turns"]}"#, r#""strategy": "scored", "score": {"terms": [{"id": "a", "weight": 1, "measure": {"number": {"trait": "years"}}}]}"#, "error: queues[1].score.terms[0].measure.number.trait: unknown trait `years`"),
    (r#""strategy": {"keys": ["tier", "turns"]}"#, r#""strategy": "scored", "score": {"terms": [{"id": "a", "weight": 1, "measure": {"units_free": {"most": 0}}}]}"#, "error: queues[1].score.terms[0].measure.units_free.most: 0 makes no sense here, 1 is the least"),
    (r#""strategy": {"keys": ["tier", "turns"]}"#, r#""strategy": "scored", "score": {"terms": [{"id": "a", "weight": 1, "measure": {"idle_s": {"most": 0}}}]}"#, "error: queues[1].score.terms[0].measure.idle_s.most: 0 makes no sense here, 1 is the least"),
    (r#""strategy": {"keys": ["tier", "turns"]}"#, r#""strategy": "scored", "score": {"terms": [{"id": "a", "weight": 1, "measure": {"merit_percent": {}}}]}"#, "error: queues[1].score.terms[0].measure.merit_percent: this queue has no `merit` to go by"),
    (r#""strategy": {"keys": ["tier", "turns"]}"#, r#""strategy": "scored", "score": {"terms": [{"id": "a", "weight": 1, "measure": {"skill_level": {"skill": "german"}}}]}"#, "error: queues[1].score.terms[0].measure.skill_level.skill: unknown skill `german`"),
    (r#""strategy": {"keys": ["tier", "turns"]}"#, r#""strategy": "scored", "score": {"terms": [{"id": "a", "weight": 1, "measure": {"skills_asked_for": {"attribute": "score"}}}]}"#, "error: queues[1].score.terms[0].measure.skills_asked_for.attribute: this looks at texts, `score` is declared as integer"),
];
