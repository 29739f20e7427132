//! Accounts, with the faults they find themselves, and the attributes by which they are asked.

use std::sync::Arc;

use super::attributes;
use super::directory::each_once;
use super::report::Report;
use crate::attribute::AttributeType;
use crate::id::Name;
use crate::matching::Schema;
use crate::matching::account::{AccountFault, AccountFaultKind, Accounts};
use crate::policy::compiled::AccountMatch;
use crate::policy::doc::{AccountMatchDoc, PolicyDoc};
use crate::policy::issue::{Issue, IssueKind, Severity};
use crate::policy::path::Path;

/// More accounts than these are no part of a policy, which every floor keeps as text.
const MOST_LISTED: usize = 10_000;

/// What is asked of accounts, none if it has faults.
pub(super) fn compile(doc: &PolicyDoc, schema: &Schema, report: &mut Report) -> Option<AccountMatch> {
    let own = doc.accounts.as_ref()?;
    let path = Path::ROOT.field("accounts");
    attributes_of(own, &path, schema, report);
    let below = path.field("list");
    if own.list.is_some() && own.digest.is_some() {
        let message = "accounts are in `list` or attached by their `digest`, not both";
        report.error(&path.field("digest"), IssueKind::Account, message);
    }
    let list = match &own.list {
        None => None,
        Some(list) if list.accounts.len() > MOST_LISTED => {
            let count = list.accounts.len();
            let message =
                format!("{count} accounts, of {MOST_LISTED} at the most; more are attached, without `list`");
            report.error(&below.field("accounts"), IssueKind::TooLarge, message);
            None
        }
        Some(list) => match Accounts::compile(list) {
            Ok(known) => {
                add(&known.lint(list), Severity::Warning, &below, report);
                Some(Arc::new(known))
            }
            Err(faults) => {
                add(&faults, Severity::Error, &below, report);
                None
            }
        },
    };
    Some(AccountMatch { fields: own.fields.clone(), writes: own.writes.clone(), digest: own.digest, list })
}

/// Each attribute is a text, or texts; what is written is written once, by nothing else, and not read.
fn attributes_of(own: &AccountMatchDoc, path: &Path<'_>, schema: &Schema, report: &mut Report) {
    let (fields, writes) = (path.field("fields"), path.field("writes"));
    let written: Vec<&Name> = own.writes.each().into_iter().filter_map(|(_, name, _)| name).collect();
    let read = own.fields.each();
    if read.is_empty() {
        let message = "no attribute says which company it is, so it is never an account";
        report.warn(&fields, IssueKind::NoEffect, message);
    }
    for (field, at, name) in read {
        let field = fields.field(field);
        let path = match at {
            Some(at) => field.index(at),
            None => field,
        };
        typed(name, AttributeType::Text, &path, schema, report);
        if written.contains(&name) {
            let message =
                format!("attribute `{name}` is written by the accounts, so it says nothing of the company");
            report.error(&path, IssueKind::Account, message);
        }
    }
    for (field, name, several) in own.writes.each() {
        let Some(name) = name else { continue };
        let wanted = if several { AttributeType::Texts } else { AttributeType::Text };
        typed(name, wanted, &writes.field(field), schema, report);
    }
    each_once(&writes, written.into_iter(), |name| format!("attribute `{name}`"), None, report);
}

fn typed(name: &Name, wanted: AttributeType, path: &Path<'_>, schema: &Schema, report: &mut Report) {
    if let Some((_, found)) = attributes::find(schema, path, name, report)
        && found != wanted
    {
        let message = format!("attribute `{name}` is declared as {found}, and is {wanted} here");
        report.error(path, IssueKind::TypeMismatch, message);
    }
}

fn add(faults: &[AccountFault], severity: Severity, path: &Path<'_>, report: &mut Report) {
    for fault in faults {
        let kind = match fault.kind {
            AccountFaultKind::Duplicate => IssueKind::Duplicate,
            AccountFaultKind::UnknownParent => IssueKind::UnknownReference,
            AccountFaultKind::TooLarge => IssueKind::TooLarge,
            AccountFaultKind::Shared => IssueKind::Overlap,
            AccountFaultKind::NoEffect => IssueKind::NoEffect,
            _ => IssueKind::Account,
        };
        report.add_issue(Issue {
            path: format!("{path}.{}", fault.path),
            kind,
            severity,
            message: super::shortened(&fault.message),
            suggestion: fault.suggestion.clone(),
        });
    }
}
