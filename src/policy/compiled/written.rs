//! A policy as it is written down: made when it is compiled, or, of one whose rules were edited, when it is asked for.

use std::sync::{Arc, OnceLock};

use crate::policy::compiled::Policy;
use crate::policy::doc::PolicyDoc;
use crate::policy::{Digest, Issue};

/// What is made of the whole document. It depends on nothing but the policy, so it does not matter who asks first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    doc: OnceLock<Arc<PolicyDoc>>,
    /// The canonical JSON and the first 16 bytes of its SHA-256.
    json: OnceLock<(Arc<str>, Digest)>,
    issues: OnceLock<Vec<Issue>>,
}

impl Written {
    pub(crate) fn new(doc: Arc<PolicyDoc>, json: String, issues: Vec<Issue>) -> Written {
        let digest = Digest::of(&json);
        let json = (json.into(), digest);
        Written { doc: OnceLock::from(doc), json: OnceLock::from(json), issues: OnceLock::from(issues) }
    }
}

impl Policy {
    /// The document it was compiled from, the rules in the order they are tried.
    ///
    /// # Complexity
    /// Of a policy whose rules were edited it is put together when it is first asked for, and copies every rule.
    #[must_use]
    pub fn doc(&self) -> &PolicyDoc {
        self.written.doc.get_or_init(|| {
            let mut doc = PolicyDoc::clone(&self.doc);
            doc.rules = self.rules.docs().into_iter().cloned().collect();
            Arc::new(doc)
        })
    }

    /// The document as canonical JSON: no white space, every field in a fixed order, the rules in the order they are
    /// tried. Reading it gives the same policy.
    ///
    /// # Complexity
    /// Of a policy whose rules were edited it is written when it, or the digest, is first asked for.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json_and_digest().0
    }

    /// The fingerprint of [`Policy::json`].
    ///
    /// It does not depend on where a rule stands in its list. It does depend on where everything else stands: two
    /// documents that list their queues in another order have different digests.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.json_and_digest().1
    }

    /// The warnings: what is allowed but may not be what was meant.
    ///
    /// # Complexity
    /// Of a policy whose rules were edited they are found when first asked for, by compiling the whole document.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        self.written.issues.get_or_init(|| match Policy::compile_sharing(self.doc(), self) {
            Ok(policy) => policy.issues().to_vec(),
            Err(error) => error.issues,
        })
    }

    #[inline]
    pub(crate) fn json_and_digest(&self) -> &(Arc<str>, Digest) {
        self.written.json.get_or_init(|| {
            // Every rule that was put in has been written before, and all else too.
            let json = serde_json::to_string(self.doc()).unwrap_or_default();
            let digest = Digest::of(&json);
            (json.into(), digest)
        })
    }
}
