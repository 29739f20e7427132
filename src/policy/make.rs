//! Short ways to write the parts of a document in code. What a constructor does not ask for is as in a document that
//! does not say it; every field can be set afterwards.

use crate::id::{IdError, Name};
use crate::policy::doc::{
    AbsenceDoc, AtLimitDoc, CapDoc, ConditionDoc, CountsAsTurnDoc, CountsDoc, DelayDoc, DimensionDoc,
    DisciplineDoc, ExcludePreviousDoc, HoldsCapacity, IdleDoc, IdleOverDoc, InsideDoc, MeritDoc, NextDoc,
    OnReturnDoc, PeriodDoc, PlanDoc, PullDoc, PullWaysDoc, QueueAffinityDoc, QueueDoc, QueueMeritDoc,
    RequeueDoc, ResponseDoc, RotationDoc, RuleDoc, StageActionDoc, StageDoc, StrategyDoc, StrictDoc,
    TimerDoc, TurnSizeDoc, WindowDoc,
};

impl QueueDoc {
    /// A queue with this strategy: first in, first out, nothing to pull.
    ///
    /// ```
    /// use fairdeal::policy::{QueueDoc, StrategyDoc};
    /// let web = QueueDoc { wrap_up_s: 120, ..QueueDoc::new("web", StrategyDoc::LongestIdle)? };
    /// assert_eq!(web.wrap_up_s, 120);
    /// assert!(QueueDoc::new("", StrategyDoc::LongestIdle).is_err());
    /// # Ok::<(), fairdeal::IdError>(())
    /// ```
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn new(id: &str, strategy: StrategyDoc) -> Result<QueueDoc, IdError> {
        Ok(QueueDoc {
            id: Name::new(id)?,
            strategy,
            rotation: RotationDoc::Own,
            discipline: DisciplineDoc::default(),
            oldest_share_bp: 0,
            requeue: RequeueDoc::default(),
            max_waiting: None,
            max_pooled: None,
            tiers: Vec::new(),
            open_next_tier_when_empty: true,
            work_kind: None,
            holds_capacity_until: HoldsCapacity::default(),
            wrap_up_s: 0,
            wrap_up_by_code: Vec::new(),
            wrap_up_may_end: false,
            decline_delay_s: 0,
            timeout_delay_s: 0,
            cycle_wait_s: 30,
            skills: Vec::new(),
            delay: DelayDoc::default(),
            idle: IdleDoc::default(),
            idle_over: IdleOverDoc::default(),
            response: ResponseDoc::default(),
            strict: None,
            turn_size: None,
            catch_up: None,
            ramp: None,
            one_turn: None,
            standard: None,
            stop_before_end_s: None,
            look_ahead_s: None,
            absence: AbsenceDoc::default(),
            merit: None,
            affinity: None,
            score: None,
            counts_as_turn: CountsAsTurnDoc::default(),
            pull: None,
        })
    }

    /// A queue dealt in turns, each member within one turn of their share.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn round_robin(id: &str) -> Result<QueueDoc, IdError> {
        QueueDoc::new(id, StrategyDoc::RoundRobin)
    }

    /// The same, a lead waiting so many seconds for the very member whose turn it is.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn strict_round_robin(id: &str, wait_s: u64) -> Result<QueueDoc, IdError> {
        let strict = Some(StrictDoc { wait_s });
        Ok(QueueDoc { strict, ..QueueDoc::round_robin(id)? })
    }

    /// The same, a turn counting as what an integer attribute of the lead says, from 1 to `most`.
    ///
    /// # Errors
    /// [`IdError`] when one of the texts cannot be a name.
    pub fn round_robin_by_size(id: &str, attribute: &str, most: u32) -> Result<QueueDoc, IdError> {
        let turn_size = Some(TurnSizeDoc { attribute: Name::new(attribute)?, default: 1, most });
        Ok(QueueDoc { turn_size, ..QueueDoc::round_robin(id)? })
    }

    /// A hunt group by idle time.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn longest_idle(id: &str) -> Result<QueueDoc, IdError> {
        QueueDoc::new(id, StrategyDoc::LongestIdle)
    }

    /// A hunt group by open work.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn least_loaded(id: &str) -> Result<QueueDoc, IdError> {
        QueueDoc::new(id, StrategyDoc::LeastLoaded)
    }

    /// A queue dealt in turns by merit: more of them to those who make more of them.
    ///
    /// # Errors
    /// [`IdError`] when one of the texts cannot be a name.
    pub fn top_producers(id: &str, merit: &str) -> Result<QueueDoc, IdError> {
        let mut queue = QueueDoc::new(id, StrategyDoc::TopProducers)?;
        queue.merit = Some(QueueMeritDoc::by(merit)?);
        Ok(queue)
    }

    /// A queue dealt to whoever makes more of leads like the one in question; a tenth of them, and those about whom nothing
    /// is known, by turns.
    ///
    /// # Errors
    /// [`IdError`] when one of the texts cannot be a name.
    pub fn affinity(id: &str, merit: &str) -> Result<QueueDoc, IdError> {
        let mut queue = QueueDoc::new(id, StrategyDoc::Affinity)?;
        queue.affinity = Some(QueueAffinityDoc::by(merit)?);
        Ok(queue)
    }

    /// A queue that members pull from, blind, under a lease of so many seconds.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn pool(id: &str, lease_s: u64) -> Result<QueueDoc, IdError> {
        let mut queue = QueueDoc::round_robin(id)?;
        queue.pull = Some(PullDoc::new(lease_s));
        Ok(queue)
    }
}

impl RotationDoc {
    /// One rotation with all other queues that name it.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn shared(rotation: &str) -> Result<RotationDoc, IdError> {
        Ok(RotationDoc::Shared(Name::new(rotation)?))
    }

    /// A rotation for each of the first hundred values of an attribute.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn apart_by(attribute: &str) -> Result<RotationDoc, IdError> {
        Ok(RotationDoc::ApartBy { attribute: Name::new(attribute)?, at_most: 100 })
    }

    /// A rotation for each of the first hundred rules that send leads.
    #[must_use]
    pub const fn apart_by_rule() -> RotationDoc {
        RotationDoc::ApartByRule { at_most: 100 }
    }
}

impl MeritDoc {
    /// The merit of making leads end with one of these codes: by the week, over eight weeks.
    ///
    /// # Errors
    /// [`IdError`] when the first text cannot be a name.
    pub fn new<'c>(id: &str, won: impl IntoIterator<Item = &'c str>) -> Result<MeritDoc, IdError> {
        Ok(MeritDoc {
            id: Name::new(id)?,
            won: won.into_iter().map(str::to_owned).collect(),
            qualified: Vec::new(),
            period: PeriodDoc::default(),
            periods: 8,
            zone: None,
            open_counts_after_s: None,
            normalise_by: None,
            by_load: None,
        })
    }
}

impl QueueAffinityDoc {
    /// Affinities by a merit: judged by ten leads, compared in steps of 10 %, a tenth of the leads of each value by turns.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn by(merit: &str) -> Result<QueueAffinityDoc, IdError> {
        let by = Name::new(merit)?;
        Ok(QueueAffinityDoc { by, prior: 10, min_tried: 10, step_percent: 10, diversity_bp: 1_000 })
    }
}

impl QueueMeritDoc {
    /// Weights by a merit: a floor of 30 % of an equal share, newcomers at an average weight, nobody above three times
    /// that.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn by(merit: &str) -> Result<QueueMeritDoc, IdError> {
        Ok(QueueMeritDoc {
            by: Name::new(merit)?,
            floor_percent: 30,
            newcomer_percent: 100,
            ceiling_percent: 300,
            rise_percent: 25,
            prior: 20,
            min_tried: 20,
            roll_back_percent: 80,
            tiers: None,
            declining_return: None,
        })
    }
}

impl PullDoc {
    /// Blind pulls of one lead at a time, under a lease of so many seconds, with no further limit.
    #[must_use]
    pub fn new(lease_s: u64) -> PullDoc {
        PullDoc {
            lease_s,
            undisposed_limit: None,
            callbacks_first: false,
            steps_first: false,
            rank: 0,
            rank_by_tier: Vec::new(),
            max_claimed: None,
            cooldown_s: 0,
            ways: PullWaysDoc::default(),
            visible: Vec::new(),
            visible_by_tier: Vec::new(),
            pick_limits: Vec::new(),
            filter_by: Vec::new(),
        }
    }
}

impl PlanDoc {
    /// A plan of these stages.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn new(id: &str, stages: impl IntoIterator<Item = StageDoc>) -> Result<PlanDoc, IdError> {
        Ok(PlanDoc {
            id: Name::new(id)?,
            stages: stages.into_iter().collect(),
            follow_up: Vec::new(),
            on_change: Vec::new(),
            hand_off: None,
            exclude_previous: ExcludePreviousDoc::default(),
            creditable_returns: super::doc::creditable(),
            transfer_credits_turn: true,
            max_assignments: None,
            exhausted: None,
            revised: crate::policy::doc::RevisedDoc::default(),
            cadence: None,
        })
    }

    /// A plan that waits in one queue until a member can take the lead, and assigns it at once.
    ///
    /// # Errors
    /// [`IdError`] when one of the texts cannot be a name.
    pub fn to_queue(id: &str, queue: &str) -> Result<PlanDoc, IdError> {
        PlanDoc::new(id, [StageDoc::queue(queue, queue)?])
    }
}

impl StageDoc {
    /// A stage for every lead that comes to it, every outcome going on to the next stage.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn new(id: &str, action: StageActionDoc) -> Result<StageDoc, IdError> {
        let (when, skills, sticky, spill, next) = (None, Vec::new(), None, None, NextDoc::default());
        Ok(StageDoc { id: Name::new(id)?, when, skills, sticky, spill, contact_hours: None, action, next })
    }

    /// Waits in a queue until a member can take the lead, and assigns it at once.
    ///
    /// # Errors
    /// [`IdError`] when one of the texts cannot be a name.
    pub fn queue(id: &str, queue: &str) -> Result<StageDoc, IdError> {
        let queue = Name::new(queue)?;
        let (accept_within, attempts, wait, inside) = (None, 3, None, InsideDoc::default());
        StageDoc::new(id, StageActionDoc::Queue { queue, accept_within, attempts, wait, inside })
    }

    /// Offers the lead to the members of a queue, so many times, each having so many seconds to accept.
    ///
    /// # Errors
    /// [`IdError`] when one of the texts cannot be a name.
    pub fn offers(id: &str, queue: &str, accept_s: u64, attempts: u32) -> Result<StageDoc, IdError> {
        let queue = Name::new(queue)?;
        let accept_within = Some(TimerDoc::WallS(accept_s));
        let (wait, inside) = (None, InsideDoc::default());
        StageDoc::new(id, StageActionDoc::Queue { queue, accept_within, attempts, wait, inside })
    }

    /// Lies in a queue's open pool until a member claims the lead.
    ///
    /// # Errors
    /// [`IdError`] when one of the texts cannot be a name.
    pub fn pool(id: &str, queue: &str) -> Result<StageDoc, IdError> {
        let queue = Name::new(queue)?;
        StageDoc::new(id, StageActionDoc::Pool { queue, wait: None, roll_out: None })
    }

    /// Closes the lead without an owner.
    ///
    /// # Errors
    /// [`IdError`] when the first text cannot be a name.
    pub fn archive(id: &str, reason: &str) -> Result<StageDoc, IdError> {
        StageDoc::new(id, StageActionDoc::Archive { reason: reason.to_owned() })
    }
}

impl RuleDoc {
    /// Leads for which a condition holds follow a plan.
    ///
    /// # Errors
    /// [`IdError`] when one of the texts cannot be a name.
    pub fn new(id: &str, order: u32, when: ConditionDoc, plan: &str) -> Result<RuleDoc, IdError> {
        Ok(RuleDoc { id: Name::new(id)?, order, priority: 0, when, plan: Name::new(plan)? })
    }

    /// Leads for which a condition holds follow a plan, where the best rule is chosen
    /// ([`RuleChoiceDoc::Best`](crate::policy::RuleChoiceDoc::Best)): the higher priority first.
    ///
    /// # Errors
    /// [`IdError`] when one of the texts cannot be a name.
    pub fn with_priority(
        id: &str,
        priority: i32,
        when: ConditionDoc,
        plan: &str,
    ) -> Result<RuleDoc, IdError> {
        Ok(RuleDoc { priority, ..RuleDoc::new(id, 0, when, plan)? })
    }
}

impl CapDoc {
    /// A cap on everything together: accepted leads count, and go on counting when they are returned.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn new(id: &str, limit: u64, window: WindowDoc) -> Result<CapDoc, IdError> {
        Ok(CapDoc {
            id: Name::new(id)?,
            limit,
            per: Vec::new(),
            when: None,
            window,
            zone: None,
            counts: CountsDoc::default(),
            on_return: OnReturnDoc::default(),
            on_return_by_reason: Vec::new(),
            at_limit: AtLimitDoc::default(),
            money: None,
            pace: None,
            reserve_s: None,
            adjust: None,
        })
    }

    /// So many leads per agent and window.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn per_agent(id: &str, limit: u64, window: WindowDoc) -> Result<CapDoc, IdError> {
        Ok(CapDoc { per: vec![DimensionDoc::Agent], ..CapDoc::new(id, limit, window)? })
    }

    /// So many leads per agent and day of the policy's zone.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn per_agent_per_day(id: &str, limit: u64) -> Result<CapDoc, IdError> {
        CapDoc::per_agent(id, limit, WindowDoc::Day)
    }

    /// So many leads held by each agent at any one time.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be a name.
    pub fn per_agent_open(id: &str, limit: u64) -> Result<CapDoc, IdError> {
        CapDoc::per_agent(id, limit, WindowDoc::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: serde::de::DeserializeOwned>(json: &str) -> T {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_constructor_leaves_what_a_document_leaves_out() {
        assert_eq!(QueueDoc::round_robin("q").unwrap(), read(r#"{"id": "q"}"#));
        assert_eq!(MeritDoc::new("m", ["won"]).unwrap(), read(r#"{"id": "m", "won": ["won"]}"#));
        assert_eq!(QueueMeritDoc::by("m").unwrap(), read(r#"{"by": "m"}"#));
        assert_eq!(RotationDoc::shared("r").unwrap(), read(r#"{"shared": "r"}"#));
        assert_eq!(RotationDoc::apart_by("a").unwrap(), read(r#"{"apart_by": {"attribute": "a"}}"#));
        assert_eq!(RotationDoc::apart_by_rule(), read(r#"{"apart_by_rule": {}}"#));
        assert_eq!(PullDoc::new(60), read(r#"{"lease_s": 60}"#));
        assert_eq!(PlanDoc::new("p", []).unwrap(), read(r#"{"id": "p", "stages": []}"#));
        let stage = r#"{"id": "s", "action": {"queue": {"queue": "q"}}}"#;
        assert_eq!(StageDoc::queue("s", "q").unwrap(), read(stage));
        let cap = r#"{"id": "c", "limit": 1, "window": "day"}"#;
        assert_eq!(CapDoc::new("c", 1, WindowDoc::Day).unwrap(), read(cap));
    }
}
