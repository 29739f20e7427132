//! Faults that can be put into the oracle, to show that the comparison finds them.

/// One thing the oracle then gets wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A cap lets one lead too many through.
    CapOffByOne,
    /// What is reserved for a lead stays counted whatever comes of it.
    ReservedForGood,
    /// Counts are given back alike whatever a lead is returned for.
    ReasonsAlike,
    /// A cap by blocks of a calendar gives leads while it is closed.
    BlocksIgnored,
    /// A lead that a full cap stops always waits, or goes where its stage says.
    AllWaitAtLimit,
    /// All leads cost as little as there is.
    LeadsCostAlike,
    /// A price in another currency is taken for one in the cap's.
    CurrenciesAlike,
    /// All of a cap on its pace is open from the window's first instant.
    AllOpenAtOnce,
    /// Nothing that is reserved runs out by itself.
    ReservedTooLong,
    /// A cap that counts in other windows by another policy begins anew.
    WindowsBeginAnew,
    /// Every seventh turn is not written down.
    LostTurn,
    /// Former owners may have a lead again.
    SkippedExclusion,
    /// The last instant of a window still belongs to it.
    WindowClosed,
    /// Who has declined a lead is offered it again at once.
    DeclinerReoffered,
    /// The newest lead is taken for the oldest.
    LifoAsFifo,
    /// Nobody asks who is present.
    PresenceIgnored,
    /// Whatever is due is due a millisecond later.
    TimersLate,
    /// Nobody needs time to finish up.
    WrapUpIgnored,
    /// An attempt does not count as one.
    AttemptIgnored,
    /// A lead that leaves its owner goes on counting as held.
    OpenCapKept,
    /// Ties go to the last id.
    TiesReversed,
    /// A lead takes up no capacity.
    CapacityIgnored,
    /// Shifts are not looked at.
    ShiftIgnored,
    /// Whoever has no calendar of their own is always on shift.
    TeamCalendarIgnored,
    /// All calendars are read in their own zones.
    AgentZoneIgnored,
    /// Extra shifts are not looked at.
    ExtraShiftIgnored,
    /// Leads are given to the end of working time.
    EndIgnored,
    /// Nobody is able before they are at work.
    NobodyAhead,
    /// Contacts are called at any hour.
    CalledAtAnyHour,
    /// Of two places where a contact may be, the first holds.
    FirstPlaceHolds,
    /// Territories are asked by how narrow they are, whatever their priority.
    TerritoryPriorityIgnored,
    /// The best rule is chosen by how specific it is, whatever its priority.
    RulePriorityIgnored,
    /// The best rule is chosen by priority, however specific it is.
    RuleSpecificityIgnored,
    /// Of two accounts that claim a name the first is taken.
    FirstClaimTaken,
    /// Where a line bends and beyond its ends a lead lies on every side of it.
    BendsGuessed,
    /// Each border is looked at by itself: who comes after both sides of one may have a lead too.
    BordersApart,
    /// Where its ZIP and its state contradict, a lead is in the ZIP.
    ZipAlwaysRight,
    /// No stage sends a lead on because nobody is at work.
    NeverShut,
    /// Leaves are not looked at.
    LeaveIgnored,
    /// Tiers are open from the beginning.
    TiersOpen,
    /// A returned lead does not give its turn back.
    CreditLost,
    /// A claim never runs out.
    LeaseForgotten,
    /// Another policy forgets the turns.
    TurnsForgotten,
    /// Another policy forgets what was counted under caps.
    CountsForgotten,
    /// Another policy leaves leads where they are that had nowhere to go.
    StrandedKept,
    /// The oldest lead has no share of the picks.
    ShareIgnored,
    /// All leads are due after the same time.
    DeadlineForAll,
    /// What a lead is worth does not halve with time.
    NothingDecays,
    /// A lead that comes back always keeps its place.
    PlaceKept,
    /// A line holds one lead more than it may.
    BoundOffByOne,
    /// Where the oldest lead is to be pushed out, the newest is.
    OldestStays,
    /// Nobody asks how many of an agent's claims were picked.
    PickedFreely,
    /// Nobody knows how often leads have been claimed.
    PullsUncounted,
    /// Of several leads claimed at once only the first is given.
    OneIsEnough,
    /// A pool is open to all its members at once.
    OpenToAll,
    /// A weight of 0 is taken for one.
    WeightlessServed,
    /// Nobody asks whether the clock goes back or leaps ahead.
    ClockTrusted,
    /// The next change is expected a millisecond too early.
    WakesEarly,
    /// Leads of other queues end idle time in every queue.
    IdleElsewhere,
    /// Idle time adds up from the beginning.
    IdleForEver,
    /// Nothing stands in for first attempts there have not been.
    NothingAssumed,
    /// Of two drawn by lot, who holds more is picked.
    LotReversed,
    /// Skills are asked for however long a lead has waited.
    SkillsKept,
    /// Whoever has a skill has it well enough.
    LevelsIgnored,
    /// An offer withdrawn counts as one not answered.
    WithdrawnStrikes,
    /// All dispositions take alike time to finish up.
    OneWrapUp,
    /// No work is laid aside for other work.
    NothingLaidAside,
    /// Queues deal in the order of the policy, whatever is urgent.
    QueuesListed,
    /// A queue that has dealt goes on as long as it can.
    QueueGoesOn,
    /// Merit is judged by a period less.
    WindowOfMeritShort,
    /// Leads that were claimed or given by a manager count for merit.
    ClaimsMakeMerit,
    /// A weight rises by as much as merit asks for.
    RiseUnlimited,
    /// Whoever falls below the mark for promotion is demoted.
    NoHysteresis,
    /// No pick by draws is ever left to the turns.
    NothingExplored,
    /// A raise after which the merit fell is not taken back.
    RaiseKept,
    /// Leads left open never count.
    OpenNeverCounts,
    /// A lead that has counted as left open counts once more when it is won.
    OpenCountsTwice,
    /// A rate is drawn from what came of leads of all values.
    DrawnFromAll,
    /// No pick of a queue by affinity is ever left to the other keys.
    NothingDiverse,
    /// Affinity goes by all leads together.
    SourcesAlike,
    /// An affinity has the group's rate for a prior, and not the member's own.
    ShrunkenToGroup,
    /// All leads were dealt to owners who held nothing.
    LoadsAlike,
    /// Nobody is full where one more lead brings too little.
    NeverFull,
    /// Whoever is full so is no longer once each more brings what it takes for others.
    LetOffEarly,
    /// A pointer begins at the top again every time.
    PointerLost,
    /// Whoever joins a rotation by totals begins at nothing.
    JoinerAtZero,
    /// Whoever was away makes up every stride.
    AwayMakesUp,
    /// What was left of a round never lapses.
    QuotaNeverLapses,
    /// Whoever is to be passed over once is not.
    SkipIgnored,
    /// Whoever is passed over once keeps the turn.
    SkipCostsNothing,
    /// Last owners are never forgotten.
    OwnersForEver,
    /// No lead is kept for its last owner.
    KeptForNobody,
    /// Leads are passed on as often as somebody likes.
    PassedRound,
    /// No stage sends a lead on because its members are busy.
    NothingSpills,
    /// The team of a last owner who cannot take the lead does not come first.
    NoTeam,
    /// Queues that share a rotation count their turns apart.
    SharedApart,
    /// Whoever shared the last turn of a rotation that queues share has a part in the next, whichever queue it is of.
    SharersStay,
    /// Leads that a queue tells apart are counted together.
    ApartTogether,
    /// Lots are compared without a try.
    NobodyNamed,
    /// No lead waits for whose turn it is.
    NobodyAwaited,
    /// Whoever was waited for in vain has lost the turn.
    AwaitedForgotten,
    /// All turns count as one.
    TurnsAlike,
    /// Whoever makes up for turns missed does so at once.
    MadeUpAtOnce,
    /// Leads that belong together take a turn each.
    EachATurn,
    /// Of a score only the first term counts.
    OneTermOnly,
    /// What an agent did with a lead before counts nothing.
    PastForgotten,
    /// Nothing is said before a lead is taken away.
    NothingSaid,
    /// A look at a lead ends no wait for one.
    LooksIgnored,
    /// Nobody asks whether an owner is away.
    AwayIgnored,
    /// Of the leads that are taken from their owners at one instant the first to come goes first.
    AnyOrder,
    /// A bridge that comes to nothing costs a closer a turn.
    BridgeCostsTurn,
    /// Whoever is rung could take other leads meanwhile.
    RingsForNothing,
    /// Whoever was rung for a lead still is in the command by which it leaves its qualifier.
    RungStill,
    /// Whoever is rung for a lead is rung for others too.
    RungForTwo,
    /// One lead more a day goes back than may.
    BatchOffByOne,
    /// A lead stays with its owner whatever changes about it.
    ChangesIgnored,
    /// No step of a cadence falls due.
    StepsNeverDue,
    /// Every owner begins a cadence at the first step.
    AlwaysRestarts,
    /// A cadence goes on though somebody was reached.
    ContactStopsNothing,
    /// Steps that were missed are still to be done, one after the other.
    MissedStepsBurst,
    /// Steps fall due on days with as many attempts as may be.
    AnyNumberADay,
    /// Steps fall due when the contact may not be called.
    StepsAtAnyHour,
    /// All leads go through a cadence in step.
    NoJitter,
    /// Steps fall due by channels to which leads have not consented.
    ConsentTaken,
    /// Claims do not wait for call-backs.
    CallBacksLast,
    /// Claims do not wait for steps of cadences.
    StepsLast,
    /// Whoever names no queue claims from the first in the policy.
    RanksIgnored,
    /// A hold until something is known lasts as long as it may.
    FieldIgnored,
    /// The rules are not asked again for a lead that is different.
    NeverRoutedAnew,
    /// Limits raised by merit hold for claims too.
    ClaimsRewarded,
    /// All of the weight of whoever joins counts at once.
    JoinersWeighAll,
    /// The weight of a joiner does not grow by turns.
    TurnsGrowNothing,
    /// A turn given back counts as one, whatever its size.
    CreditsAlike,
    /// Whoever joins a rotation by totals that queues share begins with the least of one queue.
    LevelOfOneQueue,
    /// Where queues share a rotation, a lead waits for whose turn it would be by its queue alone.
    AwaitedByQueue,
    /// Offices get leads that none of their people could take.
    EmptyOfficesServed,
    /// In an office each has as long as they like.
    OfficeTimeIgnored,
    /// An office from which a lead was recalled is asked again.
    RecalledOfficeAgain,
    /// Whoever is suspended gets leads all the same.
    SuspendedServed,
    /// Nobody falls below a standard.
    NobodyPutDown,
    /// The first lead is enough to be judged by.
    JudgedByFew,
    /// No skill ever lapses.
    NothingLapses,
    /// Nobody asks who has registered a deal.
    DealsIgnored,
    /// Of a lead that came by an office whoever had it there is the last owner.
    PeopleRemembered,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 144] = [
        Fault::CapOffByOne,
        Fault::ReservedForGood,
        Fault::ReasonsAlike,
        Fault::BlocksIgnored,
        Fault::AllWaitAtLimit,
        Fault::LeadsCostAlike,
        Fault::CurrenciesAlike,
        Fault::AllOpenAtOnce,
        Fault::ReservedTooLong,
        Fault::WindowsBeginAnew,
        Fault::LostTurn,
        Fault::SkippedExclusion,
        Fault::WindowClosed,
        Fault::DeclinerReoffered,
        Fault::LifoAsFifo,
        Fault::PresenceIgnored,
        Fault::TimersLate,
        Fault::WrapUpIgnored,
        Fault::AttemptIgnored,
        Fault::OpenCapKept,
        Fault::TiesReversed,
        Fault::CapacityIgnored,
        Fault::ShiftIgnored,
        Fault::TeamCalendarIgnored,
        Fault::AgentZoneIgnored,
        Fault::ExtraShiftIgnored,
        Fault::EndIgnored,
        Fault::NobodyAhead,
        Fault::CalledAtAnyHour,
        Fault::FirstPlaceHolds,
        Fault::NeverShut,
        Fault::TerritoryPriorityIgnored,
        Fault::RulePriorityIgnored,
        Fault::RuleSpecificityIgnored,
        Fault::FirstClaimTaken,
        Fault::BendsGuessed,
        Fault::BordersApart,
        Fault::ZipAlwaysRight,
        Fault::LeaveIgnored,
        Fault::TiersOpen,
        Fault::CreditLost,
        Fault::LeaseForgotten,
        Fault::TurnsForgotten,
        Fault::CountsForgotten,
        Fault::StrandedKept,
        Fault::ShareIgnored,
        Fault::DeadlineForAll,
        Fault::NothingDecays,
        Fault::PlaceKept,
        Fault::BoundOffByOne,
        Fault::OldestStays,
        Fault::PickedFreely,
        Fault::PullsUncounted,
        Fault::OneIsEnough,
        Fault::OpenToAll,
        Fault::WeightlessServed,
        Fault::ClockTrusted,
        Fault::WakesEarly,
        Fault::IdleElsewhere,
        Fault::IdleForEver,
        Fault::NothingAssumed,
        Fault::LotReversed,
        Fault::SkillsKept,
        Fault::LevelsIgnored,
        Fault::WithdrawnStrikes,
        Fault::OneWrapUp,
        Fault::NothingLaidAside,
        Fault::QueuesListed,
        Fault::QueueGoesOn,
        Fault::WindowOfMeritShort,
        Fault::ClaimsMakeMerit,
        Fault::RiseUnlimited,
        Fault::NoHysteresis,
        Fault::NothingExplored,
        Fault::RaiseKept,
        Fault::OpenNeverCounts,
        Fault::OpenCountsTwice,
        Fault::DrawnFromAll,
        Fault::NothingDiverse,
        Fault::SourcesAlike,
        Fault::ShrunkenToGroup,
        Fault::LoadsAlike,
        Fault::NeverFull,
        Fault::LetOffEarly,
        Fault::PointerLost,
        Fault::JoinerAtZero,
        Fault::AwayMakesUp,
        Fault::QuotaNeverLapses,
        Fault::SkipIgnored,
        Fault::SkipCostsNothing,
        Fault::OwnersForEver,
        Fault::KeptForNobody,
        Fault::PassedRound,
        Fault::NothingSpills,
        Fault::NoTeam,
        Fault::SharedApart,
        Fault::SharersStay,
        Fault::ApartTogether,
        Fault::NobodyNamed,
        Fault::NobodyAwaited,
        Fault::AwaitedForgotten,
        Fault::TurnsAlike,
        Fault::MadeUpAtOnce,
        Fault::EachATurn,
        Fault::OneTermOnly,
        Fault::PastForgotten,
        Fault::NothingSaid,
        Fault::LooksIgnored,
        Fault::AwayIgnored,
        Fault::AnyOrder,
        Fault::BridgeCostsTurn,
        Fault::RingsForNothing,
        Fault::RungStill,
        Fault::RungForTwo,
        Fault::BatchOffByOne,
        Fault::ChangesIgnored,
        Fault::StepsNeverDue,
        Fault::AlwaysRestarts,
        Fault::ContactStopsNothing,
        Fault::MissedStepsBurst,
        Fault::AnyNumberADay,
        Fault::StepsAtAnyHour,
        Fault::NoJitter,
        Fault::ConsentTaken,
        Fault::CallBacksLast,
        Fault::StepsLast,
        Fault::RanksIgnored,
        Fault::FieldIgnored,
        Fault::NeverRoutedAnew,
        Fault::ClaimsRewarded,
        Fault::JoinersWeighAll,
        Fault::TurnsGrowNothing,
        Fault::CreditsAlike,
        Fault::LevelOfOneQueue,
        Fault::AwaitedByQueue,
        Fault::EmptyOfficesServed,
        Fault::OfficeTimeIgnored,
        Fault::RecalledOfficeAgain,
        Fault::SuspendedServed,
        Fault::NobodyPutDown,
        Fault::JudgedByFew,
        Fault::NothingLapses,
        Fault::DealsIgnored,
        Fault::PeopleRemembered,
    ];
}
