//! What an enquiry has come to by its end, or by now.

use crate::report::curve::more;
use crate::report::enquiry::Enquiry;
use crate::report::figures::Milestone;
use crate::report::keys::Rows;
use crate::report::options::Options;
use crate::report::tally::charged;
use crate::time::Timestamp;

/// The rows in which enquiries are brought to an end.
pub(super) struct Ending<'a> {
    pub(super) rows: &'a mut Rows,
    pub(super) options: &'a Options,
}

impl Ending<'_> {
    /// It is closed.
    pub(super) fn closed(&mut self, own: &Enquiry, at: Timestamp) {
        if let Some(office) = own.office.as_ref().filter(|office| !office.accepted) {
            let business = self.options.business.is_some();
            self.rows.offices_of(office, |row| {
                more(&mut row.withdrawn, 1);
                row.accepting.never(business);
            });
        }
        self.over(own, at, false);
    }

    /// It is open still, and perhaps has nowhere to go.
    pub(super) fn still_open(&mut self, own: &Enquiry, stranded: bool, as_of: Timestamp) {
        let under_way = own.part.filter(|(_, since)| *since < as_of);
        if let Some((part, since)) = under_way.filter(|_| own.when(Milestone::Attempted).is_none()) {
            let so_long = self.options.length(since, as_of);
            self.rows.enquiries(&own.places, |row| row.delay.add(part, so_long));
            charged(self.rows, own, part, so_long);
        }
        self.rows.enquiries(&own.places, |row| {
            more(&mut row.open, 1);
            more(&mut row.stranded, u64::from(stranded));
        });
        if let Some(sending) = &own.sending {
            let since = sending.owned.or(sending.offered).unwrap_or(as_of);
            let so_long = self.options.length(since, as_of);
            self.rows.sendings(&sending.places, |row| {
                if sending.owned.is_none() {
                    more(&mut row.on_offer, 1);
                    row.accepting.waiting(so_long);
                    return;
                }
                more(&mut row.open, 1);
                let curves = [
                    (sending.attempted, &mut row.attempting),
                    (sending.worked, &mut row.working),
                    (sending.contacted, &mut row.contacting),
                    (sending.disposed, &mut row.disposing),
                ];
                curves.into_iter().filter(|(done, _)| !done).for_each(|(_, curve)| curve.waiting(so_long));
            });
        }
        if let Some(office) = own.office.as_ref().filter(|office| !office.accepted) {
            let so_long = self.options.length(office.since, as_of);
            self.rows.offices_of(office, |row| {
                more(&mut row.on_offer, 1);
                row.accepting.waiting(so_long);
            });
        }
        self.over(own, as_of, true);
    }

    fn over(&mut self, own: &Enquiry, at: Timestamp, open: bool) {
        let business = self.options.business.is_some();
        let waited = self.options.length(own.received, at);
        let attempted = own.when(Milestone::Attempted);
        let whole = self.options.length(own.received, attempted.unwrap_or(at));
        self.rows.enquiries(&own.places, |row| {
            more(&mut row.sent_again, u64::from(own.times_sent > 1));
            more(&mut row.recycled, u64::from(own.recycled));
            more(&mut row.recycled_contacted, u64::from(own.recycled_contacted));
            for milestone in Milestone::ALL.into_iter().filter(|one| own.when(*one).is_none()) {
                let curve = row.since_received.of_mut(milestone);
                if open { curve.waiting(waited) } else { curve.never(business) }
            }
            more(&mut row.qualified, u64::from(own.when(Milestone::Qualified).is_some()));
            own.parts.iter().for_each(|(part, so_long)| row.delay.add(*part, *so_long));
            row.delay.add_whole(whole);
        });
    }
}
