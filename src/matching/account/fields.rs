//! What a lead says beside the company's name, made comparable.

use super::shared_domains::is_shared;
use crate::hash::hash_of;

/// The registrable domain in a domain, an address or a URL, in small letters: `shop.3m.co.uk` is `3m.co.uk`.
pub(super) fn registrable(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let text = text.split(['/', '?', '#']).next().unwrap_or_default();
    let host = text.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.');
    let host = host.to_lowercase();
    let domain = psl::domain(host.as_bytes())?;
    // What ends in no suffix anybody registers under, such as `localhost.internal`, is no domain.
    if !domain.suffix().is_known() {
        return None;
    }
    core::str::from_utf8(domain.as_bytes()).ok().map(str::to_owned)
}

/// The registrable domain that stands where a name should, as an address of mail or of a page, if it is some company's.
pub(super) fn named_by(name: &str) -> Option<String> {
    let name = name.trim_start();
    let paged = || name.get(..4).is_some_and(|own| own.eq_ignore_ascii_case("www."));
    let marked = || name.contains('@') || name.contains("://");
    // Hardly any name has either.
    let address = name.bytes().any(|byte| matches!(byte, b'@' | b'/')) && marked();
    if !(address || paged()) || name.trim_end().contains(char::is_whitespace) {
        return None;
    }
    registrable(name).filter(|own| !is_shared(own))
}

/// The part of a registrable domain that is somebody's own: `3m` of `3m.co.uk`.
pub(super) fn label(domain: &str) -> &str {
    domain.split('.').next().unwrap_or_default()
}

/// The key of a registrable domain: those of one label differ in the lowest two bytes, which are the suffix's.
pub(super) fn domain_key(domain: &str) -> u64 {
    let own = label(domain);
    let suffix = domain.get(own.len()..).unwrap_or_default();
    (hash_of(own.as_bytes()) & !0xffff) | (hash_of(suffix.as_bytes()) & 0xffff)
}

/// The digits of a telephone number without country code or extension, where there are at least seven.
pub(super) fn phone(text: &str) -> Option<u64> {
    let lower = text.to_ascii_lowercase();
    let own = lower.split(['x', '#', ';', 'e']).next().unwrap_or_default();
    let digits: String = own.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 7 || digits.bytes().all(|digit| digit == b'0') {
        return None;
    }
    let national = digits.get(digits.len().saturating_sub(10)..).unwrap_or(&digits);
    Some(hash_of(national.as_bytes()))
}

/// A postal code: five digits of a ZIP+4, otherwise its letters and digits. Never zero.
pub(super) fn zip(text: &str) -> Option<u32> {
    let own: String =
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let digits = own.bytes().all(|byte| byte.is_ascii_digit());
    let own = if digits && own.len() == 9 { own.get(..5).unwrap_or(&own) } else { &own };
    (own.len() >= 3).then(|| short(hash_of(own.as_bytes())))
}

/// A city's name. Never zero.
pub(super) fn city(text: &str) -> Option<u32> {
    let own: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    (!own.is_empty()).then(|| short(hash_of(own.as_bytes())))
}

fn short(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(1).max(1)
}
