//! Random histories: instants, signs of presence, leads and commands.

use fairdeal::*;

use super::*;

/// One step of a history.
#[derive(Clone, Debug)]
pub struct Step {
    pub at: Timestamp,
    pub signs: Option<PresenceSnapshot>,
    pub command: Command,
}

pub fn start(rng: &mut Rng) -> Timestamp {
    let days = [
        "2026-03-06T13:00:00Z",
        "2026-03-07T23:50:00Z",
        "2026-10-31T20:00:00Z",
        "2026-05-29T14:00:00Z",
        "2026-03-28T22:00:00Z",
        "2026-12-31T20:00:00Z",
        "2026-06-15T15:00:00Z",
    ];
    rng.of(&days).parse().unwrap()
}

pub fn jump(rng: &mut Rng) -> Span {
    match rng.below(20) {
        0..=4 => Span::ZERO,
        5 => Span::millis(1),
        6..=8 => Span::seconds(rng.below(60)),
        9..=13 => Span::seconds(rng.of(&[30, 60, 300, 600, 900])),
        14..=16 => Span::minutes(rng.below(120)),
        17 | 18 => Span::hours(rng.below(12)),
        _ => Span::hours(rng.below(40)),
    }
}

pub fn signs(rng: &mut Rng, agents: &[AgentId], at: Timestamp, steady: bool) -> PresenceSnapshot {
    let mut list = Vec::new();
    for agent in agents {
        let state = match rng.below(12) {
            0 => PresenceState::Busy,
            1 => PresenceState::Away,
            2 => PresenceState::Offline,
            3 if !steady => continue,
            _ => PresenceState::Available,
        };
        let mut sign = Sign::new(agent.clone(), state, at.minus(Span::seconds(rng.below(30))));
        if !steady && rng.chance(20) {
            sign.expires_at = Some(at.plus(Span::minutes(rng.below(60))));
        }
        list.push(sign);
    }
    PresenceSnapshot::new(list)
}

pub fn all_here(agents: &[AgentId], at: Timestamp) -> PresenceSnapshot {
    PresenceSnapshot::new(agents.iter().map(|agent| Sign::new(agent.clone(), PresenceState::Available, at)))
}

pub fn agents_of(state: &FloorState) -> Vec<AgentId> {
    state.agent_views().into_iter().map(|view| view.agent).collect()
}

pub fn lead(rng: &mut Rng, number: u64, agents: &[AgentId], at: Timestamp) -> Lead {
    let mut lead = Lead::new(&format!("L{number}")).unwrap();
    if rng.chance(80) {
        lead = lead.with("source", rng.of(&["web", "fax", "ads"]));
    }
    if rng.chance(70) {
        lead = lead.with("score", rng.below(100) as i64);
    }
    if rng.chance(50) {
        lead = lead.with("state", rng.of(&["MN", "WI", "CA"]));
    }
    if rng.chance(40) {
        lead = lead.with("vip", rng.chance(50));
    }
    if rng.chance(30) {
        lead = lead.with("products", ["roof", rng.of(&["solar", "gas"])]);
    }
    // A draw of its own: histories that do not look at it stay as they are.
    let mut other = Rng(rng.0 ^ 0xcc1);
    if other.chance(70) {
        lead = lead.with("ccy", other.of(&["EUR", "EUR", "USD"]));
    }
    if rng.chance(2) {
        lead = lead.with("score", "high");
    }
    if rng.chance(30) {
        lead = lead.owned_by(rng.of(agents));
    }
    if rng.chance(20) {
        lead = lead.received_at(at.minus(Span::minutes(rng.below(200))));
    }
    companies::of_somebody(rng, geography::somewhere(rng, lead))
}

/// A command that makes some sense on this floor as it is, or now and then none.
pub fn command(rng: &mut Rng, floor: &Floor, next: &mut u64, now: Timestamp) -> Command {
    if let Some(decline) = office::some_decline(rng, floor.state()) {
        rng.next();
        return decline;
    }
    if let Some(deal) = sticky::some_deal(rng, floor.state(), &agents_of(floor.state())) {
        rng.next();
        return deal;
    }
    let before = rng.clone();
    let command = any_command(rng, floor, next, now);
    office::some_office(&before, floor.state().policy_json(), command)
}

fn any_command(rng: &mut Rng, floor: &Floor, next: &mut u64, now: Timestamp) -> Command {
    let state = floor.state();
    let agents = agents_of(state);
    let views = state.lead_views();
    let queues: Vec<Name> = state.queue_views().into_iter().map(|view| view.queue).collect();
    let any_agent = |rng: &mut Rng| {
        if rng.chance(3) { agent_id("zzzzzzzzzzzz") } else { rng.of(&agents) }
    };
    let any_lead = |rng: &mut Rng| {
        if views.is_empty() || rng.chance(3) {
            LeadId::new("no-such-lead").unwrap()
        } else {
            rng.of(&views).lead.id().clone()
        }
    };
    let offered: Vec<_> = views
        .iter()
        .filter_map(|view| match &view.standing {
            LeadStanding::Offered { agent, .. } => Some((view.lead.id().clone(), agent.clone())),
            _ => None,
        })
        .collect();
    let owned: Vec<_> = views
        .iter()
        .filter_map(|view| match &view.standing {
            LeadStanding::Owned { agent, .. } => Some((view.lead.id().clone(), agent.clone())),
            _ => None,
        })
        .collect();
    let closed: Vec<_> = views
        .iter()
        .filter_map(|view| match &view.standing {
            LeadStanding::Closed { .. } => Some((view.lead.id().clone(), rng.of(&agents))),
            _ => None,
        })
        .collect();
    let pair = |rng: &mut Rng, list: &[(LeadId, AgentId)]| {
        if list.is_empty() || rng.chance(5) { (any_lead(rng), any_agent(rng)) } else { rng.of(list) }
    };
    // Where merit is counted, much has to be won and lost for it to say something.
    if !state.merit_views().is_empty() && !owned.is_empty() && rng.chance(30) {
        let (lead, agent) = rng.of(&owned);
        let code = rng.of(&["won", "lost"]).into();
        return Command::Dispose { lead, agent, disposition: Disposition::Final { code } };
    }
    let mut own = Rng(rng.0 ^ 0x3e1c);
    if !views.is_empty() && own.chance(12) && state.policy_json().contains("\"revised\":\"routed\"") {
        let (attribute, value) = own.of(&[
            ("source", "web".into()),
            ("state", "MN".into()),
            ("vip", true.into()),
            ("vip", false.into()),
            ("score", Value::from(own.clone().below(100) as i64)),
            ("products", ["roof"].into()),
            ("score", "high".into()),
        ]);
        let corrections = vec![Correction { attribute: Name::new(attribute).unwrap(), value }];
        let held = |view: &&LeadView| {
            matches!(view.standing, LeadStanding::Held { .. } | LeadStanding::Waiting { .. })
        };
        let lead = views
            .iter()
            .filter(held)
            .last()
            .filter(|_| own.chance(60))
            .unwrap_or(&own.of(&views))
            .lead
            .id()
            .clone();
        return Command::Revise { lead, corrections, inquired: false };
    }
    if let Some(again) = score::some_again(rng, state, &owned) {
        return again;
    }
    if let Some(bridge) = hand_off::some_bridge(rng, state, &owned) {
        return bridge;
    }
    if let Some(rare) = turns::some_rare(rng, state.policy_json(), (&agents, &queues, &owned)) {
        return rare;
    }
    let some = match rng.clone().of(&[0, 1, 1, 1]) {
        1 if !owned.is_empty() => Some(rng.clone().of(&owned).0),
        _ if !views.is_empty() => Some(rng.clone().of(&views).lead.id().clone()),
        _ => None,
    };
    if let Some(change) = follow_up::some_change(rng, some) {
        return change;
    }
    if let Some(look) = follow_up::some_look(rng, &owned) {
        return look;
    }
    match rng.below(100) {
        33 | 34 => Command::Reopen { lead: pair(rng, &closed).0 },
        0..=3 => {
            let turns = rng.of(&[1, 1, 2, 3, 0, 1_001]);
            let by = match rng.below(6) {
                0 => Adjustment::Credit { turns },
                1 => Adjustment::Debit { turns },
                2 => Adjustment::KeepTurn {},
                3 => Adjustment::SkipOnce { until: Some(now.plus(jump(rng))) },
                _ => Adjustment::SkipOnce { until: None },
            };
            let apart = rotation::some_apart(rng);
            Command::Adjust { queue: rng.of(&queues), agent: any_agent(rng), by, apart }
        }
        4..=34 => {
            if rng.chance(4) && !views.is_empty() {
                return Command::Submit(rng.of(&views).lead);
            }
            *next += 1;
            Command::Submit(lead(rng, *next, &agents, now))
        }
        35..=44 => {
            let (lead, agent) = pair(rng, &offered);
            Command::Accept { lead, agent }
        }
        45..=50 => {
            let (lead, agent) = pair(rng, &offered);
            Command::Decline { lead, agent }
        }
        51..=57 => {
            let (lead, agent) = pair(rng, &owned);
            Command::Attempt { lead, agent, reached: rng.chance(40), automated: rng.chance(20) }
        }
        58..=66 => {
            let (lead, agent) = pair(rng, &owned);
            let disposition = if rng.chance(40) {
                Disposition::Interim { code: "later".into(), next_action_at: now.plus(jump(rng)) }
            } else {
                Disposition::Final { code: rng.of(&["won", "lost"]).into() }
            };
            Command::Dispose { lead, agent, disposition }
        }
        67..=71 => {
            let (lead, agent) = pair(rng, &owned);
            let reason = rng.of(&[ReturnReason::BadContact, ReturnReason::Other, ReturnReason::NoShow]);
            Command::Return { lead, agent, reason }
        }
        72..=74 => {
            let (lead, agent) = pair(rng, &owned);
            let mut corrections = vec![Correction {
                attribute: Name::new("source").unwrap(),
                value: rng.of(&["web", "fax"]).into(),
            }];
            if rng.chance(5) {
                corrections.push(Correction { attribute: Name::new("vip").unwrap(), value: 3.into() });
            }
            let mut own = Rng(rng.0 ^ 0xc0_5678);
            if own.chance(30) {
                let value = companies::company(&mut own).as_str().into();
                corrections.push(Correction { attribute: Name::new("company").unwrap(), value });
            }
            let reason = rng.clone().chance(30).then(|| "wrong product".to_owned());
            Command::Transfer { lead, agent, corrections, reason }
        }
        75..=83 => {
            let way = match rng.below(6) {
                0..=2 => ClaimWay::Next {},
                3 => ClaimWay::Filtered(
                    serde_json::from_value(if rng.chance(80) {
                        json!({"range": {"attribute": "score", "from": rng.below(80)}})
                    } else {
                        json!({"equals": {"attribute": "state", "value": "MN"}})
                    })
                    .unwrap(),
                ),
                _ => ClaimWay::Pick(any_lead(rng)),
            };
            let agent = any_agent(rng);
            let queue = if rng.chance(2) { Name::new("nnnnnnnnnnn").unwrap() } else { rng.of(&queues) };
            let mut own = Rng(rng.0 ^ 0x9a3c);
            let ranked = state.policy_json().contains("s_first\":true");
            let named = !(ranked && own.chance(45));
            // Where call-backs come before a claim, whoever has one claims the most.
            let waits = state.policy_json().contains("callbacks_first\":true") && own.chance(70);
            let called = |who: &&AgentId| {
                let work = floor.work_list(who, now).unwrap_or_default();
                work.iter().any(|own| matches!(own.why, WorkWhy::CallBack { .. }))
            };
            let agent = agents.iter().filter(|_| waits).find(called).cloned().unwrap_or(agent);
            let queue = Some(queue).filter(|_| named);
            if own.chance(25) && !matches!(way, ClaimWay::Pick(_)) {
                let filter = match way {
                    ClaimWay::Filtered(filter) => Some(filter),
                    _ => None,
                };
                return Command::ClaimSeveral {
                    agent,
                    queue,
                    filter,
                    at_most: own.of(&[0, 1, 2, 2, 3, 5, 101]),
                };
            }
            Command::Claim { agent, queue, way }
        }
        84..=88 => Command::Reassign {
            lead: any_lead(rng),
            to: if rng.chance(60) { Some(any_agent(rng)) } else { None },
        },
        89 | 90 => {
            let (agent, mut own) = (any_agent(rng), rng.clone());
            let (from, until) = (now.plus(jump(rng)).minus(jump(rng)), now.plus(jump(rng)));
            match own.below(10) {
                0..=3 => {
                    let reason = own.of(&[None, Some("sick"), Some("course")]).map(str::to_owned);
                    Command::TakeLeave { agent, from, until, reason }
                }
                4..=7 => Command::TakeShift { agent, from, until },
                _ => Command::KeepCalendar { agent, from, until },
            }
        }
        92 | 93 => {
            let doc = agent_json(rng, AGENTS[rng.clone().below(8) as usize], &queues, &[]);
            Command::Join(serde_json::from_value(doc).unwrap())
        }
        94 | 95 => {
            let name = rng.of(&agents);
            let doc = agent_json(rng, name.as_str(), &queues, &[]);
            Command::Change(serde_json::from_value(doc).unwrap())
        }
        91 if rng.chance(60) => Command::Ready { agent: any_agent(rng) },
        91 => Command::Leave { agent: any_agent(rng) },
        96 => Command::Forget { lead: any_lead(rng), keys: rng.chance(50) },
        97 | 98 => Command::ReplacePolicy(Box::new(replacement(rng, state.policy_json()))),
        _ => Command::Tick {},
    }
}
