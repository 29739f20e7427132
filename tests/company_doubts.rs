//! What makes a name doubtful: another's domain, another's claim, another country's legal form, a slip, words that say little.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a panic here is a failed test
#![allow(clippy::arithmetic_side_effects, missing_docs, unreachable_pub, dead_code)]

mod companies;

use companies::{account, accounts, is, verdict};
use fairdeal::account::{
    AccountDoc, AccountSettingsDoc, Accounts, AccountsDoc, Agreement, AliasDoc, Band, DomainAloneDoc,
    MatchReason, Query, SlipAloneDoc,
};

#[test]
fn the_domain_of_another_makes_an_exact_name_doubtful() {
    let mut square = account("A", "Square");
    square.domains = vec!["squareup.com".to_owned()];
    let mut enix = account("B", "Square Enix");
    enix.domains = vec!["square-enix.com".to_owned()];
    let own = accounts(&[square, enix]);
    let asked = Query::new("Square").with_domain("square-enix.com");
    let found = verdict(&own, &asked);
    assert_eq!(found.band, Band::Review, "{found:?}");
    assert_eq!(own.id(found.runner_up.unwrap().account), "B", "the runner-up is whose domain it is");
    assert_eq!(is(&own, &Query::new("Square").with_domain("squareup.com")).0, Band::Accept);
    let known = Query::new("Square").with_domain("squareup.de");
    assert_eq!(
        is(&own, &known).1,
        MatchReason::ExactName,
        "the same name under another suffix is no conflict"
    );
}

/// A list that says two things says nothing.
#[test]
fn a_name_that_two_accounts_claim_is_for_somebody_to_look() {
    let alias = |name: &str| AliasDoc {
        name: name.to_owned(),
        scopes: Vec::new(),
        from: None,
        until: None,
        source: None,
    };
    let mut go = account("A", "GetGo");
    go.aliases = vec![alias("Giant Eagle")];
    go.domains = vec!["getgocafe.com".to_owned()];
    go.customer = true;
    let mut eagle = account("B", "Giant Eagle");
    eagle.zips = vec!["15238".to_owned()];
    let asked = Query::new("giant eagle");
    let own = accounts(&[go.clone(), eagle.clone()]);
    assert_eq!(
        is(&own, &asked),
        (Band::Review, MatchReason::Ambiguous, Some("A")),
        "a customer is no answer"
    );
    assert_eq!(own.id(verdict(&own, &asked).runner_up.unwrap().account), "B");
    assert_eq!(is(&own, &asked.with_domain("getgocafe.com")), (Band::Accept, MatchReason::Alias, Some("A")));
    let there = (Band::Accept, MatchReason::ExactNameSupported, Some("B"));
    assert_eq!(is(&own, &asked.with_zip("15238")), there, "the name with its ZIP before another's alias");
    // Entered for the scope, it was meant; two aliases are as contested as an alias and a name.
    let mut scoped = go.clone();
    scoped.aliases[0].scopes = vec!["fuel".parse().unwrap()];
    let known = accounts(&[scoped, eagle.clone()]);
    assert_eq!(is(&known, &asked.in_scope("fuel")), (Band::Accept, MatchReason::Alias, Some("A")));
    assert_eq!(is(&known, &asked), (Band::Accept, MatchReason::ExactName, Some("B")));
    let mut other = account("C", "Eagle Markets");
    other.aliases = vec![alias("Giant Eagle")];
    assert_eq!(is(&accounts(&[go.clone(), other]), &asked).1, MatchReason::Ambiguous);
    // Within a family it is no contest.
    let mut child = eagle;
    child.parent = Some("A".parse().unwrap());
    assert_eq!(is(&accounts(&[go, child]), &asked).0, Band::Accept);
}

#[test]
fn a_legal_form_that_is_left_out_says_nothing() {
    let known = accounts(&[account("A", "Target"), account("B", "Target Corporation")]);
    assert_eq!(is(&known, &Query::new("target")), (Band::Review, MatchReason::Ambiguous, Some("A")));
    assert_eq!(is(&known, &Query::new("target corp.")), (Band::Accept, MatchReason::ExactName, Some("B")));
    assert_eq!(is(&known, &Query::new("Target Ltd")).1, MatchReason::Ambiguous);
}

/// `Merck KGaA` is another company than `Merck & Co., Inc.`, and `Nokia Corporation` none than `Nokia Oyj`: some forms are
/// those of one country, others are said for those of any.
#[test]
fn a_legal_form_of_another_country_makes_an_exact_name_doubtful() {
    let pairs = [
        ("Merck & Co., Inc.", "Merck KGaA", true),
        ("Orion Oyj", "Orion S.A.", true),
        ("Siemens Aktiengesellschaft", "Siemens Inc.", true),
        ("Müller & Söhne GmbH & Co. KG", "Müller und Söhne S.p.A.", true),
        ("Merck & Co., Inc.", "Merck Ltd", false),
        ("Merck & Co., Inc.", "Merck", false),
        ("Merck", "Merck KGaA", false),
        ("Nokia Oyj", "Nokia Corporation", false),
        ("Unilever PLC", "Unilever N.V.", false),
        ("Volkswagen AG", "Volkswagen GmbH", false),
        ("Intesa Sanpaolo S.p.A.", "Intesa Sanpaolo S.r.l.", false),
        ("Airbus SE", "Airbus S.A.S.", false),
    ];
    for (known, asked, doubtful) in pairs {
        let mut own = account("A", known);
        own.zips = vec!["10001".to_owned()];
        own.phones = vec!["1 555 555 0100".to_owned()];
        let own = [own];
        let there = accounts(&own);
        let found = is(&there, &Query::new(asked));
        let doubted = (Band::Review, MatchReason::FormDiffers, Some("A"));
        assert_eq!(found == doubted, doubtful, "{asked} is {known}: {found:?}");
        assert_eq!(found.0 == Band::Accept, !doubtful, "{asked} is {known}: {found:?}");
        let at_zip = is(&there, &Query::new(asked).with_zip("10001"));
        assert_eq!(at_zip.0, Band::Accept, "{asked} at the ZIP of {known}: {at_zip:?}");
        let rings = is(&there, &Query::new(asked).with_phone("5555550100"));
        assert_eq!(rings.0, Band::Accept, "{asked} with the number of {known}: {rings:?}");
        let settings = AccountSettingsDoc { form_conflict_review: false, ..Default::default() };
        let bold = Accounts::compile(&AccountsDoc { settings, accounts: own.to_vec() }).unwrap();
        assert_eq!(is(&bold, &Query::new(asked)).0, Band::Accept, "{asked} is {known}, by the settings");
    }
    // Where the other company is an account too, it is that one.
    let both = accounts(&[account("A", "Merck & Co., Inc."), account("B", "Merck KGaA")]);
    assert_eq!(is(&both, &Query::new("merck kgaa")), (Band::Accept, MatchReason::ExactName, Some("B")));
}

/// A name that is an address or a URL says the domain as well.
#[test]
fn an_address_for_a_name_is_a_domain() {
    let mut acme = account("A", "Acme Widgets");
    acme.domains = vec!["acme.com".to_owned()];
    let own = accounts(&[acme, account("B", "Ajax")]);
    let best = verdict(&own, &Query::new("jo@acme.com")).best.unwrap();
    assert_eq!((own.id(best.account), best.evidence.domain), ("A", Agreement::Agrees));
    assert_eq!(is(&own, &Query::new("jo@ajax.com")), (Band::Accept, MatchReason::ExactName, Some("B")));
    assert_eq!(is(&own, &Query::new("jo@gmail.com")).0, Band::Reject, "nobody's domain");
}

/// In the ZIP of an account: a slip is one, and a word more is another company.
#[test]
fn a_zip_forgives_a_slip_and_no_more() {
    let here = |name: &str| {
        let mut own = account("A", name);
        own.zips = vec!["10001".to_owned()];
        accounts(&[own])
    };
    let is_at = |name: &str, asked: &str| is(&here(name), &Query::new(asked).with_zip("10001")).1;
    let slips = [
        ("Meridian Logistics", "Meridien Logistics"),
        ("Weyerhaeuser", "Weyerhauser"),
        ("Zimmer Biomet", "Zimmer Biomet Holdings"),
        ("Dallas Visa Processing", "Dallas Vista Processing"),
    ];
    for (name, asked) in slips {
        assert_eq!(is_at(name, asked), MatchReason::CloseNameSupported, "{asked} is {name}");
    }
    let others = [("Gap Inc", "Gap Solutions"), ("Chase Corp", "Chase International"), ("Visa Inc", "Vista")];
    for (name, asked) in others {
        assert_eq!(is_at(name, asked), MatchReason::CloseNameAtZip, "{asked} at {name}");
    }
    // The domain, or the telephone number, is somebody's own.
    let mut gap = account("A", "Gap Inc");
    gap.phones = vec!["(415) 427-0100".to_owned()];
    let called = Query::new("Gap Group").with_phone("+1 415 427 0100");
    assert_eq!(is(&accounts(&[gap]), &called).1, MatchReason::CloseNameSupported);
}

#[test]
fn a_slip_alone_decides_where_the_settings_say_so_and_nothing_else_is_near() {
    let known = |list: Vec<AccountDoc>| {
        let settings = AccountSettingsDoc { slip_alone: SlipAloneDoc::Accept, ..Default::default() };
        Accounts::compile(&AccountsDoc { settings, accounts: list }).unwrap()
    };
    let mut one = account("A", "Meridian Logistics");
    one.domains = vec!["meridian.com".to_owned()];
    let own = known(vec![one.clone()]);
    let asked = Query::new("Meridien Logistics");
    assert_eq!(is(&own, &asked), (Band::Accept, MatchReason::SlipAlone, Some("A")));
    assert_eq!(is(&own, &asked.with_domain("meridien.de")).0, Band::Review, "another domain");
    assert_eq!(is(&own, &Query::new("Meridian Group Logistics Labs")).0, Band::Review, "a word that tells");
    let two = known(vec![one, account("B", "Meridiem Logistics")]);
    assert_eq!(is(&two, &asked).0, Band::Review, "two are close");
}

#[test]
fn a_generic_name_needs_more() {
    let mut own = account("A", "First National");
    own.zips = vec!["55144".to_owned()];
    let own = accounts(&[own, account("B", "Zimmer Biomet")]);
    assert_eq!(is(&own, &Query::new("First National")), (Band::Review, MatchReason::TooGeneric, Some("A")));
    let here = Query::new("First National Inc").with_zip("55144");
    assert_eq!(is(&own, &here), (Band::Accept, MatchReason::ExactNameSupported, Some("A")));
}

#[test]
fn shared_domains_say_nothing() {
    let mut own = account("A", "Acme Anvils");
    own.domains = vec!["acme.com".to_owned(), "gmail.com".to_owned(), "msp.example.com".to_owned()];
    let settings = AccountSettingsDoc { shared_domains: vec!["acme.co.uk".to_owned()], ..Default::default() };
    let doc = |settings| AccountsDoc { settings, accounts: vec![own.clone()] };
    let known = Accounts::compile(&doc(settings.clone())).unwrap();
    let near = Query::new("Acme Anvil");
    for domain in ["jo@gmail.com", "acme.co.uk", "jo@outlook.com"] {
        assert_eq!(is(&known, &near.with_domain(domain)).1, MatchReason::CloseNameAlone, "{domain}");
    }
    assert_eq!(is(&known, &near.with_domain("shop.acme.com")).1, MatchReason::CloseNameSupported);
    // A domain alone is nothing unless the settings say so.
    let alone = Query { domain: Some("jo@acme.com"), ..Query::default() };
    assert_eq!(is(&known, &alone).0, Band::Reject);
    for (domain_alone, band) in
        [(DomainAloneDoc::Review, Band::Review), (DomainAloneDoc::Accept, Band::Accept)]
    {
        let known = Accounts::compile(&doc(AccountSettingsDoc { domain_alone, ..settings.clone() })).unwrap();
        assert_eq!(is(&known, &alone), (band, MatchReason::DomainAlone, Some("A")));
    }
}
