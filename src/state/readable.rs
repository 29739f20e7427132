//! Events with names in place of slots, for people, logs and scenarios.

use serde_json::{Map, Value};

use crate::event::Event;
use crate::id::{
    AgentSlot, CapSlot, CounterSlot, LeadSlot, PlanSlot, QueueSlot, RuleSlot, SheetSlot, StageSlot,
};
use crate::state::FloorState;

impl FloorState {
    /// An event as JSON with the ids of leads, agents, queues, rules, stages and caps in place of their slots.
    ///
    /// Ask the state the event has been applied to: it knows whom the event brought in. Only a lead that was
    /// forgotten has to be asked for before. A slot this state has no name for stays the number it is.
    ///
    /// ```
    /// use fairdeal::{Command, Floor, Lead, Policy, Timestamp};
    /// let json = r#"{"format": 1, "semantics": 1, "id": "p", "queues": [{"id": "web"}], "default_plan": "d",
    ///     "plans": [{"id": "d", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}],
    ///     "agents": [{"id": "ann", "queues": [{"queue": "web"}]}], "presence": {"unknown_may_receive": true}}"#;
    /// let (mut floor, _) = Floor::open(Policy::from_json(json)?, Timestamp::MIN);
    /// let ran = floor.run(Timestamp::MIN, &Command::Submit(Lead::new("L-1")?));
    /// let last = ran.records().flat_map(|record| &record.events).last().map(|event| floor.state().readable(event));
    /// let assigned = last.as_ref().and_then(|event| event.get("assigned"));
    /// assert_eq!(assigned.and_then(|event| event.get("agent")), Some(&"ann".into()));
    /// assert_eq!(assigned.and_then(|event| event.get("lead")), Some(&"L-1".into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn readable(&self, event: &Event) -> Value {
        let Ok(Value::Object(tagged)) = serde_json::to_value(event) else {
            return Value::Null;
        };
        let nested = matches!(event, Event::Office(_) | Event::Standard(_));
        let named = tagged.into_iter().map(|(kind, body)| match body {
            // A family of events: which of them it is, and then its body.
            Value::Object(family) if nested => {
                let own = family.into_iter().map(|(kind, body)| match body {
                    Value::Object(body) => (kind, self.named(event, body)),
                    other => (kind, other),
                });
                (kind, Value::Object(own.collect()))
            }
            Value::Object(body) => (kind, self.named(event, body)),
            other => (kind, other),
        });
        Value::Object(named.collect())
    }

    fn named(&self, event: &Event, body: Map<String, Value>) -> Value {
        let slots = body.clone();
        let plan = slots.get("plan").and_then(index).or_else(|| self.plan_of(&slots));
        let mut named = Map::new();
        for (key, value) in body {
            let name = match key.as_str() {
                "lead" => index(&value).and_then(|at| self.lead_text(at)),
                "agent" | "qualifier" | "office" => index(&value).and_then(|at| self.agent_text(at)),
                "queue" => index(&value).and_then(|at| self.queue_text(at)),
                "from" if matches!(event, Event::Office(_)) => {
                    index(&value).and_then(|at| self.queue_text(at))
                }
                "sheet" => index(&value).and_then(|at| self.sheet_text(at)),
                "credit" if matches!(event, Event::Office(_)) => value.as_array().map(|parts| {
                    let sheet = parts.first().and_then(index).and_then(|at| self.sheet_text(at));
                    sheet.into_iter().chain(parts.iter().skip(1).cloned()).collect()
                }),
                "sticky" if matches!(event, Event::Office(_)) => {
                    index(&value).and_then(|at| self.layout.sticky.get(at)).map(|sticky| text(&sticky.id))
                }
                "rule" => index(&value).and_then(|at| self.rule_text(at)),
                "plan" => index(&value).and_then(|at| self.layout.plans.get(at)).map(|plan| text(&plan.id)),
                "stage" => index(&value).and_then(|at| self.stage_text(plan, at)),
                "cap" => index(&value).and_then(|at| self.cap_text(at)),
                "merit" => {
                    index(&value).and_then(|at| self.layout.merits.get(at)).map(|merit| text(&merit.id))
                }
                "review" => match event {
                    Event::MeritReviewed { review, .. } => {
                        let queues = self.grades_named(&review.queues);
                        let caps = self.adjusted_named(&review.caps);
                        let loads = review.loads.as_ref().map(|loads| self.loads_named(loads));
                        Some(serde_json::json!({
                            "from": review.from, "next": review.next, "queues": queues, "caps": caps,
                            "loads": loads, "full": self.full_named(&review.full),
                        }))
                    }
                    _ => None,
                },
                "counter" => index(&value)
                    .and_then(|at| self.counter_label(CounterSlot::from_index(at)?))
                    .map(Value::String),
                "agents" => value.as_array().map(|agents| {
                    let name = |agent: &Value| index(agent).and_then(|at| self.agent_text(at));
                    agents.iter().map(|agent| name(agent).unwrap_or_else(|| agent.clone())).collect()
                }),
                "first" => value.as_array().map(|first| first.iter().map(|one| self.opens(one)).collect()),
                "follow_up" => self.follow_up(plan, &value),
                "next" | "step" => self.step_named(event),
                // A whole policy in one line helps nobody; its name does.
                "json" => serde_json::from_str(value.as_str().unwrap_or(""))
                    .ok()
                    .and_then(|doc: Value| doc.get("id").cloned()),
                "layout" if matches!(event, Event::PolicyInstalled { .. }) => value.get("digest").cloned(),
                _ => None,
            };
            let key = match key.as_str() {
                "json" => "policy".to_owned(),
                "layout" => "digest".to_owned(),
                _ => key,
            };
            named.insert(key, name.unwrap_or(value));
        }
        Value::Object(named)
    }

    /// Who may claim from when: `["ann", "2026-03-02T14:00:00Z"]`.
    fn opens(&self, one: &Value) -> Value {
        match one.as_array().map(Vec::as_slice) {
            Some([agent, at]) => {
                let name = index(agent).and_then(|at| self.agent_text(at));
                Value::Array(vec![name.unwrap_or_else(|| agent.clone()), at.clone()])
            }
            _ => one.clone(),
        }
    }

    fn plan_of(&self, slots: &Map<String, Value>) -> Option<usize> {
        let lead = slots.get("lead").and_then(index).and_then(LeadSlot::from_index)?;
        self.lead(lead)?.course.map(|(plan, _)| plan.index())
    }

    fn lead_text(&self, at: usize) -> Option<Value> {
        LeadSlot::from_index(at).and_then(|lead| self.lead(lead)).map(|row| text(row.doc.id()))
    }

    fn agent_text(&self, at: usize) -> Option<Value> {
        AgentSlot::from_index(at).and_then(|agent| self.agent_name(agent)).map(text)
    }

    fn queue_text(&self, at: usize) -> Option<Value> {
        QueueSlot::from_index(at).and_then(|queue| self.queue_name(queue)).map(text)
    }

    fn sheet_text(&self, at: usize) -> Option<Value> {
        SheetSlot::from_index(at).and_then(|sheet| self.sheet_name(sheet)).map(Value::String)
    }

    fn rule_text(&self, at: usize) -> Option<Value> {
        RuleSlot::from_index(at).and_then(|rule| self.layout.rules.get(rule.index())).map(text)
    }

    fn stage_text(&self, plan: Option<usize>, at: usize) -> Option<Value> {
        let (plan, stage) = (plan.and_then(PlanSlot::from_index)?, StageSlot::from_index(at)?);
        self.stage_name(plan, stage).map(|(_, stage)| text(stage))
    }

    fn cap_text(&self, at: usize) -> Option<Value> {
        CapSlot::from_index(at).and_then(|cap| self.layout.caps.get(cap.index())).map(|cap| text(&cap.id))
    }

    /// A counter by its cap, and what that counts apart: `daily/ann`, `source/web`.
    pub(crate) fn counter_label(&self, counter: CounterSlot) -> Option<String> {
        let row = self.counter(counter)?;
        let mut parts = vec![self.layout.caps.get(row.cap.index())?.id.to_string()];
        parts.extend(row.agent.and_then(|agent| self.agent_name(agent)).map(|agent| agent.to_string()));
        let label = row.label.as_deref().unwrap_or("");
        parts.extend(label.split_terminator('\u{1f}').map(str::to_owned));
        Some(parts.join("/"))
    }

    /// The next step of a cadence, or the one that is due, by name.
    fn step_named(&self, event: &Event) -> Option<Value> {
        let steps = |cadence: usize| self.layout.cadences.get(cadence);
        match event {
            Event::StepPlanned { next, .. } => {
                let cadence = steps(next.cadence.index())?;
                let step = usize::try_from(next.step).ok().and_then(|step| cadence.steps.get(step));
                let due = Some(next.due).filter(|due| *due < crate::time::Timestamp::MAX);
                Some(serde_json::json!({
                    "cadence": cadence.id, "step": step.map(|(name, _)| name), "due": due,
                    "channel": step.map(|(_, channel)| channel), "missed": next.missed,
                }))
            }
            Event::StepDue { lead, step, .. } => {
                let cadence = steps(self.cadence(*lead)?.cadence.index())?;
                cadence.steps.get(usize::try_from(*step).ok()?).map(|(name, _)| text(name))
            }
            _ => None,
        }
    }

    fn follow_up(&self, plan: Option<usize>, due: &Value) -> Option<Value> {
        let mut due = due.as_object()?.clone();
        let then = due.get("then").and_then(index).and_then(|at| self.stage_text(plan, at))?;
        due.insert("then".to_owned(), then);
        Some(Value::Object(due))
    }
}

fn index(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|at| usize::try_from(at).ok())
}

fn text(name: impl ToString) -> Value {
    Value::String(name.to_string())
}
