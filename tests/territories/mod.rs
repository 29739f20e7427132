//! Issues of maps of territories: what to replace in the sound document, with what, and the line that must be among the issues.

#[rustfmt::skip]
pub(crate) const TABLE: &[(&str, &str, &str)] = &[
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"state": "source"}, "territory": "tt", "certainty": "c", "map": {"territories": [{"id": "north", "covers": [{"states": ["MN"]}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "error: territory_maps[0].territory: unknown attribute `tt`, did you mean `t`?"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"state": "source"}, "territory": "score", "certainty": "c", "map": {"territories": [{"id": "north", "covers": [{"states": ["MN"]}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "error: territory_maps[0].territory: attribute `score` is declared as integer, and is text here"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"state": "source"}, "territory": "t", "certainty": "c", "rivals": "vip", "map": {"territories": [{"id": "north", "covers": [{"states": ["MN"]}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "error: territory_maps[0].rivals: attribute `vip` is declared as boolean, and is texts here"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"state": "source"}, "territory": "t", "certainty": "t", "map": {"territories": [{"id": "north", "covers": [{"states": ["MN"]}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "error: territory_maps[1]: attribute `t`, written by a map is already there, at territory_maps[0]"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"state": "t"}, "territory": "t", "certainty": "c", "map": {"territories": [{"id": "north", "covers": [{"states": ["MN"]}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "error: territory_maps[0].place.state: attribute `t` is written by a map, so it says nothing of where a lead is"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"state": "score"}, "territory": "t", "certainty": "c", "map": {"territories": [{"id": "north", "covers": [{"states": ["MN"]}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "error: territory_maps[0].place.state: attribute `score` is declared as integer, and is text here"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"latitude_e7": "source"}, "territory": "t", "certainty": "c", "map": {"territories": [{"id": "north", "covers": [{"states": ["MN"]}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "error: territory_maps[0].place.latitude_e7: attribute `source` is declared as text, and is integer here"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"latitude_e7": "score"}, "territory": "t", "certainty": "c", "map": {"territories": [{"id": "north", "covers": [{"states": ["MN"]}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "error: territory_maps[0].place: a point needs both `latitude_e7` and `longitude_e7`"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {}, "territory": "t", "certainty": "c", "map": {"territories": [{"id": "north", "covers": [{"states": ["MN"]}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "warning: territory_maps[0].place: no attribute says where a lead is; only what covers everywhere or asks for attributes holds any"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"state": "source"}, "territory": "t", "certainty": "c", "map": {"territories": []}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "warning: territory_maps[0].map.territories: a map without territories holds no lead"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"state": "source"}, "territory": "t", "certainty": "c", "map": {"territories": [{"id": "north", "covers": [{"states": []}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "error: territory_maps[0].map.territories[0].covers[0].states: an empty list covers nothing"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"state": "source"}, "territory": "t", "certainty": "c", "map": {"territories": [{"id": "north", "covers": [{"zips": ["5401"]}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "error: territory_maps[0].map.territories[0].covers[0].zips[0]: `5401` is no ZIP code of five digits, did you mean `05401`?"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"state": "source"}, "territory": "t", "certainty": "c", "map": {"territories": [{"id": "north", "covers": [{"side": {"line": "i-94", "side": "north"}}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "error: territory_maps[0].map.territories[0].covers[0].side.line: unknown line `i-94`"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"state": "source"}, "territory": "t", "certainty": "c", "map": {"territories": [{"id": "more", "covers": [{"states": ["MN"]}]}, {"id": "north", "covers": [{"states": ["MN"]}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "warning: territory_maps[0].map.territories[1]: it covers by state what territory `more` does too, such as `MN`, and of one priority their ids decide: `more` has it; give one of them a higher `priority`"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"state": "source"}, "territory": "t", "certainty": "c", "map": {"must_cover": {"states": ["WI"]}, "territories": [{"id": "north", "covers": [{"states": ["MN"]}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "warning: territory_maps[0].map.must_cover.states: no territory holds `WI`"),
    (r#""attributes": ["#, r#""territory_maps": [{"id": "m", "place": {"state": "source"}, "territory": "t", "certainty": "c", "map": {"territories": [{"id": "north", "covers": [{"states": ["MN"]}]}]}}, {"id": "m", "place": {"state": "source"}, "territory": "t", "certainty": "c", "map": {"territories": [{"id": "north", "covers": [{"states": ["MN"]}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"}, "#,
     "error: territory_maps[1].id: territory map `m` is already there, at territory_maps[0]"),
];

/// Rules that name what the map never says: the rule, and the line.
#[rustfmt::skip]
pub(crate) const RULES: &[(&str, &str)] = &[
    (r#"{"equals": {"attribute": "t", "value": "nroth"}}"#, "error: rules[0].when.equals.value: unknown territory `nroth`, did you mean `north`?"),
    (r#"{"any_of": {"attribute": "c", "values": ["certain", "near"]}}"#, "error: rules[0].when.any_of.values[1]: unknown certainty `near`"),
];

/// What stands before the attributes of the sound document.
pub(crate) const MAP: &str = r#""territory_maps": [{"id": "m", "place": {"state": "source"}, "territory": "t", "certainty": "c", "map": {"territories": [{"id": "north", "covers": [{"states": ["MN"]}]}]}}], "attributes": [{"id": "t", "type": "text"}, {"id": "c", "type": "text"},"#;

#[test]
fn every_issue_of_a_map_reads_as_it_should() {
    let mut wrong: Vec<String> = Vec::new();
    let rules = RULES.iter().map(|(rule, line)| {
        let to = format!("{MAP} ");
        let rules = format!(r#""rules": [{{"id": "far", "order": 5, "plan": "standard", "when": {rule}}}, "#);
        let json = crate::SOUND.replacen(r#""attributes": ["#, &to, 1).replacen(r#""rules": ["#, &rules, 1);
        (crate::issues(&fairdeal::PolicyDoc::from_json(&json).unwrap()), *line)
    });
    let tables = TABLE.iter().map(|(from, to, line)| (crate::lines(from, to), *line));
    for (found, line) in tables.chain(rules) {
        if !found.iter().any(|own| own == line) {
            wrong.push(format!("wanted {line}\n found {found:#?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}
