//! What the columns of the leads mean.

use std::collections::BTreeMap;

use fairdeal::{AttributeType, Policy};

use crate::hint::hint;
use crate::stop::Stop;

/// What a column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The lead's id.
    Id,
    /// When it came in.
    ReceivedAt,
    /// Whose it is already.
    Owner,
    /// An attribute, with the type the policy declares.
    Attribute(String, Option<AttributeType>),
    /// A column without a name.
    Nothing,
}

/// How column names are read.
pub(crate) struct Columns {
    map: BTreeMap<String, String>,
    types: BTreeMap<String, AttributeType>,
}

impl Columns {
    /// The attributes of the policy and the names given by `--map`.
    pub(crate) fn new(policy: &Policy, map: &[String]) -> Result<Columns, Stop> {
        let declared = policy.doc().attributes.iter();
        let types = declared.map(|one| (one.id.as_str().to_owned(), one.attribute_type)).collect();
        let mut names = BTreeMap::new();
        for pair in map {
            let parts = pair.split_once('=').map(|(column, name)| (column.trim(), name.trim()));
            let Some((column, name)) = parts.filter(|(column, name)| !column.is_empty() && !name.is_empty())
            else {
                return Err(Stop::wrong(format!("--map `{pair}` is not of the form COLUMN=ATTRIBUTE")));
            };
            if names.insert(column.to_owned(), name.to_owned()).is_some() {
                return Err(Stop::wrong(format!("--map gives column `{column}` two names")));
            }
        }
        Ok(Columns { map: names, types })
    }

    /// What the column of this name is.
    pub(crate) fn role(&self, column: &str) -> Role {
        match self.map.get(column).map_or(column, String::as_str) {
            "" => Role::Nothing,
            "id" => Role::Id,
            "received_at" => Role::ReceivedAt,
            "owner" => Role::Owner,
            name => Role::Attribute(name.to_owned(), self.types.get(name).copied()),
        }
    }

    /// Whether any of these columns is an attribute of the policy.
    pub(crate) fn fits(&self, columns: &[String]) -> bool {
        columns.iter().any(|column| matches!(self.role(column), Role::Attribute(_, Some(_))))
    }

    /// The roles of a whole header, which must name each thing once and have an id; `also` are the columns joined.
    pub(crate) fn header(&self, file: &str, columns: &[String], also: &[String]) -> Result<Vec<Role>, Stop> {
        for column in self.map.keys() {
            if !columns.contains(column) && !also.contains(column) {
                let hint = hint(column, columns.iter().chain(also).map(String::as_str));
                return Err(Stop::wrong(format!("{file}:1:1: --map: there is no column `{column}`{hint}")));
            }
        }
        let mut roles: Vec<Role> = Vec::new();
        for (number, column) in (1_usize..).zip(columns) {
            let role = self.role(column);
            if role != Role::Nothing && roles.contains(&role) {
                return Err(Stop::wrong(format!("{file}:1:{number}: column `{column}` is there twice")));
            }
            roles.push(role);
        }
        if !roles.contains(&Role::Id) {
            let names = columns.join("`, `");
            return Err(Stop::wrong(format!(
                "{file}:1:1: there is no column `id`; name one with --map COLUMN=id, the columns are `{names}`"
            )));
        }
        Ok(roles)
    }
}
